"""The words of an assistant that a recogniser should expect: names first, then what examples say.

Dates, times and numbers are left out, since every recogniser knows them. How many words there is
room for is `slu.speech.hotwords`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from slu.core import Utterance
from slu.korean.particles import strip
from slu.understanding.resolve import SLOT_KINDS, SlotKind

_WORDS: Final = (SlotKind.NAME, SlotKind.TEXT)


def own_words(
    vocabulary: Mapping[str, Mapping[str, str]], examples: Iterable[Utterance] = ()
) -> Iterator[str]:
    """The names of the gazetteer (`Context.vocabulary`), the other words for them, and the values
    of the examples' slots without particles, the most frequent first. No word comes twice."""
    names = dict.fromkeys(name for words in vocabulary.values() for name in words.values())
    others = dict.fromkeys(word for words in vocabulary.values() for word in words)
    values = Counter(
        strip(slot.text)
        for example in examples
        for slot in example.slots
        if SLOT_KINDS.get(slot.name, SlotKind.TEXT) in _WORDS
    )
    ranked = sorted(values, key=lambda word: (-values[word], word))
    yield from dict.fromkeys([*names, *others, *ranked])
