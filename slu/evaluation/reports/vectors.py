"""Results of word vectors: what each family costs, which analogies it answers, and ours beside the
libraries that are known for them. How families compare by the probes is
`slu.evaluation.compare`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slu.evaluation.reports.shapes import Bar, Kind, Say, Table, bars_of, percent
from slu.evaluation.words.names import short_names

_COSTS: Final = (
    ("seconds", 1, ",.0f", ("초", "seconds")),
    ("words_a_second", 1, ",.0f", ("1초에 낱말", "words a second")),
    ("peak_bytes", 1e6, ",.0f", ("메모리, MB", "memory, MB")),
    ("bytes", 1e6, ",.1f", ("파일, MB", "disk, MB")),
    ("dimension", 1, ",.0f", ("차원", "dimension")),
    ("words", 1, ",.0f", ("낱말", "vocabulary")),
)


def _named(data: Any) -> list[tuple[str, Any]]:
    rows = data["rows"]
    return list(zip(short_names([row["name"] for row in rows]), rows, strict=True))


def _costs(data: Any, say: Say) -> Mapping[str, Any]:
    """The size on disk as bars; all that is known in the table."""
    found = [(name, row["cost"]) for name, row in _named(data) if row["cost"]]
    sizes = {name: cost["bytes"] / 1e6 for name, cost in found if cost.get("bytes")}
    rows = tuple(
        (
            name,
            *(
                format(cost[key] / unit, form) if cost.get(key) else "–"
                for key, unit, form, _ in _COSTS
            ),
        )
        for name, cost in found
    )
    heading = (say("임베딩", "embedding"), *(say(*title) for *_, title in _COSTS))
    return {"bars": tuple(bars_of(sizes, ",.1f")), "table": Table(heading, rows)}


def _analogies(data: Any, say: Say) -> Mapping[str, Any]:
    """All analogies as bars; section by section in the table, in brackets with words outside of the
    vocabulary composed of their morphemes."""
    found = [
        (name, row["probes"]["analogies"])
        for name, row in _named(data)
        if "analogies" in row["probes"]
    ]
    sections = list(found[0][1]["sections"])
    bars = tuple(
        Bar(name, share, percent(share))
        for name, each in found
        for share in [each["known"]["accuracy_all"]]
    )
    rows = tuple(
        (
            name,
            *(
                f"{percent(each['sections'][section]['accuracy_all'])} "
                f"({percent(each['composed_sections'][section]['accuracy_all'])})"
                for section in sections
            ),
        )
        for name, each in found
    )
    heading = (say("임베딩", "embedding"), *(section.replace("_", " ") for section in sections))
    return {"bars": bars, "table": Table(heading, rows)}


def _vectors(data: Any, say: Say) -> Mapping[str, Any]:
    """The likeness to people's judgements as bars; speed beside the bare libraries as a table."""
    likeness = {each["family"]: each["mean"] for each in data["likeness"]}
    rows = tuple(
        (
            each["family"],
            *(f"{each[key]:.1f}" for key in ("ours", "library")),
            f"{each['ratio']:.2f}",
            f"{each['words_a_second']:,.0f}",
        )
        for each in data["speed"]
    )
    heading = (
        say("배우기", "learning"),
        say("우리, 초", "ours, s"),
        say("라이브러리, 초", "library, s"),
        say("비율", "ratio"),
        say("1초에 낱말", "words a second"),
    )
    return {"bars": tuple(bars_of(likeness, ".3f")), "table": Table(heading, rows)}


KINDS: Final = (
    Kind(
        "words.json",
        "embeddings",
        ("유추의 갈래", "Analogies by kind"),
        (
            "맞힌 유추의 몫입니다. 괄호 안은 모르는 낱말을 형태소로 지었을 때입니다.",
            "The share of analogies answered; in brackets with unknown words composed.",
        ),
        _analogies,
    ),
    Kind(
        "words.json",
        "embeddings",
        ("드는 것", "Costs"),
        ("파일의 크기(MB)입니다. 짧을수록 작습니다.", "Size on disk in MB; shorter is smaller."),
        _costs,
    ),
    Kind(
        "vectors.json",
        "embeddings",
        ("우리 GloVe와 Swivel", "Our GloVe and Swivel"),
        (
            "WordSim-353의 스피어먼입니다. 모두 같은 글에서 배웠습니다.",
            "Spearman on WordSim-353 beside gensim's Word2Vec, all learned from the same text.",
        ),
        _vectors,
    ),
)
