"""Calibrates a trained model folder: fits on half A of dev, reports on half B.

The temperature is fitted on A. The scope head learns from examples: training sentences and A are
tasks; half of a set of small talk is small talk; requests that no intent serves, and prose, are
outside. The threshold is the highest that turns away no more of A and of small talk than the
options allow. No weight of the model changes.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from slu.core import Utterance
from slu.data import read
from slu.errors import DataError
from slu.evaluation.calibration import expected_calibration_error
from slu.evaluation.split import halves, text_halves
from slu.paths import ROOT, find_data
from slu.training.scope_head import fit_scope_head, fit_temperature, unseen_scores
from slu.training.scope_texts import read_sentences
from slu.understanding.confidence import Calibration, ScopeHead, scope_features
from slu.understanding.model_folder import load_folder, save_calibration
from slu.understanding.predictor import Predictor

REQUESTS = str(ROOT / "slu" / "training" / "recipes" / "out_of_scope.txt")


@dataclass(frozen=True, slots=True)
class CalibrateOptions:
    """Files by path or within the data folder; without `requests` and `prose` no scope head is
    fitted, and the confidence tells what is in scope.

    `dev`, `train`: labelled examples of what the assistant does. `small_talk`: what it answers
    without doing anything. `requests`: what it has no intent for, taken whole. `prose`: sentences
    that are no requests at all. `most_*`: how many sentences of a file are taken at most.
    `lost_tasks`, `lost_talk`: the largest shares of half A of dev and of the small talk that the
    threshold may turn away, by heads that did not learn from them.
    """

    dev: str = "data/massive-ko/dev.jsonl"
    train: str = "data/massive-ko/train.jsonl"
    small_talk: tuple[str, ...] = ("data/chitchat/ChatbotData.csv",)
    requests: tuple[str, ...] = (REQUESTS,)
    prose: tuple[str, ...] = (
        "data/nsmc/train.tsv",
        "data/korsts/sts-train.tsv",
        "data/hg-tods/manual_dev.json",
    )
    most_train: int = 3000
    most_talk: int = 6000
    most_prose: int = 300
    lost_tasks: float = 0.03
    lost_talk: float = 0.05
    seed: int = 0

    def __post_init__(self) -> None:
        if min(self.most_train, self.most_talk, self.most_prose) < 1:
            raise DataError("most_train, most_talk, most_prose는 1 이상이어야 합니다.")
        if not (0 <= self.lost_tasks < 1 and 0 <= self.lost_talk < 1):
            raise DataError("lost_tasks와 lost_talk은 0 이상 1 미만이어야 합니다.")


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was fitted and what it is worth on half B: the calibration error before and after, and
    the shares of right answers, wrong ones and small talk (None where none was given) that the
    threshold turns away."""

    temperature: float
    threshold: float
    utterances: int
    accuracy: float
    error_before: float
    error: float
    lost_right: float
    lost_wrong: float
    lost_talk: float | None


@dataclass(frozen=True, slots=True)
class _Half:
    """Labelled examples as the model reads them: pooled states, logits, the right intents."""

    pooled: Tensor
    logits: Tensor
    intents: Tensor


def calibrate(folder: Path, options: CalibrateOptions) -> Calibrated:
    """Fits a calibration to the model folder and writes it there, in place of an earlier one.

    Raises ModelError for a folder at fault, DataError for files that do not fit it.
    """
    predictor = load_folder(folder)
    a, b = (_half(predictor, rows, options.dev) for rows in halves(read(find_data(options.dev))))
    temperature = fit_temperature(a.logits, a.intents)
    talk_a, talk_b = text_halves(_drawn(options.small_talk, options.most_talk, options.seed))
    head, threshold = _fit_scope(predictor, a, talk_a, options)
    if head is None:
        sure = (a.logits / temperature).softmax(-1).amax(-1)
        threshold = float(sure.quantile(options.lost_tasks))
    fitted = Calibration(temperature, threshold, head)
    measured = _measure(predictor, fitted, b, talk_b)
    notes = {"fitted": _notes(options, fitted), "measured": asdict(measured)}
    save_calibration(folder, fitted, notes)
    return measured


def _half(predictor: Predictor, rows: list[Utterance], file: str) -> _Half:
    known = {name: i for i, name in enumerate(predictor.labels.intents)}
    kept = [row for row in rows if row.intent in known]
    if not kept:
        raise DataError("이 모델의 의도가 붙은 예문이 두 반쪽에 하나씩은 있어야 합니다.", file)
    pooled, logits = predictor.read_all([row.text for row in kept])
    return _Half(pooled, logits, torch.tensor([known[str(row.intent)] for row in kept]))


def _fit_scope(
    predictor: Predictor, a: _Half, talk: list[str], options: CalibrateOptions
) -> tuple[ScopeHead | None, float]:
    """The head, None without anything outside, and its threshold."""
    outside = [text for name in options.requests for text in read_sentences(find_data(name))]
    for name in options.prose:
        outside += _drawn((name,), options.most_prose, options.seed)
    if not outside:
        return None, 0.0
    train = [row.text for row in read(find_data(options.train))]
    tasks = random.Random(options.seed).sample(train, min(len(train), options.most_train))
    mine = scope_features(a.pooled, a.logits)
    others, theirs = (scope_features(*predictor.read_all(texts)) for texts in (outside, tasks))
    chat = scope_features(*predictor.read_all(talk)) if talk else mine[:0]
    limits = zip(
        unseen_scores(others, chat, theirs, mine),
        (options.lost_tasks, options.lost_talk),
        strict=True,
    )
    threshold = min(float(scores.quantile(share)) for scores, share in limits if len(scores))
    return fit_scope_head(others, chat, torch.cat([theirs, mine])), threshold


def _drawn(files: tuple[str, ...], most: int, seed: int) -> list[str]:
    """At most so many sentences of each file, drawn by the seed."""
    found: list[str] = []
    for name in files:
        texts = read_sentences(find_data(name))
        found += random.Random(seed).sample(texts, min(len(texts), most))
    return found


def _measure(
    predictor: Predictor, calibration: Calibration, b: _Half, talk: list[str]
) -> Calibrated:
    right = (b.logits.argmax(-1) == b.intents).numpy()
    before, after = (
        expected_calibration_error(probabilities.amax(-1).double().numpy(), right)
        for probabilities in (b.logits.softmax(-1), calibration.probabilities(b.logits))
    )
    lost = _lost(calibration, b.pooled, b.logits)
    return Calibrated(
        temperature=calibration.temperature,
        threshold=calibration.threshold,
        utterances=len(right),
        accuracy=float(right.mean()),
        error_before=before,
        error=after,
        lost_right=_share(lost[right]),
        lost_wrong=_share(lost[~right]),
        lost_talk=_share(_lost(calibration, *predictor.read_all(talk))) if talk else None,
    )


def _lost(calibration: Calibration, pooled: Tensor, logits: Tensor) -> npt.NDArray[np.bool_]:
    """(examples,) true where the threshold turns away."""
    scope = calibration.scope(pooled, logits).double().numpy()
    lost: npt.NDArray[np.bool_] = scope < calibration.threshold
    return lost


def _share(hits: npt.NDArray[np.bool_]) -> float:
    return float(hits.mean()) if len(hits) else 0.0


def _notes(options: CalibrateOptions, fitted: Calibration) -> dict[str, Any]:
    """The options, and the hash of every file that was read; our own list by its name alone."""
    listed = [options.dev, *options.small_talk]
    if fitted.head is not None:
        listed += [options.train, *options.requests, *options.prose]
    files = [find_data(name) for name in listed]
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    names = {"requests": tuple(Path(name).name for name in options.requests)}
    return {"options": asdict(options) | names, "sha256": hashes}
