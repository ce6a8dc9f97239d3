"""Rewrites the tables of the documents from the JSON files of `docs/results/`.

    python -m bench.tables

A table stands between `<!-- table: NAME -->` and `<!-- end -->`; what is outside such blocks
is left as it is. Nothing is measured here: a table whose JSON is not there says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from bench import direct_tables
from bench.learning_tables import (
    breadth,
    confidence,
    noises,
    pretraining,
    recipes,
    robustness,
    scope,
    tokenizers,
)
from bench.markdown import markdown, percent
from bench.results import read_results
from bench.use_tables import few_shot, hotwords, page, spoken, streaming, turns
from bench.word_tables import (
    vector_likeness,
    vector_speed,
    words,
    words_analogies,
    words_cost,
    words_finetuned,
)
from slu.paths import ROOT

RESULTS = ROOT / "docs" / "results"
DOCUMENTS = (
    ROOT / "docs" / "results.md",
    ROOT / "docs" / "tokenizers.md",
    ROOT / "docs" / "direct.md",
    ROOT / "README.md",
    ROOT / "README.en.md",
)
_BLOCK = re.compile(r"(<!-- table: (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
_MEASURES = ("intent_accuracy", "slot_f1", "slot_f1_trimmed", "exact_match")
_SPEED = (
    ("one sentence, median", "one", "median_ms", "ms"),
    ("one sentence, 95th percentile", "one", "p95_ms", "ms"),
    ("one by one", "one", "per_second", "sentences/s"),
    ("batch, median", "batch", "median_ms", "ms"),
    ("batch, 95th percentile", "batch", "p95_ms", "ms"),
    ("batch", "batch", "per_second", "sentences/s"),
    ("peak memory", "", "peak_mb", "MB"),
    ("start-up to first answer", "", "startup_seconds", "s"),
)
_KOREAN = {
    "intent_accuracy": "의도 정확도",
    "slot_f1": "슬롯 F1",
    "exact_match": "문장 전체가 맞음",
    "cer": "음성 인식 글자 오류율",
}
_ENGLISH = {
    "intent_accuracy": "intent accuracy",
    "slot_f1": "slot F1",
    "exact_match": "whole sentence right",
    "cer": "speech, character error rate",
}


def rewrite(text: str, results: Path) -> str:
    """The document with every table block filled from the JSON files in `results`.

    Raises KeyError for a table that is not known.
    """

    def fill(block: re.Match[str]) -> str:
        try:
            table = TABLES[block[2]](results)
        except FileNotFoundError as missing:
            table = f"*Not measured yet: `{Path(missing.filename).name}`.*"
        return f"{block[1]}{table}\n{block[3]}"

    return _BLOCK.sub(fill, text)


def understanding(results: Path) -> str:
    """The four measures on all rows of dev, and on those whose text is not in train."""
    found = {
        "dev": read_results(results, "understanding"),
        "dev without texts of train": read_results(results, "understanding-unseen"),
    }
    rows = [
        [f"{name} ({data['utterances']:,})", *(_with_interval(data, key) for key in _MEASURES)]
        for name, data in found.items()
    ]
    return markdown(["rows", *(f"`{key}`" for key in _MEASURES)], rows)


def classes(results: Path, kind: str, most: int = 12) -> str:
    """The classes with the lowest F1 among those that were annotated at least ten times."""
    common = [row for row in read_results(results, "understanding")[kind] if row["count"] >= 10]
    worst = sorted(common, key=lambda row: (row["f1"], row["name"]))[:most]
    rows = [
        [
            f"`{row['name']}`",
            *(percent(row[key]) for key in ("precision", "recall", "f1")),
            f"{row['count']:,}",
        ]
        for row in worst
    ]
    return markdown([kind, "precision", "recall", "F1", "annotated"], rows)


def confusions(results: Path, most: int = 10) -> str:
    """The most frequent confusions of intents."""
    found = read_results(results, "understanding")["intent_confusions"][:most]
    rows = [[f"`{row['gold']}`", f"`{row['predicted']}`", str(row["count"])] for row in found]
    return markdown(["annotated", "taken for", "times"], rows)


def speed(results: Path) -> str:
    """Understanding beside the pipelines, on each number of cores."""
    runs = {
        (run["system"], run["cores"]): run
        for run in read_results(results, "understanding-speed")["runs"]
    }
    rows = []
    for cores in sorted({cores for _, cores in runs}):
        ours, theirs = runs["malgwi", cores], runs["transformers", cores]
        for label, part, key, unit in _SPEED:
            a, b = (run[part][key] if part else run[key] for run in (ours, theirs))
            rows.append([f"{label} ({unit})", str(cores), f"{a:,.1f}", f"{b:,.1f}", f"{a / b:.2f}"])
    return markdown(["", "cores", "Malgwi", "two pipelines", "ratio"], rows)


def latency(results: Path, name: str) -> str:
    """One sentence on one core by each road of `bench.latency`."""
    rows = [
        [
            f"{road['name']}, {'whole' if road['whole'] else 'encoder and heads'}",
            *(f"{road[key]:.1f}" for key in ("median_ms", "p95_ms", "least_ms")),
            f"{road['ratio']:.2f}",
        ]
        for road in read_results(results, name)["roads"]
    ]
    return markdown(["ms", "median", "95th percentile", "least", "ratio"], rows)


def speech(results: Path) -> str:
    """Character error rates of all clips, of the plain recogniser, and by source."""
    data = read_results(results, "speech")
    found = {"all clips": data, "all clips, plain faster-whisper": data["baseline"]}
    found |= data["sources"]
    rows = [
        [
            f"{name} ({scores['clips']:,})",
            *(_rate(scores, key) for key in ("cer", "cer_no_spaces")),
            f"{scores['real_time_factor']:.2f}",
        ]
        for name, scores in found.items()
        if scores
    ]
    return markdown(["clips", "`cer`", "`cer_no_spaces`", "`real_time_factor`"], rows)


def hearing_speed(results: Path) -> str:
    """Real-time factors of the recognisers, on each number of threads."""
    data = read_results(results, "speech-speed")
    rows = [
        [
            name.replace("_", "-"),
            threads.removeprefix("threads_"),
            f"{found['real_time_factor']:.3f}",
            f"{found['times_malgwi']:.2f}",
        ]
        for threads, systems in data.items()
        if threads.startswith("threads_")
        for name, found in systems.items()
    ]
    return markdown(["recogniser", "threads", "real-time factor", "times ours"], rows)


def summary(results: Path, labels: Mapping[str, str], heading: Sequence[str]) -> str:
    """The few figures that a first page shows."""
    found = read_results(results, "understanding") | {"cer": read_results(results, "speech")["cer"]}
    return markdown(heading, [[label, percent(found[key])] for key, label in labels.items()])


TABLES: dict[str, Callable[[Path], str]] = {
    "understanding": understanding,
    "encoders": partial(recipes, name="encoders"),
    "fewer": partial(recipes, name="fewer"),
    "ideas": partial(recipes, name="ideas"),
    "noises": noises,
    "optimisers": partial(pretraining, name="optimisers"),
    "intents": partial(classes, kind="intents"),
    "slots": partial(classes, kind="slots"),
    "confusions": confusions,
    "understanding-speed": speed,
    "latency": partial(latency, name="latency"),
    "latency-six": partial(latency, name="latency-six"),
    "speech": speech,
    "speech-speed": hearing_speed,
    "tokenizers": tokenizers,
    "robustness": robustness,
    "scope": scope,
    "confidence": confidence,
    "breadth": breadth,
    "spoken": partial(spoken, name="spoken"),
    "hotwords": hotwords,
    "direct": direct_tables.ways,
    "direct-intents": direct_tables.intents,
    "streaming": streaming,
    "turns": turns,
    "page": page,
    "few-shot": few_shot,
    "words": words,
    "words-finetuned": words_finetuned,
    "words-analogies": words_analogies,
    "words-cost": words_cost,
    "vector-speed": vector_speed,
    "vector-likeness": vector_likeness,
    "summary-ko": partial(summary, labels=_KOREAN, heading=("지표", "값")),
    "summary-en": partial(summary, labels=_ENGLISH, heading=("measure", "value")),
}


def _with_interval(data: Mapping[str, Any], key: str) -> str:
    return _between(data[key], *data["intervals"][key])


def _rate(scores: Mapping[str, Any], key: str) -> str:
    return _between(scores[key], *scores[f"{key}_interval"])


def _between(value: float, low: float, high: float) -> str:
    return f"{percent(value)} ({percent(low)} – {percent(high)})"


def main() -> None:
    """Rewrites every document in place."""
    for document in DOCUMENTS:
        before = document.read_text(encoding="utf-8")
        after = rewrite(before, RESULTS)
        if after != before:
            document.write_text(after, encoding="utf-8")
            print(f"{document.relative_to(ROOT)}: 표를 고쳤습니다.")


if __name__ == "__main__":
    main()
