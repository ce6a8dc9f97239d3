"""Makes pairs of segments: each is split where a sentence begins, and for every other one the
second part is foreign (next sentence) or stands first (sentence order).

A segment of one sentence stays whole and has no label. The choice depends on the row and the
seed alone, so a row is the same in every epoch.

Sources: Devlin et al. 2019, "BERT", section 3.1 and A.2; Lan et al. 2020, "ALBERT", section 3.1.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from models.pretraining.randomness import below
from models.pretraining.rows import NO_PAIR
from slu.data.packed import PackedCorpus
from slu.errors import DataError
from slu.training.pretraining.layout import Stretches
from slu.training.pretraining.packing import Numbers

_SPLIT, _RIGHT, _FOREIGN = 1, 2, 3  # what random numbers are drawn for


class Pairs:
    """Splits segments for `kind` "nsp" or "sop"; raises DataError for a corpus of one document
    under "nsp", which has no foreign sentence."""

    def __init__(self, corpus: PackedCorpus, documents: Numbers, kind: str, seed: int):
        # Signed: a search for signed numbers in unsigned ones would make both floats.
        self.sentences = corpus.sentences.view(np.int64)
        self.documents = documents
        self.kind, self.seed = kind, seed
        if kind == "nsp" and len(documents) < 3:
            raise DataError(
                "다음 문장 맞히기(nsp)에는 글이 둘 이상 있어야 합니다. pairs를 none이나 sop으로 "
                "바꾸세요.",
                corpus.folder,
            )

    def split(self, segments: Stretches, keys: Numbers) -> Stretches:
        """Segments (one stretch each) in two; `keys` (segments,) are their own, one of a kind."""
        start, end = segments.start, segments.end
        inner = np.searchsorted(self.sentences, start, side="right")
        count = np.searchsorted(self.sentences, end, side="left") - inner
        paired = count > 0
        at = inner + self._below(np.maximum(count, 1), keys, _SPLIT)
        middle = np.where(paired, self.sentences[at], end)
        right = ~paired | (self._below(2, keys, _RIGHT) == 1)
        starts, ends = np.stack([start, middle], 1), np.stack([middle, end], 1)
        if self.kind == "sop":
            starts[~right], ends[~right] = starts[~right, ::-1], ends[~right, ::-1]
        else:
            foreign = self._foreign(start[~right], (end - middle)[~right], keys[~right])
            starts[~right, 1], ends[~right, 1] = foreign
        kept = np.stack([np.ones_like(paired), paired], 1)
        label = np.where(paired, right.astype(np.int64), NO_PAIR)
        return Stretches(
            row=np.repeat(segments.row, 2)[kept.ravel()],
            start=starts[kept],
            end=ends[kept],
            opens=np.tile([True, False], len(start))[kept.ravel()],
            label=np.repeat(label, 2)[kept.ravel()],
        )

    def _foreign(self, home: Numbers, room: Numbers, keys: Numbers) -> tuple[Numbers, Numbers]:
        """From where to where a part of another document than that of piece `home` goes: from a
        random sentence on, at most `room` pieces, to a sentence's end where one comes soon
        enough."""
        own = np.searchsorted(self.documents, home, side="right")
        first = np.searchsorted(self.sentences, self.documents[own - 1])
        after = np.searchsorted(self.sentences, self.documents[own])
        others = len(self.sentences) - 1 - (after - first)
        drawn = self._below(others, keys, _FOREIGN)
        drawn += np.where(drawn >= first, after - first, 0)
        start = self.sentences[drawn]
        theirs = self.documents[np.searchsorted(self.documents, start, side="right")]
        limit = np.minimum(start + room, theirs)
        whole = self.sentences[np.searchsorted(self.sentences, limit, side="right") - 1]
        return start, np.where(whole > start, whole, limit)

    def _below(self, limit: Numbers | int, keys: Numbers, purpose: int) -> Numbers:
        bound = limit if isinstance(limit, int) else torch.from_numpy(limit)
        drawn = below(bound, torch.from_numpy(keys), self.seed, purpose)
        numbers: NDArray[np.int64] = drawn.numpy()
        return numbers
