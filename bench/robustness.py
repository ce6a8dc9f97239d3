"""How a model bears text as people write it and as it is misheard: dev as it is, under each noise,
and under `written` with some syllables wrong besides, as by the profile `asr`.

    python -m bench.robustness --model models/pretrained/malgwi-joint --seeds 0 1 2 \\
        --json docs/results/robustness.json

Spans are counted in the noisy text: a slot is found when its name and its exact span are those
of the carried annotation; by value it is found when it says what the clean slot says
(docs/value-equality.md). No span begins or ends with a space, so the same slots are found with
the spaces left out of the count. `markable` is the share of annotated slots that BIO labels over
the model's pieces can mark at all, which bounds what any model with these pieces can find.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.results import write_results
from slu.core import Utterance
from slu.data import read
from slu.evaluation.metrics import MEASURES, evaluate
from slu.evaluation.values import evaluate_values
from slu.paths import DEFAULT_MODEL, find_data
from slu.training.noise import ASR, PROFILES, NoiseOptions, apply_noise
from slu.understanding.labels import decode_slots, encode_slots
from slu.understanding.model_folder import load_folder
from slu.understanding.predictor import Predictor, predict_utterances


@dataclass(frozen=True, slots=True)
class Measured:
    """A model on one version of the text; all but `touched` (rows changed) are in [0, 1]."""

    touched: float
    intent_accuracy: float
    slot_f1: float
    slot_f1_trimmed: float
    exact_match: float
    slot_f1_by_value: float
    exact_match_by_value: float
    markable: float


def measure(
    predictor: Predictor,
    gold: list[Utterance],
    touched: float = 0.0,
    clean: list[Utterance] | None = None,
) -> Measured:
    """The model's figures on these utterances; the slots' values are those of `clean`, the same
    utterances before the noise."""
    predicted = predict_utterances(predictor, gold)
    found, by_value = evaluate(gold, predicted), evaluate_values(clean or gold, predicted)
    return Measured(
        touched=touched,
        intent_accuracy=found.intent_accuracy.value,
        slot_f1=found.slot_f1.value,
        slot_f1_trimmed=found.slot_f1_trimmed.value,
        exact_match=found.exact_match.value,
        slot_f1_by_value=by_value.slot_f1.value,
        exact_match_by_value=by_value.exact_match.value,
        markable=markable(predictor, gold),
    )


def markable(predictor: Predictor, gold: list[Utterance]) -> float:
    """The share of slots that come back when they are encoded as labels and decoded again."""
    kept = count = 0
    names = sorted({slot.name for utterance in gold for slot in utterance.slots})
    rows = predictor.subwords.cut_all([utterance.text for utterance in gold])
    for utterance, row in zip(gold, rows, strict=True):
        labels = encode_slots(row, utterance.slots, names)
        back = {
            (s.name, s.start, s.end) for s, _ in decode_slots(utterance.text, row, labels, names)
        }
        kept += sum((s.name, s.start, s.end) in back for s in utterance.slots)
        count += len(utterance.slots)
    return kept / count if count else 1.0


def under(predictor: Predictor, gold: list[Utterance], *noises: NoiseOptions) -> Measured:
    """The figures under one noise after another."""
    noisy = gold
    for options in noises:
        noisy = apply_noise(noisy, options)
    changed = sum(a.text != b.text for a, b in zip(gold, noisy, strict=True))
    return measure(predictor, noisy, changed / len(gold), gold)


def mean(rows: Sequence[Measured]) -> Measured:
    """Field by field."""
    return Measured(
        **{name: statistics.mean(asdict(row)[name] for row in rows) for name in asdict(rows[0])}
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL)
    parser.add_argument("--dev", default="data/massive-ko/dev.jsonl")
    parser.add_argument("--profiles", nargs="+", default=list(PROFILES), choices=list(PROFILES))
    parser.add_argument("--rate", type=float, default=1.0)
    parser.add_argument("--misheard", type=float, default=0.05, help="share of wrong syllables")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--json", type=Path, required=True)
    given = parser.parse_args()
    predictor = load_folder(given.model)
    gold = [utterance for utterance in read(find_data(given.dev)) if utterance.intent]
    clean = measure(predictor, gold)
    _print("clean", clean, clean)
    noises = {name: [(name, given.rate)] for name in given.profiles}
    noises[f"written, then asr {given.misheard:g}"] = [
        ("written", given.rate),
        (ASR, given.misheard),
    ]
    noisy = {}
    for name, parts in noises.items():
        draws = [[NoiseOptions(*part, seed) for part in parts] for seed in given.seeds]
        noisy[name] = mean([under(predictor, gold, *each) for each in draws])
        _print(name, noisy[name], clean)
    result = {
        "model": given.model.name,
        "utterances": len(gold),
        "rate": given.rate,
        "seeds": given.seeds,
        "clean": asdict(clean),
        "noisy": {name: asdict(row) for name, row in noisy.items()},
        "falls": {name: _falls(clean, row) for name, row in noisy.items()},
    }
    write_results(given.json, result)


def _falls(clean: Measured, noisy: Measured) -> dict[str, float]:
    """By how many points each measure fell."""
    names = (*MEASURES, "slot_f1_by_value", "exact_match_by_value")
    before, after = asdict(clean), asdict(noisy)
    return {name: (before[name] - after[name]) * 100 for name in names}


def _print(name: str, row: Measured, clean: Measured) -> None:
    falls = _falls(clean, row)
    figures = (f"{key} {asdict(row)[key]:.1%} ({-fall:+.1f})" for key, fall in falls.items())
    print(f"{name:10} touched {row.touched:.0%}, {', '.join(figures)}, {row.markable:.1%} markable")


if __name__ == "__main__":
    main()
