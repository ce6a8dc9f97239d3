"""Which of a recogniser's readings was meant: the one that sounds right and makes sense.

    sound * log p(text | sound) + intent * log p(intent | text) + slots * log p(slots | text)

The first is a reading's mean log probability a token: the recogniser's own search ranks by it, and
of several windows it can be summed without readings that leave words out coming first. (The total
chose as well.) The second is of the best intent, calibrated; the third the mean over the slots, 0
without any. Only the ratios of the weights count; `slu.training.choosing` learns them. A reading is
chosen here, not understood: what it means is asked afterwards, against the conversation's context.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from slu.core import Alternative, Transcript
from slu.errors import ModelError
from slu.understanding.folder_files import read_json, write_json
from slu.understanding.predictor import Prediction, TextPredictor

CHOOSING: Final = "choosing.json"


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of sound, intent and slots. The defaults were learned (`malgwi fit-choice`) for
    Whisper base and the shipped model from 160 sentences of half A of MASSIVE dev, spoken by four
    synthetic voices: intent and slots right by value, 0 to 2, were 1.15 in the mean by the first
    reading, 1.29 by the chosen one (five folds; without the slots' weight 1.26), 1.43 by the best.
    """

    sound: float = 0.33
    intent: float = 1.0
    slots: float = 0.61


@dataclass(frozen=True, slots=True)
class Chooser:
    """A joint model that chooses among readings."""

    predictor: TextPredictor
    weights: Weights = Weights()

    def choose(self, transcript: Transcript) -> Transcript:
        """The transcript with the text of the best of its alternatives, which stay; as it is
        where it has none."""
        readings = transcript.alternatives
        if len(readings) < 2:
            return transcript
        found = self.predictor.predict_all([each.text for each in readings])
        scores = signs(readings, found) @ np.array(astuple(self.weights))
        return replace(transcript, text=readings[int(scores.argmax())].text)


def signs(
    readings: Sequence[Alternative], predictions: Sequence[Prediction]
) -> npt.NDArray[np.float64]:
    """What speaks for each reading (readings, 3): sound, intent and slots, logarithms."""
    return np.array(
        [
            (reading.score, math.log(found.ranking[0].confidence), _slots(found))
            for reading, found in zip(readings, predictions, strict=True)
        ]
    )


def read_weights(folder: Path) -> Weights:
    """The weights that `malgwi fit-choice` left in a model folder, else the defaults. Raises
    ModelError for a faulty file."""
    path = folder / CHOOSING
    if not path.is_file():
        return Weights()
    data = read_json(path).get("weights")
    try:
        weights = Weights(**data) if isinstance(data, dict) else None
        if weights is None or not all(math.isfinite(each) for each in astuple(weights)):
            raise TypeError
    except TypeError:
        raise ModelError(f"{path}: 'weights'가 잘못되었습니다. 지우거나 다시 배우세요.") from None
    return weights


def write_weights(folder: Path, weights: Weights, notes: Mapping[str, Any]) -> None:
    """Leaves the weights in a model folder, with notes on how they were learned. They are not among
    its checked files: a folder is whole without them."""
    beside = folder / f".{CHOOSING}.writing"
    write_json(beside, {"weights": asdict(weights), **notes})
    beside.replace(folder / CHOOSING)


def _slots(found: Prediction) -> float:
    logs = [math.log(max(slot.confidence, 1e-9)) for slot in found.slots]
    return sum(logs) / len(logs) if logs else 0.0
