"""Choosing among readings: by hand with a stood-in model, learning the weights, and their file."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from slu.core import Alternative, IntentScore, Slot, Transcript, Utterance
from slu.errors import DataError, ModelError
from slu.paths import DEFAULT_MODEL
from slu.training.choosing import Choice, choices, fit, learn
from slu.understanding.choosing import (
    CHOOSING,
    Chooser,
    Weights,
    read_weights,
    signs,
    write_weights,
)
from slu.understanding.predictor import Prediction, TextPredictor
from slu.understanding.serving import open_predictor

LIGHT = Prediction((IntentScore("iot_hue_lightoff", 0.9),), (Slot("house_place", 0, 2, "거실"),), 1)
DOUBT = Prediction((IntentScore("general_quirky", 0.3),), (), 1)
UNSURE = Prediction(
    (IntentScore("iot_hue_lightoff", 0.9),),
    (Slot("x", 0, 1, "가", confidence=0.25), Slot("y", 1, 2, "실", confidence=1.0)),
    1,
)


class Told:
    """Predicts what it was told, and remembers how it was asked."""

    def __init__(self, known: dict[str, Prediction]):
        self.known, self.asked = known, 0

    def predict_all(self, texts: list[str]) -> list[Prediction]:
        self.asked += 1
        return [self.known[text] for text in texts]


def heard(*readings: tuple[str, float]) -> Transcript:
    found = tuple(Alternative(*reading) for reading in readings)
    return Transcript(found[0].text, alternatives=found, confidence=0.5, seconds=2.0)


def chooser(weights: Weights, told: Told) -> Chooser:
    return Chooser(cast(TextPredictor, told), weights)


def test_what_speaks_for_a_reading_by_hand() -> None:
    readings = [Alternative("a", -0.5), Alternative("b", -0.7), Alternative("c", -0.9)]
    found = signs(readings, [LIGHT, DOUBT, UNSURE])
    log = math.log
    expected = [[-0.5, log(0.9), 0], [-0.7, log(0.3), 0], [-0.9, log(0.9), log(0.25) / 2]]
    np.testing.assert_allclose(found, expected)


def test_sense_overrules_sound_as_far_as_it_weighs() -> None:
    told = Told({"고실 부정카": DOUBT, "거실 불 꺼": LIGHT})
    transcript = heard(("고실 부정카", -0.5), ("거실 불 꺼", -0.7))
    chosen = chooser(Weights(1, 1, 0), told).choose(transcript)
    assert (chosen.text, told.asked) == ("거실 불 꺼", 1)  # all in one batch
    assert chosen.alternatives == transcript.alternatives
    assert chooser(Weights(1, 0, 0), told).choose(transcript) == transcript
    # -0.2 of sound against 1.1 of sense
    assert chooser(Weights(6, 1, 0), told).choose(transcript).text == "고실 부정카"


def test_nothing_to_choose() -> None:
    told = Told({})
    for transcript in (Transcript("", seconds=1.0), Transcript("불"), heard(("불", -1.0))):
        assert chooser(Weights(), told).choose(transcript) == transcript
    assert told.asked == 0


def made(count: int, useful: int) -> list[Choice]:
    """Choices among four readings; only the sign `useful` tells which is the best."""
    draw = np.random.default_rng(7)
    rows = draw.normal(size=(count, 4, 3))
    return [Choice(row, (row[:, useful] == row[:, useful].max()).astype(float)) for row in rows]


@pytest.mark.parametrize("useful", [0, 1, 2])
def test_the_sign_that_tells_gets_the_weight(useful: int) -> None:
    weights = fit(made(60, useful))
    values = [weights.sound, weights.intent, weights.slots]
    assert values[useful] > 5 * max(values[:useful] + values[useful + 1 :])
    assert min(values) >= 0


def test_what_the_learned_weights_are_worth() -> None:
    plain = [Choice(np.zeros((2, 3)), np.array([1.0, 1.0]))] * 10
    found = learn([*made(50, 1), *plain])
    assert (found.recordings, found.telling) == (60, 50)
    assert found.first < found.unseen <= found.best == 1.0
    assert found.chosen > 0.9
    with pytest.raises(DataError, match="하나도 없어"):
        learn(plain)


def test_what_a_reading_is_worth() -> None:
    """Intent and slot right, intent alone, neither."""
    gold = Utterance("거실 불 꺼", "iot_hue_lightoff", (Slot("house_place", 0, 2, "거실"),))
    told = Told({"거실 불 꺼": LIGHT, "가실 불": UNSURE, "고실": DOUBT})
    transcripts = [heard(("거실 불 꺼", -1.0), ("가실 불", -1.0), ("고실", -1.0)), Transcript("")]
    (found,) = choices(cast(TextPredictor, told), [gold, gold], transcripts)
    assert found.worth.tolist() == [2, 1, 0]


def test_weights_come_back_from_a_folder(tmp_path: Path) -> None:
    assert read_weights(tmp_path) == Weights()
    write_weights(tmp_path, Weights(0.5, 1.0, 0.25), {"readings": 5})
    assert read_weights(tmp_path) == Weights(0.5, 1.0, 0.25)
    assert json.loads((tmp_path / CHOOSING).read_text("utf-8"))["readings"] == 5
    assert [path.name for path in tmp_path.iterdir()] == [CHOOSING]


@pytest.mark.parametrize(
    "data", ["[]", "{}", '{"weights": {"sonud": 1}}', '{"weights": {"sound": "1"}}', "{"]
)
def test_a_faulty_file_is_named(tmp_path: Path, data: str) -> None:
    (tmp_path / CHOOSING).write_text(data, "utf-8")
    with pytest.raises(ModelError, match=CHOOSING):
        read_weights(tmp_path)


def test_the_shipped_model_takes_what_makes_sense() -> None:
    """A misheard reading that sounds a little better."""
    model = Chooser(open_predictor(DEFAULT_MODEL))
    readings = heard(("거실 부정 까 줘", -0.60), ("거실 불 꺼 줘", -0.65))
    assert model.choose(readings).text == "거실 불 꺼 줘"
