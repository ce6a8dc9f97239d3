"""Noisy text: its file is read back or its fault is named, and it is scored against its clean
gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from noise_kit import sentences

from slu.core import IntentScore, Slot, Utterance
from slu.data import write
from slu.data.noisy import NoisyRow, NoisySlot, read_noisy, write_noisy
from slu.errors import DataError
from slu.evaluation.noisy import evaluate_noisy, evaluate_noisy_file
from slu.paths import DEFAULT_MODEL
from slu.training.noise import NoiseOptions, apply_noise
from slu.understanding.predictor import Prediction, TextPredictor

ROW = {"id": "1", "utt": "7시에깨워", "intent": "alarm_set", "slots": [["time", 0, 2, "일곱 시"]]}
CLEAN = [
    Utterance("일곱 시에 깨워", "alarm_set", (Slot("time", 0, 4, "일곱 시"),), "1"),
    Utterance("거실 불 켜", "iot_hue_lighton", (Slot("house_place", 0, 2, "거실"),), "2"),
    Utterance(
        "서울 부산", "x", (Slot("place_name", 0, 2, "서울"), Slot("place_name", 3, 5, "부산")), "3"
    ),
]
NOISY = [
    NoisyRow("1", "7시에깨워", "alarm_set", (NoisySlot("time", 0, 2, "일곱 시"),)),
    NoisyRow("2", "가실 불 켜", "iot_hue_lighton", (NoisySlot("house_place", 0, 2, "거실"),)),
    NoisyRow(
        "3",
        "음",
        "x",
        (NoisySlot("place_name", -1, -1, "서울"), NoisySlot("place_name", -1, -1, "부산")),
    ),
]


class Told:
    """Finds the intent of each text that it was told, and the slots by their words."""

    def __init__(self, answers: dict[str, tuple[str, list[tuple[str, str]]]]):
        self.answers = answers

    def predict_all(self, texts: list[str]) -> list[Prediction]:
        return [self._prediction(text, *self.answers[text]) for text in texts]

    def _prediction(self, text: str, intent: str, slots: list[tuple[str, str]]) -> Prediction:
        found = tuple(
            Slot(name, text.index(words), text.index(words) + len(words), words)
            for name, words in slots
        )
        return Prediction((IntentScore(intent, 1.0),), found, 1.0)


def test_spans_are_of_the_noisy_text_and_values_of_the_clean() -> None:
    told = Told(
        {
            "일곱 시에 깨워": ("alarm_set", [("time", "일곱 시")]),
            "거실 불 켜": ("iot_hue_lighton", [("house_place", "거실")]),
            "서울 부산": ("x", [("place_name", "서울"), ("place_name", "부산")]),
            "7시에깨워": ("alarm_set", [("time", "7시에")]),  # by value alone
            "가실 불 켜": ("iot_hue_lighton", [("house_place", "가실")]),  # by span alone
            "음": ("y", []),  # two slots swallowed
        }
    )
    found = evaluate_noisy(cast(TextPredictor, told), CLEAN, NOISY)
    noisy = found.to_json()
    assert noisy["intent_accuracy"] == pytest.approx(2 / 3)
    assert noisy["slot_f1"] == noisy["slot_f1_by_value"] == pytest.approx(2 * 1 / (4 + 2))
    assert noisy["exact_match"] == noisy["exact_match_by_value"] == pytest.approx(1 / 3)
    low, high = noisy["intervals"]["slot_f1_by_value"]
    assert low <= noisy["slot_f1_by_value"] <= high
    assert noisy["clean"]["slot_f1"] == noisy["clean"]["exact_match_by_value"] == 1.0


@given(st.lists(sentences(), max_size=4), st.sampled_from(["written", "digits", "typos"]))
def test_noise_is_written_and_read_back(
    tmp_path_factory: pytest.TempPathFactory, given_: list[Utterance], profile: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "noisy.jsonl"
    given_ = [*given_, CLEAN[0]]
    clean = [Utterance(u.text, u.intent, u.slots, str(number)) for number, u in enumerate(given_)]
    noisy = apply_noise(clean, NoiseOptions(profile))
    write_noisy(path, clean, noisy)
    for before, after, row in zip(clean, noisy, read_noisy(path), strict=True):
        assert (row.id, row.text, row.intent) == (after.id, after.text, after.intent)
        assert [slot.clean for slot in row.slots] == [slot.text for slot in before.slots]
        assert [row.text[slot.start : slot.end] for slot in row.slots] == [
            slot.text for slot in after.slots
        ]


def test_a_sentence_without_id_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="예문 1에 id"):
        write_noisy(tmp_path / "x.jsonl", [Utterance("가", "x")], [Utterance("가", "x")])


FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"utt": None}, "'utt' 항목이 없습니다"),
    ({"utt": "  "}, "비어 있습니다"),
    ({"id": 3}, "'id' 항목은 문자열"),
    ({"intent": None}, "'intent' 항목이 없습니다"),
    ({"slots": None}, "목록이어야"),
    ({"slots": [["time", 0, 2]]}, "꼴이어야"),
    ({"slots": [["time", 0, "2", "일곱 시"]]}, "꼴이어야"),
    ({"slots": [["time", True, 2, "일곱 시"]]}, "꼴이어야"),
    ({"slots": [["time", 0, 2, " "]]}, "비어 있습니다"),
    ({"slots": [["time", 2, 2, "일곱 시"]]}, "비었거나"),
    ({"slots": [["time", 0, 9, "일곱 시"]]}, "밖에 있습니다"),
    ({"slots": [["time", -2, 1, "일곱 시"]]}, "밖에 있습니다"),
    ({"slots": [["time", 0, 2, "일곱 시"], ["date", 1, 3, "시"]]}, "겹칩니다"),
    ({"id": "9"}, "id '9'인 예문이"),
    ({"id": "0"}, "두 번"),
    ({"intent": "x"}, r"의도\(x\)"),
    ({"slots": []}, "time '일곱시'"),
    ({"slots": [["time", 0, 2, "여덟 시"]]}, "time '여덟시'"),
]


@pytest.mark.parametrize(("change", "words"), FAULTS)
def test_a_broken_row_is_named_with_its_line(
    tmp_path: Path, change: dict[str, Any], words: str
) -> None:
    clean, noisy = tmp_path / "clean.jsonl", tmp_path / "noisy.jsonl"
    write(clean, [*CLEAN, Utterance("그만", "audio_volume_mute", id="0")])
    good = {"id": "0", "utt": "그만", "intent": "audio_volume_mute", "slots": []}
    rows = [good, {key: value for key, value in (ROW | change).items() if value is not None}]
    noisy.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    with pytest.raises(DataError, match=words) as fault:
        evaluate_noisy_file(clean, noisy, DEFAULT_MODEL)
    assert str(fault.value).startswith(f"{noisy}:2: ")


def test_no_json_at_all(tmp_path: Path) -> None:
    path = tmp_path / "noisy.jsonl"
    path.write_text("{", "utf-8")
    with pytest.raises(DataError, match="JSON이 잘못"):
        read_noisy(path)
