"""Slots as BIO labels over pieces, and back to character spans.

Every piece has a label, never only the first of a word. Labels are numbered O, B-x, I-x,
B-y, I-y ... in the order of the slot names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from slu.core import Slot, Utterance
from slu.korean.subwords import Pieces


@dataclass(frozen=True, slots=True)
class LabelSet:
    """The names that a joint model knows, in the order of its outputs."""

    intents: tuple[str, ...]
    slots: tuple[str, ...]

    @staticmethod
    def of(utterances: Iterable[Utterance]) -> LabelSet:
        """All intents and slot names of the examples, sorted."""
        intents: set[str] = set()
        slots: set[str] = set()
        for utterance in utterances:
            intents.update([utterance.intent] if utterance.intent else [])
            slots.update(slot.name for slot in utterance.slots)
        return LabelSet(tuple(sorted(intents)), tuple(sorted(slots)))

    def without(self, known: LabelSet) -> LabelSet:
        """Those that `known` does not have."""
        intents = (name for name in self.intents if name not in known.intents)
        slots = (name for name in self.slots if name not in known.slots)
        return LabelSet(tuple(intents), tuple(slots))

    @property
    def bio_size(self) -> int:
        return 1 + 2 * len(self.slots)


def encode_slots(pieces: Pieces, slots: Sequence[Slot], names: Sequence[str]) -> list[int]:
    """One BIO label a piece; a piece belongs to the slot that holds its first character."""
    labels = [0] * len(pieces.ids)
    for slot in slots:
        kind = 1 + 2 * names.index(slot.name)
        inside = [
            i for i, (start, end) in enumerate(pieces.spans) if slot.start <= start < slot.end
        ]
        for i in inside:
            labels[i] = kind + 1
        if inside:
            labels[inside[0]] = kind
    return labels


def decode_slots(
    text: str, pieces: Pieces, labels: Sequence[int], names: Sequence[str]
) -> list[tuple[Slot, range]]:
    """The slots that the labels mark, each with the range of its pieces; an I without its B
    begins a slot. Spans are trimmed of white space. Several pieces may share a character (a
    syllable spelled in jamo): it stays with the slot that has it first."""
    found: list[tuple[Slot, range]] = []
    first = taken = 0
    while first < len(labels):
        if labels[first] == 0:
            first += 1
            continue
        kind = (labels[first] - 1) // 2
        last = first + 1
        while last < len(labels) and labels[last] == 2 * kind + 2:
            last += 1
        start, end = max(taken, pieces.spans[first][0]), max(e for _, e in pieces.spans[first:last])
        while start < end and text[start].isspace():
            start += 1
        while start < end and text[end - 1].isspace():
            end -= 1
        if start < end:
            slot = Slot(name=names[kind], start=start, end=end, text=text[start:end])
            found.append((slot, range(first, last)))
            taken = end
        first = last
    return found
