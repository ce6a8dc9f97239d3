"""Puts other values into an example's slots: 내일 [서울] 날씨 -> 모레 [부산] 날씨.

A value comes from another example of the same intent and slot, so that what is asked stays the
same, and ends in the same kind of sound, so that the particle after it still fits. Source: Dai and
Adel 2020, "An Analysis of Simple Data Augmentation for Named Entity Recognition", section 3
(mention replacement).
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from slu.core import Slot, Utterance
from slu.korean.last_sound import Sound, last_sound
from slu.korean.rewriting import Edit
from slu.training.noise.edits import apply_edits

_SHARE = 0.7  # of an example's slots


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a training set, each as often as it stands there, and other known words for
    them, by intent, slot name and last sound."""

    known: dict[tuple[str | None, str, Sound], tuple[str, ...]]

    @staticmethod
    def of(utterances: Iterable[Utterance], words: Mapping[str, Iterable[str]] = {}) -> Values:
        """All values of the examples, and of `words`, by slot name, those that fit an intent."""
        found: dict[tuple[str | None, str, Sound], list[str]] = {}
        kinds: set[tuple[str | None, str]] = set()
        for utterance in utterances:
            for slot in utterance.slots:
                kinds.add((utterance.intent, slot.name))
                found.setdefault(_kind(utterance, slot), []).append(slot.text)
        for intent, name in sorted(kinds, key=str):
            for word in words.get(name, ()):
                found.setdefault((intent, name, last_sound(word)), []).append(word)
        return Values({kind: tuple(values) for kind, values in found.items()})

    def swap(self, utterance: Utterance, draw: random.Random) -> Utterance:
        """The example with other values in some of its slots; with its own where none is known."""
        edits = [
            Edit(slot.start, slot.end, draw.choice(self.known[kind]))
            for slot in utterance.slots
            if draw.random() < _SHARE and (kind := _kind(utterance, slot)) in self.known
        ]
        return apply_edits(utterance, edits)


def _kind(utterance: Utterance, slot: Slot) -> tuple[str | None, str, Sound]:
    return utterance.intent, slot.name, last_sound(slot.text)
