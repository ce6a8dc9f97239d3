"""The rows of the out-of-scope set that are out of scope: neither small talk nor for the assistant.

About half of kochat's `ood_data.csv` repeats the questions of the chit-chat set word for word,
and most of the rest repeats them with particles left out ("그녀가 내 연락을" → "그녀 내 연락").
Both are small talk, which the assistant answers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from slu.data.rows import lines, read_text

WORDS = Path(__file__).with_name("out_of_scope_words.txt")
_SPARE = 2  # syllables that a word may lose with its particle


def out_of_scope(rows: Iterable[str], small_talk: Iterable[str], words: Sequence[str]) -> list[str]:
    """The rows that do not stand in the small talk as they are and hold none of the words."""
    known = set(small_talk)
    return [
        row
        for row in dict.fromkeys(rows)
        if row not in known and not any(word in row for word in words)
    ]


def without_repeats(rows: Iterable[str], small_talk: Iterable[str]) -> list[str]:
    """The rows that are no sentence of the small talk with particles, or a word, left out."""
    cut = [_words(sentence) for sentence in small_talk]
    joined = {"".join(words) for words in cut}
    by_letter: dict[str, set[int]] = defaultdict(set)
    for number, words in enumerate(cut):
        for word in words:
            by_letter[word[0]].add(number)
    return [row for row in rows if not _repeats(_words(row), cut, joined, by_letter)]


def read_words(path: Path = WORDS) -> list[str]:
    """The words about what the assistant does; `#` begins a remark."""
    return [line for _, line in lines(read_text(path)) if line.strip() and line[0] != "#"]


def _repeats(
    row: list[str], cut: list[list[str]], joined: set[str], by_letter: dict[str, set[int]]
) -> bool:
    if not row or "".join(row) in joined:
        return True
    candidates = set.intersection(*(by_letter[word[0]] for word in row))
    return any(_is_rest(row, cut[number]) for number in candidates)


def _is_rest(row: list[str], sentence: list[str]) -> bool:
    """Whether each word of the row begins a word of the sentence, in order, and little else was
    in the sentence."""
    at = 0
    for word in row:
        while at < len(sentence) and not sentence[at].startswith(word):
            at += 1
        if at == len(sentence):
            return False
        at += 1
    return len("".join(sentence)) - len("".join(row)) <= _SPARE * (len(sentence) + 1)


def _words(text: str) -> list[str]:
    return re.sub(r"[^\w ]", "", text).split()
