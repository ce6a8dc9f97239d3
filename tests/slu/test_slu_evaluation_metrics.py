"""Metrics: a case worked by hand, seqeval's answer on the same labels, and the edges."""

import random

import pytest
from seqeval.metrics import f1_score

from slu.core import Slot, Utterance
from slu.evaluation.metrics import evaluate


def said(text: str, intent: str, *slots: tuple[str, str]) -> Utterance:
    found = tuple(
        Slot(name, text.index(part), text.index(part) + len(part), part) for name, part in slots
    )
    return Utterance(text, intent, found)


def test_by_hand() -> None:
    gold = [
        said("내일 일곱 시에 깨워", "alarm_set", ("date", "내일"), ("time", "일곱 시에")),
        said("부산 날씨", "weather_query", ("place_name", "부산")),
        said("그만", "audio_volume_mute"),
        said("안녕", "general_greet"),
    ]
    found = [
        said("내일 일곱 시에 깨워", "alarm_set", ("date", "내일"), ("time", "일곱 시")),
        said("부산 날씨", "weather_query", ("person", "부산")),
        said("그만", "audio_volume_mute"),
        said("안녕", "general_quirky"),
    ]
    result = evaluate(gold, found)
    assert result.intent_accuracy.value == 3 / 4
    assert result.slot_f1.value == pytest.approx(2 * 1 / (3 + 3))
    assert result.slot_f1_trimmed.value == pytest.approx(2 * 2 / (3 + 3))
    assert result.exact_match.value == 1 / 4
    assert result.intent_accuracy.low <= 3 / 4 <= result.intent_accuracy.high
    assert ("general_greet", "general_quirky", 1) in [
        (c.gold, c.predicted, c.count) for c in result.intent_confusions
    ]
    assert ("place_name", "person") in [(c.gold, c.predicted) for c in result.slot_confusions]
    row = next(row for row in result.slots if row.name == "date")
    assert (row.precision, row.recall, row.count) == (1, 1, 1)
    data = result.to_json()
    assert data["intent_accuracy"] == 0.75
    assert data["slots"][0].keys() == {"name", "precision", "recall", "f1", "count"}


def test_agrees_with_seqeval() -> None:
    draw = random.Random(0)
    names = ["date", "time", "person"]
    gold, found, gold_bio, found_bio = [], [], [], []
    for _ in range(200):
        for utterances, tags in ((gold, gold_bio), (found, found_bio)):
            slots, bio = [], ["O"] * 8
            for start in range(0, 8, 2):
                if draw.random() < 0.5:
                    name, end = draw.choice(names), start + draw.choice([1, 2])
                    slots.append(Slot(name, start, end, "x" * (end - start)))
                    bio[start:end] = [f"B-{name}", f"I-{name}"][: end - start]
            utterances.append(Utterance("x" * 8, "a", tuple(slots)))
            tags.append(bio)
    assert evaluate(gold, found).slot_f1.value == pytest.approx(f1_score(gold_bio, found_bio))


def test_no_slots_anywhere_is_perfect() -> None:
    result = evaluate([said("그만", "a")], [said("그만", "a")])
    assert (result.slot_f1.value, result.exact_match.value) == (1.0, 1.0)
