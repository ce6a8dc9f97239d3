"""Hides personal data in what is stored and logged: 010-1234-5678 becomes ***-****-****.

Letters and figures become stars, one for one, so that spans still fit. What counts as personal is
`dialog.personal`; which kinds an assistant hides stands in its domain (`privacy: mask:`).
"""

from __future__ import annotations

import logging
import re
import traceback
from collections.abc import Collection
from typing import Any, Final

from dialog.personal import Kind, find_personal

_WORTH_A_LOOK: Final = re.compile(
    r"[@＠]|골[뱅벵]이|(?:[0-9０-９공영빵일이삼사오육륙칠팔구].{0,5}){8}"
)
_LARGE = 10_000_000


class Masker:
    """Hides the given kinds; without any it gives everything back as it is."""

    def __init__(self, kinds: Collection[Kind] = ()):
        self.kinds = frozenset(kinds)

    def text(self, text: str) -> str:
        """The text, as long as before, with stars for what is personal."""
        if not self.kinds or not _WORTH_A_LOOK.search(text):
            return text
        letters = list(text)
        for start, end in find_personal(text, self.kinds):
            letters[start:end] = ["*" if one.isalnum() else one for one in text[start:end]]
        return "".join(letters)

    def data(self, data: dict[str, Any]) -> dict[str, Any]:
        """An event's JSON with its words hidden; the very same one when nothing is personal."""
        hidden: dict[str, Any] = self._hidden(data) if self.kinds else data
        return data if hidden == data else hidden

    def log_exception(self, logger: logging.Logger, message: str) -> None:
        """Logs the exception at hand with its traceback; its words may be a person's."""
        logger.error("%s\n%s", message, self.text(traceback.format_exc()))

    def _hidden(self, data: Any) -> Any:
        match data:
            case str():
                return self.text(data)
            case list():
                return [self._hidden(one) for one in data]
            case {"text": str(), "slots": [*_]}:
                return self._hidden_understanding(data)
            case {"type": "number" | "money"}:
                return self._hidden_number(data)
            case dict():
                return {key: self._hidden(value) for key, value in data.items()}
        return data

    def _hidden_understanding(self, data: dict[str, Any]) -> dict[str, Any]:
        """A slot says what its stretch of the sentence says; one that is hidden has no value."""
        text = self.text(data["text"])
        slots = [self._hidden_slot(slot, text) for slot in data["slots"]]
        parts = [self._hidden(part) for part in data["parts"]]
        return {**data, "text": text, "slots": slots, "parts": parts}

    def _hidden_slot(self, slot: dict[str, Any], text: str) -> dict[str, Any]:
        said = text[slot["start"] : slot["end"]]
        if "*" not in said or said == slot["text"]:
            return {**slot, "text": self.text(slot["text"]), "value": self._hidden(slot["value"])}
        return {**slot, "text": said, "value": {"type": "text", "text": said}}

    def _hidden_number(self, data: dict[str, Any]) -> dict[str, Any]:
        """A value that is one long number may be a telephone number without its nought."""
        number = data.get("number", data.get("amount"))
        if not isinstance(number, int | float) or number < _LARGE or number != int(number):
            return data
        figures = str(int(number))
        if self.text(figures) == figures and self.text("0" + figures) == "0" + figures:
            return data
        return {"type": "text", "text": "*" * len(figures)}


MASKS_NOTHING: Final = Masker()
