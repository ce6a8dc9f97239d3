"""A sentence before it is understood: what cannot be text is blanked, a button's command read.

Normalising what was written, for the models, is `slu.korean`.
"""

from __future__ import annotations

import unicodedata

from dialog.domain import Domain
from slu.core import IntentScore, Understanding


def clean(text: str) -> str:
    """The text with control characters and broken surrogates as spaces, one for one."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


def command(text: str, domain: Domain) -> Understanding | None:
    """What a button's `/intent` means; None for anything else."""
    name = text.strip()
    if not name.startswith("/") or name[1:] not in domain.spec.intents:
        return None
    intent = name[1:]
    return Understanding(text, intent, 1.0, (IntentScore(intent, 1.0),))
