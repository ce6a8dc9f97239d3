"""Training beside a face: begun, watched, found again, stopped and gone on with; the new model
compared, accepted or thrown away. Real training, from a tiny encoder."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path

import pytest
import teaching_kit

from dialog.assistant_folder import AssistantFolder
from dialog.teaching.comparing import measure, sentences_of, side_by_side
from dialog.teaching.examples import Examples
from dialog.teaching.lesson import held_out
from dialog.teaching.progress import Course
from dialog.teaching.running import Teaching
from slu.core import Utterance
from slu.data import read
from slu.errors import DataError
from slu.paths import DEFAULT_MODEL
from slu.understanding.serving import open_predictor

NOW = dt.datetime(2026, 3, 2, 21, 0)
PATIENCE = 120


def until(teaching: Teaching, *states: str, epochs: int = 0) -> Course:
    """The course once it has one of the states, and so many epochs behind it."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        course = teaching.course()
        if course.state in states and len(course.history) >= epochs:
            return course
        time.sleep(0.05)
    raise AssertionError((course, teaching.room.log.read_text("utf-8")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> AssistantFolder:
    return teaching_kit.assistant_folder(tmp_path_factory.mktemp("teaching") / "내 비서")


@pytest.fixture(scope="module")
def taught(folder: AssistantFolder) -> Teaching:
    teaching = Teaching(folder)
    teaching.begin()
    with pytest.raises(DataError, match="이미 가르치는 중"):
        Teaching(folder).begin()
    assert Teaching(folder).course().state == "running", "another server finds it"
    until(teaching, "done")
    return teaching


def test_every_epoch_is_recorded(taught: Teaching) -> None:
    course = taught.course()
    assert [one.number for one in course.history] == list(range(1, 9))
    assert course.share == 1.0
    assert course.history[-1].loss < course.history[0].loss
    learned, measured = (
        read(taught.room.path / name) for name in ("train.jsonl", "held-out.jsonl")
    )
    assert len(learned) + len(measured) == 24
    assert (course.measured_on, course.measured) == ("held-out", len(measured))
    assert not {one.text for one in learned} & {one.text for one in measured}


def test_both_models_answer_the_same_sentences(taught: Teaching) -> None:
    old, new = open_predictor(DEFAULT_MODEL), open_predictor(taught.room.model)
    (pair,) = side_by_side(["부산 날씨 어때"], old, new)
    assert pair.old.marked == "[부산](place_name) 날씨 어때"
    assert pair.old.intent == "weather_query"
    assert pair.new.intent in ("weather", "ticket")
    assert pair.differs
    found = measure(taught.room, DEFAULT_MODEL, old, new)
    assert found.examples == len(read(taught.room.path / "held-out.jsonl"))
    assert (found.taught_old, found.knows, found.old["intent_accuracy"]) == (True, False, 0.0)
    same = measure(taught.room, taught.room.model, new, new)
    assert (same.taught_old, same.knows) == (False, True)
    assert same.old == same.new


def test_the_new_model_takes_the_place_of_the_old(taught: Teaching) -> None:
    place = taught.folder.path / "model"
    weights = (taught.room.model / "model.safetensors").read_bytes()
    place.mkdir()
    (place / "old").touch()
    kept = taught.accept(NOW)
    assert kept == taught.folder.path / "kept" / "model-20260302-210000"
    assert (kept / "old").exists()
    assert (place / "model.safetensors").read_bytes() == weights
    assert taught.course().state == "idle"
    with pytest.raises(DataError, match="새 모델이 없습니다"):
        taught.accept(NOW)


def test_a_stopped_training_goes_on_and_is_thrown_away(tmp_path: Path) -> None:
    teaching = Teaching(teaching_kit.assistant_folder(tmp_path / "a", epochs=400))
    teaching.begin(hold_out=False)
    assert until(teaching, "running", epochs=2).measured_on == "learned"
    with pytest.raises(DataError, match="먼저 멈춰"):
        teaching.throw_away()
    teaching.stop()
    stopped = teaching.course()
    assert stopped.state == "stopped"
    assert not teaching.room.model.exists()
    Teaching(teaching.folder).begin(hold_out=False)
    again = until(teaching, "running", epochs=len(stopped.history) + 1)
    assert again.history[: len(stopped.history)] == stopped.history
    Teaching(teaching.folder).stop()
    teaching.throw_away()
    assert teaching.course() == Course()
    assert not teaching.room.path.exists()


def test_faults_are_told(tmp_path: Path) -> None:
    folder = teaching_kit.assistant_folder(tmp_path / "a")
    Examples(folder).remove(Examples(folder).all()[0], NOW)
    (folder.path / "training.yml").write_text("encoder: dan:nowhere\n", "utf-8")
    teaching = Teaching(folder)
    teaching.begin()
    assert "nowhere" in until(teaching, "failed").fault
    (folder.path / "nlu.yml").write_text(
        "nlu:\n- intent: weather\n  examples: |\n    - 눈\n", "utf-8"
    )
    with pytest.raises(DataError, match="'ticket'에 예문이 없습니다"):
        teaching.begin()
    assert teaching.course().state == "failed"


def test_what_is_measured_on_stays_the_same_whatever_is_added() -> None:
    def few(count: int, start: int = 0) -> list[Utterance]:
        return [Utterance(f"{n}번째 말", "a") for n in range(start, start + count)]

    learned, measured = held_out(few(100))
    assert 10 <= len(measured) <= 33
    assert {*learned, *measured} == {*few(100)}
    assert {*measured} <= {*held_out(few(300))[1]}
    assert held_out(few(4)) == (few(4), [])


def test_sentences_are_lines() -> None:
    assert sentences_of(" 하나\n\n둘 ", 2) == ["하나", "둘"]
    for text, says in ((" \n", "한 줄에 하나씩"), ("1\n2\n3", "2문장까지")):
        with pytest.raises(DataError, match=says):
            sentences_of(text, 2)
