"""What happens on the page, without a browser: answers, rings, recordings that go away."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import page_kit
import pytest

from dialog.archive import replay
from dialog.names import Names
from ui.web.ears import Ears
from ui.web.entries import Visit
from ui.web.language import Language
from ui.web.talk import TalkPage

RECORDING = Path(__file__).parent.parent / "audio" / "wake-seven.wav"


@pytest.fixture
def clock() -> page_kit.Clock:
    return page_kit.Clock()


@pytest.fixture
def page(tmp_path: Path, clock: page_kit.Clock) -> Iterator[TalkPage]:
    voice = page_kit.voice_assistant(tmp_path)
    yield TalkPage(voice, Names(), clock, Ears(voice))
    voice.close()


@pytest.fixture
def recording(tmp_path: Path) -> Path:
    return Path(shutil.copy(RECORDING, tmp_path / "voice.wav"))


def spoken(page: TalkPage, visit: Visit | None, recording: Path) -> list[str]:
    return [chat for _, chat, _ in page.hear(visit, None, str(recording))]


def test_a_typed_sentence_is_answered_and_the_alarm_rings_once(
    page: TalkPage, clock: page_kit.Clock
) -> None:
    mine, visit, chat, side = page.open(None)
    assert "무엇을 도와드릴까요?" in chat
    visit, chat, side = page.say(visit, mine, page_kit.WAKE)
    assert "오전 7시" in chat
    assert "내일 오전 7시" in side
    assert page.ring(visit) is None
    clock.now += dt.timedelta(hours=10)
    rung = page.ring(visit)
    assert rung is not None
    assert "data-ring" in rung[1]
    assert "맞춰 둔 알람이 없습니다." in rung[2]
    assert page.ring(visit) is None


def test_two_visitors_never_see_each_other(page: TalkPage, clock: page_kit.Clock) -> None:
    (_, mine, _, _), (_, yours, _, _) = page.open(None), page.open(None)
    assert mine.conversation != yours.conversation
    page.say(mine, None, page_kit.WAKE)
    _, chat, side = page.say(yours, None, page_kit.LIGHT)
    assert page_kit.WAKE not in chat
    assert "맞춰 둔 알람이 없습니다." in side
    clock.now += dt.timedelta(hours=10)
    assert page.ring(yours) is None


@pytest.mark.parametrize("claimed", ["terminal", "' or 1=1", "../etc", 7, None, "A" * 32])
def test_a_conversation_that_no_page_made_is_not_opened(page: TalkPage, claimed: object) -> None:
    assert page.open(claimed)[0] != claimed


def test_a_reload_goes_on_with_the_conversation(page: TalkPage) -> None:
    mine, visit, _, _ = page.open(None)
    page.say(visit, mine, page_kit.WAKE)
    again, visit, chat, side = page.open(mine)
    assert again == mine
    assert page_kit.WAKE in chat
    assert "+ 알람: 내일 오전 7시" in chat
    assert "규칙: ‘alarm_set’에 정해진 대로" in chat
    assert visit.restored == 1
    assert "내일 오전 7시" in side


def test_what_rang_was_not_taken_away_by_what_was_said_next(
    page: TalkPage, clock: page_kit.Clock
) -> None:
    mine, visit, _, _ = page.open(None)
    page.say(visit, mine, page_kit.WAKE)
    clock.now += dt.timedelta(hours=10)
    page.ring(visit)
    for chat in (page.say(visit, mine, page_kit.TIMER)[1], page.open(mine)[2]):
        assert chat.count("− 알람") == 0
        assert "+ 알람: 오늘 오전 7시" in chat


def test_what_is_taken_along_is_what_the_page_shows(page: TalkPage, tmp_path: Path) -> None:
    mine, visit, _, _ = page.open(None)
    assert page.export(visit, mine) == ""
    page.say(visit, mine, page_kit.LIGHT)
    _, visit, _, _ = page.renew(visit, mine)
    page.say(visit, mine, page_kit.WAKE)
    taken = page.export(visit, mine)
    assert page_kit.WAKE in taken
    assert page_kit.LIGHT not in taken
    assert mine not in taken, "who has the name has the conversation"
    (tmp_path / "taken.jsonl").write_text(taken, "utf-8")
    (tracker,) = replay(tmp_path / "taken.jsonl")
    assert tracker.made == "alarm:1"


def test_the_english_page_shows_no_korean_of_its_own(page: TalkPage) -> None:
    english = page.in_language(Language.ENGLISH)
    mine, visit, welcome, side = english.open(None)
    assert "What can I do for you?" in welcome
    assert "Nothing is set to ring." in side
    _, chat, side = english.say(visit, mine, page_kit.WAKE)
    for words in ("Meaning", "Decided", "Stored", "alarm_set", "2026-03-03T07:00:00+09:00"):
        assert words in chat
    assert "+ Alarm: 2026-03-03 07:00" in chat
    assert "2026-03-03 07:00" in side


def test_beginning_anew_empties_the_page_but_alarms_stay(
    page: TalkPage, clock: page_kit.Clock
) -> None:
    mine, visit, _, _ = page.open(None)
    page.say(visit, mine, page_kit.WAKE)
    same, visit, chat, side = page.renew(visit, mine)
    assert same == mine
    assert "mg-welcome" in chat
    assert "맞춰 둔 알람이 없습니다." not in side
    clock.now += dt.timedelta(days=1)
    rung = page.ring(visit)
    assert rung is not None
    assert "data-ring" in rung[1]
    assert "mg-said" not in page.open(mine)[2]


def test_a_spoken_sentence_is_answered_and_its_recording_deleted(
    page: TalkPage, recording: Path
) -> None:
    waiting, answer = spoken(page, None, recording)
    assert "듣고 있어요" in waiting
    assert "들은 말" in answer
    assert "오전 7시" in answer
    assert not recording.exists()


def test_a_recording_is_kept_only_where_that_was_asked(
    page: TalkPage, recording: Path, tmp_path: Path
) -> None:
    keeping = replace(page, kept=tmp_path / "kept")
    _, visit, _, _ = keeping.open(None)
    spoken(keeping, visit, recording)
    assert not recording.exists()
    (kept,) = (tmp_path / "kept" / visit.conversation).iterdir()
    assert kept.read_bytes() == RECORDING.read_bytes()


@pytest.mark.parametrize("sound", [b"", b"no sound at all", b"RIFF"])
def test_a_faulty_recording_gives_a_sentence_and_is_deleted(
    page: TalkPage, recording: Path, sound: bytes
) -> None:
    recording.write_bytes(sound)
    answer = spoken(page, None, recording)[-1]
    assert "mg-fault" in answer
    assert str(recording.parent) not in answer
    assert not recording.exists()


def test_silence_is_told(tmp_path: Path, clock: page_kit.Clock, recording: Path) -> None:
    voice = page_kit.voice_assistant(tmp_path, text=" ")
    answer = spoken(TalkPage(voice, Names(), clock, Ears(voice)), None, recording)[-1]
    assert "말소리가 들리지 않았습니다" in answer
    voice.close()


def test_a_failing_recogniser_does_not_end_the_conversation(
    page: TalkPage, recording: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(page.voice, "hear", fail)
    answer = spoken(page, None, recording)[-1]
    assert "처리하지 못했습니다" in answer
    assert "out of memory" not in answer
