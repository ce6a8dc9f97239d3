"""The language-model term of fine-tuning: hidden pieces of the task's own sentences are guessed.

The loss of a task then is L_task + lambda * L_LM. With an encoder that sees both sides L_LM is
masked language modelling; how pieces are hidden is `models.pretraining.masking`.

Source: Radford et al. 2018, "Improving Language Understanding by Generative Pre-Training",
section 3.2 (equation 5).
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from models.pretraining.heads import PieceHead, class_term
from models.pretraining.masking import Masked, Masking, mask_rows
from models.pretraining.rows import Rows


class MaskedLMHead(nn.Module):
    """Guesses pieces from the states of `encoder`, whose word embeddings are its last matrix
    (they stay the encoder's own and are handed in with each call)."""

    def __init__(self, encoder: Any):
        super().__init__()
        vocabulary, embedding = encoder.get_input_embeddings().weight.shape
        self.guess = PieceHead(encoder.config.hidden_size, embedding, vocabulary)

    def loss(self, states: Tensor, embeddings: Tensor, ids: Tensor, chosen: Tensor) -> Tensor:
        """The mean of -log p over the pieces to guess, 0 where there are none.

        `states` (batch, length, width) of the sentences with pieces hidden; `embeddings`
        (vocabulary, embedding); `ids` (batch, length) int, as they were before; `chosen`
        (batch, length) bool, what to guess.
        """
        term = class_term(self.guess(states[chosen], embeddings), ids[chosen])
        return term.sum / term.count.clamp(min=1)


def mask_some(
    ids: Tensor, maskable: Tensor, masking: Masking, generator: torch.Generator | None = None
) -> Masked:
    """Hides some of the pieces where `maskable` (batch, length) bool is true, other ones at each
    call: they are drawn from `generator`, or from torch's global one."""
    keys = torch.randint(2**62, (len(ids),), generator=generator).to(ids.device)
    units = torch.arange(1, ids.shape[1] + 1, device=ids.device) * maskable
    none = torch.zeros_like(ids)
    rows = Rows(
        ids=ids, segments=none, positions=none, types=none, units=units, pairs=none, keys=keys
    )
    return mask_rows(rows, masking, draw=0)
