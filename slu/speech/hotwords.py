"""Words to expect, as many as a recogniser can be told, and only where they are heard.

Of the 448 tokens that Whisper reads and writes, half less one are for what came before, which is
where the words go. There they also shift what has nothing to do with them, so that what was decoded
with them counts only where it has one of them that was else not heard (`bench.hotwords`).

Which words an assistant has is not known here: `slu.understanding.own_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from slu.speech.readings import said

BUDGET: Final = 223
"""Tokens that faster-whisper takes of hotwords; it cuts the rest off, within a word if need be."""


@dataclass(frozen=True, slots=True)
class Hotwords:
    """The words that fit, `tokens` of them together, and those that were left out."""

    words: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    tokens: int = 0


def fit_hotwords(
    words: Iterable[str], count_tokens: Callable[[str], int], budget: int = BUDGET
) -> Hotwords:
    """The first words that fit into the budget, in the order given; a word too long for what is
    left makes room for shorter ones. Words that sound the same count once.

    `count_tokens` is the recogniser's; words are joined by spaces, and no token crosses one.
    """
    known: set[str] = set()
    chosen, left_out, tokens = [], [], 0
    for word in words:
        if said(word) in known | {""}:
            continue
        known.add(said(word))
        size = count_tokens(word)
        if tokens + size <= budget:
            chosen.append(word)
            tokens += size
        else:
            left_out.append(word)
    return Hotwords(tuple(chosen), tuple(left_out), tokens)


def brings(words: Sequence[str], told: str, untold: str) -> bool:
    """Whether a text decoded with words to expect has one of them that the text without has not."""
    with_them, without = said(told), said(untold)
    return any(said(word) in with_them and said(word) not in without for word in words)
