"""What was measured, for people to look at: the JSON files of `docs/results/` as tables and bars.

Nothing is measured here, and no figure is written down. A file that is not there has no report; one
of another form has a report that says so. The documents' own tables are `bench.tables`'.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from slu.paths import ROOT

RESULTS: Final = ROOT / "docs" / "results"
_MEASURES: Final = {
    "intent_accuracy": "의도 정확도",
    "slot_f1": "슬롯 F1",
    "slot_f1_trimmed": "슬롯 F1(조사 빼고)",
    "exact_match": "문장 전체가 맞음",
}
_NOISES: Final = {
    "written": "사람이 적듯(세 가지를 섞어)",
    "digits": "수를 숫자로",
    "particles": "조사를 앞말에 붙이고",
    "spacing": "띄어쓰기를 흩뜨리고",
    "typos": "오타를 내고",
}
_OUTSIDE: Final = {
    "ood": "남의 잡담과 부탁",
    "ood_no_talk": "잡담을 더 뺀 것",
    "own": "우리가 쓴 못 할 부탁",
}
_ROADS: Final = {True: "처음부터 끝까지", False: "인코더와 머리만"}


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` as wide as `heading`; the first cell of each is its name."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """`share` in [0, 1], `shown` as people read it; `low` and `high` its interval, if any."""

    name: str
    share: float
    shown: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One file of results: what it is `about`, and its tables and bars; `points`, (x, y) in [0, 1],
    are a curve. `fault` is a sentence where the file cannot be shown."""

    title: str
    about: str
    file: str
    bars: tuple[Bar, ...] = ()
    table: Table | None = None
    points: tuple[tuple[float, float], ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    file: str
    title: str
    about: str
    read: Callable[[Any], Mapping[str, Any]]


def read_reports(results: Path = RESULTS) -> list[Report]:
    """A report for each file that is there, in a fixed order."""
    return [
        _report(kind, results / kind.file) for kind in _KINDS if (results / kind.file).is_file()
    ]


def _report(kind: _Kind, path: Path) -> Report:
    try:
        found = kind.read(json.loads(path.read_text("utf-8")))
        return Report(kind.title, kind.about, kind.file, **found)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IndexError):
        fault = f"{kind.file}의 꼴이 달라 보일 수 없습니다. `make measure`로 다시 재세요."
        return Report(kind.title, kind.about, kind.file, fault=fault)


def _understanding(data: Any) -> Mapping[str, Any]:
    bars = tuple(
        Bar(title, data[key], _percent(data[key]), *data["intervals"][key])
        for key, title in _MEASURES.items()
    )
    common = [row for row in data["intents"] if row["count"] >= 10]
    worst = sorted(common, key=lambda row: (row["f1"], row["name"]))[:8]
    rows = tuple((row["name"], _percent(row["f1"]), f"{row['count']:,}") for row in worst)
    return {"bars": bars, "table": Table(("가장 약한 의도", "F1", "문장"), rows)}


def _robustness(data: Any) -> Mapping[str, Any]:
    found = {"있는 그대로": data["clean"]}
    found |= {_NOISES.get(name, name): row for name, row in data["noisy"].items()}
    bars = tuple(
        Bar(name, row["intent_accuracy"], _percent(row["intent_accuracy"]))
        for name, row in found.items()
    )
    rows = tuple((name, *(_percent(row[key]) for key in _MEASURES)) for name, row in found.items())
    return {"bars": bars, "table": Table(("부탁", *_MEASURES.values()), rows)}


def _scope(data: Any) -> Mapping[str, Any]:
    bins = [each for each in data["calibration"]["bins"] if each["count"]]
    rows = tuple(
        (
            f"{row['score']} · {_OUTSIDE.get(row['outside'], row['outside'])}",
            f"{row['auroc']:.3f}",
            _percent(row["false_rejections_95"]),
        )
        for row in data["told"]
    )
    return {
        "points": tuple((each["confidence"], each["accuracy"]) for each in bins),
        "table": Table(("점수 · 범위 밖의 말", "AUROC", "95%를 걸러 낼 때 잃는 부탁"), rows),
    }


def _encoders(data: Any) -> Mapping[str, Any]:
    def mean(row: Any, key: str) -> str:
        found = row["all"][key]
        return f"{_percent(found['mean'])} ± {_percent(found['deviation'])}"

    bars = tuple(
        Bar(row["name"], row["all"]["exact_match"]["mean"], mean(row, "exact_match"))
        for row in data["rows"]
    )
    rows = tuple(
        (row["name"], f"{row['bytes'] / 1e6:.1f}MB", *(mean(row, key) for key in _MEASURES))
        for row in data["rows"]
    )
    return {"bars": bars, "table": Table(("인코더", "파일", *_MEASURES.values()), rows)}


def _latency(data: Any) -> Mapping[str, Any]:
    slowest = max(road["median_ms"] for road in data["roads"])
    named = [(f"{road['name']} · {_ROADS[road['whole']]}", road) for road in data["roads"]]
    bars = tuple(
        Bar(name, road["median_ms"] / slowest, f"{road['median_ms']:.1f}ms") for name, road in named
    )
    rows = tuple(
        (name, *(f"{road[key]:.1f}ms" for key in ("median_ms", "p95_ms")), f"{road['ratio']:.2f}")
        for name, road in named
    )
    return {
        "bars": bars,
        "table": Table(("한 문장", "중앙값", "95번째 백분위", "첫 줄에 견줘"), rows),
    }


def _speech(data: Any) -> Mapping[str, Any]:
    found = {"모든 녹음": data, "모든 녹음(다른 것 없이 faster-whisper)": data["baseline"]}
    found |= data["sources"]
    shown = {name: row for name, row in found.items() if row}
    bars = tuple(
        Bar(name, row["cer"], _percent(row["cer"]), *row["cer_interval"])
        for name, row in shown.items()
    )
    rows = tuple(
        (
            f"{name} ({row['clips']:,})",
            *(_percent(row[key]) for key in ("cer", "cer_no_spaces")),
            f"{row['real_time_factor']:.2f}",
        )
        for name, row in shown.items()
    )
    heading = ("녹음", "글자 오류율", "띄어쓰기 빼고", "소리 1초에 든 초")
    return {"bars": bars, "table": Table(heading, rows)}


def _spoken(data: Any) -> Mapping[str, Any]:
    ways = {"text": "적힌 글", "first": "첫 글", "best": "고른 글", "nearest": "가장 가까운 글"}
    keys = ("cer", "intent_accuracy", "slu_f1", "exact_match_by_value")
    shown = [(title, data[way]) for way, title in ways.items() if way in data]
    bars = tuple(
        Bar(name, row["intent_accuracy"], _percent(row["intent_accuracy"])) for name, row in shown
    )
    rows = tuple((name, *(_percent(row[key]) for key in keys)) for name, row in shown)
    heading = ("무엇에서 알아들었나", "글자 오류율", "의도 정확도", "SLU-F1", "뜻이 다 맞음")
    return {"bars": bars, "table": Table(heading, rows)}


def _percent(share: float) -> str:
    return f"{share:.1%}"


_KINDS: Final = (
    _Kind(
        "understanding.json",
        "알아듣기",
        "함께 온 모델이 MASSIVE 한국어 dev를 얼마나 맞히는지입니다. 가는 줄은 95% 구간입니다.",
        _understanding,
    ),
    _Kind(
        "robustness.json",
        "흐트러진 말",
        "같은 부탁을 흐트러뜨렸을 때 의도를 맞히는 몫입니다.",
        _robustness,
    ),
    _Kind(
        "out-of-scope.json",
        "확신과 범위",
        "모델이 말한 확신과 실제로 맞은 몫입니다. 점선에 가까울수록 믿을 만합니다.",
        _scope,
    ),
    _Kind(
        "encoders.json",
        "인코더",
        "인코더만 바꾸어 똑같이 미세조정했을 때 문장 전체를 맞힌 몫입니다.",
        _encoders,
    ),
    _Kind(
        "latency.json",
        "빠르기",
        "코어 하나에서 한 문장에 드는 시간입니다. 짧을수록 좋습니다.",
        _latency,
    ),
    _Kind("speech.json", "듣기", "글자 오류율입니다. 짧을수록 좋습니다.", _speech),
    _Kind("spoken.json", "소리에서 뜻까지", "소리로 들은 부탁의 의도를 맞힌 몫입니다.", _spoken),
)


def bars_of(values: Mapping[str, float], form: str) -> Iterator[Bar]:
    """Bars against the largest, which is full, each figure in this form; below 0 there is none."""
    top = max(values.values(), default=0.0)
    for name, value in values.items():
        yield Bar(name, max(value / top, 0.0) if top > 0 else 0.0, format(value, form))
