"""ELMo as an encoder: letters of words in, a state a word out.

How words are spelled in letters is decided before; how the language model is taught stands in
`models.pretraining.bilm`.

Source: Peters et al. 2018, "Deep contextualized word representations", section 3.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from transformers import PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput

from models.elmo.characters import CharacterCNN
from models.elmo.config import ElmoConfig
from models.elmo.language_model import BidirectionalLM, Both
from models.elmo.mix import ScalarMix


class ElmoEncoder(PreTrainedModel):  # type: ignore[misc]
    """The letters (batch, length, letters) of words to their states, with padding at the end of a
    row. A row's states do not depend on its padding, nor on the other rows."""

    config_class = ElmoConfig
    base_model_prefix = "elmo"
    main_input_name = "input_ids"
    _supports_sdpa = True  # without attention any kind of it will do

    def __init__(self, config: ElmoConfig):
        super().__init__(config)
        self.characters = CharacterCNN(config)
        self.language_model = BidirectionalLM(config)
        self.mix = ScalarMix(config.num_hidden_layers + 1)
        self.post_init()

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor | None = None, **_: Any
    ) -> BaseModelOutput:
        """`last_hidden_state` (batch, length, hidden_size), the mix of the layers.
        `attention_mask` (batch, length) is 0 at padding."""
        return BaseModelOutput(last_hidden_state=self.mix(self.layers(input_ids, attention_mask)))

    def layers(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> Tensor:
        """Every layer, (layers + 1, batch, length, hidden_size): first the words themselves, twice
        beside each other, then each layer's forward beside its backward states."""
        if attention_mask is None:
            attention_mask = torch.ones(input_ids.shape[:2], device=input_ids.device)
        words = self.words(input_ids)
        read = self.read(words, attention_mask.long().sum(1))
        return torch.stack([torch.cat(both, 2) for both in [(words, words), *read]])

    def words(self, letters: Tensor) -> Tensor:
        """(..., letters) int to word vectors (..., hidden_size / 2), of each word alone."""
        found: Tensor = self.characters(letters.flatten(0, -2))
        return found.view(*letters.shape[:-1], -1)

    def read(self, words: Tensor, lengths: Tensor) -> list[Both]:
        """Word vectors (batch, length, hidden_size / 2), of which `lengths` (batch,) are no
        padding, to each layer's forward and backward states."""
        states: list[Both] = self.language_model(words, lengths)
        return states

    def mix_weights(self) -> tuple[tuple[float, ...], float]:
        """What the task has learned: the shares s of the layers, the words first, and gamma."""
        return tuple(self.mix.shares().tolist()), self.mix.gamma.item()

    def _init_weights(self, module: Any) -> None:
        """Nothing: every part begins as its own class says."""
