"""What each head of each layer looks at, computed beside an encoder that is at work.

Fused attention never has the weights in hand, and switching an encoder to plain attention would
slow it down for whoever else asks it at the same time. Each layer's queries and keys are
therefore multiplied once more, from the states that came into it.

Source: Vaswani et al. 2017, "Attention Is All You Need", equation 1.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor


def has_attention(encoder: Any) -> bool:
    """Whether the encoder is built like BERT (RoBERTa, XLM-R, ELECTRA): layers whose queries and
    keys can be had."""
    layers = getattr(getattr(encoder, "encoder", None), "layer", None)
    if not layers:
        return False
    inner = getattr(getattr(layers[0], "attention", None), "self", None)
    return hasattr(inner, "query") and hasattr(inner, "key")


@torch.inference_mode()
def attention_weights(encoder: Any, ids: Tensor, mask: Tensor, types: Tensor | None) -> Tensor:
    """(layers, batch, heads, length, length): how much each piece (row) takes of each (column);
    rows add up to 1, padding is given nothing. `ids`, `mask` and `types` (batch, length); `types`
    is None for an encoder without them. Raises ValueError where `has_attention` is false."""
    if not has_attention(encoder):
        raise ValueError(f"{type(encoder).__name__} has no attention that could be read")
    typed = {} if types is None else {"token_type_ids": types}
    states = encoder(
        input_ids=ids, attention_mask=mask.long(), output_hidden_states=True, **typed
    ).hidden_states
    layers = encoder.encoder.layer
    before = states[: len(layers)]
    return torch.stack(
        [
            _weights(layer.attention.self, each, mask)
            for layer, each in zip(layers, before, strict=True)
        ]
    )


def _weights(inner: Any, states: Tensor, mask: Tensor) -> Tensor:
    """(batch, heads, length, length) of one layer, from the states (batch, length, width) that
    come into it."""
    shape = (*states.shape[:2], inner.num_attention_heads, -1)
    queries = inner.query(states).view(shape).transpose(1, 2)
    keys = inner.key(states).view(shape).transpose(1, 2)
    scores = queries @ keys.transpose(2, 3) / queries.shape[-1] ** 0.5
    hidden = ~mask.bool()[:, None, None, :]
    weights: Tensor = scores.masked_fill(hidden, float("-inf")).softmax(-1)
    return weights
