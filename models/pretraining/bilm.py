"""Guessing the next word from the left and the one before from the right: what teaches ELMo.

Both directions share the letters' layers and the softmax. How words are spelled is handed in as a
table, so that packed word ids become letters on the device.

Source: Peters et al. 2018, "Deep contextualized word representations", sections 3.1 and 3.4.
"""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor
from torch.nn import functional as F

from models.elmo.encoder import ElmoEncoder
from models.elmo.language_model import Both
from models.pretraining.candidates import WordSoftmax
from models.pretraining.objective import Objective
from models.pretraining.rows import Rows, Terms


class BiLM(Objective):
    """`spelled` (vocabulary, letters) int holds the letters of each word id; `unknown` is the id of
    [UNK], which is read but never guessed; `candidates` and `seed` are those of `WordSoftmax`.

    The terms are "forward" and "backward", over all words with a neighbour in their segment. In
    training their losses are among the candidates only, in evaluation among all words, so that
    exp(loss) is the perplexity. A new softmax comes from torch's random state.
    """

    def __init__(
        self,
        encoder: ElmoEncoder,
        spelled: Tensor,
        unknown: int,
        candidates: int = 0,
        seed: int = 0,
    ):
        super().__init__()
        self.encoder, self.unknown = encoder, unknown
        encoder.mix.requires_grad_(False)  # only a task can teach it
        self.softmax = WordSoftmax(encoder.config.hidden_size // 2, len(spelled), candidates, seed)
        self.spelled: Tensor
        self.register_buffer("spelled", spelled, persistent=False)
        self.weights = {"forward": 1.0, "backward": 1.0}

    def forward(self, rows: Rows, draw: int) -> Terms:
        before, after = self._states(rows)
        ahead, behind = self._guessed(rows)
        states = torch.cat([before[:, :-1][ahead], after[:, 1:][behind]])
        words = torch.cat([rows.ids[:, 1:][ahead], rows.ids[:, :-1][behind]])
        losses, right = self.softmax.loss(states, words, draw)
        parts = {"forward": slice(int(ahead.sum())), "backward": slice(int(ahead.sum()), None)}
        return Terms(
            {name: losses[part].sum() for name, part in parts.items()},
            self.counts(rows, draw),
            {name: right[part].sum() for name, part in parts.items()},
        )

    def counts(self, rows: Rows, draw: int) -> dict[str, Tensor]:
        ahead, behind = self._guessed(rows)
        return {"forward": ahead.sum(), "backward": behind.sum()}

    def encoders(self) -> tuple[ElmoEncoder, ...]:
        return (self.encoder,)

    def logits(self, rows: Rows, places: Tensor) -> Tensor:
        """The scores of both directions added: what the words to the left and those to the right
        agree on. What stands at `places` is not seen; none is the first or last of its row."""
        before, after = self._states(rows)
        left, right = before.flatten(0, 1)[places - 1], after.flatten(0, 1)[places + 1]
        scores: Tensor = self.softmax(left).float() + self.softmax(right).float()
        return scores

    def save(self, folder: Path) -> None:
        """Adds `head.safetensors`: the softmax."""
        self.encoder.save_pretrained(folder)
        heads = {name: each.detach().contiguous() for name, each in self._heads().items()}
        save_file(heads, folder / "head.safetensors")

    def _heads(self) -> dict[str, Tensor]:
        return {
            name: tensor
            for name, tensor in self.state_dict().items()
            if not name.startswith("encoder.")
        }

    def _states(self, rows: Rows) -> Both:
        """The last layer's forward and backward states; each word's letters are read once, however
        often it stands in the rows."""
        kinds, which = torch.unique(rows.ids, return_inverse=True)
        words = F.embedding(which, self.encoder.words(self.spelled[kinds]))
        both: Both = self.encoder.read(words, (rows.segments > 0).sum(1))[-1]
        return both

    def _guessed(self, rows: Rows) -> Both:
        """Where (batch, length - 1) a word's next word is to be guessed, and where the one before
        the next: both stand in the same segment, and the guessed one is known."""
        known, segments = rows.ids != self.unknown, rows.segments
        beside = (segments[:, 1:] == segments[:, :-1]) & (segments[:, 1:] > 0)
        return beside & known[:, 1:], beside & known[:, :-1]
