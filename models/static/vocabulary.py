"""The words that vectors are learned for, how often each was seen, and sentences as numbers.

Lines hold words apart by white space, as in a text of words; a blank line ends a document. Words
outside of the vocabulary are dropped, so that their neighbours stand next to each other, as in
word2vec and GloVe. Files are not opened here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int32]


@dataclass(frozen=True, eq=False, slots=True)
class Vocabulary:
    """`words` (n), most frequent first, numbered by their places, and `counts` (n) int64."""

    words: tuple[str, ...]
    counts: NDArray[np.int64]
    ids: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ids", {word: id_ for id_, word in enumerate(self.words)})
        if len(self.ids) != len(self.words) or self.counts.shape != (len(self.words),):
            raise ValueError("a vocabulary needs distinct words and a count for each")

    def __len__(self) -> int:
        return len(self.words)

    @staticmethod
    def count(lines: Iterable[str], minimal_count: int = 1, most: int | None = None) -> Vocabulary:
        """The words seen at least `minimal_count` times, `most` of them if given; words as
        frequent as each other in the order of their letters."""
        seen: Counter[str] = Counter()
        for line in lines:
            seen.update(line.split())
        kept = [(word, count) for word, count in seen.items() if count >= minimal_count]
        kept.sort(key=lambda pair: (-pair[1], pair[0]))
        del kept[len(kept) if most is None else most :]
        counts = np.array([count for _, count in kept], dtype=np.int64)
        return Vocabulary(tuple(word for word, _ in kept), counts)

    def encode(self, line: str) -> Ids:
        """The numbers of a line's words, int32; words outside of the vocabulary are dropped."""
        ids = self.ids
        return np.array([ids[word] for word in line.split() if word in ids], dtype=np.int32)

    def documents(self, lines: Iterable[str], most_sentences: int = 50) -> Iterator[Ids]:
        """The words of every document as one array; a document ends at a blank line, or after
        `most_sentences`, and one without a word of the vocabulary is passed over."""
        held: list[Ids] = []
        for line in lines:
            if line.strip():
                held.append(self.encode(line))
            if held and (len(held) == most_sentences or not line.strip()):
                yield from _joined(held)
                held = []
        yield from _joined(held)


def _joined(sentences: list[Ids]) -> Iterator[Ids]:
    document = np.concatenate(sentences) if sentences else np.zeros(0, np.int32)
    if len(document):
        yield document
