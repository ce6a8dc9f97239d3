"""What a model's confidence is worth, and how well each score tells requests out of scope.

    python -m bench.out_of_scope --model FOLDER --json docs/results/out-of-scope.json

Everything is of halves B: of MASSIVE dev by the hash of the id, of the others by that of the
sentence. Nothing is fitted to them; but the recipe's few constants (kinds of negatives, decay, the
share of small talk) were chosen with these figures in sight, and our own requests are by the same
hand as those that are learned.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.console import Console
from rich.table import Table

from bench.out_of_scope_rows import out_of_scope, read_words, without_repeats
from bench.results import write_results
from bench.scope_scores import Read, all_scores
from slu.data import read
from slu.evaluation.calibration import (
    Floats,
    auroc,
    expected_calibration_error,
    false_rejections,
    reliability,
)
from slu.evaluation.split import halves, text_halves
from slu.paths import DEFAULT_MODEL, find_data
from slu.training.scope_texts import read_sentences
from slu.understanding.model_folder import load_folder
from slu.understanding.predictor import Predictor

_DEV, _TRAIN = "data/massive-ko/dev.jsonl", "data/massive-ko/train.jsonl"
_OOD, _TALK = "data/out-of-scope/ood_data.csv", "data/chitchat/ChatbotData.csv"
_OWN = Path(__file__).with_name("out_of_scope_own.txt")
_TITLES = {
    "ood": "kochat 행, 같은 잡담만 뺌",
    "ood_no_talk": "kochat 행, 조사 없는 잡담도 뺌",
    "own": "우리가 쓴 부탁",
}


@dataclass(frozen=True, slots=True)
class Told:
    """How well one score tells one set from half B of dev."""

    score: str
    outside: str
    sentences: int
    auroc: float
    false_rejections_95: float


def main() -> None:
    """Measures, prints and writes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--most", type=int, default=1500, help="sentences of a set at most")
    given = parser.parse_args()
    result = measure(load_folder(given.model), given.most)
    _show(result, Console())
    if given.json is not None:
        write_results(given.json, {"model": given.model.name} | result)


def measure(predictor: Predictor, most: int) -> dict[str, Any]:
    """All figures of a model, ready for JSON."""
    _, dev = halves(utterance for utterance in read(find_data(_DEV)) if utterance.intent)
    inside = Read(*predictor.read_all([utterance.text for utterance in dev]))
    train = [utterance.text for utterance in read(find_data(_TRAIN))]
    known = Read(*predictor.read_all(_some(train, 2 * most)))
    read_sets = {
        name: Read(*predictor.read_all(_some(texts, most))) for name, texts in _outside().items()
    }
    talk = Read(*predictor.read_all(_some(text_halves(read_sentences(find_data(_TALK)))[1], most)))
    told = []
    for name, score in all_scores(predictor.calibration, known).items():
        ours = score(inside)
        for outside, found in read_sets.items():
            theirs = score(found)
            told.append(Told(name, outside, len(theirs), *_separation(ours, theirs)))
    shown = {"dev": inside, "small_talk": talk} | read_sets
    names = predictor.labels.intents
    right = np.array([names[i] for i in inside.logits.argmax(-1)]) == [u.intent for u in dev]
    return {
        "dev_b": len(dev),
        "accuracy": float(right.mean()),
        "calibration": _calibration(predictor, inside, right),
        "told": [asdict(one) for one in told],
        "turned_away": {name: _turned_away(predictor, found) for name, found in shown.items()},
    }


def _outside() -> dict[str, list[str]]:
    """The sentences out of scope of halves B, by the name of their set."""
    talk = read_sentences(find_data(_TALK))
    rows = out_of_scope(read_sentences(find_data(_OOD)), talk, read_words())
    sets = {"ood": rows, "ood_no_talk": without_repeats(rows, talk), "own": read_sentences(_OWN)}
    return {name: text_halves(texts)[1] for name, texts in sets.items()}


def _some(texts: Iterable[str], most: int) -> list[str]:
    """At most so many of the sentences, the same ones each time."""
    given = list(texts)
    return random.Random(0).sample(given, min(len(given), most))


def _separation(inside: Floats, outside: Floats) -> tuple[float, float]:
    return auroc(inside, outside), false_rejections(inside, outside)


def _calibration(predictor: Predictor, inside: Read, right: np.ndarray[Any, Any]) -> dict[str, Any]:
    """The errors before and after, and the bins after."""
    before, after = (
        probabilities.amax(-1).double().numpy()
        for probabilities in (
            inside.logits.softmax(-1),
            predictor.calibration.probabilities(inside.logits),
        )
    )
    return {
        "temperature": predictor.calibration.temperature,
        "error_before": expected_calibration_error(before, right),
        "error": expected_calibration_error(after, right),
        "bins": [asdict(one) for one in reliability(after, right)],
    }


def _turned_away(predictor: Predictor, found: Read) -> float:
    """The share that the default threshold takes for out of scope."""
    scope = predictor.calibration.scope(found.pooled, found.logits)
    return float((scope < predictor.calibration.threshold).to(torch.float64).mean())


def _show(result: dict[str, Any], console: Console) -> None:
    errors = result["calibration"]
    console.print(
        f"B {result['dev_b']:,}문장, 의도 {result['accuracy']:.2%}, "
        f"ECE {errors['error_before']:.2%} → {errors['error']:.2%}"
    )
    table = Table("점수", "밖의 문장", "개수", "AUROC", "95% 물릴 때 잃는 것", box=None)
    for one in result["told"]:
        row = (one["score"], _TITLES[one["outside"]], f"{one['sentences']:,}")
        table.add_row(*row, f"{one['auroc']:.3f}", f"{one['false_rejections_95']:.1%}")
    console.print(table)
    for name, share in result["turned_away"].items():
        console.print(f"문턱이 물리는 몫, {_TITLES.get(name, name)}: {share:.1%}")


if __name__ == "__main__":
    main()
