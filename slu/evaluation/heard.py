"""How much of the meaning comes through from sound: the same measures for every way to it (from the
text as it was said, from the first text heard, from the best of several), so that the loss of each
step is seen.

A way gives an understood utterance for each recording; which ways there are is the caller's choice.
Slots are compared by their words and their values, since spans of two texts cannot be compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from faster_whisper import WhisperModel

from slu.core import Transcript, Utterance
from slu.data.recordings import Recording
from slu.evaluation.bootstrap import bootstrap
from slu.evaluation.characters import character_errors
from slu.evaluation.metrics import Figure, f1
from slu.evaluation.slu_f1 import evaluate_slu
from slu.evaluation.values import evaluate_values
from slu.speech.audio import load_audio
from slu.speech.encoder_states import encoder_states
from slu.speech.recogniser import DEFAULT_OPTIONS, Recogniser, RecognitionOptions
from slu.understanding.choosing import Chooser
from slu.understanding.direct import DirectIntents
from slu.understanding.predictor import TextPredictor, predict_utterances

Way = Callable[[Sequence[Recording]], list[Utterance]]
"""The utterances understood, in the order of the recordings; their texts are what was heard."""


@dataclass(frozen=True, slots=True)
class HeardEvaluation:
    """What came through: `figures` by name, the texts in the order of the recordings, none where
    there was no text in between."""

    figures: Mapping[str, Figure]
    texts: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The measures as plain numbers, their intervals under `intervals`, and the texts."""
        values = {name: each.value for name, each in self.figures.items()}
        intervals = {name: [each.low, each.high] for name, each in self.figures.items()}
        return {**values, "intervals": intervals, "texts": list(self.texts)}


def evaluate_direct(
    recordings: Sequence[Recording],
    direct: DirectIntents,
    model: WhisperModel,
    heard: Callable[[], None] = lambda: None,
) -> HeardEvaluation:
    """What comes through without text: the intent alone, straight from the sound. An intent that
    `direct` does not know counts as missed. `heard` is called after each."""
    right = []
    for recording in recordings:
        ranking = direct.rank(encoder_states(model, load_audio(recording.audio)))
        right.append(bool(ranking) and ranking[0].name == recording.gold.intent)
        heard()
    return HeardEvaluation({"intent_accuracy": _share(right)}, ())


def evaluate_ways(
    recordings: Sequence[Recording], ways: Mapping[str, Way]
) -> dict[str, HeardEvaluation]:
    """What comes through on each way, by its name."""
    gold = [recording.gold for recording in recordings]
    return {name: _evaluated(gold, way(recordings)) for name, way in ways.items()}


def from_text(predictor: TextPredictor) -> Way:
    """The text as it was said: what understanding alone gets wrong."""
    return lambda recordings: _understood(predictor, [each.gold.text for each in recordings])


def listen(
    recordings: Sequence[Recording],
    recogniser: Recogniser,
    options: RecognitionOptions = DEFAULT_OPTIONS,
    heard: Callable[[], None] = lambda: None,
) -> list[Transcript]:
    """What is heard in each recording; `heard` is called after each."""
    transcripts = []
    for recording in recordings:
        transcripts.append(recogniser.recognise(load_audio(recording.audio), options))
        heard()
    return transcripts


def from_first(predictor: TextPredictor, transcripts: Sequence[Transcript]) -> Way:
    """The text that the recogniser prefers."""
    return lambda recordings: _understood(predictor, [each.text for each in transcripts])


def from_best(chooser: Chooser, transcripts: Sequence[Transcript]) -> Way:
    """The reading that is best by sound and meaning together."""
    chosen = [chooser.choose(each) for each in transcripts]
    return from_first(chooser.predictor, chosen)


def from_nearest(predictor: TextPredictor, transcripts: Sequence[Transcript]) -> Way:
    """The reading with the fewest wrong characters: what could be had by knowing what was said."""

    def way(recordings: Sequence[Recording]) -> list[Utterance]:
        pairs = zip(recordings, transcripts, strict=True)
        return _understood(predictor, [_nearest(each.gold.text, heard) for each, heard in pairs])

    return way


def _nearest(text: str, heard: Transcript) -> str:
    readings = [each.text for each in heard.alternatives] or [heard.text]
    return min(readings, key=lambda each: character_errors(text, each, spaces=False).edits)


def _understood(predictor: TextPredictor, texts: Sequence[str]) -> list[Utterance]:
    """Where nothing was heard nothing is understood."""
    found = iter(predict_utterances(predictor, [Utterance(text) for text in texts if text.strip()]))
    return [next(found) if text.strip() else Utterance(text) for text in texts]


def _evaluated(gold: Sequence[Utterance], predicted: Sequence[Utterance]) -> HeardEvaluation:
    pairs = list(zip(gold, predicted, strict=True))
    by_value, slu = evaluate_values(gold, predicted), evaluate_slu(gold, predicted)
    figures = {
        "cer": _cer(pairs),
        "intent_accuracy": _share(ours.intent == theirs.intent for ours, theirs in pairs),
        "slot_f1_by_words": _f1_by_words(pairs),
        "slot_f1_by_value": by_value.slot_f1,
        "slu_f1": slu.both,
        "slu_f1_words": slu.words,
        "slu_f1_characters": slu.characters,
        "exact_match": _share(_whole(ours) == _whole(theirs) for ours, theirs in pairs),
        "exact_match_by_value": by_value.exact_match,
    }
    return HeardEvaluation(figures, tuple(utterance.text for utterance in predicted))


def _slots(utterance: Utterance) -> Counter[tuple[str, str]]:
    return Counter((slot.name, slot.text) for slot in utterance.slots)


def _whole(utterance: Utterance) -> tuple[str | None, Counter[tuple[str, str]]]:
    return utterance.intent, _slots(utterance)


def _share(hits: Iterable[bool]) -> Figure:
    right = np.array(list(hits), float)
    return bootstrap(lambda rows: float(right[rows].mean()), len(right))


def _f1_by_words(pairs: Sequence[tuple[Utterance, Utterance]]) -> Figure:
    counts = np.array(
        [
            ((_slots(ours) & _slots(theirs)).total(), len(ours.slots), len(theirs.slots))
            for ours, theirs in pairs
        ],
        float,
    )
    return bootstrap(lambda rows: f1(*counts[rows].sum(0)), len(counts))


def _cer(pairs: Sequence[tuple[Utterance, Utterance]]) -> Figure:
    """Edits in characters by characters said, over all."""
    errors = [character_errors(ours.text, theirs.text) for ours, theirs in pairs]
    counts = np.array([(each.edits, each.length) for each in errors], float)

    def rate(rows: npt.NDArray[np.int64]) -> float:
        edits, length = counts[rows].sum(0)
        return float(edits / max(length, 1.0))

    return bootstrap(rate, len(counts))
