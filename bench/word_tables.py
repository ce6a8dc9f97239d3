"""The tables of word vectors and encoders, from what `malgwi compare --json` and `bench.vectors`
measured."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.markdown import markdown, percent
from bench.results import read_results
from slu.evaluation.compare import Row, columns
from slu.evaluation.words.names import short_names

_RESULT = "words"
_TITLES = {
    "wordsim": "WordSim-353",
    "coverage": "words of MASSIVE",
    "coverage-nsmc": "words of NSMC",
    "senses": "WiC",
    "korsts": "KorSTS",
    "nsmc": "NSMC, frozen",
    "3i4k": "3i4K, frozen",
    "intents": "MASSIVE intent, frozen",
}
_FIGURES = {
    "known.accuracy": "analogies, known",
    "known.accuracy_all": "analogies, all",
    "typos.nearest": "typos",
    "spacing.nearest": "spacing",
    "mean.intent_accuracy": "intent",
    "mean.slot_f1": "slot F1",
}
_COSTS = (
    ("seconds", 1, ",.0f"),
    ("words_a_second", 1, ",.0f"),
    ("peak_bytes", 1e6, ",.0f"),
    ("bytes", 1e6, ",.1f"),
    ("dimension", 1, ",.0f"),
    ("words", 1, ",.0f"),
)


def words(results: Path) -> str:
    """Every family by every probe, frozen."""
    return _measured(results, tuned=False)


def words_finetuned(results: Path) -> str:
    """Every family once it is fine-tuned."""
    return _measured(results, tuned=True)


def words_cost(results: Path) -> str:
    """What each family cost, and what it takes up."""
    rows = [row for row in _rows(results) if row.cost]
    lines = [
        [f"`{name}`", *(_cost(row.cost.get(key), unit, form) for key, unit, form in _COSTS)]
        for row, name in zip(rows, _names(rows), strict=True)
    ]
    heading = ["", "seconds", "words/s", "memory, MB", "disk, MB", "dimension", "vocabulary"]
    return markdown(heading, lines)


def words_analogies(results: Path) -> str:
    """The share of all analogies of a section that is answered, in brackets with words outside of
    the vocabulary composed of their morphemes."""
    rows = [row for row in _rows(results) if "analogies" in row.probes]
    found = [row.probes["analogies"] for row in rows]
    sections = list(found[0]["sections"]) if found else []
    lines = [
        [f"`{name}`", *(_section(one, section) for section in sections)]
        for one, name in zip(found, _names(rows), strict=True)
    ]
    return markdown(["", *(section.replace("_", " ") for section in sections)], lines)


def vector_speed(results: Path) -> str:
    """Our Word2Vec and fastText beside the bare libraries."""
    rows = [
        [
            f"`{each['family']}`",
            *(f"{each[key]:.1f}" for key in ("ours", "library")),
            f"{each['ratio']:.3f}",
            f"{each['words_a_second']:,.0f}",
        ]
        for each in read_results(results, "vectors")["speed"]
    ]
    return markdown(["", "ours, s", "library, s", "ratio", "words/s"], rows)


def vector_likeness(results: Path) -> str:
    """Our GloVe and Swivel beside gensim's Word2Vec, by WordSim-353."""
    rows = [
        [
            f"`{each['family']}`",
            f"{each['mean']:.3f} ± {each['spread']:.3f}",
            str(each["pairs"]),
            f"{each['behind']:+.3f}",
        ]
        for each in read_results(results, "vectors")["likeness"]
    ]
    return markdown(["", "WordSim-353", "pairs", "behind skip-gram"], rows)


def _measured(results: Path, tuned: bool) -> str:
    rows = _rows(results)
    shown = [(probe, c) for probe, c in columns(rows) if c.path.startswith("mean.") == tuned]
    lines = []
    for row, name in zip(rows, _names(rows), strict=True):
        values = [(column.of(row.probes.get(probe, {})), column) for probe, column in shown]
        if any(value is not None for value, _ in values):
            cells = ("–" if value is None else format(value, c.form) for value, c in values)
            lines.append([f"`{name}`", *cells])
    return markdown(["", *(_title(probe, column.path) for probe, column in shown)], lines)


def _title(probe: str, path: str) -> str:
    title = _TITLES.get(probe) or _FIGURES[path]
    return f"{probe.removeprefix('finetune-')}: {title}" if path.startswith("mean.") else title


def _section(measured: Mapping[str, Any], section: str) -> str:
    known, composed = measured["sections"][section], measured["composed_sections"][section]
    return f"{percent(known['accuracy_all'])} ({percent(composed['accuracy_all'])})"


def _cost(value: float | None, unit: float, form: str) -> str:
    return format(value / unit, form) if value else "–"


def _rows(results: Path) -> list[Row]:
    return [Row(**row) for row in read_results(results, _RESULT)["rows"]]


def _names(rows: list[Row]) -> list[str]:
    return short_names([row.name for row in rows])
