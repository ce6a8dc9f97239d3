"""Spaces text as grammar wants it, whoever wrote it, and keeps what the writer did.

People leave spaces out and put too many in (거실불꺼줘, 일곱 시 에), so one sentence has many
looks. An encoder shall see one of them: `Spacing.KIWI` lets Kiwi put the spaces where they belong.
What the writer did differently is not lost: it is told beside the text, place by place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from slu.korean.kiwi import kiwi
from slu.korean.morphemes import apart, morpheme_starts
from slu.korean.normalise import Normalised


class Spacing(StrEnum):
    """Whose spaces a model reads: the writer's (`given`), Kiwi's (`kiwi`), or those of a text in
    which every morpheme stands apart (`morphemes`), as word vectors know it."""

    GIVEN = "given"
    KIWI = "kiwi"
    MORPHEMES = "morphemes"


@dataclass(frozen=True, slots=True)
class Spaced:
    """A text with its spaces as a model reads them. Places count characters of that text:
    before those in `changed` a space was put in or taken out; `joined` are the latter."""

    normalised: Normalised
    changed: frozenset[int] = frozenset()
    joined: frozenset[int] = frozenset()


def space_all(texts: Sequence[Normalised], spacing: Spacing) -> list[Spaced]:
    """The texts, each spaced anew; one of which Kiwi would change more than its spaces stays."""
    if spacing is Spacing.GIVEN or not texts:
        return [Spaced(text) for text in texts]
    plain = [text.text for text in texts]
    if spacing is Spacing.KIWI:
        found = kiwi().space(plain)
    else:
        found = [apart(*each) for each in zip(plain, morpheme_starts(plain), strict=True)]
    return [respaced(text, spaced) for text, spaced in zip(texts, found, strict=True)]


def respaced(given: Normalised, spaced: str) -> Spaced:
    """`given` with the spaces of `spaced`, if nothing else differs. A space that was put in covers
    nothing of the original text."""
    if spaced == given.text or spaced.replace(" ", "") != given.text.replace(" ", ""):
        return Spaced(given)
    origins: list[tuple[int, int]] = []
    changed, joined = set(), set()
    at = 0
    for place, char in enumerate(spaced):
        if char == " ":
            end = origins[-1][1] if origins else 0
            origins.append((end, end))
            continue
        was_apart = given.text[at] == " "
        at += was_apart
        origins.append(given.origins[at])
        at += 1
        is_apart = place > 0 and spaced[place - 1] == " "
        if was_apart != is_apart:
            changed.add(place)
            if was_apart:
                joined.add(place)
    return Spaced(Normalised(spaced, tuple(origins)), frozenset(changed), frozenset(joined))
