"""Results of understanding: dev, the same rewritten, confidence and scope, few examples, speed."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from typing import Any, Final

from slu.evaluation.reports.shapes import (
    MEASURES,
    Bar,
    Kind,
    Say,
    Table,
    against_slowest,
    measure_names,
    percent,
)

_NOISES: Final = {
    "written": ("사람이 적듯(세 가지를 섞어)", "as people write (three mixed)"),
    "digits": ("수를 숫자로", "numbers as digits"),
    "particles": ("조사를 앞말에 붙이고", "particles joined"),
    "spacing": ("띄어쓰기를 흩뜨리고", "other spacing"),
    "typos": ("오타를 내고", "slips of keys"),
    "sounds": ("소리 나는 대로", "spelled by sound"),
    "asr": ("잘못 들은 듯이", "as if misheard"),
}
_OUTSIDE: Final = {
    "ood": ("남의 잡담과 부탁", "others' small talk and requests"),
    "ood_no_talk": ("잡담을 더 뺀 것", "the same, less small talk"),
    "own": ("우리가 쓴 못 할 부탁", "our own impossible requests"),
}
_ROADS: Final = {
    True: ("처음부터 끝까지", "whole"),
    False: ("인코더와 머리만", "encoder and heads"),
}
_SYSTEMS: Final = {"malgwi": ("말귀", "Malgwi"), "transformers": ("두 모델로", "two pipelines")}


def _understanding(data: Any, say: Say) -> Mapping[str, Any]:
    bars = tuple(
        Bar(say(*title), data[key], percent(data[key]), *data["intervals"][key])
        for key, title in MEASURES.items()
    )
    common = [row for row in data["intents"] if row["count"] >= 10]
    worst = sorted(common, key=lambda row: (row["f1"], row["name"]))[:8]
    rows = tuple((row["name"], percent(row["f1"]), f"{row['count']:,}") for row in worst)
    heading = (say("가장 약한 의도", "weakest intents"), "F1", say("문장", "sentences"))
    return {"bars": bars, "table": Table(heading, rows)}


def _robustness(data: Any, say: Say) -> Mapping[str, Any]:
    found = {say("있는 그대로", "as it is"): data["clean"]}
    found |= {_noise(name, say): row for name, row in data["noisy"].items()}
    bars = tuple(
        Bar(name, row["intent_accuracy"], percent(row["intent_accuracy"]))
        for name, row in found.items()
    )
    rows = tuple((name, *(percent(row[key]) for key in MEASURES)) for name, row in found.items())
    return {"bars": bars, "table": Table((say("부탁", "requests"), *measure_names(say)), rows)}


def _noise(name: str, say: Say) -> str:
    """`written, then asr 0.05`: noises one after the other, some with the share that they touch."""
    told = []
    for each in name.split(", then "):
        kind, _, share = each.partition(" ")
        told.append(
            say(*_NOISES.get(kind, (kind, kind))) + (f" {float(share):.0%}" if share else "")
        )
    return " → ".join(told)


def _scope(data: Any, say: Say) -> Mapping[str, Any]:
    bins = [each for each in data["calibration"]["bins"] if each["count"]]
    rows = tuple(
        (
            f"{row['score']} · {say(*_OUTSIDE.get(row['outside'], (row['outside'],) * 2))}",
            f"{row['auroc']:.3f}",
            percent(row["false_rejections_95"]),
        )
        for row in data["told"]
    )
    heading = (
        say("점수 · 범위 밖의 말", "score · out of scope"),
        "AUROC",
        say("95%를 걸러 낼 때 잃는 부탁", "lost where 95% are turned away"),
    )
    return {
        "points": tuple((each["confidence"], each["accuracy"]) for each in bins),
        "table": Table(heading, rows),
    }


def _few_shot(data: Any, say: Say) -> Mapping[str, Any]:
    runs = data["runs"]
    parts = {
        "ordinary": say("여느 말투", "ordinary voices"),
        "hard": say("어려운 말투", "hard voices"),
    }
    found = {
        name: {key: [run[part][key] for run in runs] for key in MEASURES}
        for part, name in parts.items()
    }
    bars = tuple(
        Bar(f"{name} · {say(*MEASURES[key])}", mean, percent(mean), min(values), max(values))
        for name, each in found.items()
        for key, values in each.items()
        for mean in [statistics.mean(values)]
    )
    rows = tuple(
        (
            str(run["seed"]),
            f"{run['seconds']:,}",
            *(percent(run["ordinary"][key]) for key in MEASURES),
        )
        for run in runs
    )
    heading = (say("씨앗", "seed"), say("든 초", "seconds"), *measure_names(say))
    return {"bars": bars, "table": Table(heading, rows)}


def _latency(data: Any, say: Say) -> Mapping[str, Any]:
    named = [(f"{road['name']} · {say(*_ROADS[road['whole']])}", road) for road in data["roads"]]
    bars = against_slowest([(name, road["median_ms"]) for name, road in named], "ms", ".1f")
    rows = tuple(
        (name, *(f"{road[key]:.1f}ms" for key in ("median_ms", "p95_ms")), f"{road['ratio']:.2f}")
        for name, road in named
    )
    heading = (
        say("한 문장", "one sentence"),
        say("중앙값", "median"),
        say("95번째 백분위", "95th percentile"),
        say("첫 줄에 견줘", "to the first row"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


def _speed(data: Any, say: Say) -> Mapping[str, Any]:
    named = [
        (
            f"{say(*_SYSTEMS[run['system']])} · "
            + say(f"코어 {run['cores']}개", f"{run['cores']} cores"),
            run,
        )
        for run in data["runs"]
    ]
    bars = against_slowest([(name, run["one"]["median_ms"]) for name, run in named], "ms", ".1f")
    rows = tuple(
        (
            name,
            f"{run['one']['median_ms']:.1f}ms",
            f"{run['batch']['per_second']:,.0f}",
            f"{run['peak_mb']:,.0f}MB",
            f"{run['startup_seconds']:.1f}",
        )
        for name, run in named
    )
    heading = (
        "",
        say("한 문장", "one sentence"),
        say("묶어서 1초에 문장", "sentences a second, in batches"),
        say("메모리", "memory"),
        say("여는 데 든 초", "seconds to open"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


KINDS: Final = (
    Kind(
        "understanding.json",
        "understanding",
        ("알아듣기", "Understanding"),
        (
            "함께 온 모델이 MASSIVE 한국어 dev를 얼마나 맞히는지입니다. 가는 줄은 95% 구간입니다.",
            "The shipped model on MASSIVE's Korean dev set; the thin line is the 95% interval.",
        ),
        _understanding,
    ),
    Kind(
        "understanding-unseen.json",
        "understanding",
        ("배우지 않은 문장만", "Sentences never seen"),
        (
            "학습 자료에 똑같이 있던 문장을 뺀 dev입니다.",
            "Dev without the sentences that stand in the training data, too.",
        ),
        _understanding,
    ),
    Kind(
        "robustness.json",
        "understanding",
        ("흐트러진 말", "Untidy requests"),
        (
            "같은 부탁을 흐트러뜨렸을 때 의도를 맞히는 몫입니다.",
            "The share of intents that are right when the same requests are made untidy.",
        ),
        _robustness,
    ),
    Kind(
        "out-of-scope.json",
        "understanding",
        ("확신과 범위", "Confidence and scope"),
        (
            "모델이 말한 확신과 실제로 맞은 몫입니다. 점선에 가까울수록 믿을 만합니다.",
            "Confidence against the share that is right; the nearer the dotted line the better.",
        ),
        _scope,
    ),
    Kind(
        "few-shot.json",
        "understanding",
        ("예문 열 개로", "From ten examples an intent"),
        (
            "의도마다 예문 열 개로 가르친 보기 비서입니다. 가는 줄은 씨앗 사이의 폭입니다.",
            "The example assistant, taught by ten examples an intent; the line spans the seeds.",
        ),
        _few_shot,
    ),
    Kind(
        "latency.json",
        "understanding",
        ("빠르기", "Speed"),
        (
            "코어 하나에서 한 문장에 드는 시간입니다. 짧을수록 좋습니다.",
            "Time for one sentence on one core; shorter is better.",
        ),
        _latency,
    ),
    Kind(
        "latency-six.json",
        "understanding",
        ("빠르기, 여섯 층", "Speed, six layers"),
        (
            "malgwi-bert로 학습한 모델이 코어 하나에서 한 문장에 쓰는 시간입니다.",
            "Time of a model made of malgwi-bert for one sentence on one core.",
        ),
        _latency,
    ),
    Kind(
        "understanding-speed.json",
        "understanding",
        ("두 모델로 하는 것과 견주어", "Beside two pipelines"),
        (
            "의도와 슬롯을 한 모델로 하는 것과 transformers의 두 모델로 하는 것입니다.",
            "Intents and slots by one model, beside two pipelines of transformers.",
        ),
        _speed,
    ),
)
