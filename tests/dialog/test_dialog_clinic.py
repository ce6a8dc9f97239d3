"""The example assistant: appointments made, moved, cancelled and told, over several turns."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator

import pytest
from conversation_kit import SEOUL, Scripted

from dialog.assistant import Assistant
from dialog.assistant_folder import TEMPLATE
from dialog.store import Store
from slu.core import Context, Understanding
from slu.data.rasa_marks import unmark
from slu.understanding.resolve import resolve_all

MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=SEOUL)
Say = Callable[[str, str], str]


class Marked(Scripted):
    """Understands sentences with marks, and gives their slots the values that they have."""

    def understand(self, text: str, context: Context) -> Understanding:
        known = self.known.get(text)
        if known is None:
            return Understanding(text, "none", 0.1)
        slots = resolve_all(known.slots, context, text)
        return Understanding(text, known.intent, 0.9, slots=slots)


@pytest.fixture
def say(tmp_path) -> Iterator[Say]:
    """Says a marked sentence of an intent and gives the reply."""
    marked, store = Marked(), Store.open(tmp_path / "db.sqlite")
    clinic = Assistant.load(TEMPLATE, marked, store)

    def turn(intent: str, sentence: str) -> str:
        given = unmark(sentence, intent)
        marked.tell(given.text, intent, *given.slots)
        return clinic.turn("c", given.text, MONDAY).reply.text

    yield turn
    store.close()


def test_what_is_missing_is_asked_for(say: Say) -> None:
    assert "어느 과" in say("book_appointment", "진료 예약하고 싶어요")
    assert re.search("며칠|어느 날", say("book_appointment", "[내과](department)요"))
    assert "몇 시" in say("book_appointment", "[내일](date)이요")
    booked = say("book_appointment", "[세 시 반](time)이요")
    assert "내일 오후 3시 30분" in booked
    assert "내과" in booked


def _book(say: Say, sentence: str) -> str:
    return say("book_appointment", sentence)


def test_names_that_are_known_are_said_by_their_own_name(say: Say) -> None:
    booked = _book(
        say,
        "[엄마](patient) [검진](department) [박](doctor) 원장님 [모레](date) [오전 열 시](time)요",
    )
    assert "모레 오전 10시" in booked
    assert "엄마 건강검진 박지훈 선생님" in booked


@pytest.mark.parametrize(
    ("when", "says"),
    [
        ("[일요일](date) [오전 열 시](time)", "진료 시간이 아니에요"),
        ("[내일](date) [오후 한 시 반](time)", "진료 시간이 아니에요"),
        ("[토요일](date) [오후 두 시](time)", "진료 시간이 아니에요"),
        ("[오늘](date) [오전 여덟 시](time)", "이미 지났어요"),
    ],
)
def test_no_appointment_while_the_clinic_is_closed(say: Say, when: str, says: str) -> None:
    assert says in _book(say, f"[내과](department) {when} 예약해 줘요")
    assert "예약된 것이 없어요" in say("check_appointment", "예약 있나요")


def test_an_appointment_is_moved_and_keeps_what_was_not_named(say: Say) -> None:
    _book(say, "[내과](department) [내일](date) [오전 열 시](time)에 예약해 주세요")
    moved = say("change_appointment", "[내일](date) 예약을 [모레](date)로 옮겨 주세요")
    assert "모레 오전 10시" in moved
    moved = say("change_appointment", "예약 시간을 [세 시](time)로 바꿔 주세요")
    assert "모레 오후 3시" in moved
    assert "언제로" in say("change_appointment", "예약 시간을 바꾸고 싶어요")
    assert "3월 6일 금요일 오후 3시" in say("book_appointment", "[금요일](date)이요")
    assert "3월 6일 금요일 오후 3시" in say("check_appointment", "예약이 언제죠")


def test_of_several_the_one_that_is_meant_is_cancelled(say: Say) -> None:
    _book(say, "[내과](department) [내일](date) [오전 열 시](time)에 예약해 주세요")
    _book(say, "[피부과](department) [모레](date) [오후 네 시](time)에 예약해 주세요")
    assert "여럿" in say("cancel_appointment", "예약 취소해 주세요")
    assert "내일 오전 10시 내과" in say("check_appointment", "[내일](date) 거요")
    assert "피부과" in say("check_appointment", "예약 확인해 주세요")
    cancelled = say("cancel_appointment", "[피부과](department) 예약 취소할게요")
    assert "모레 오후 4시 피부과" in cancelled
    assert "예약된 것이 없어요" in say("cancel_appointment", "예약을 또 취소할게요")


def test_which_and_when_may_both_be_asked(say: Say) -> None:
    _book(say, "[내과](department) [내일](date) [오전 열 시](time)에 예약해 주세요")
    _book(say, "[피부과](department) [모레](date) [오후 네 시](time)에 예약해 주세요")
    assert "여럿" in say("change_appointment", "예약을 옮기고 싶어요")
    assert "피부과 예약을 언제로" in say("check_appointment", "[모레](date) 거요")
    assert "목요일 오전 11시" in say("book_appointment", "[목요일](date) [오전 열한 시](time)요")


def test_what_is_moved_is_remembered_when_the_new_time_will_not_do(say: Say) -> None:
    _book(say, "[내과](department) [내일](date) [오전 열 시](time)에 예약해 주세요")
    _book(say, "[피부과](department) [모레](date) [오후 네 시](time)에 예약해 주세요")
    moved = say("change_appointment", "[피부과](department) 예약을 [일요일](date)로 옮겨 주세요")
    assert "진료 시간이 아니에요" in moved
    assert "3월 6일 금요일 오후 4시" in say("book_appointment", "그럼 [금요일](date)로요")


def test_the_doctor_may_be_changed(say: Say) -> None:
    _book(say, "[내과](department) [내일](date) [오전 열 시](time)에 예약해 주세요")
    said = say("change_appointment", "선생님을 [박지훈](doctor) 선생님으로 바꿔 주세요")
    assert "내일 오전 10시 내과 박지훈 선생님" in said


def test_questions_are_answered(say: Say) -> None:
    assert "점심시간" in say("ask_hours", "몇 시까지 하나요")
    assert "말귀역" in say("ask_location", "어디에 있나요")
