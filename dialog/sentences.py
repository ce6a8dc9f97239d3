"""A sentence before it is understood: what cannot be text is blanked, a button's command read.

Normalising what was written, for the models, is `slu.korean`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from dialog.domain import Domain
from slu.core import Context, IntentScore, Slot, Understanding
from slu.understanding.resolve import resolve


def clean(text: str) -> str:
    """The text with control characters and broken surrogates as spaces, one for one."""
    if text.isprintable():
        return text
    return "".join(" " if unicodedata.category(c) in ("Cc", "Cs") else c for c in text)


_COMMAND = re.compile(r"/(?P<intent>[^{@\s]+)(?:@[\d.]+)?\s*(?P<entities>\{.*\})?", re.DOTALL)
_UNIT = r"(?:시간|시|분|초|일|월|요일|퍼센트|%|번|명|도)"
_PART = r"(?:오늘|내일|모레|오전|오후|아침|저녁|밤|새벽|낮)"
_TAKEN_BACK = re.compile(
    rf"(?:(?P<near>오늘|내일|모레|글피)|(?:\d+|[가-힣]{{1,3}}) ?(?P<unit>{_UNIT})"
    r"(?: ?반| ?\d+분)?)(?:에|으로|로|쯤)?[,.]?\s*(?:아|어|앗)?\s*"
    r"(?:아니다|아니야|아니지|아니|아냐|아참|아 참)[,.]?\s+"
    rf"(?=(?(near)(?:오늘|내일|모레|글피|\S*요일)|(?:{_PART} ?)*\S{{1,4}} ?(?P=unit)))"
)


# 일곱 씨에, 삼십 뿐: heard wrong, since a numeral stands before them.
_HOUR = r"(?:한|두|세|네|다섯|여섯|일곱|여덟|아홉|열|열한|열두|\d{1,2})"
_MINUTES = r"(?:\d{1,2}|[일이삼사오육칠팔구]?십[일이삼사오육칠팔구]?|오)"
_SLIPS = (
    (re.compile(rf"(?<![가-힣])({_HOUR} ?)씨(?=에(?!게)| ?반|$)"), r"\1시"),
    (re.compile(rf"(?<![가-힣])({_MINUTES} ?)뿐(?=에|만|간| |$)"), r"\1분"),
)


def without_slips(text: str) -> str:
    """With units of time that a recogniser takes for other words, letter for letter."""
    for slip, meant in _SLIPS:
        text = slip.sub(meant, text)
    return text


def without_taken_back(text: str) -> str:
    """Without what the sentence itself takes back: 7시 아니 8시에 깨워 줘 is 8시에 깨워 줘."""
    return _TAKEN_BACK.sub("", text)


def command(text: str, domain: Domain, context: Context) -> Understanding | None:
    """What a button's `/intent` means, or Rasa's `/intent{"entity": "value"}`; None for anything
    else."""
    found = _COMMAND.fullmatch(text.strip())
    if found is None or found["intent"].partition("/")[0] not in domain.spec.intents:
        return None
    try:
        values = json.loads(found["entities"] or "{}")
    except ValueError:
        return None
    slots = tuple(
        _given(name, value, text, context)
        for name, given in values.items()
        if name in domain.spec.entities
        for value in (given if isinstance(given, list) else [given])
    )
    intent = found["intent"]
    return Understanding(text, intent, 1.0, (IntentScore(intent, 1.0),), slots)


def _given(name: str, value: Any, text: str, context: Context) -> Slot:
    """An entity that a button carries: its words as if they were said."""
    words = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    start = text.find(words)
    span = (start, start + len(words)) if start >= 0 else (0, len(text))
    resolved = resolve(Slot(name, 0, len(words), words), context)
    return Slot(name, *span, text[slice(*span)], resolved)
