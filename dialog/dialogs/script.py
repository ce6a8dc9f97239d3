"""Conversations written in files, as values: who says what, what is expected, when time passes.

Reading the files is `dialog.dialogs.reading`, running them `dialog.dialogs.runner`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

NOTHING = "없음"
_NEAR = {"오늘": 0, "내일": 1, "모레": 2}
Manner = Literal["holds", "lacks", "pattern", "exact"]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reply, or a ring, must be; spaces count as one wherever there are several."""

    line: int
    written: str
    manner: Manner
    text: str

    def fits(self, said: str) -> bool:
        said = single_spaced(said)
        match self.manner:
            case "holds":
                return self.text in said
            case "lacks":
                return self.text not in said
            case "pattern":
                return re.search(self.text, said) is not None
            case "exact":
                return said == self.text


@dataclass(frozen=True, slots=True)
class StateIs:
    """A name of the state and the values it must have, in any order; none for 없음."""

    line: int
    name: str
    values: tuple[str, ...]

    @property
    def written(self) -> str:
        return f"{self.name}={', '.join(self.values) or NOTHING}"

    def fits(self, found: StateIs, today: dt.date) -> bool:
        """Whether what was found is the same; 오늘, 내일 and 모레 are days counted from today."""
        return sorted(_days(self.values, today)) == sorted(_days(found.values, today))


@dataclass(frozen=True, slots=True)
class Turn:
    """The person says `text`; every one of `replies` must fit the one reply."""

    line: int
    text: str
    replies: tuple[Expected, ...] = ()
    states: tuple[StateIs, ...] = ()


@dataclass(frozen=True, slots=True)
class Wait:
    """Time passes until `until`, on the assistant's clock. What rings is exactly `rings`."""

    line: int
    until: dt.datetime
    rings: tuple[Expected, ...] = ()
    states: tuple[StateIs, ...] = ()


Step = Turn | Wait


@dataclass(frozen=True, slots=True)
class Conversation:
    """`start` is a wall-clock time without a zone. `not_yet`: it is known to fail."""

    path: Path
    line: int
    title: str
    not_yet: bool
    start: dt.datetime
    steps: tuple[Step, ...]


def single_spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _days(values: Iterable[str], today: dt.date) -> list[str]:
    """The values one by one, days by their date."""
    each = [one.strip() for value in values for one in value.split(",")]
    far = {word: (today + dt.timedelta(days=days)).isoformat() for word, days in _NEAR.items()}
    return [far.get(one, one) for one in each]
