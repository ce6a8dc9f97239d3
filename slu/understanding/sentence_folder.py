"""A multi-task model's folder on disk: written whole or not at all, refused when it is not whole.

| file                | holds                                                               |
|---------------------|---------------------------------------------------------------------|
| config.json         | format, the encoder's own config, size and SHA-256 a file           |
| model.safetensors   | all weights, matrices as int8 rows with a scale a row               |
| tokenizer.json      | the subword vocabulary (`tokenizers`)                               |
| labels.json         | the tasks with the names of their classes                           |
| training.json       | options, seed, data hashes, versions, measured results              |
| README.md           | the model card                                                      |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.multitask import MultitaskModel
from models.weights import load_weights, save_int8
from slu.understanding.folder_files import (
    read_config,
    read_json,
    write_config,
    write_json,
    written_whole,
)
from slu.understanding.model_folder import empty_encoder, read_subwords
from slu.understanding.sentence_predictor import SentencePredictor, TaskLabels, make_head

FORMAT = "sentences-1"
_CHECKED = ("model.safetensors", "tokenizer.json", "labels.json")


def save_sentence_folder(
    predictor: SentencePredictor, folder: Path, training: Mapping[str, Any], card: str
) -> None:
    """Writes the folder beside its place and renames it; an older one there is replaced."""
    with written_whole(folder) as temporary:
        weights = {name: tensor.cpu() for name, tensor in predictor.model.state_dict().items()}
        save_int8(weights, temporary / "model.safetensors")
        predictor.subwords.tokenizer.save(str(temporary / "tokenizer.json"))
        tasks = [asdict(labels) for labels in predictor.tasks]
        write_json(temporary / "labels.json", {"tasks": tasks})
        write_json(temporary / "training.json", training)
        (temporary / "README.md").write_text(card, encoding="utf-8")
        write_config(temporary, FORMAT, predictor.model.encoder.config.to_diff_dict(), _CHECKED)


def load_sentence_folder(folder: Path) -> SentencePredictor:
    """Reads a folder that `save_sentence_folder` wrote; raises ModelError naming the file at
    fault."""
    kind = read_config(folder, FORMAT, _CHECKED)
    encoder = empty_encoder(kind)
    tasks = tuple(
        TaskLabels(**row | {"classes": tuple(row["classes"])})
        for row in read_json(folder / "labels.json")["tasks"]
    )
    heads = {task.name: make_head(task, encoder, dropout=0.0) for task in tasks}
    model = MultitaskModel(encoder, heads)
    model.load_state_dict(load_weights(folder / "model.safetensors"))
    return SentencePredictor(model.eval(), read_subwords(folder, kind), tasks)
