"""Makes an encoder folder with random weights: a BERT of any shape for a given tokenizer.

What a pretrained encoder is worth is seen beside one of its own shape that has learned nothing.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import torch
from transformers import BertConfig, BertModel

from slu.errors import ModelError
from slu.korean.subwords import Subwords


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
    config = BertConfig(
        vocab_size=subwords.size,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=4 * width,
        max_position_embeddings=positions,
        pad_token_id=subwords.pad,
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        encoder = BertModel(config, add_pooling_layer=False)
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    encoder.save_pretrained(temporary)
    shutil.copyfile(tokenizer, temporary / "tokenizer.json")
    if folder.exists():
        shutil.rmtree(folder)
    temporary.rename(folder)
    return folder
