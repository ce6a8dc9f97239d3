"""Kiwi, the morphological analyser: loaded once for the whole process, when first needed.

It takes some seconds and 400 MB. Calls from several threads are safe.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any


@lru_cache(maxsize=1)
def kiwi() -> Any:
    """The `kiwipiepy.Kiwi` of this process."""
    from kiwipiepy import Kiwi  # only now: to import it takes as long as all else together

    return Kiwi(num_workers=1)
