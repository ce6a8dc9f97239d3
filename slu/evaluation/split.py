"""Splits a labelled set in two halves by a hash: A to tune with, B to report.

A row's half depends on nothing but its own id (or its text, where it has none), so that it stays
where it is when rows are added, taken away or put in another order.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from slu.core import Utterance


def in_half_a(key: str) -> bool:
    """Whether the row of this id, or the sentence itself, is in half A."""
    return hashlib.sha256(key.encode("utf-8")).digest()[-1] % 2 == 0


def halves(utterances: Iterable[Utterance]) -> tuple[list[Utterance], list[Utterance]]:
    """The utterances of half A and of half B, in their order."""
    a: list[Utterance] = []
    b: list[Utterance] = []
    for utterance in utterances:
        (a if in_half_a(utterance.id or utterance.text) else b).append(utterance)
    return a, b


def text_halves(texts: Iterable[str]) -> tuple[list[str], list[str]]:
    """`halves` of bare sentences."""
    a: list[str] = []
    b: list[str] = []
    for text in texts:
        (a if in_half_a(text) else b).append(text)
    return a, b
