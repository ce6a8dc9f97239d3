"""What `check` finds in files whose faults are known."""

import json
import os
from pathlib import Path

import pytest

from slu.core import Slot, Utterance
from slu.data import write
from slu.data.check import check
from slu.data.report import Count, Place, Shared
from slu.errors import DataError


@pytest.fixture
def splits(tmp_path):
    train, dev = tmp_path / "train.jsonl", tmp_path / "dev.yml"
    light = Slot("device", 0, 1, "불")
    write(
        train,
        [
            Utterance("불 꺼", "light_off", (light,)),
            Utterance("불 꺼", "light_off"),
            Utterance("안녕", "greet"),
            Utterance("안녕", "greet"),
            Utterance("비 와", "weather"),
        ],
    )
    write(dev, [Utterance("안녕", "bye"), Utterance("잘 가", "bye")])
    return train, dev


def test_clean_files_are_counted(splits):
    report = check(splits)
    train, dev = report.files
    assert (train.format, train.utterances, train.with_slots, train.repeated) == ("jsonl", 5, 1, 2)
    assert train.intents == (Count("light_off", 2), Count("greet", 2), Count("weather", 1))
    assert train.slots == (Count("device", 1),)
    assert (dev.format, dev.utterances, dev.repeated) == ("rasa", 2, 0)
    assert not report.unreadable
    assert not report.slot_faults
    assert not report.broken


def test_duplicates_inside_and_across_files(splits):
    train, dev = map(str, splits)
    report = check(splits)
    assert report.shared == (Shared(train, dev, 2, 1),)
    inside, across = report.duplicates
    assert (inside.text, inside.across) == ("불 꺼", False)
    assert (across.text, across.across) == ("안녕", True)
    assert across.places == (Place(train, 3), Place(train, 4), Place(dev, 5))


def test_one_text_with_two_labels(splits):
    slots, intent = check(splits).conflicts
    assert (slots.text, slots.kind) == ("불 꺼", "slots")
    assert [reading.slots for reading in slots.readings] == [("device [0, 1]",), ()]
    assert (intent.text, intent.kind) == ("안녕", "intent")
    assert [reading.intent for reading in intent.readings] == ["greet", "bye"]
    assert [len(reading.places) for reading in intent.readings] == [2, 1]


def test_every_faulty_row_is_told_and_the_rest_still_counted(tmp_path):
    path = tmp_path / "bad.jsonl"
    slot = '{"text": "불 꺼", "slots": [{"name": "x", "start": %d, "end": %d}]}'
    path.write_text(
        "\n".join(
            [
                slot % (0, 9),
                slot % (1, 1),
                slot % (0, 2),
                '{"text": "불 꺼", "slots": [{"name": "x", "start": 0, "end": 3}, '
                '{"name": "y", "start": 0, "end": 1}]}',
                '{"text": "불 꺼", "slots": [{"name": "x", "start": 0, "end": 1, "text": "물"}]}',
                "{",
                '{"text": ""}',
            ]
        ),
        encoding="utf-8",
    )
    report = check([path])
    assert [(fault.place.line, fault.kind) for fault in report.slot_faults] == [
        (1, "out_of_range"),
        (2, "empty"),
        (3, "edge"),
        (4, "overlap"),
        (5, "mismatch"),
    ]
    assert [each.place.line for each in report.unreadable] == [6, 7]
    assert all(each.message.startswith(f"{path}:") for each in report.unreadable)
    assert report.files[0].utterances == 6
    assert report.broken


def test_white_space_at_the_ends_of_a_slot_breaks_nothing(tmp_path):
    path = tmp_path / "edge.jsonl"
    path.write_text('{"intent": "a", "utt": "불 꺼", "annot_utt": "[x : 불 ]꺼"}', "utf-8")
    report = check([path])
    assert [fault.kind for fault in report.slot_faults] == ["edge"]
    assert not report.broken


def test_faulty_examples_of_yaml_and_conll_do_not_hide_the_others(tmp_path):
    nlu, tagged = tmp_path / "nlu.yml", tmp_path / "a.conll"
    nlu.write_text(
        "nlu:\n- intent: a\n  examples: |\n    - [불(x)\n    - 불 꺼\n"
        '    - [불][{"entity": "x"}, {"entity": "y"}]\n- intent: b\n- synonym: c\n',
        "utf-8",
    )
    tagged.write_text("불\tI-x\n\n불\tB-x\n", "utf-8")
    report = check([nlu, tagged])
    assert [file.utterances for file in report.files] == [2, 1]
    assert report.files[0].left_out == ("8: synonym",)
    assert [each.place.line for each in report.unreadable] == [4, 7, 1]
    assert [fault.kind for fault in report.slot_faults] == ["overlap"]


def test_a_file_without_utterances_is_broken(tmp_path):
    path = tmp_path / "nlu.yml"
    path.write_text("nlu:\n- synonym: a\n", "utf-8")
    assert check([path]).broken


def test_the_report_turns_into_json(splits):
    data = json.loads(json.dumps(check(splits).to_json(), ensure_ascii=False))
    assert data["broken"] is False
    assert data["shared"][0]["rows_of_first"] == 2
    assert data["files"][0]["intents"][0] == {"name": "light_off", "number": 2}


def test_a_missing_file_stops_the_check(tmp_path):
    with pytest.raises(DataError, match="파일이 없습니다"):
        check([tmp_path / "none.jsonl"])


@pytest.mark.skipif("MALGWI_DATA" not in os.environ, reason="MALGWI_DATA names no data")
def test_massive_has_dev_rows_that_stand_in_train():
    folder = Path(os.environ["MALGWI_DATA"]) / "data" / "massive-ko"
    report = check([folder / "train.jsonl", folder / "dev.jsonl"])
    assert [file.utterances for file in report.files] == [11514, 2033]
    assert [len(file.intents) for file in report.files] == [60, 59]
    assert [shared.rows_of_second for shared in report.shared] == [129]
    assert not report.broken
