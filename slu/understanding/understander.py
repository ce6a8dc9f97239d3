"""Text to meaning: intent with confidence, slots as spans with their values.

The model's answer (`Predictor`) with slot values resolved against the context. What to do
about it is the dialog's question.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from slu.core import Context, Understanding
from slu.errors import MalgwiError
from slu.understanding.predictor import Prediction, TextPredictor
from slu.understanding.resolve import resolve_all
from slu.understanding.serving import open_predictor

MAX_CHARACTERS = 1000
_RANKED = 10  # intents kept in a ranking, as in Rasa


@dataclass(frozen=True, slots=True)
class Understander:
    """A trained model that understands sentences; its calibration tells what is in scope."""

    predictor: TextPredictor

    @staticmethod
    def load(folder: Path, device: str = "cpu") -> Understander:
        """Opens a model folder, or an exported one; raises ModelError naming the file at fault."""
        return Understander(open_predictor(folder, device))

    def understand(self, text: str, context: Context) -> Understanding:
        """What one sentence means; raises MalgwiError for one longer than `MAX_CHARACTERS`."""
        return self.understand_all([text], context)[0]

    def understand_all(self, texts: list[str], context: Context) -> list[Understanding]:
        """`understand` for many texts at once, in their order."""
        for text in texts:
            _check(text)
        predictions = self.predictor.predict_all(texts)
        return [
            self._understanding(text, prediction, context)
            for text, prediction in zip(texts, predictions, strict=True)
        ]

    def _understanding(self, text: str, found: Prediction, context: Context) -> Understanding:
        best = found.ranking[0]
        return Understanding(
            text=text,
            intent=best.name,
            confidence=best.confidence,
            ranking=found.ranking[:_RANKED],
            slots=resolve_all(found.slots, context, text),
            in_scope=found.scope >= self.predictor.calibration.threshold,
            scope=found.scope,
        )


def _check(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        raise MalgwiError(
            f"문장이 너무 깁니다({len(text):,}자). {MAX_CHARACTERS:,}자까지 이해할 수 있으니 "
            "나누어서 보내 주세요."
        )
