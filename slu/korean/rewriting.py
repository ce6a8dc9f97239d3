"""Text with stretches of it replaced, and the way between the two: where a span of the one stands
in the other.

What to replace, and why, is the affair of those who rewrite (`slu.korean.written`,
`slu.korean.spoken`, the noises of training).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


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


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`text` is `given` with the `edits` made; these stand in their order and do not overlap."""

    given: str
    edits: tuple[Edit, ...]
    text: str

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `given[start:end]` stands in `text`.

        What is put in at a border of the span stays outside; a border within an edit moves out to
        the edit's own. An empty span stays empty.
        """
        first = self._moved(start, inwards=False)
        return first, self._moved(end, inwards=True) if start < end else first

    def given_span(self, start: int, end: int) -> tuple[int, int]:
        """Where `text[start:end]` stands in `given`; as `span`, the other way."""
        return self.inverse.span(start, end)

    @property
    def inverse(self) -> Rewritten:
        """The way back: `text` rewritten as `given`."""
        edits, grown = [], 0
        for edit in self.edits:
            start = edit.start + grown
            edits.append(Edit(start, start + len(edit.new), self.given[edit.start : edit.end]))
            grown += edit.growth
        return Rewritten(self.text, tuple(edits), self.given)

    def _moved(self, place: int, inwards: bool) -> int:
        """The place in `text` of a place in `given`: behind what is put in there, or before it
        (`inwards`, for the end of a span)."""
        moved = place
        for edit in self.edits:
            if edit.end < place or (edit.end == place and (edit.start < place or not inwards)):
                moved += edit.growth
            elif edit.start < place:
                return moved + (edit.start - place) + (len(edit.new) if inwards else 0)
        return moved


def rewrite(given: str, edits: Iterable[Edit]) -> Rewritten:
    """Makes the edits, in any order given. Raises ValueError for edits that overlap."""
    ordered = tuple(sorted(edits))
    if any(left.end > right.start for left, right in pairwise(ordered)):
        raise ValueError("고칠 곳이 서로 겹칩니다.")
    text, last = "", 0
    for edit in ordered:
        text += given[last : edit.start] + edit.new
        last = edit.end
    return Rewritten(given, ordered, text + given[last:])
