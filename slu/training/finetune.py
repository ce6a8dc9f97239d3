"""Joint fine-tuning: an encoder and joint heads on labelled utterances, to a model folder.

The loop itself is `slu.training.task_loop`, an epoch's examples and their loss are
`slu.training.joint_task`. Deterministic for a seed; interrupted it goes on with the same bits.
The best epoch on half A of dev is kept.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import torch
import transformers

from models.joint import JointModel
from models.weights import rounded
from slu.core import Utterance
from slu.data import read
from slu.data.tasks import read_task
from slu.errors import DataError
from slu.evaluation.metrics import Evaluation, evaluate
from slu.evaluation.split import halves
from slu.korean.spacing import Spacing
from slu.paths import find_data
from slu.training.cards import model_card
from slu.training.encoders import open_encoder
from slu.training.experts import fit_experts
from slu.training.joint_task import JointTask
from slu.training.noise import Channel
from slu.training.noise.channel_file import load_channel
from slu.training.options import FinetuneOptions
from slu.training.precision import chosen_precision
from slu.training.task_loop import Plan, Progress, train
from slu.training.teachers import Teachers
from slu.understanding.labels import LabelSet
from slu.understanding.model_folder import save_folder
from slu.understanding.predictor import Predictor, predict_utterances


def finetune(
    options: FinetuneOptions,
    report: Callable[[Progress], None],
    words: Mapping[str, Sequence[str]] | None = None,
) -> Evaluation:
    """Trains, writes the folder `options.out` and returns its measures on dev, as saved (int8).
    `words`: by slot name, values that the slot may have beside those of the examples.

    Raises DataError for data without intents in train or in dev, ModelError for an unknown encoder
    or a teacher that does not fit.
    """
    torch.manual_seed(options.learning.seed)
    examples, dev = read(find_data(options.train)), read(find_data(options.dev))
    labels = LabelSet.of(examples)
    _check(examples, dev, labels, options)
    encoder, subwords = open_encoder(options.encoder, Spacing(options.spacing), options.words)
    model = JointModel(encoder, len(labels.intents), labels.bio_size, options.learning.dropout)
    predictor = Predictor(model, subwords, labels)
    task = JointTask(
        predictor=predictor,
        train=examples,
        dev=_to_choose_by(dev),
        options=options,
        teachers=Teachers.load(options.teaching.teachers, subwords, labels),
        unlabelled=_unlabelled(options),
        channel=_channel(options),
        words=words or {},
    )
    out = Path(options.out)
    checkpoint = out.parent / f".{out.name}.checkpoint"
    started = time.monotonic()
    plan = Plan(options.learning)
    history = train(model, [task], plan, report, checkpoint, _fingerprint(options, words))
    if options.experts.layer:
        model.experts = fit_experts(predictor, examples, options.experts)
    measured = evaluate_int8(predictor, dev)
    training = {
        "options": asdict(options),
        "data": {name: sha256_of(find_data(getattr(options, name))) for name in ("train", "dev")},
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "precision": chosen_precision(predictor.device, options.learning.precision),
        "seconds": round(time.monotonic() - started),
        "history": [asdict(epoch) for epoch in history],
        "dev": {"utterances": measured.utterances} | measured.figures(),
    }
    save_folder(predictor, out, training, model_card(options, measured, model))
    shutil.rmtree(checkpoint, ignore_errors=True)
    return measured


def _channel(options: FinetuneOptions) -> Channel:
    name = options.noise.channel
    return load_channel(find_data(name)) if name else Channel()


def _unlabelled(options: FinetuneOptions) -> tuple[str, ...]:
    """The training sentences of the sets that only the teachers speak of."""
    sets = [read_task(name).train for name in options.teaching.unlabelled]
    return tuple(example.first for examples in sets for example in examples)


def evaluate_int8(predictor: Predictor, dev: list[Utterance]) -> Evaluation:
    """The measures with the weights as they will be saved and loaded."""
    state = predictor.model.state_dict()
    predictor.model.load_state_dict({name: rounded(value) for name, value in state.items()})
    return evaluate(dev, predict_utterances(predictor, dev))


def _to_choose_by(dev: list[Utterance]) -> list[Utterance]:
    """Half A; where no intent stands in it, the whole."""
    half = halves(dev)[0]
    return half if any(example.intent for example in half) else dev


def _check(
    train: list[Utterance], dev: list[Utterance], labels: LabelSet, options: FinetuneOptions
) -> None:
    if len(labels.intents) < 2:
        raise DataError("학습하려면 서로 다른 의도가 둘 이상 있어야 합니다.", options.train)
    for number, example in enumerate(train, 1):
        if not example.intent or not example.text.strip():
            raise DataError(f"{number}번째 예문에 문장이나 의도가 없습니다.", options.train)
    if not any(example.intent for example in dev):
        raise DataError(
            "의도가 붙은 예문이 하나도 없어 어느 에폭이 나은지 고를 수 없습니다. "
            "예문에 의도를 붙이거나 다른 자료를 주세요.",
            options.dev,
        )


def _fingerprint(options: FinetuneOptions, words: Mapping[str, Sequence[str]] | None) -> str:
    """What must be equal for a run to go on: the options and the data."""
    data = [sha256_of(find_data(options.train)), sha256_of(find_data(options.dev)), words or {}]
    return json.dumps([asdict(options), data], sort_keys=True)


def sha256_of(path: Path) -> str:
    """By which a model folder knows its data again."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
