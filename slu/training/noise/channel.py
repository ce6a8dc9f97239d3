"""What a recogniser makes of syllables, estimated from sentences and what was heard of them.

A channel goes through a sentence syllable by syllable and errs in runs, as recognisers do: an error
is likelier after an error. Erring it takes a syllable for another, letter by letter, leaves it out,
or puts one in. Letters are taken for those that were heard for them, and, with little weight, for
near sounds (`sounds`), so that a channel knows something of letters it saw seldom. Spaces and
figures are no errors here: both texts are compared as they are said, without spaces.

The idea is the noisy channel of Shannon 1948, with a two-state chain for runs (Gilbert 1960,
"Capacity of a Burst-Noise Channel").
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from slu.core import Slot, Utterance
from slu.korean.jamo import FINALS, LEADS, VOWELS, Syllable, is_syllable, take_apart
from slu.korean.rewriting import Edit
from slu.korean.spoken import to_spoken
from slu.training.noise.edits import apply_edits
from slu.training.noise.sounds import NEAR

PARTS: Final = {"lead": LEADS, "vowel": VOWELS, "final": FINALS}
_NEAR_WEIGHT: Final = 0.5  # of a near sound, in errors seen
_TRIES: Final = 20
_GAP: Final = 2  # what a syllable without another costs, in letters
_MOST: Final = 0.5  # of syllables that may go wrong

Letters = Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Channel:
    """`syllables` were said, `changed`, `dropped` and `added` of them wrongly heard. `runs`: the
    share of errors that follow an error. `letters`: by part of a syllable, how often a letter of a
    changed syllable was heard as which; `put_in`: the syllables that were added."""

    syllables: int = 0
    changed: int = 0
    dropped: int = 0
    added: int = 0
    runs: float = 0.3
    letters: Mapping[str, Letters] = field(default_factory=dict)
    put_in: Mapping[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Errors a syllable, as seen."""
        return (self.changed + self.dropped + self.added) / max(1, self.syllables)

    def mishear(self, utterance: Utterance, rate: float, draw: random.Random) -> Utterance:
        """The example as it might be heard; `rate` of its syllables (of many, at most half of them)
        go wrong on average. Slots are carried along, and none loses its last syllable."""
        edits = self._edits(utterance.text, rate, draw)
        return apply_edits(utterance, _sparing(edits, utterance.slots))

    def _edits(self, text: str, rate: float, draw: random.Random) -> list[Edit]:
        rate = min(rate, _MOST)
        # So that a chain which errs again with `runs` errs as often as it should.
        afresh = rate * (1 - self.runs) / (1 - rate)
        erring, edits = False, []
        for at, char in enumerate(text):
            if is_syllable(char):
                erring = draw.random() < (self.runs if erring else afresh)
                if erring:
                    edits.append(self._error(at, char, draw))
        return edits

    def _error(self, at: int, char: str, draw: random.Random) -> Edit:
        # Who was never heard to err takes syllables for others.
        ways = (self.changed or not self.dropped + self.added, self.dropped, self.added)
        (way,) = draw.choices(("changed", "dropped", "added"), ways)
        if way == "dropped":
            return Edit(at, at + 1, "")
        if way == "added":
            (new,) = draw.choices(list(self.put_in), list(self.put_in.values()))
            return Edit(at + 1, at + 1, new)
        return Edit(at, at + 1, self._taken_for(take_apart(char), draw))

    def _taken_for(self, said: Syllable, draw: random.Random) -> str:
        """Another syllable, letter by letter."""
        for _ in range(_TRIES):
            heard = Syllable(*(self._letter(part, getattr(said, part), draw) for part in PARTS))
            if heard != said:
                return str(heard)
        return str(Syllable(said.lead, said.vowel, "" if said.final else "ㄴ"))

    def _letter(self, part: str, letter: str, draw: random.Random) -> str:
        heard = dict(self.letters.get(part, {}).get(letter, {}))
        heard[letter] = heard.get(letter, 0) + 1
        for other in NEAR[part].get(letter, ""):
            heard[other] = heard.get(other, 0) + _NEAR_WEIGHT
        return draw.choices(list(heard), list(heard.values()))[0]


def fit(pairs: Iterable[tuple[str, str]]) -> Channel:
    """The channel between what was said and what was heard. Raises ValueError without a
    syllable."""
    counts: Counter[str] = Counter()
    put_in: Counter[str] = Counter()
    letters = {part: {letter: Counter[str]() for letter in kinds} for part, kinds in PARTS.items()}
    for said, heard in pairs:
        steps = align(syllables_of(said), syllables_of(heard))
        errors = [one != other for one, other in steps]
        counts["pairs of errors"] += sum(a and b for a, b in pairwise(errors))
        counts["errors"] += sum(errors)
        for one, other in steps:
            counts["syllables"] += bool(one)
            if one and other and one != other:
                counts["changed"] += 1
                for part in PARTS:
                    letters[part][getattr(take_apart(one), part)][
                        getattr(take_apart(other), part)
                    ] += 1
            elif one != other:
                counts["added" if other else "dropped"] += 1
                put_in.update([other] if other else [])
    if not counts["syllables"]:
        raise ValueError("no syllable was said")
    return Channel(
        syllables=counts["syllables"],
        changed=counts["changed"],
        dropped=counts["dropped"],
        added=counts["added"],
        runs=counts["pairs of errors"] / max(1, counts["errors"]),
        letters={
            part: {letter: dict(heard) for letter, heard in rows.items() if heard}
            for part, rows in letters.items()
        },
        put_in=dict(put_in),
    )


def syllables_of(text: str) -> str:
    """The syllables of a text as it is said."""
    return "".join(filter(is_syllable, to_spoken(text).text))


def align(said: str, heard: str) -> list[tuple[str, str]]:
    """Two rows of syllables side by side, "" where one has none: the cheapest way, where a changed
    syllable costs as much as letters changed, one left out or put in as two."""
    costs = [[_GAP * at for at in range(len(heard) + 1)]]
    for row, one in enumerate(said, 1):
        line = [_GAP * row]
        for column, other in enumerate(heard, 1):
            over = costs[row - 1][column - 1] + _unlike(one, other)
            line.append(min(over, costs[row - 1][column] + _GAP, line[-1] + _GAP))
        costs.append(line)
    return _traced(said, heard, costs)


def _traced(said: str, heard: str, costs: Sequence[Sequence[int]]) -> list[tuple[str, str]]:
    row, column = len(said), len(heard)
    steps = []
    while row or column:
        here = costs[row][column]
        if row and column:
            over = costs[row - 1][column - 1] + _unlike(said[row - 1], heard[column - 1])
            if here == over:
                row, column = row - 1, column - 1
                steps.append((said[row], heard[column]))
                continue
        if row and here == costs[row - 1][column] + _GAP:
            row -= 1
            steps.append((said[row], ""))
        else:
            column -= 1
            steps.append(("", heard[column]))
    return steps[::-1]


def _unlike(one: str, other: str) -> int:
    """How many letters differ."""
    ours, theirs = take_apart(one), take_apart(other)
    return sum(bool(getattr(ours, part) != getattr(theirs, part)) for part in PARTS)


def _sparing(edits: Sequence[Edit], slots: Sequence[Slot]) -> list[Edit]:
    """The edits, without the last of those that would together empty a slot."""
    spared: set[Edit] = set()
    for slot in slots:
        inside = [e for e in edits if slot.start <= e.start and e.end <= slot.end]
        gone = [e for e in inside if not e.new]
        said = sum(not char.isspace() for char in slot.text)
        if gone and len(gone) >= said:
            spared.add(gone[-1])
    return [edit for edit in edits if edit not in spared]
