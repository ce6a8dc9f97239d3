"""The languages of the pages: Korean, and English for who cannot read it. Both stand beside each
other in the code; what the assistant says stays in its own language."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Language(StrEnum):
    """A page's language; called with what there is in Korean and in English, it gives its own."""

    KOREAN = "ko"
    ENGLISH = "en"

    def __call__(self, korean: T, english: T) -> T:
        return korean if self is Language.KOREAN else english
