"""Sentences whose words alone tell what is asked, by the `patterns` of the domain: 타이머 십 분.

A model errs most on short and unusual sentences; here nothing is learned or guessed. Slots stay
those that the model found.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialog.domain import Domain
from slu.core import Understanding

# Ways to say 줘 at the end of a request.
_ASKED = re.compile(
    r"(?:주시겠\S*|주실 ?(?:래|수)\S*(?: ?있\S*)?|주십\S*|주시면(?: \S+){1,3}|"
    r"주셔요?|주셨으면(?: \S+){1,3}|주겠\S*|줄 ?수 ?있\S*|줄래\S*|"
    r"주라|주렴|주려무나|주게|주소|줘라|줘봐|다오)[.!?~]*$"
)
_BEGGED = re.compile(
    r" ?(?:좀 )?부탁(?:해|해요|드려요|드릴게요|드립니다|합니다|할게|할게요)?[.!?~]*$"
)


def certain_intent(text: str, domain: Domain) -> str | None:
    """The intent of the first pattern that is found in the text, or in it asked plainly: 꺼 줘 for
    꺼 주시겠어요, 해 줘 for 부탁드립니다."""
    words = text.strip()
    ways = dict.fromkeys((words, _ASKED.sub("줘", words), _BEGGED.sub(" 해 줘", words)))
    patterns = domain.spec.patterns
    found = (one.intent for one in patterns if any(one.pattern.search(way) for way in ways))
    return next(found, None)


def corrected(understanding: Understanding, domain: Domain) -> Understanding:
    """With the intent that is certain, if one is; the ranking stays the model's."""
    intent = certain_intent(understanding.text, domain)
    if intent is None:
        return understanding
    return replace(understanding, intent=intent, confidence=1.0, in_scope=True, scope=1.0)
