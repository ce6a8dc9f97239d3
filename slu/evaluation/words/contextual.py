"""Encoders that read whole sentences, asked as `Embedder`s are: a word's vector is the mean of the
states of its pieces, in its sentence, or alone where it is given alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import torch
from torch import Tensor

from models.elmo.encoder import ElmoEncoder
from slu.evaluation.words.embedder import Place
from slu.evaluation.words.features import Bools, Features
from slu.korean.subwords import Pieces, Subwords
from slu.understanding.batches import collate, positions_of, truncate

LAYERS: Final = ("mean", "last")
_BATCH = 64


class ContextualEmbedder:
    """`encoder` (of the `transformers` library) with its vocabulary. `layers`: whether a state is
    the mean of all layers, the one below them included, or the last one alone (of ELMo, too, whose
    mix is the mean until a task has learned it)."""

    contextual = True

    def __init__(self, name: str, encoder: Any, subwords: Subwords, layers: str = "mean"):
        self.name, self.layers = name, layers
        self.encoder, self.subwords = encoder.eval(), subwords
        self.words: Sequence[str] = _words(subwords)
        ids = (subwords.tokenizer.token_to_id(piece) for piece in ("[UNK]", "<unk>"))
        self._unknown = {id_ for id_ in ids if id_ is not None}

    @property
    def family(self) -> str:
        return str(self.encoder.config.model_type)

    @property
    def dimension(self) -> int:
        return int(self.encoder.config.hidden_size)

    def in_vocabulary(self, words: Sequence[str]) -> Bools:
        """Of an encoder of pieces: whether the word is one piece."""
        if self.subwords.of_words:
            ids = (self.subwords.tokenizer.token_to_id(word) for word in words)
            return np.array([id_ is not None for id_ in ids], np.bool_)
        rows = self.subwords.cut_all(list(words))
        return np.array([len(row.ids) == 1 and self._read(row) for row in rows], np.bool_)

    def reaches(self, words: Sequence[str]) -> Bools:
        rows = self.subwords.cut_all(list(words))
        return np.array([bool(row.ids) and self._read(row) for row in rows], np.bool_)

    def word_vectors(self, words: Sequence[str]) -> tuple[Features, Bools]:
        """A word of which a piece is outside the vocabulary has none; one read by its letters
        always has one."""
        vectors, found = self.sentence_vectors(words)
        known = found & self.reaches(words)
        return vectors * known[:, None], known

    def sentence_vectors(self, sentences: Sequence[str]) -> tuple[Features, Bools]:
        return self.place_vectors([Place(text, 0, len(text)) for text in sentences])

    def place_vectors(self, places: Sequence[Place]) -> tuple[Features, Bools]:
        cut = self.subwords.cut_all([place.text for place in places])
        rows = [truncate(row, positions_of(self.encoder)) for row in cut]
        covered = [_within(row, place) for row, place in zip(rows, places, strict=True)]
        vectors = np.zeros((len(places), self.dimension), np.float32)
        for chosen, states in self._states(rows):
            for row, i in enumerate(chosen):
                if covered[i]:
                    vectors[i] = states[row][covered[i]].mean(0).numpy()
        return vectors, np.array([len(inside) > 0 for inside in covered], np.bool_)

    def _states(self, rows: Sequence[Pieces]) -> Iterator[tuple[list[int], Tensor]]:
        """Texts of like length together: their numbers, and the states of their pieces (batch,
        length, dimension)."""
        order = sorted((i for i, row in enumerate(rows) if row.ids), key=lambda i: len(rows[i].ids))
        for at in range(0, len(order), _BATCH):
            chosen = order[at : at + _BATCH]
            batch = collate([rows[i] for i in chosen], self.subwords).to(self.encoder.device)
            with torch.inference_mode():
                states = self._layers(batch.ids, batch.mask.long())
            yield chosen, states[:, 1:-1].float().cpu()

    def _layers(self, ids: Tensor, mask: Tensor) -> Tensor:
        """(batch, length, dimension)."""
        mean = self.layers == "mean"
        if isinstance(self.encoder, ElmoEncoder):
            layers = self.encoder.layers(ids, mask)
            return layers.mean(0) if mean else layers[-1]
        found = self.encoder(input_ids=ids, attention_mask=mask, output_hidden_states=mean)
        every = getattr(found, "hidden_states", None) if mean else None
        states: Tensor = torch.stack(every).mean(0) if every else found.last_hidden_state
        return states

    def _read(self, row: Pieces) -> bool:
        """Whether every piece says what stands there: by its letters, or as one of the
        vocabulary."""
        return self.subwords.spelling is not None or self._unknown.isdisjoint(row.ids)


def _within(row: Pieces, place: Place) -> list[int]:
    """The pieces that have a character of the place."""
    return [
        i
        for i, (start, end) in enumerate(row.spans)
        if start < end and start < place.end and place.start < end
    ]


def _words(subwords: Subwords) -> tuple[str, ...]:
    """The vocabulary of whole words in its order, which is that of their frequency; empty where
    pieces are no words."""
    if not subwords.of_words:
        return ()
    special = {token.content for token in subwords.tokenizer.get_added_tokens_decoder().values()}
    vocabulary = subwords.tokenizer.get_vocab()
    return tuple(
        word for word in sorted(vocabulary, key=vocabulary.__getitem__) if word not in special
    )
