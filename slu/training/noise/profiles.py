"""The noises by name, `written` that mixes three of them, and one noise for many examples. What
each noise does stands in its own module."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from slu.core import Utterance
from slu.errors import DataError
from slu.training.noise.channel import Channel
from slu.training.noise.digits import digits
from slu.training.noise.particles import particles
from slu.training.noise.sounds import sounds
from slu.training.noise.spacing import spacing
from slu.training.noise.typos import typos

Profile = Callable[[Utterance, random.Random], Utterance]
"""Takes an example and a source of chance; gives the example with its text changed and its slots
carried along. It changes something wherever it can."""

_PARTS: Final[tuple[tuple[Profile, float], ...]] = (
    (digits, 0.75),
    (particles, 0.75),
    (spacing, 0.6),
)


def written(utterance: Utterance, draw: random.Random) -> Utterance:
    """As people write: digits, joined particles and other spacing, each drawn for itself; where
    none of those drawn finds anything to change, the others are tried."""
    chosen = [(noise, draw.random() < share) for noise, share in _PARTS]
    found = utterance
    for noise, drawn in chosen:
        found = noise(found, draw) if drawn else found
    for noise, drawn in chosen:
        if not drawn and found.text == utterance.text:
            found = noise(found, draw)
    return found


ASR: Final = "asr"
PROFILES: Final[Mapping[str, Profile]] = MappingProxyType(
    {
        "written": written,
        "digits": digits,
        "particles": particles,
        "spacing": spacing,
        "typos": typos,
        "sounds": sounds,
    }
)


@dataclass(frozen=True, slots=True)
class NoiseOptions:
    """`rate` is the share of the examples given to the profile, in [0, 1]; of `asr`, whose errors
    follow `channel`, the share of the syllables that go wrong, in all examples alike.

    Raises DataError for a profile that is neither `asr` nor in `PROFILES` and a rate outside its
    range.
    """

    profile: str = "written"
    rate: float = 1.0
    seed: int = 0
    channel: Channel = field(default_factory=Channel)

    def __post_init__(self) -> None:
        if self.profile not in (*PROFILES, ASR):
            known = ", ".join((*PROFILES, ASR))
            raise DataError(f"'{self.profile}' 잡음은 없습니다. 고를 수 있는 것: {known}")
        if not 0 <= self.rate <= 1:
            raise DataError(f"비율은 0에서 1까지입니다: {self.rate}")


def apply_noise(utterances: Iterable[Utterance], options: NoiseOptions) -> list[Utterance]:
    """The examples in their order, the drawn ones changed.

    What becomes of one depends on the seed and on its id (its text where it has none), not on its
    place or on the others; one touched at a low rate is touched in the same way at a higher.
    """
    found = []
    for utterance in utterances:
        name = utterance.text if utterance.id is None else utterance.id
        draw = random.Random(f"{options.seed}/{options.profile}/{name}")
        if options.profile == ASR:
            utterance = options.channel.mishear(utterance, options.rate, draw)
        elif draw.random() < options.rate:
            utterance = PROFILES[options.profile](utterance, draw)
        found.append(utterance)
    return found
