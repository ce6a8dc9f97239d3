"""The values that pass from room to room: frozen, and turned into JSON.

Spans count characters of the text as the user gave it, whatever was normalised inside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from slu.values import Value, value_to_json, value_to_plain


@dataclass(frozen=True, slots=True)
class Audio:
    """Mono sound: `samples` float32 (n,) within [-1, 1], `rate` in Hz."""

    samples: npt.NDArray[np.float32]
    rate: int

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


@dataclass(frozen=True, slots=True)
class Word:
    """A word that was heard: `start` and `end` in seconds from the beginning of the sound, and the
    mean probability of its tokens."""

    start: float
    end: float
    text: str
    probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of speech: `start` and `end` in seconds from the beginning of the sound. `words`,
    where they were asked for, are those of `text` in their order."""

    start: float
    end: float
    text: str
    no_speech: float = 0.0
    log_probability: float = 0.0
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """A reading of the sound. `score` is the mean log probability of its tokens, summed over the
    stretches that were decoded one by one."""

    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was heard. `confidence` in [0, 1]; `seconds` is the length of the sound. `alternatives`,
    where they were asked for, hold what the recogniser preferred first and the others by score."""

    text: str
    segments: tuple[Segment, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    confidence: float = 0.0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Slot:
    """A named span: `text == whole_text[start:end]`. `role` and `group` as in Rasa."""

    name: str
    start: int
    end: int
    text: str
    value: Value | None = None
    confidence: float = 1.0
    role: str | None = None
    group: str | None = None

    def to_json(self) -> dict[str, Any]:
        data: dict[str, Any] = {
            "name": self.name,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": None if self.value is None else value_to_json(self.value),
            "confidence": self.confidence,
        }
        if self.role is not None:
            data["role"] = self.role
        if self.group is not None:
            data["group"] = self.group
        return data


@dataclass(frozen=True, slots=True)
class Utterance:
    """A labelled example. Slots are ordered by `start` and do not overlap."""

    text: str
    intent: str | None = None
    slots: tuple[Slot, ...] = ()
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What a lower room may know of the conversation. No function reads the clock itself.

    `expected` is the slot that was just asked for; `vocabulary` holds the assistant's own words for
    a slot, each with the name it stands for: 응접실 and 거실 for 거실.
    """

    now: dt.datetime
    zone: str = "Asia/Seoul"
    expected: str | None = None
    vocabulary: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            object.__setattr__(self, "now", self.now.replace(tzinfo=ZoneInfo(self.zone)))


@dataclass(frozen=True, slots=True)
class IntentScore:
    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a sentence means. `ranking` holds the best intents first, this one included;
    `confidence` is the probability that the intent is right, if the sentence is in scope at all;
    `scope`, in [0, 1], is high for the assistant's tasks, lower for small talk, low for what it
    has no intent for; `parts` the further requests of a sentence that asks for several things."""

    text: str
    intent: str
    confidence: float
    ranking: tuple[IntentScore, ...] = ()
    slots: tuple[Slot, ...] = ()
    in_scope: bool = True
    scope: float = 1.0
    parts: tuple[Understanding, ...] = ()

    def slot(self, name: str) -> Slot | None:
        """The first slot of that name."""
        return next((slot for slot in self.slots if slot.name == name), None)

    def to_rasa(self) -> dict[str, Any]:
        """The JSON of Rasa's `/model/parse`; what Rasa has no key for stands beside its keys. An
        entity's `value` is plain, as slots and replies of Rasa take it, and its `additional_info`
        the tagged value, as with Rasa's Duckling."""
        return {
            "text": self.text,
            "intent": {"name": self.intent, "confidence": self.confidence},
            "intent_ranking": [
                {"name": score.name, "confidence": score.confidence} for score in self.ranking
            ],
            "entities": [_rasa_entity(slot) for slot in self.slots],
            "in_scope": self.in_scope,
            "scope": self.scope,
            "parts": [part.to_rasa() for part in self.parts],
        }


def _rasa_entity(slot: Slot) -> dict[str, Any]:
    entity: dict[str, Any] = {
        "entity": slot.name,
        "start": slot.start,
        "end": slot.end,
        "text": slot.text,
        "value": slot.text if slot.value is None else value_to_plain(slot.value),
        "confidence_entity": slot.confidence,
        "extractor": "Malgwi",
    }
    if slot.value is not None:
        entity["additional_info"] = value_to_json(slot.value)
    if slot.role is not None:
        entity["role"] = slot.role
    if slot.group is not None:
        entity["group"] = slot.group
    return entity
