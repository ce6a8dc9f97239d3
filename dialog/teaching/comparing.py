"""The new model beside the old: what each makes of the same sentences, and of labelled ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dialog.teaching.room import HELD_OUT, Room
from slu.core import Slot, Utterance
from slu.data import read
from slu.data.rasa_marks import mark
from slu.errors import DataError
from slu.evaluation.metrics import evaluate
from slu.understanding.predictor import Prediction, TextPredictor, predict_utterances

MEASURES: Final = ("intent_accuracy", "slot_f1", "exact_match")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model made of a sentence: `marked` has its slots as in Rasa's files."""

    intent: str
    confidence: float
    marked: str


@dataclass(frozen=True, slots=True)
class Pair:
    """One sentence, understood by both."""

    text: str
    old: Answer
    new: Answer

    @property
    def differs(self) -> bool:
        return (self.old.intent, self.old.marked) != (self.new.intent, self.new.marked)


@dataclass(frozen=True, slots=True)
class Measured:
    """The measures of both on the same `examples`. `taught_old`: the old model may have learned
    from them; it `knows` none of their intents where it is another assistant's."""

    examples: int
    old: Mapping[str, float]
    new: Mapping[str, float]
    taught_old: bool
    knows: bool


def side_by_side(texts: Sequence[str], old: TextPredictor, new: TextPredictor) -> list[Pair]:
    """The answers of both models, sentence by sentence."""
    given = list(texts)
    rows = zip(given, old.predict_all(given), new.predict_all(given), strict=True)
    return [Pair(text, _answer(text, one), _answer(text, other)) for text, one, other in rows]


def measure(room: Room, old_folder: Path, old: TextPredictor, new: TextPredictor) -> Measured:
    """Both on what the new one was measured on while it learned. Raises DataError where that is
    not there any more."""
    lesson = room.read_lesson()
    examples = read(lesson.dev or lesson.train)
    figures = [
        evaluate(examples, predict_utterances(model, examples)).figures() for model in (old, new)
    ]
    return Measured(
        examples=len(examples),
        old=figures[0],
        new=figures[1],
        taught_old=lesson.dev is None
        or (lesson.dev.name == HELD_OUT and not _held_out_too(old_folder)),
        knows=bool(set(old.labels.intents) & {one.intent for one in examples}),
    )


def sentences_of(text: str, most: int) -> list[str]:
    """The sentences a person wrote, one a line. Raises DataError for none or too many."""
    found = [line.strip() for line in text.splitlines() if line.strip()]
    if not found:
        raise DataError("견줄 문장을 한 줄에 하나씩 적어 주세요.")
    if len(found) > most:
        raise DataError(f"한 번에 {most}문장까지 견줄 수 있습니다(받은 문장: {len(found)}).")
    return found


def _answer(text: str, found: Prediction) -> Answer:
    best = found.ranking[0]
    return Answer(best.name, best.confidence, marked_or_plain(text, found.slots))


def marked_or_plain(text: str, slots: Sequence[Slot]) -> str:
    """The sentence with its slots marked; as it is where marks cannot hold it."""
    bare = tuple(Slot(one.name, one.start, one.end, one.text) for one in slots)
    try:
        return mark(Utterance(text, "", bare))
    except DataError:
        return text


def _held_out_too(folder: Path) -> bool:
    """Whether this model was taught with the same examples held out (`held_out` is by a hash)."""
    try:
        notes = json.loads((folder / "training.json").read_text("utf-8"))
        return Path(notes["options"]["dev"]).name == HELD_OUT
    except (OSError, ValueError, KeyError, TypeError):
        return False
