"""The same encoder as a user of `transformers` would run it: two pipelines, one for each task.

`build` writes a joint model's encoder as two plain folders (token-classification with our own
slot head, text-classification with a head that has not learned: its speed is what counts);
`PlainPipeline` runs them. As a command, `python -m bench.plain_pipeline MODEL FOLDER` builds.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoModelForSequenceClassification,
    AutoModelForTokenClassification,
    PreTrainedTokenizerFast,
    logging,
    pipeline,
)

from models.joint import JointModel
from slu.errors import MalgwiError
from slu.understanding.labels import LabelSet
from slu.understanding.model_folder import load_folder
from slu.understanding.predictor import Predictor

_SLOTS, _INTENTS = "slots", "intents"
_BATCH = 32


class PlainPipeline:
    """Both pipelines over the folders that `build` wrote."""

    def __init__(self, folder: Path):
        logging.disable_progress_bar()
        self.slots = pipeline(
            "token-classification", str(folder / _SLOTS), aggregation_strategy="simple", device=-1
        )
        self.intents = pipeline("text-classification", str(folder / _INTENTS), device=-1)

    def run(self, texts: list[str]) -> list[tuple[Any, Any]]:
        """The intent and the entities of each text, as the pipelines give them."""
        if len(texts) == 1:  # their quickest road for one sentence: no data loader
            return [(self.intents(texts[0])[0], self.slots(texts[0]))]
        intents = self.intents(texts, batch_size=_BATCH)
        return list(zip(intents, self.slots(texts, batch_size=_BATCH), strict=True))


def build(predictor: Predictor, folder: Path) -> None:
    """Writes `slots/` and `intents/` under `folder`, weights in float32."""
    logging.disable_progress_bar()
    tokenizer = _tokenizer(predictor)
    names = {_SLOTS: bio_names(predictor.labels), _INTENTS: list(predictor.labels.intents)}
    kinds = {
        _SLOTS: AutoModelForTokenClassification,
        _INTENTS: AutoModelForSequenceClassification,
    }
    for task, kind in kinds.items():
        model = _with_encoder(kind, predictor.model, names[task])
        if task == _SLOTS:
            model.classifier.load_state_dict(predictor.model.slot_head.state_dict())
        model.save_pretrained(folder / task)
        tokenizer.save_pretrained(folder / task)


def bio_names(labels: LabelSet) -> list[str]:
    """The names of the slot head's outputs, in their order."""
    return ["O", *(f"{mark}-{name}" for name in labels.slots for mark in "BI")]


def _with_encoder(kind: Any, joint: JointModel, names: list[str]) -> Any:
    config = joint.encoder.config.__class__.from_dict(joint.encoder.config.to_dict())
    config.id2label = dict(enumerate(names))
    config.label2id = {name: number for number, name in enumerate(names)}
    torch.manual_seed(0)
    model = kind.from_config(config)
    base = getattr(model, model.base_model_prefix)
    base.load_state_dict(joint.encoder.state_dict(), strict=False)  # a pooler may be new
    return model.eval()


def _tokenizer(predictor: Predictor) -> PreTrainedTokenizerFast:
    subwords = predictor.subwords
    pad, first, last = (
        subwords.tokenizer.id_to_token(number)
        for number in (subwords.pad, subwords.first, subwords.last)
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=subwords.tokenizer,
        model_max_length=predictor.positions,
        pad_token=pad,
        cls_token=first,
        sep_token=last,
    )


def main(model: str, folder: str) -> None:
    """Builds from a model folder; a folder at fault ends the process with its sentence."""
    try:
        predictor = load_folder(Path(model))
    except MalgwiError as fault:
        sys.exit(str(fault))
    build(predictor, Path(folder))


if __name__ == "__main__":
    main(*sys.argv[1:])
