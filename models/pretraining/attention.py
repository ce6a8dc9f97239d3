"""Runs a `transformers` encoder over packed rows so that segments do not see each other.

The mask is one additive (batch, 1, length, length) tensor, which BERT-like encoders of the
library hand to fused attention (SDPA) as it is.
"""

from __future__ import annotations

import torch
from torch import Tensor
from transformers import PreTrainedModel

from models.pretraining.rows import Rows


def states_of(encoder: PreTrainedModel, ids: Tensor, rows: Rows) -> Tensor:
    """The last hidden states (batch, length, width) of `ids` laid out as `rows` says."""
    output = encoder(
        input_ids=ids,
        attention_mask=segment_mask(rows.segments, _dtype(encoder, ids.device)),
        position_ids=rows.positions + position_offset(encoder),
        token_type_ids=rows.types,
    )
    states: Tensor = output.last_hidden_state
    return states


def segment_mask(segments: Tensor, dtype: torch.dtype) -> Tensor:
    """(batch, length) segment numbers to (batch, 1, length, length): 0 between pieces of equal
    segments, -inf elsewhere. Padding sees padding, so that no row of it is empty."""
    same = segments[:, None, :, None] == segments[:, None, None, :]
    mask = torch.zeros(same.shape, dtype=dtype, device=segments.device)
    return mask.masked_fill_(~same, float("-inf"))


def position_offset(encoder: PreTrainedModel) -> int:
    """The number of the first position: RoBERTa's begin after the padding id, BERT's at 0."""
    padding = getattr(encoder.embeddings, "padding_idx", None)
    return 0 if padding is None else int(padding) + 1


def _dtype(encoder: PreTrainedModel, device: torch.device) -> torch.dtype:
    """What the queries will be in: cast once here, not again in every layer."""
    if torch.is_autocast_enabled(device.type):
        return torch.get_autocast_dtype(device.type)
    dtype: torch.dtype = encoder.dtype
    return dtype
