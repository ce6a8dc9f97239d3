"""Masked language modelling, with next-sentence prediction or sentence order on wish.

Sources: Devlin et al. 2019, "BERT", section 3.1; sentence order: Lan et al. 2020, "ALBERT",
section 3.1.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from transformers import PreTrainedModel

from models.pretraining.attention import states_of
from models.pretraining.heads import PairHead, PieceHead, class_term
from models.pretraining.masking import Masking, mask_rows, places_of
from models.pretraining.objective import Objective, terms_of
from models.pretraining.rows import NO_PAIR, Rows, Terms


class MaskedLM(Objective):
    """An encoder that guesses hidden pieces ("mlm") and, where `pairs` names a term ("nsp" or
    "sop"), judges the pairs that the rows hold. New heads come from torch's random state."""

    def __init__(self, encoder: PreTrainedModel, masking: Masking, pairs: str | None = None):
        super().__init__()
        self.encoder, self.masking, self.pairs = encoder, masking, pairs
        vocabulary, embedding = encoder.get_input_embeddings().weight.shape
        width = encoder.config.hidden_size
        self.piece_head = PieceHead(width, embedding, vocabulary)
        self.pair_head = PairHead(width) if pairs else None
        self.weights = {"mlm": 1.0} | ({pairs: 1.0} if pairs else {})

    def forward(self, rows: Rows, draw: int) -> Terms:
        masked = mask_rows(rows, self.masking, draw)
        places, real = places_of(masked.chosen, self.masking.share)
        states = states_of(self.encoder, masked.ids, rows)
        labels = torch.where(real, rows.ids.flatten()[places], NO_PAIR)
        terms = {"mlm": class_term(self._guesses(states, places), labels)}
        if self.pairs and self.pair_head is not None:
            scores = self.pair_head(states)
            terms[self.pairs] = class_term(scores.flatten(0, 1), rows.pairs.flatten())
        return terms_of(terms)

    def counts(self, rows: Rows, draw: int) -> dict[str, Tensor]:
        _, real = places_of(mask_rows(rows, self.masking, draw).chosen, self.masking.share)
        counts = {"mlm": real.sum()}
        return counts | ({self.pairs: (rows.pairs != NO_PAIR).sum()} if self.pairs else {})

    def encoders(self) -> tuple[PreTrainedModel, ...]:
        return (self.encoder,)

    def logits(self, rows: Rows, places: Tensor) -> Tensor:
        return self._guesses(states_of(self.encoder, rows.ids, rows), places)

    def save(self, folder: Path) -> None:
        """Adds `head.safetensors`: the heads without the embeddings they share."""
        self.encoder.save_pretrained(folder)
        heads = {
            name: tensor.detach().contiguous()
            for name, tensor in self.state_dict().items()
            if not name.startswith("encoder.")
        }
        save_file(heads, folder / "head.safetensors")

    def _guesses(self, states: Tensor, places: Tensor) -> Tensor:
        embeddings = self.encoder.get_input_embeddings().weight
        scores: Tensor = self.piece_head(states.flatten(0, 1)[places], embeddings)
        return scores
