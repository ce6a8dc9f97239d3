"""Makes a line of a corpus fit to learn from, or drops it; each rule counts what it touched.

It knows lines only; duplicates and held-out rows are the sieve's.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from slu.korean.normalise import normalise


class Rule(StrEnum):
    """What may happen to a line; the value is its name in counts."""

    CONTROL = "control"  # control characters became spaces
    SPACES = "spaces"  # runs of white space became one space
    HTML = "html"  # tags taken off, entities read
    MARKUP = "markup"  # wiki and Markdown marks taken off
    CUT = "cut"  # cut at the longest length allowed
    EMPTY = "empty"  # dropped: nothing left
    FOREIGN = "foreign"  # dropped: too small a share of Hangul


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"\s\s|[\t\u00a0\u3000]")
_TAGS = (
    "a abbr b big blockquote br center cite code dd del div dl dt em font gallery h[1-6] hr i img "
    "ins li math nowiki ol p poem pre ref s small span strike strong sub sup table tbody td th "
    "thead tr tt u ul"
)
_TAG = re.compile(rf"</?(?:{'|'.join(_TAGS.split())})(?:\s[^<>]*)?/?>|<!--.*?-->", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]{2,8});")
_MARKUP = re.compile(r"\*{2,}|'{3,}|={2,}|\[\[|\]\]|\{\{|\}\}|\{\||\|\}|^[*#:;|>\-_~=\s]+(?=\s|$)")
_WORD = re.compile(r"[^\W_]")
_HANGUL = re.compile("[가-힣ㄱ-ㅎㅏ-ㅣ]")


@dataclass(frozen=True, slots=True)
class Cleaner:
    """`max_characters`: a line is cut there, at a space where one is near. `min_hangul`: the
    share of letters and digits that must be Hangul."""

    max_characters: int = 1000
    min_hangul: float = 0.3

    def clean(self, line: str, counts: Counter[Rule]) -> str:
        """The line as it should be learned, normalised; empty when it should not be."""
        text = normalise(self._without_remains(line, counts)).text
        if len(text) > self.max_characters:
            counts[Rule.CUT] += 1
            text = self._cut(text)
        if not text:
            counts[Rule.EMPTY] += 1
        elif not self._is_korean(text):
            counts[Rule.FOREIGN] += 1
            text = ""
        return text

    @staticmethod
    def _without_remains(line: str, counts: Counter[Rule]) -> str:
        text = line.strip()
        if ("&" in text and _ENTITY.search(text)) or ("<" in text and _TAG.search(text)):
            counts[Rule.HTML] += 1
            text = _TAG.sub(" ", html.unescape(text))
        if _CONTROL.search(text):
            counts[Rule.CONTROL] += 1
        if _SPACES.search(text):
            counts[Rule.SPACES] += 1
        if _MARKUP.search(text):
            counts[Rule.MARKUP] += 1
            text = _MARKUP.sub(" ", text)
        return text

    def _cut(self, text: str) -> str:
        """At most `max_characters`, whole words unless the last would take a tenth of them."""
        short = text[: self.max_characters]
        at = short.rfind(" ", self.max_characters * 9 // 10)
        return short[:at].rstrip() if at > 0 else short.rstrip()

    def _is_korean(self, text: str) -> bool:
        said = len(_WORD.findall(text))
        return said > 0 and len(_HANGUL.findall(text)) >= self.min_hangul * said
