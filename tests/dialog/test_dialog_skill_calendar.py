"""The calendar of the shipped assistant: entries, their reminders, what is told and removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from malgwi_bench import NOW, TODAY, TOMORROW, Bench, at, clock, day, open_store
from sqlalchemy import select

from dialog import schedule
from dialog.assistants.malgwi.skills.calendar import query_events, remove_events, set_event
from dialog.assistants.malgwi.skills.tables import Event
from slu.values import DateValue, DurationValue, RangeValue, RecurrenceValue, TextValue


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store()
    with store.writing() as session:
        yield Bench(session)
    store.close()


def _titles(bench: Bench) -> list[str]:
    return list(bench.session.scalars(select(Event.title).order_by(Event.start, Event.id)))


def _reminders(bench: Bench) -> list[tuple[str, dt.datetime]]:
    rows = schedule.upcoming(bench.session, bench.conversation, "reminder")
    return [(row.label, row.at) for row in rows]


def _meeting(bench: Bench) -> None:
    bench.run(
        set_event,
        "내일 오후 세 시 강남 회의 추가해",
        ("date", "내일", day(TOMORROW)),
        ("time", "오후 세 시", clock(15)),
        ("place_name", "강남"),
        ("event_name", "회의"),
    )


def _birthday(bench: Bench) -> None:
    bench.run(
        set_event,
        "12월 1일 지은 생일 입력해",
        ("date", "12월 1일", day(dt.date(2026, 12, 1))),
        ("person", "지은"),
        ("event_name", "생일"),
    )


def test_an_event_is_kept_and_its_reminder_armed(bench: Bench) -> None:
    _meeting(bench)
    event = bench.session.scalars(select(Event)).one()
    assert (event.title, event.start, event.place) == ("회의", at(15, day=TOMORROW), "강남")
    assert not event.all_day
    assert _reminders(bench) == [("회의", at(15, day=TOMORROW))]
    assert event.scheduled is not None


def test_a_reminder_rings_as_long_before_as_was_said(bench: Bench) -> None:
    said = bench.run(
        set_event,
        "내일 오후 세 시 미팅 한 시간 전에 알려 줘",
        ("date", "내일", day(TOMORROW)),
        ("time", "오후 세 시", clock(15)),
        ("event_name", "미팅"),
        ("time", "한 시간", DurationValue(3600)),
    )
    assert _reminders(bench) == [("미팅", at(14, day=TOMORROW))]
    assert "1시간 전에 알려 드릴게요." in said.text


def test_a_whole_day_rings_in_the_morning(bench: Bench) -> None:
    _birthday(bench)
    event = bench.session.scalars(select(Event)).one()
    assert event.all_day
    assert event.title == "지은 생일"
    assert _reminders(bench)[0][1] == at(9, day=dt.date(2026, 12, 1))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("내일 우유 사라고 알려 줘", "우유 사기"),
        ("내일 엄마한테 전화하라고 알려 줘", "엄마한테 전화하기"),
        ("나한테 내일 약 먹으라고 말해 줘", "약 먹기"),
    ],
)
def test_what_is_to_be_done_is_the_title(bench: Bench, text: str, title: str) -> None:
    bench.run(set_event, text, ("date", "내일", day(TOMORROW)))
    assert _titles(bench) == [title]


def test_a_person_makes_it_a_meeting_with_them(bench: Bench) -> None:
    bench.run(
        set_event,
        "내일 지수와 회의 만들어",
        ("date", "내일", day(TOMORROW)),
        ("person", "지수와"),
        ("event_name", "회의"),
    )
    assert _titles(bench) == ["지수와 회의"]


def test_title_and_date_are_asked_for_in_turn(bench: Bench) -> None:
    said = bench.run(set_event, "일정 추가해 줘")
    assert said.outcome.ask == "event_name"
    said = bench.run(
        set_event, "치과", filled={"event_name": TextValue("치과")}, expected="event_name"
    )
    assert said.outcome.ask == "date"
    assert "'치과'" in said.text
    bench.run(
        set_event,
        "내일",
        filled={"event_name": TextValue("치과"), "date": day(TOMORROW)},
        expected="date",
    )
    assert _titles(bench) == ["치과"]


def test_a_title_found_in_the_text_survives_the_question(bench: Bench) -> None:
    asked = bench.run(set_event, "우유 사라고 알려 줘").outcome
    assert asked.ask == "date"
    bench.run(set_event, "내일", filled={**asked.keep, "date": day(TOMORROW)}, expected="date")
    assert _titles(bench) == ["우유 사기"]


def test_a_day_gone_by_is_questioned(bench: Bench) -> None:
    slots = (("date", "어제", day(dt.date(2026, 11, 20))), ("event_name", "회의"))
    said = bench.run(set_event, "어제 회의 추가해", *slots)
    assert said.response == "utter_ask_date_past"
    assert _titles(bench) == []


def test_a_recurring_event_is_found_on_its_days(bench: Bench) -> None:
    bench.run(
        set_event,
        "매주 월요일 오전 열 시 회의 추가",
        ("general_frequency", "매주 월요일", RecurrenceValue("FREQ=WEEKLY;BYDAY=MO")),
        ("date", "매주 월요일", day(dt.date(2026, 11, 23))),
        ("time", "오전 열 시", clock(10)),
        ("event_name", "회의"),
    )
    far = dt.date(2026, 12, 14)
    monday = bench.run(query_events, "12월 14일 일정", ("date", "12월 14일", day(far)))
    assert monday.outcome.values["count"] == "1"
    assert "매주" in monday.text
    tuesday = dt.date(2026, 12, 15)
    other = bench.run(query_events, "12월 15일 일정", ("date", "12월 15일", day(tuesday)))
    assert other.response == "utter_no_events"


def test_events_are_told_by_day_span_and_name(bench: Bench) -> None:
    _meeting(bench)
    _birthday(bench)
    both = bench.run(query_events, "일정 알려 줘")
    assert both.outcome.values["events"] == (
        "내일(11월 22일 일요일) 오후 3시 강남 회의, 12월 1일 화요일 지은 생일"
    )
    tomorrow = bench.run(query_events, "내일 일정", ("date", "내일", day(TOMORROW)))
    assert tomorrow.outcome.values["count"] == "1"
    week = RangeValue(DateValue(TODAY), DateValue(dt.date(2026, 11, 22)))
    assert (
        bench.run(query_events, "이번 주 일정", ("date", "이번 주", week)).outcome.values["count"]
        == "1"
    )
    when = bench.run(query_events, "지은 생일 언제야", ("event_name", "생일"), ("person", "지은"))
    assert when.outcome.values["event"] == "12월 1일 화요일 지은 생일"
    nothing = bench.run(query_events, "콘서트 언제야", ("event_name", "콘서트"))
    assert nothing.response == "utter_no_such_event"


def test_an_empty_day_is_said_to_be_empty(bench: Bench) -> None:
    said = bench.run(query_events, "내일 일정 있어", ("date", "내일", day(TOMORROW)))
    assert said.text == "내일(11월 22일 일요일)에는 잡힌 일정이 없어요."


def test_removing_by_name_takes_the_reminder_along(bench: Bench) -> None:
    _meeting(bench)
    _birthday(bench)
    bench.run(remove_events, "회의 취소해 줘", ("event_name", "회의"))
    assert _titles(bench) == ["지은 생일"]
    assert [label for label, _ in _reminders(bench)] == ["지은 생일"]


def test_removing_one_of_many_asks_which(bench: Bench) -> None:
    _meeting(bench)
    _birthday(bench)
    said = bench.run(remove_events, "일정 지워 줘")
    assert (said.outcome.ask, len(_titles(bench))) == ("event_name", 2)
    bench.run(
        remove_events,
        "회의",
        filled={"event_name": TextValue("회의")},
        expected="event_name",
    )
    assert _titles(bench) == ["지은 생일"]


def test_all_is_all_and_nothing_is_said(bench: Bench) -> None:
    _meeting(bench)
    _birthday(bench)
    said = bench.run(remove_events, "일정 모두 지워 줘")
    assert (said.outcome.values["count"], said.outcome.ask, len(_titles(bench))) == ("2", "sure", 2)
    bench.run(remove_events, "일정 모두 지워 줘", filled={"sure": TextValue("yes")})
    assert (_titles(bench), _reminders(bench)) == ([], [])
    assert bench.run(remove_events, "일정 지워 줘").response == "utter_no_events"


def test_now_is_the_given_clock(bench: Bench) -> None:
    _meeting(bench)
    bench.now = NOW + dt.timedelta(days=2)
    assert bench.run(query_events, "일정 있어").response == "utter_no_events"
