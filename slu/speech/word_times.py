"""When each word of a segment was said: times moved with their segment, and words that go with what
is cut out of its text. The times themselves are the recogniser's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from slu.core import Segment


def moved(segment: Segment, move: Callable[[float], float]) -> Segment:
    """The segment and its words with every time changed by `move`."""
    words = tuple(
        replace(word, start=move(word.start), end=move(word.end)) for word in segment.words
    )
    return replace(segment, start=move(segment.start), end=move(segment.end), words=words)


def retold(segment: Segment, text: str) -> Segment:
    """The segment with a text out of which something was cut, and the words that are left in it,
    without spaces."""
    rest, words = "".join(text.split()), []
    for word in segment.words:
        letters = "".join(word.text.split())
        if letters and rest.startswith(letters):
            rest = rest[len(letters) :]
            words.append(replace(word, text=word.text.strip()))
    return replace(segment, text=text, words=tuple(words))
