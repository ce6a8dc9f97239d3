"""Eight-byte digests by which texts are compared, and choices are made without a random state.

Two different texts of ten million share a digest with a probability of 3 in a million.
"""

from __future__ import annotations

import re
from hashlib import blake2b

from slu.korean.normalise import normalise

_NOT_SAID = re.compile(r"[\W_]+")
RANGE = 1 << 64


def key(text: str, *salt: int) -> int:
    """A digest of `text`, in `range(RANGE)`; other `salt`, other digest."""
    salted = b"".join(number.to_bytes(8, "little", signed=True) for number in salt)
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(data, digest_size=8, key=salted).digest(), "little")


def spoken_key(text: str) -> int:
    """A digest of what `text` says: spaces, punctuation, case and width do not count."""
    return normalised_spoken_key(normalise(text).text)


def normalised_spoken_key(text: str) -> int:
    """`spoken_key` of a text that `normalise` has been through."""
    return key(_NOT_SAID.sub("", text).lower())
