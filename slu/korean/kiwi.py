"""Kiwi, the morphological analyser: loaded once for the whole process, when first needed.

It takes a second and 300 MB. Calls from several threads are safe.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=2)
def kiwi(workers: int = 1) -> Any:
    """The `kiwipiepy.Kiwi` of this process with so many threads. Its dictionary of names of several
    words stays out: it takes four times as long to load, and of 2,033 requests it spaced one
    otherwise."""
    from kiwipiepy import Kiwi  # only now: many commands never need it

    return Kiwi(num_workers=workers, load_multi_dict=False)
