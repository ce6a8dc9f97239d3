"""Guessing hidden pieces as a second aim of fine-tuning, so that an encoder does not forget how.

Source: Radford et al. 2018, "Improving Language Understanding by Generative Pre-Training", section
3.2 (L = L_task + lambda L_LM); hidden pieces instead of next ones as in Devlin et al. 2019.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import PreTrainedModel

from models.joint import Batch
from models.pretraining.heads import PieceHead

_SHARE = 0.15


class LanguageModel(nn.Module):
    """A head over the encoder's own word embeddings; `mask` is the id of the mask piece."""

    def __init__(self, encoder: PreTrainedModel, mask: int):
        super().__init__()
        vocabulary, width = encoder.get_input_embeddings().weight.shape
        self.mask = mask
        self.head = PieceHead(encoder.config.hidden_size, width, vocabulary)

    def forward(self, encoder: PreTrainedModel, batch: Batch) -> Tensor:
        """The mean cross-entropy of the pieces that are hidden (at least one), a scalar."""
        inside = F.pad(batch.pieces, (1, 1))
        dice = torch.rand(inside.shape, device=inside.device).masked_fill(~inside, 1.0)
        hidden = (dice < _SHARE) | (dice == dice.min())
        ids = batch.ids.masked_fill(hidden, self.mask)
        states = encoder(input_ids=ids, attention_mask=batch.mask.long()).last_hidden_state
        scores = self.head(states[hidden], encoder.get_input_embeddings().weight)
        return F.cross_entropy(scores.float(), batch.ids[hidden])
