"""Gives a trained model folder further opinions on the intent (`slu.training.experts`), learned
from the examples it was trained on; its other weights stay. `finetune` does the same at its end
where the options ask for it."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from slu.data import read
from slu.errors import DataError, ModelError
from slu.evaluation.metrics import Evaluation
from slu.paths import find_data
from slu.training.cards import model_card
from slu.training.experts import fit_experts
from slu.training.finetune import evaluate_int8, sha256_of
from slu.training.options import ExpertOptions, FinetuneOptions
from slu.training.reading import read_into
from slu.understanding.model_folder import load_folder, save_folder


def add_experts(folder: Path, experts: ExpertOptions) -> Evaluation:
    """Writes the folder anew and gives its measures on dev; experts it had are replaced. Its scores
    are others now: its calibration is left out. Raises ModelError for a folder that does not tell
    what it was trained on, DataError where that is not to be found."""
    predictor = load_folder(folder)
    try:
        training = json.loads((folder / "training.json").read_text("utf-8"))
        told = training["options"] | {"experts": asdict(experts)}
        options, learned = read_into(FinetuneOptions, None, told), training["data"]["train"]
    except (OSError, ValueError, KeyError, TypeError, DataError) as fault:
        raise ModelError(
            f"{folder / 'training.json'}: 무엇으로 배운 모델인지 읽을 수 없습니다({fault}). "
            "`malgwi finetune`으로 다시 배우세요."
        ) from fault
    examples, dev = read(find_data(options.train)), read(find_data(options.dev))
    if sha256_of(find_data(options.train)) != learned:
        raise DataError("이 모델이 배운 자료와 다른 자료입니다. 배운 그대로 두세요.", options.train)
    predictor.model.experts = None
    predictor.model.experts = fit_experts(predictor, examples, experts)
    measured = evaluate_int8(predictor, dev)
    training["options"] = asdict(options)
    training["dev"] = {"utterances": measured.utterances} | measured.figures()
    save_folder(predictor, folder, training, model_card(options, measured, predictor.model))
    return measured
