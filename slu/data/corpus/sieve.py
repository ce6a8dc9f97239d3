"""What of a document may be learned: cleaned, not seen before, and nothing to be measured on.

Memory grows with the number of digests only: about 80 MB a million (a Python set of integers).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Set
from dataclasses import dataclass, field, fields
from typing import Any

from slu.data.corpus.cleaning import Cleaner, Rule
from slu.data.corpus.keys import key, normalised_spoken_key

# Of documents up to so many sentences each sentence is compared, of longer ones the whole.
SHORT_DOCUMENT = 3


@dataclass(slots=True)
class Tally:
    """What came of one source: kept documents, sentences and characters; left-out sentences."""

    documents: int = 0
    sentences: int = 0
    characters: int = 0
    duplicates: int = 0
    held_out: int = 0
    rules: Counter[Rule] = field(default_factory=Counter)

    def to_json(self) -> dict[str, Any]:
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @staticmethod
    def from_json(data: dict[str, Any]) -> Tally:
        rules = Counter({Rule(name): count for name, count in data["rules"].items()})
        return Tally(**(data | {"rules": rules}))


class Sieve:
    """Sifts documents one after another; what it has passed it remembers."""

    def __init__(self, cleaner: Cleaner, held_out: Set[int], seen: Iterable[int] = ()):
        self._cleaner = cleaner
        self._held_out = held_out
        self._seen = set(seen)
        self.fresh: list[int] = []
        """Digests remembered since the caller last cleared this list."""

    def sift(self, document: list[str], tally: Tally) -> list[str]:
        """The sentences that may be learned, perhaps none."""
        cleaned = (self._cleaner.clean(line, tally.rules) for line in document)
        sentences = self._learnable([text for text in cleaned if text], tally)
        sentences = self._new(sentences, tally)
        if sentences:
            tally.documents += 1
            tally.sentences += len(sentences)
            tally.characters += sum(map(len, sentences))
        return sentences

    def _learnable(self, sentences: list[str], tally: Tally) -> list[str]:
        """Without rows to measure on, be they one sentence or the whole document."""
        if len(sentences) > 1 and self._is_held_out(" ".join(sentences)):
            tally.held_out += len(sentences)
            return []
        kept = [text for text in sentences if not self._is_held_out(text)]
        tally.held_out += len(sentences) - len(kept)
        return kept

    def _is_held_out(self, text: str) -> bool:
        return normalised_spoken_key(text) in self._held_out

    def _new(self, sentences: list[str], tally: Tally) -> list[str]:
        if len(sentences) > SHORT_DOCUMENT:
            kept = sentences if self._remember("\n".join(sentences)) else []
        else:
            kept = [text for text in sentences if self._remember(text)]
        tally.duplicates += len(sentences) - len(kept)
        return kept

    def _remember(self, text: str) -> bool:
        """Whether `text` is seen for the first time."""
        digest = key(text)
        if digest in self._seen:
            return False
        self._seen.add(digest)
        self.fresh.append(digest)
        return True
