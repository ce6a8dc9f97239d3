"""The sentences that are timed: a hundred of our own, and a thousand made of them.

They are for speed alone; nothing is labelled and nothing is learned from them.
"""

from __future__ import annotations

from pathlib import Path

_FILE = Path(__file__).with_name("sentences.txt")
_OPENINGS = (
    "",
    "말귀야 ",
    "저기 ",
    "음 그러니까 ",
    "미안한데 ",
    "지금 바로 ",
    "혹시 말이야 ",
    "아 맞다 ",
    "자 이번에는 ",
    "잠깐만 있어 봐 ",
)


def sentences(count: int) -> list[str]:
    """So many sentences: those of the file as they stand, then each with an opening before it;
    past a thousand they repeat."""
    own = _FILE.read_text(encoding="utf-8").splitlines()
    made = [opening + sentence for opening in _OPENINGS for sentence in own]
    return [made[at % len(made)] for at in range(count)]
