"""Builds an untrained encoder of the `transformers` library from a few numbers.

Opening one that exists already is not done here.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from transformers import BertConfig, BertModel, ElectraConfig, ElectraModel, PreTrainedModel


@dataclass(frozen=True, slots=True)
class EncoderShape:
    """The shape of an encoder.

    `inner` is the width between the two linear layers of a block (0: four times `width`);
    `embedding` the width of the embeddings (0: `width`; another makes it an ElectraModel, which
    projects them); `positions` the longest row. Attention is without dropout by default: fused
    attention on a CPU knows none.
    """

    vocabulary: int
    width: int = 384
    layers: int = 6
    heads: int = 6
    inner: int = 0
    embedding: int = 0
    positions: int = 512
    pad: int = 0
    dropout: float = 0.1
    attention_dropout: float = 0.0

    def __post_init__(self) -> None:
        if min(self.vocabulary, self.width, self.layers, self.heads, self.positions) < 1:
            raise ValueError("every measure of an encoder is at least 1")
        if self.width % self.heads:
            raise ValueError(f"width {self.width} does not split into {self.heads} heads")


def build_encoder(shape: EncoderShape, seed: int = 0) -> PreTrainedModel:
    """An encoder with random weights, the same for the same seed; no pooling layer."""
    common = {
        "vocab_size": shape.vocabulary,
        "hidden_size": shape.width,
        "num_hidden_layers": shape.layers,
        "num_attention_heads": shape.heads,
        "intermediate_size": shape.inner or 4 * shape.width,
        "max_position_embeddings": shape.positions,
        "pad_token_id": shape.pad,
        "hidden_dropout_prob": shape.dropout,
        "attention_probs_dropout_prob": shape.attention_dropout,
        "attn_implementation": "sdpa",
    }
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        if shape.embedding in (0, shape.width):
            return BertModel(BertConfig(**common), add_pooling_layer=False)
        return ElectraModel(ElectraConfig(**common, embedding_size=shape.embedding))
