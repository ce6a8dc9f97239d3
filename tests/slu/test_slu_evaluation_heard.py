"""From sound to meaning: SLU-F1 and the other measures by hand, and manifests with their faults."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slu.core import Alternative, IntentScore, Slot, Transcript, Utterance
from slu.data.recordings import Recording, read_recordings
from slu.errors import DataError
from slu.evaluation.heard import (
    evaluate_ways,
    from_best,
    from_first,
    from_nearest,
    from_text,
    listen,
)
from slu.evaluation.slu_f1 import character_distance, evaluate_slu, word_distance
from slu.speech.recogniser import DEFAULT_OPTIONS
from slu.understanding.choosing import Chooser, Weights
from slu.understanding.predictor import Prediction, TextPredictor


def said(text: str, intent: str, *slots: tuple[str, str]) -> Utterance:
    found = tuple(
        Slot(name, text.index(part), text.index(part) + len(part), part) for name, part in slots
    )
    return Utterance(text, intent, found)


def test_distances_by_hand() -> None:
    assert word_distance("내일 아침", "내일 밤") == 1 / 2
    assert word_distance("내일", "내일 아침 밤") == 2
    assert word_distance("일곱 시", "7시") == 1
    assert character_distance("거실", "가실") == 1 / 2
    assert character_distance("거실", "거실에서") == 1 / 2


def test_slu_f1_by_hand() -> None:
    """One pair is right, one half wrong by words, one slot missed, one invented."""
    gold = [
        said("내일 아침 일곱 시", "x", ("date", "내일 아침"), ("time", "일곱 시")),
        said("거실 불", "x", ("house_place", "거실")),
    ]
    found = [
        said("내일 밤 일곱 시", "x", ("date", "내일 밤"), ("time", "일곱 시")),
        said("거실 불", "x", ("device_type", "거실")),
    ]
    figures = evaluate_slu(gold, found)
    assert figures.words.value == pytest.approx(2 * 2 / (2 * 2 + 2 * 0.5 + 2))
    far = 2 / 5  # 아침 and 밤
    assert figures.characters.value == pytest.approx(2 * 2 / (2 * 2 + 2 * far + 2))
    assert figures.both.value == pytest.approx(2 * 4 / (2 * 4 + 2 * 0.5 + 2 * far + 4))


def test_slots_of_one_name_are_paired_by_the_nearest() -> None:
    gold = [said("서울 부산", "x", ("place", "서울"), ("place", "부산"))]
    found = [said("부산 서을", "x", ("place", "부산"), ("place", "서을"))]
    assert evaluate_slu(gold, found).characters.value == pytest.approx(4 / (4 + 2 * 0.5))


texts = st.sampled_from(["거실", "가실", "내일 아침", "7시", "일곱 시"])
sentences = st.builds(
    lambda slots: Utterance(
        "x", "x", tuple(Slot(name, 0, len(text), text) for name, text in slots)
    ),
    st.lists(st.tuples(st.sampled_from("ab"), texts), max_size=3),
)


@settings(deadline=None)
@given(st.lists(sentences, min_size=1, max_size=3))
def test_what_is_all_right_counts_one(gold: list[Utterance]) -> None:
    figures = evaluate_slu(gold, gold)
    assert figures.both.value == figures.words.value == figures.characters.value == 1
    nothing = [Utterance("x", "x") for _ in gold]
    assert evaluate_slu(gold, nothing).both.value == (0 if any(u.slots for u in gold) else 1)


class Told:
    """Understands the sentences that it was told."""

    def __init__(self, *known: Utterance):
        self.known = {utterance.text: utterance for utterance in known}

    def predict_all(self, texts: Sequence[str]) -> list[Prediction]:
        return [
            Prediction(
                (IntentScore(self.known[text].intent or "", 1.0),), self.known[text].slots, 1
            )
            for text in texts
        ]


class Parrot:
    """Hears its sentences in turn."""

    def __init__(self, *sentences: str):
        self.sentences = list(sentences)

    def recognise(self, audio: object, options: object = DEFAULT_OPTIONS) -> Transcript:
        return Transcript(self.sentences.pop(0))


def several(*readings: tuple[str, float]) -> Transcript:
    return Transcript(readings[0][0], alternatives=tuple(Alternative(*each) for each in readings))


def test_the_loss_of_each_way_by_hand(recordings: Path) -> None:
    gold = [
        said("일곱 시에 깨워", "alarm_set", ("time", "일곱 시")),
        said("거실 불 켜", "iot_hue_lighton", ("house_place", "거실")),
        said("거실 불 꺼", "iot_hue_lightoff", ("house_place", "거실")),
    ]
    heard = [
        said("7시에 깨워", "alarm_set", ("time", "7시")),
        said("가실 불 켜", "iot_hue_lighton", ("house_place", "가실")),
    ]
    predictor = cast(TextPredictor, Told(*gold, *heard))
    steps: list[None] = []
    clips = [Recording(recordings / "alarm-seven.wav", each) for each in gold]
    parrot = Parrot("7시에 깨워", "가실 불 켜", "")  # nothing was heard of the third
    transcripts = listen(clips, parrot, heard=lambda: steps.append(None))
    found = evaluate_ways(
        clips,
        {"text": from_text(predictor), "first": from_first(predictor, transcripts)},
    )
    assert len(steps) == 3
    text, first = (found[name].figures for name in ("text", "first"))
    assert {name: each.value for name, each in text.items()} == dict.fromkeys(text, 1.0) | {
        "cer": 0.0
    }
    assert first["cer"].value == pytest.approx((3 + 1 + 6) / (8 + 6 + 6))
    assert first["intent_accuracy"].value == pytest.approx(2 / 3)
    assert first["slot_f1_by_words"].value == 0
    assert first["slot_f1_by_value"].value == pytest.approx(2 * 1 / (3 + 2))
    assert first["exact_match"].value == 0
    assert first["exact_match_by_value"].value == pytest.approx(1 / 3)
    data = json.loads(json.dumps(found["first"].to_json()))
    assert data["texts"] == ["7시에 깨워", "가실 불 켜", ""]
    low, high = data["intervals"]["intent_accuracy"]
    assert low <= data["intent_accuracy"] <= high


def test_the_best_and_the_nearest_of_several_readings_by_hand(recordings: Path) -> None:
    gold = [said("거실 불 켜", "lighton", ("place", "거실")), said("거실 불 꺼", "lightoff")]
    doubtful = said("가실불 켜", "lighton")
    other = said("거기 불 꺼", "play", ("place", "거기"))
    predictor = cast(TextPredictor, Told(*gold, doubtful, other))
    transcripts = [
        several(("가실불 켜", -0.5), ("거실 불 켜", -0.4)),
        several(("거기 불 꺼", -0.2), ("거실 불 꺼", -0.9)),
    ]
    found = evaluate_ways(
        [Recording(recordings / "alarm-seven.wav", each) for each in gold],
        {
            "first": from_first(predictor, transcripts),
            "best": from_best(Chooser(predictor, Weights(1, 1, 0)), transcripts),
            "nearest": from_nearest(predictor, transcripts),
        },
    )
    assert found["first"].texts == ("가실불 켜", "거기 불 꺼")
    assert found["best"].texts == ("거실 불 켜", "거기 불 꺼")  # all are as sure of the intent
    assert found["nearest"].texts == ("거실 불 켜", "거실 불 꺼")
    shares = [each.figures["exact_match"].value for each in found.values()]
    assert shares == [0, 1 / 2, 1]


ROW = {
    "audio": "a.wav",
    "text": "일곱 시에 깨워",
    "intent": "alarm_set",
    "slots": [{"name": "time", "start": 0, "end": 4}],
    "source": "ours",
}


def test_a_manifest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.wav").touch()
    path = tmp_path / "manifest.jsonl"
    path.write_text(json.dumps(ROW) + "\n\n", "utf-8")
    gold = said("일곱 시에 깨워", "alarm_set", ("time", "일곱 시"))
    assert read_recordings(path) == [Recording(tmp_path / "a.wav", gold)]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"audio": None}, "'audio' 항목이 없습니다"),
        ({"audio": "b.wav"}, "소리 파일 .*b.wav"),
        ({"intent": None}, "'intent' 항목이 없습니다"),
        ({"text": None}, "'text' 항목이 없습니다"),
        ({"slots": [{"name": "time", "start": 0, "end": 99}]}, "범위를 벗어납니다"),
        ({"intnet": "x"}, "모르는 항목"),
    ],
)
def test_a_faulty_row_is_named(tmp_path: Path, change: dict[str, object], words: str) -> None:
    (tmp_path / "a.wav").touch()
    path = tmp_path / "manifest.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + json.dumps(ROW | change), "utf-8")
    with pytest.raises(DataError, match=words) as fault:
        read_recordings(path)
    assert str(fault.value).startswith(f"{path}:2: ")
