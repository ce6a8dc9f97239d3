"""Text for learning a vocabulary: respaced in part, and marked where no piece may cross.

Marks stand where `Subwords` would cut anyway (`slot_ends`), between digits, and, if wished, where
Kiwi finds a morpheme to begin. They shape the vocabulary only: cutting with it needs no Kiwi.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence

from slu.korean.morphemes import morpheme_starts
from slu.korean.normalise import normalise
from slu.korean.slot_ends import slot_ends
from slu.training.tokenizers.alphabet import MARK
from slu.training.tokenizers.options import TokenizerOptions

_BETWEEN_DIGITS = re.compile(r"(?<=\d)(?=\d)")
_ALL_DROPPED = 0.5  # of the respaced sentences; the others keep most spaces and gain some
_DROPPED, _PUT_IN = 0.3, 0.1
_GROUP = 1024

Places = list[int]
"""Offsets inside a text, ascending."""


def marked(
    lines: Sequence[str], options: TokenizerOptions, watch: Callable[[int], None]
) -> Iterator[str]:
    """The lines, normalised, respaced at the share of the options, with `MARK`s; `watch` hears how
    many are done."""
    draw = random.Random(options.seed)
    morphemes = morpheme_starts if options.morphemes else _no_morphemes
    for at in range(0, len(lines), _GROUP):
        texts = [normalise(line).text for line in lines[at : at + _GROUP]]
        for text, places in zip(texts, morphemes(texts), strict=True):
            # Where a slot may end is known best while the spaces are still there.
            places = sorted({*places, *slot_ends(text)})
            if draw.random() < options.respaced:
                text, places = respaced(text, places, draw)
            yield _with_marks(text, places)
        watch(min(at + _GROUP, len(lines)))


def respaced(text: str, places: Places, draw: random.Random) -> tuple[str, Places]:
    """The text with all spaces gone, or some gone and some put in; `places` moved along."""
    if draw.random() < _ALL_DROPPED:
        drop, put = 1.0, 0.0
    else:
        drop, put = _DROPPED, _PUT_IN
    out: list[str] = []
    moved: Places = []
    following = set(places)
    for at, char in enumerate(text):
        if char == " ":
            if draw.random() < drop:
                following.add(at + 1)  # what was a word's beginning is still a morpheme's
                continue
        elif out and out[-1] != " " and draw.random() < put:
            out.append(" ")
        if at in following:
            moved.append(len(out))
        out.append(char)
    return "".join(out), moved


def _no_morphemes(texts: Sequence[str]) -> list[Places]:
    return [[] for _ in texts]


def _with_marks(text: str, places: Places) -> str:
    digits = [found.start() for found in _BETWEEN_DIGITS.finditer(text)]
    # None before a word, which would part it from its ▁.
    inside = {at for at in (*slot_ends(text), *digits, *places) if at and text[at - 1] != " "}
    cuts = [0, *sorted(inside), len(text)]
    return MARK.join(text[a:b] for a, b in itertools.pairwise(cuts))
