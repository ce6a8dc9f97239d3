"""Writes the encoder folder that a finished run leaves, whole or not at all.

| file                        | holds                                                       |
|-----------------------------|-------------------------------------------------------------|
| config.json, model.safetensors | the bare encoder (`transformers`)                        |
| head.safetensors, generator/   | what the objective had on top of it                      |
| tokenizer.json              | the tokenizer of the pack                                   |
| training.json               | options, data hashes, versions, precision, history, blanks  |
| curve.json, curve.png       | the losses over the steps                                   |
| README.md                   | the model card                                              |
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import accelerate
import tokenizers
import torch
import transformers
from safetensors.torch import load_file, save_file

from slu.data.corpus import parts
from slu.data.packed import PackedCorpus
from slu.errors import DataError
from slu.training.precision import chosen_precision
from slu.training.pretraining.card import encoder_card
from slu.training.pretraining.learner import Learner
from slu.training.pretraining.options import PretrainOptions
from slu.training.pretraining.progress import Step, write_curve
from slu.training.pretraining.samples import Filled
from slu.understanding.folder_files import write_json, written_whole

_MB = 1_000_000
_LIBRARIES = (torch, transformers, tokenizers, accelerate)


def export(
    learner: Learner, pack: PackedCorpus, history: list[Step], filled: Sequence[Filled]
) -> None:
    """Writes `options.out` beside its place and renames it."""
    with written_whole(Path(learner.options.out)) as temporary:
        learner.objective.save(temporary)
        shutil.copyfile(pack.folder / "tokenizer.json", temporary / "tokenizer.json")
        write_json(temporary / "training.json", _training(learner, pack, history, filled))
        write_curve(temporary, history)
        card = encoder_card(learner, pack, history, filled)
        (temporary / "README.md").write_text(card, encoding="utf-8")


def finish(options: PretrainOptions, state: Path) -> None:
    """What is left once the encoder stands: on wish its parts, then the folder `state` goes.
    Broken off, it may be called again."""
    out, part_mb = Path(options.out), options.running.export_part_mb
    if part_mb and not parts_folder(out).exists():
        _in_parts(out, part_mb)
    shutil.rmtree(state, ignore_errors=True)


def check_writable(folder: Path) -> None:
    """Raises DataError where nothing could be written into a folder that is there or is yet to be
    made; leaves nothing behind."""
    try:
        here = folder.absolute()
        with tempfile.TemporaryFile(dir=next(f for f in (here, *here.parents) if f.exists())):
            pass
    except OSError as fault:
        raise DataError(
            f"이 폴더에는 쓸 수 없습니다({fault.strerror}). 권한과 남은 자리를 확인하거나 out을 "
            "바꾸세요.",
            folder,
        ) from fault


def parts_folder(out: Path) -> Path:
    """Where the parts of the encoder folder stand."""
    return out.with_name(f"{out.name}.parts")


def _in_parts(out: Path, part_mb: int) -> None:
    """The folder's files in parts, weights in 16 bits; `malgwi corpus join` puts them together.

    config.json still names float32, in which `transformers` therefore reads them. A generator,
    which only more pretraining would need, stays behind.
    """
    with tempfile.TemporaryDirectory(dir=out.parent) as name:
        copy = Path(name)
        for path in out.iterdir():
            if path.is_file():
                shutil.copyfile(path, copy / path.name)
        weights = copy / "model.safetensors"
        half = {name: tensor.half() for name, tensor in load_file(weights).items()}
        save_file(half, weights, metadata={"format": "pt"})
        parts.split(copy, parts_folder(out), part_mb * _MB, lambda done, whole: None)


def _training(
    learner: Learner, pack: PackedCorpus, history: list[Step], filled: Sequence[Filled]
) -> dict[str, Any]:
    return {
        "options": asdict(learner.options),
        "data": asdict(pack.config),
        "versions": {each.__name__: each.__version__ for each in _LIBRARIES},
        "device": _device(learner),
        "precision": chosen_precision(
            learner.accelerator.device, learner.options.learning.precision
        ),
        "processes": learner.accelerator.num_processes,
        "seconds": round(history[-1].seconds),
        "filled": [asdict(each) for each in filled],
        "history": [asdict(step) for step in history],
    }


def _device(learner: Learner) -> str:
    device = learner.accelerator.device
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "CPU"
