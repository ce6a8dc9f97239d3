"""What families of embeddings are called on a page: those that come along have a Korean name, which
the program uses, and an English one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from slu.evaluation.words.families import BERT, ELMO, WORDS
from ui.web.language import Language

_ENGLISH: Final = {WORDS: "Malgwi words", ELMO: "Malgwi ELMo", BERT: "Malgwi BERT"}


def shown_name(name: str, say: Language) -> str:
    return say(name, _ENGLISH.get(name, name))


def choices(names: Iterable[str], say: Language) -> list[tuple[str, str]]:
    """For a widget: what is shown, and the name."""
    return [(shown_name(name, say), name) for name in names]
