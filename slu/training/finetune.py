"""The one fine-tuning loop: an encoder and joint heads on labelled utterances.

Deterministic for a seed; interrupted after any epoch it goes on with the same bits.
The best epoch on dev (exact match) is kept.
"""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
import transformers

from models.joint import JointModel
from models.weights import rounded
from slu.core import Utterance
from slu.data import read
from slu.errors import DataError
from slu.evaluation.metrics import Evaluation, evaluate
from slu.paths import find_data
from slu.training.cards import model_card
from slu.training.checkpoint import load_checkpoint, read_notes, save_checkpoint
from slu.training.encoders import open_encoder
from slu.training.optimiser import parameter_groups, schedule
from slu.training.options import FinetuneOptions
from slu.training.written import written
from slu.understanding.batches import collate, truncate
from slu.understanding.labels import LabelSet, encode_slots
from slu.understanding.model_folder import save_folder
from slu.understanding.predictor import Predictor, predict_utterances


@dataclass(frozen=True, slots=True)
class Progress:
    """One step of training, or the end of an epoch when `dev` is there."""

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float
    dev: Evaluation | None = None


def finetune(options: FinetuneOptions, report: Callable[[Progress], None]) -> Evaluation:
    """Trains, writes the folder `options.out` and returns its measures on dev, as saved (int8).

    Raises DataError for data without intents, ModelError for an unknown encoder.
    """
    torch.manual_seed(options.seed)
    train, dev = read(find_data(options.train)), read(find_data(options.dev))
    labels = LabelSet.of(train)
    _check(train, labels, options)
    encoder, subwords = open_encoder(options.encoder)
    model = JointModel(encoder, len(labels.intents), labels.bio_size, options.dropout)
    predictor = Predictor(model, subwords, labels)
    started = time.monotonic()
    history, best = _train(predictor, train, dev, options, report)
    model.load_state_dict(best)
    measured = _evaluate_int8(predictor, dev)
    training = {
        "options": asdict(options),
        "data": {name: _sha256(find_data(getattr(options, name))) for name in ("train", "dev")},
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "seconds": round(time.monotonic() - started),
        "history": history,
        "dev": {name: value for name, value in measured.to_json().items() if _plain(value)},
    }
    save_folder(predictor, Path(options.out), training, model_card(options, measured, model))
    _checkpoint(options).unlink(missing_ok=True)
    return measured


def _train(
    predictor: Predictor,
    train: list[Utterance],
    dev: list[Utterance],
    options: FinetuneOptions,
    report: Callable[[Progress], None],
) -> tuple[list[dict[str, float]], dict[str, torch.Tensor]]:
    """Runs all epochs; returns the history and the best epoch's weights."""
    model = predictor.model
    optimiser = torch.optim.AdamW(parameter_groups(model, options))
    rates = [group["lr"] for group in optimiser.param_groups]
    steps = -(-len(train) // options.batch_size)
    history: list[dict[str, float]] = []
    path, fingerprint = _checkpoint(options), _fingerprint(options)
    best_path = path.with_name("best.safetensors")
    if path.exists() and read_notes(path).get("options") == fingerprint:
        history = load_checkpoint(path, model, optimiser)["history"]
    for epoch in range(len(history), options.epochs):
        model.train()
        total = 0.0
        for step, examples in enumerate(_batches(train, epoch, options)):
            share = schedule(epoch * steps + step, options.epochs * steps, options.warmup)
            for group, rate in zip(optimiser.param_groups, rates, strict=True):
                group["lr"] = rate * share
            loss = _step(predictor, examples, optimiser, options)
            total += loss
            report(Progress(epoch, options.epochs, step + 1, steps, loss))
        measured = evaluate(dev, predict_utterances(predictor, dev))
        history.append(
            {
                "loss": total / steps,
                "intent_accuracy": measured.intent_accuracy.value,
                "slot_f1": measured.slot_f1.value,
                "exact_match": measured.exact_match.value,
            }
        )
        report(Progress(epoch, options.epochs, steps, steps, total / steps, measured))
        if measured.exact_match.value >= max(row["exact_match"] for row in history):
            save_checkpoint(best_path, model, optimiser, {})
        save_checkpoint(path, model, optimiser, {"options": fingerprint, "history": history})
    load_checkpoint(best_path, model, optimiser)
    best_path.unlink()
    return history, {name: value.clone() for name, value in model.state_dict().items()}


def _step(
    predictor: Predictor,
    examples: list[Utterance],
    optimiser: torch.optim.Optimizer,
    options: FinetuneOptions,
) -> float:
    """One update on one batch; returns its loss."""
    model, labels = predictor.model, predictor.labels
    cut = predictor.subwords.cut_all([example.text for example in examples])
    rows = [truncate(row, predictor.positions) for row in cut]
    batch = collate(rows, predictor.subwords).to(predictor.device)
    targets = torch.zeros(batch.pieces.shape, dtype=torch.long)
    for i, (row, example) in enumerate(zip(rows, examples, strict=True)):
        encoded = encode_slots(row, example.slots, labels.slots)
        targets[i, : len(encoded)] = torch.tensor(encoded)
    intents = torch.tensor([labels.intents.index(str(example.intent)) for example in examples])
    bf16 = options.precision == "bf16"
    with torch.autocast(predictor.device.type, torch.bfloat16, enabled=bf16):
        scores = model(batch)
    loss = model.loss(scores, batch, intents.to(predictor.device), targets.to(predictor.device))
    optimiser.zero_grad()
    loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimiser.step()
    return float(loss.detach())


def _batches(
    train: list[Utterance], epoch: int, options: FinetuneOptions
) -> Iterator[list[Utterance]]:
    """The epoch's batches: shuffled, then grouped by length so that little is padded."""
    draw = random.Random(f"{options.seed}/{epoch}")
    examples = [
        written(example, draw) if draw.random() < options.written else example for example in train
    ]
    examples.sort(key=lambda example: len(example.text) + draw.random() * 8)
    size = options.batch_size
    batches = [examples[at : at + size] for at in range(0, len(examples), size)]
    draw.shuffle(batches)
    yield from batches


def _evaluate_int8(predictor: Predictor, dev: list[Utterance]) -> Evaluation:
    """The measures with the weights as they will be saved and loaded."""
    state = predictor.model.state_dict()
    predictor.model.load_state_dict({name: rounded(value) for name, value in state.items()})
    return evaluate(dev, predict_utterances(predictor, dev))


def _check(train: list[Utterance], labels: LabelSet, options: FinetuneOptions) -> None:
    if len(labels.intents) < 2:
        raise DataError("학습하려면 서로 다른 의도가 둘 이상 있어야 합니다.", options.train)
    for number, example in enumerate(train, 1):
        if not example.intent or not example.text.strip():
            raise DataError(f"{number}번째 예문에 문장이나 의도가 없습니다.", options.train)


def _checkpoint(options: FinetuneOptions) -> Path:
    out = Path(options.out)
    return out.parent / f".{out.name}.checkpoint" / "last.safetensors"


def _fingerprint(options: FinetuneOptions) -> str:
    """What must be equal for a run to go on: the options and the data."""
    data = [_sha256(find_data(options.train)), _sha256(find_data(options.dev))]
    return json.dumps([asdict(options), data], sort_keys=True)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _plain(value: Any) -> bool:
    return isinstance(value, (int, float, dict))
