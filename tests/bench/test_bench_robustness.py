"""The robustness bench on two sentences of our own, with the shipped model."""

import pytest

from bench.robustness import markable, mean, measure, under
from slu.core import Slot, Utterance
from slu.paths import DEFAULT_MODEL
from slu.training.noise import NoiseOptions
from slu.understanding.model_folder import load_folder
from slu.understanding.predictor import Predictor

GOLD = [
    Utterance("내일 오전 일곱 시 에 깨워 줘", "alarm_set", (Slot("date", 0, 2, "내일"),), "1"),
    Utterance("거실 불 꺼 줘", "iot_hue_lightoff", (Slot("house_place", 0, 2, "거실"),), "2"),
]


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    return load_folder(DEFAULT_MODEL)


def test_clean_and_noisy(predictor: Predictor) -> None:
    clean = measure(predictor, GOLD)
    assert (clean.touched, clean.markable) == (0.0, 1.0)
    assert clean.intent_accuracy == 1.0
    assert under(predictor, GOLD, NoiseOptions("written", 0.0)) == clean
    assert under(predictor, GOLD, NoiseOptions("digits", 1.0)).touched == 0.5


def test_a_slot_that_ends_inside_a_piece_cannot_be_marked(predictor: Predictor) -> None:
    text = "음악"
    (piece, *_) = predictor.subwords.cut(text).spans
    assert piece[1] > 1, "the sentence should begin with a piece of several characters"
    inside = Utterance(text, "x", (Slot("s", 0, 1, text[:1]),))
    assert markable(predictor, [inside]) == 0.0
    assert markable(predictor, [*GOLD, inside]) == pytest.approx(2 / 3)


def test_mean_is_field_by_field(predictor: Predictor) -> None:
    clean = measure(predictor, GOLD[:1])
    assert mean([clean, clean]) == clean
