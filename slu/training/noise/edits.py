"""Rewrites an example's text and carries its slots along exactly.

What to replace, and why, is the noises' own affair (`digits`, `particles`, `spacing`, `typos`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from slu.core import Slot, Utterance
from slu.korean.rewriting import Edit, Rewritten, rewrite


def apply_edits(utterance: Utterance, edits: Iterable[Edit]) -> Utterance:
    """The example with the edits made, in any order given.

    An edit lies inside one slot or outside all; one that begins where a slot ends, or ends where
    a slot begins, stays outside, so a slot's text never takes up what is put in at its border.
    Raises ValueError for edits that overlap, cross a slot's border or empty a slot.
    """
    found = rewrite(utterance.text, edits)
    if not found.edits:
        return utterance
    if any(not fits(edit, utterance.slots) for edit in found.edits):
        raise ValueError("고칠 곳이 슬롯의 끝을 넘습니다.")
    return replace(
        utterance, text=found.text, slots=tuple(_moved(slot, found) for slot in utterance.slots)
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


def _moved(slot: Slot, found: Rewritten) -> Slot:
    """The slot where it stands in the new text."""
    start, end = found.span(slot.start, slot.end)
    if start >= end:
        raise ValueError(f"슬롯 '{slot.name}'이(가) 비게 됩니다.")
    return replace(slot, start=start, end=end, text=found.text[start:end])
