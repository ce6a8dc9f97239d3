"""Makes an encoder folder with random weights: a BERT of any shape for a given tokenizer.

What a pretrained encoder is worth is seen beside one of its own shape that has learned nothing.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from models.pretraining.encoders import EncoderShape, build_encoder
from slu.errors import ModelError
from slu.korean.subwords import Subwords
from slu.understanding.folder_files import written_whole


def make_random_encoder(
    folder: Path,
    tokenizer: Path,
    layers: int = 2,
    width: int = 128,
    heads: int = 2,
    seed: int = 0,
    positions: int = 512,
) -> Path:
    """Writes a `transformers` folder with a `BertModel` (feed-forward 4 x width) for the vocabulary
    of the file `tokenizer`, and returns it; an older folder there is replaced.

    The same seed gives the same weights, and the random state outside stays as it was. Raises
    ModelError for a shape that cannot be, or a tokenizer that cannot be read.
    """
    if min(layers, width, heads) < 1 or width % heads:
        raise ModelError(
            f"폭({width})은 머리 수({heads})의 배수여야 하고, 층·폭·머리는 1 이상이어야 합니다."
        )
    subwords = Subwords.load(tokenizer)
    shape = EncoderShape(
        vocabulary=subwords.size,
        width=width,
        layers=layers,
        heads=heads,
        positions=positions,
        pad=subwords.pad,
    )
    encoder = build_encoder(shape, seed)
    with written_whole(folder) as temporary:
        encoder.save_pretrained(temporary)
        shutil.copyfile(tokenizer, temporary / "tokenizer.json")
    return folder
