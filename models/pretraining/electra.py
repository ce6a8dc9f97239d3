"""Replaced-token detection: a small generator fills masked places, the encoder tells which pieces
are not the original ones. The encoder learns from every piece, not only from the masked ones,
which serves small models best.

Source: Clark et al. 2020, "ELECTRA: Pre-training Text Encoders as Discriminators Rather Than
Generators".
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from transformers import ElectraConfig, ElectraModel, PreTrainedModel

from models.pretraining.attention import states_of
from models.pretraining.heads import PieceHead, ReplacedHead, binary_term, class_term
from models.pretraining.masking import Masking, mask_rows, places_of
from models.pretraining.objective import Objective, terms_of
from models.pretraining.randomness import columns, stream, uniform
from models.pretraining.rows import NO_PAIR, Rows, Terms

_SAMPLE = 4  # what random numbers are drawn for; `masking` has 1 to 3


class Electra(Objective):
    """`encoder` is the discriminator; the generator is `fraction` as wide, as deep, and shares
    its embeddings (section 3.2).

    The terms are "mlm", the generator's loss, and "rtd", the discriminator's over all pieces,
    weighted `weight`. For the paper's masking give `Masking` no random pieces.
    """

    def __init__(
        self,
        encoder: PreTrainedModel,
        masking: Masking,
        fraction: float = 0.25,
        weight: float = 50.0,
    ):
        super().__init__()
        self.encoder, self.masking = encoder, masking
        self.generator = _generator(encoder, fraction)
        vocabulary, embedding = encoder.get_input_embeddings().weight.shape
        self.piece_head = PieceHead(self.generator.config.hidden_size, embedding, vocabulary)
        self.replaced_head = ReplacedHead(encoder.config.hidden_size)
        self.weights = {"mlm": 1.0, "rtd": weight}

    def forward(self, rows: Rows, draw: int) -> Terms:
        masked = mask_rows(rows, self.masking, draw)
        places, real = places_of(masked.chosen, self.masking.share)
        scores = self._guesses(states_of(self.generator, masked.ids, rows), places)
        labels = torch.where(real, rows.ids.flatten()[places], NO_PAIR)
        ids = self._filled(rows, scores, places, real, draw)
        replaced = self.replaced_head(states_of(self.encoder, ids, rows))
        return terms_of(
            {
                "mlm": class_term(scores, labels),
                "rtd": binary_term(replaced, ids != rows.ids, rows.units > 0),
            }
        )

    def counts(self, rows: Rows, draw: int) -> dict[str, Tensor]:
        _, real = places_of(mask_rows(rows, self.masking, draw).chosen, self.masking.share)
        return {"mlm": real.sum(), "rtd": (rows.units > 0).sum()}

    def encoders(self) -> tuple[PreTrainedModel, ...]:
        return (self.encoder, self.generator)

    def logits(self, rows: Rows, places: Tensor) -> Tensor:
        """The generator's scores: the discriminator guesses no pieces."""
        return self._guesses(states_of(self.generator, rows.ids, rows), places)

    def save(self, folder: Path) -> None:
        """Adds `head.safetensors` (the discriminator's head) and `generator/`, an encoder folder
        of the same kind with the generator's head."""
        self.encoder.save_pretrained(folder)
        _save_head(self.replaced_head, folder)
        self.generator.save_pretrained(folder / "generator")
        _save_head(self.piece_head, folder / "generator")

    def _guesses(self, states: Tensor, places: Tensor) -> Tensor:
        embeddings = self.encoder.get_input_embeddings().weight
        scores: Tensor = self.piece_head(states.flatten(0, 1)[places], embeddings)
        return scores

    @torch.no_grad()
    def _filled(
        self, rows: Rows, scores: Tensor, places: Tensor, real: Tensor, draw: int
    ) -> Tensor:
        """The rows with a piece drawn from the generator's scores at each real place."""
        luck = uniform(stream(rows.keys, self.masking.seed, draw, _SAMPLE), columns(rows.ids))
        drawn = sampled(scores.detach(), luck.flatten()[places])
        ids = rows.ids.flatten().clone()
        # Places that only fill up the number all point at place 0: let them add nothing there.
        ids.index_add_(0, places, torch.where(real, drawn - ids[places], 0))
        return ids.view_as(rows.ids)


def sampled(scores: Tensor, luck: Tensor) -> Tensor:
    """(n,) classes drawn from the softmax of `scores` (n, classes) by one number `luck` (n,) in
    (0, 1) each: where the cumulated probability passes it. The paper adds Gumbel noise to every
    score; the distribution is the same, the random numbers are as many times fewer as there are
    classes."""
    cumulated = scores.float().softmax(-1).cumsum(-1)
    return torch.searchsorted(cumulated, luck[:, None] * cumulated[:, -1:]).squeeze(1)


def _generator(encoder: PreTrainedModel, fraction: float) -> ElectraModel:
    """A narrow encoder over the same embeddings, with heads of the same size, but fewer."""
    large = encoder.config
    size = large.hidden_size // large.num_attention_heads
    heads = max(1, round(large.num_attention_heads * fraction))
    config = ElectraConfig(
        vocab_size=large.vocab_size,
        embedding_size=encoder.get_input_embeddings().weight.shape[1],
        hidden_size=heads * size,
        num_hidden_layers=large.num_hidden_layers,
        num_attention_heads=heads,
        intermediate_size=max(1, round(large.intermediate_size * heads * size / large.hidden_size)),
        max_position_embeddings=large.max_position_embeddings,
        type_vocab_size=large.type_vocab_size,
        pad_token_id=large.pad_token_id,
        layer_norm_eps=large.layer_norm_eps,
        hidden_dropout_prob=large.hidden_dropout_prob,
        attention_probs_dropout_prob=large.attention_probs_dropout_prob,
        attn_implementation="sdpa",
    )
    generator = ElectraModel(config)
    generator.embeddings = encoder.embeddings
    return generator


def _save_head(head: nn.Module, folder: Path) -> None:
    tensors = {name: tensor.detach().contiguous() for name, tensor in head.state_dict().items()}
    save_file(tensors, folder / "head.safetensors")
