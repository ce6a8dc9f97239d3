"""How far a long work on a corpus is, for whoever watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total`: bytes of all shards while gathering, buckets while cutting."""

    stage: Literal["gather", "cut"]
    done: int
    total: int
    sentences: int
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class Note:
    """Sentences for the person."""

    text: str


Report = Callable[[Progress | Note], None]
