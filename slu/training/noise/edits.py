"""Replaces spans of an example's text and carries its slots along exactly.

What to replace, and why, is the noises' own affair (`digits`, `particles`, `spacing`, `typos`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from slu.core import Slot, Utterance


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """`new` in place of the characters from `start` to `end`; an insertion where they are equal."""

    start: int
    end: int
    new: str

    @property
    def growth(self) -> int:
        """By how many characters the text grows."""
        return len(self.new) - (self.end - self.start)


def apply_edits(utterance: Utterance, edits: Iterable[Edit]) -> Utterance:
    """The example with the edits made, in any order given.

    An edit lies inside one slot or outside all; one that begins where a slot ends, or ends where
    a slot begins, stays outside, so a slot's text never takes up what is put in at its border.
    Raises ValueError for edits that overlap, cross a slot's border or empty a slot.
    """
    ordered = sorted(edits)
    if not ordered:
        return utterance
    if any(left.end > right.start for left, right in pairwise(ordered)):
        raise ValueError("고칠 곳이 서로 겹칩니다.")
    if any(not fits(edit, utterance.slots) for edit in ordered):
        raise ValueError("고칠 곳이 슬롯의 끝을 넘습니다.")
    text, last = "", 0
    for edit in ordered:
        text += utterance.text[last : edit.start] + edit.new
        last = edit.end
    text += utterance.text[last:]
    return replace(
        utterance, text=text, slots=tuple(_moved(slot, ordered, text) for slot in utterance.slots)
    )


def fits(edit: Edit, slots: Sequence[Slot]) -> bool:
    """Whether the edit lies wholly inside or outside each slot."""
    return all(
        edit.end <= slot.start
        or edit.start >= slot.end
        or (slot.start <= edit.start and edit.end <= slot.end)
        for slot in slots
    )


def fitting(edits: Iterable[Edit], slots: Sequence[Slot]) -> list[Edit]:
    """The edits that cross no slot's border."""
    return [edit for edit in edits if fits(edit, slots)]


def _moved(slot: Slot, edits: list[Edit], text: str) -> Slot:
    """The slot where it stands in the new text: what ends before it moves both its ends, what
    begins before its end moves the end."""
    start = slot.start + sum(edit.growth for edit in edits if edit.end <= slot.start)
    end = slot.end + sum(edit.growth for edit in edits if edit.start < slot.end)
    if start >= end:
        raise ValueError(f"슬롯 '{slot.name}'이(가) 비게 됩니다.")
    return replace(slot, start=start, end=end, text=text[start:end])
