"""What every pretraining objective gives the loop: terms of a loss, the encoder that is kept, and
guesses for blanks.

Which pieces are masked and how a loss is made is each objective's own (`mlm`, `electra`).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path

from torch import Tensor, nn
from transformers import PreTrainedModel

from models.pretraining.heads import Term
from models.pretraining.rows import Rows, Terms


class Objective(nn.Module, ABC):
    """Rows in, terms of the loss out.

    `encoder` is what pretraining is for and what fine-tuning takes on; `weights` says how much
    each term of `Terms` counts.
    """

    encoder: PreTrainedModel
    weights: dict[str, float]

    @abstractmethod
    def forward(self, rows: Rows, draw: int) -> Terms:
        """The terms of one batch. `draw` numbers the step (or epoch): dynamic masking hides
        other pieces for another draw, static masking does not look at it."""

    @abstractmethod
    def counts(self, rows: Rows, draw: int) -> dict[str, Tensor]:
        """The `counts` that `forward` would give, from the masking alone (no network is run): the
        loop needs those of a whole batch before the gradient of its first part."""

    @abstractmethod
    def encoders(self) -> tuple[PreTrainedModel, ...]:
        """Every encoder inside, each worth compiling alone (`encoder.compile()`)."""

    @abstractmethod
    def logits(self, rows: Rows, places: Tensor) -> Tensor:
        """Scores (places, vocabulary) of what stands at `places` (n,), which count through the
        flattened (batch * length) rows. Nothing is masked that is not masked in `rows`."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Writes the bare encoder (`config.json`, `model.safetensors`) and, beside it, what the
        objective needs on top, into a folder that exists."""


def terms_of(terms: Mapping[str, Term]) -> Terms:
    """Named terms as the loop takes them."""
    return Terms(
        {name: term.sum for name, term in terms.items()},
        {name: term.count for name, term in terms.items()},
        {name: term.correct for name, term in terms.items()},
    )
