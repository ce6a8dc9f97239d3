"""What comes again (평일, 격주, 사흘 동안) and times that are asked about, down to the rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from malgwi_bench import NOW, TOMORROW, Bench, at, clock, day, open_store
from sqlalchemy import select

from dialog import schedule
from dialog.assistants.malgwi.skills.alarms import query_alarms, remove_alarms, set_alarm
from dialog.assistants.malgwi.skills.calendar import set_event
from dialog.assistants.malgwi.skills.tables import Event
from slu.core import Context, Slot
from slu.understanding.resolve import resolve
from slu.values import RecurrenceValue, TextValue, TimeValue, Value

TUESDAY, DECEMBER = dt.date(2026, 11, 24), dt.date(2026, 12, 7)
WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store()
    with store.writing() as session:
        yield Bench(session)
    store.close()


def _rows(bench: Bench) -> list[tuple[dt.datetime, str | None]]:
    rows = schedule.upcoming(bench.session, bench.conversation)
    return [(row.at, row.rule) for row in rows]


def _as_marked(name: str, text: str, now: dt.datetime = NOW) -> tuple[str, str, Value | None]:
    """A slot as understanding would give it."""
    return name, text, resolve(Slot(name, 0, len(text), text), Context(now))


@pytest.mark.parametrize(
    ("text", "marked", "rule", "first"),
    [
        ("평일 아침 7시 알람", [("date", "평일")], WEEKDAYS, MONDAY),
        ("주중 아침 7시 알람", [("date", "주중")], WEEKDAYS, MONDAY),
        ("월수금 아침 7시 알람", [("date", "월수금")], "FREQ=WEEKLY;BYDAY=MO,WE,FR", MONDAY),
        ("주말 아침 7시 알람", [("timeofday", "주말 아침")], "FREQ=WEEKLY;BYDAY=SA,SU", TOMORROW),
        (
            "월요일부터 금요일까지 아침 7시 알람",
            [("date", "월요일부터 금요일까지")],
            WEEKDAYS,
            MONDAY,
        ),
        ("매주 화요일 아침 7시 알람", [("date", "화요일")], "FREQ=WEEKLY;BYDAY=TU", TUESDAY),
        ("격주 월요일 아침 7시 알람", [], "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", MONDAY),
        ("하루 걸러 아침 7시 알람", [], "FREQ=DAILY;INTERVAL=2", TOMORROW),
        ("매달 첫 월요일 아침 7시", [("date", "월요일")], "FREQ=MONTHLY;BYDAY=1MO", DECEMBER),
        ("월요일 아침 7시 알람", [("date", "월요일")], None, MONDAY),
    ],
)  # fmt: skip
def test_an_alarm_comes_as_often_as_was_said(
    bench: Bench, text: str, marked: list[tuple[str, str]], rule: str | None, first: dt.date
) -> None:
    slots = [_as_marked(name, words) for name, words in marked]
    bench.run(set_alarm, text, *slots, ("time", "7시", clock(7)))
    assert _rows(bench) == [(at(7, day=first), rule)]


def test_a_span_of_days_rings_on_each_and_ends(bench: Bench) -> None:
    said = bench.run(
        set_alarm,
        "내일부터 사흘 동안 아침 7시에 깨워 줘",
        _as_marked("date", "내일부터 사흘 동안"),
        ("time", "7시", clock(7)),
    )
    assert "11월 24일까지 매일 오전 7시" in said.text
    rung = []
    for hours in range(0, 24 * 7, 6):
        rung += schedule.ring(
            bench.session, bench.conversation, at(7, day=TOMORROW) + dt.timedelta(hours=hours)
        )
    assert [ring.at.day for ring in rung] == [22, 23, 24]
    assert _rows(bench) == []


def test_an_entry_of_the_calendar_takes_a_weekend_as_the_coming_one(bench: Bench) -> None:
    bench.run(
        set_event,
        "주말 오전 10시 등산 일정",
        _as_marked("date", "주말"),
        ("time", "오전 10시", clock(10)),
        ("event_name", "등산"),
    )
    bench.run(
        set_event,
        "평일 오전 10시 회의 일정",
        _as_marked("date", "평일"),
        ("time", "오전 10시", clock(10)),
        ("event_name", "회의"),
    )
    rules = {event.title: event.rule for event in bench.session.scalars(select(Event))}
    assert rules == {"등산": None, "회의": WEEKDAYS}


def test_alarms_of_working_days_are_told_and_removed_by_that_name(bench: Bench) -> None:
    schedule.add(bench.session, bench.conversation, "alarm", "", at(7, day=MONDAY), WEEKDAYS)
    schedule.add(bench.session, bench.conversation, "alarm", "", at(9, day=MONDAY))
    told = bench.run(query_alarms, "평일 알람 있어?", _as_marked("date", "평일"))
    assert told.outcome.values["alarms"] == "매주 평일 오전 7시"
    bench.run(remove_alarms, "평일 알람 지워 줘", _as_marked("date", "평일"))
    assert _rows(bench) == [(at(9, day=MONDAY), None)]


@pytest.mark.parametrize(
    ("hour", "words", "asked"),
    [
        (15, [], None),  # three in the afternoon: nobody means three at night
        (2, [], "utter_ask_half"),  # the next two o'clock is at night
        (0, [], "utter_ask_noon"),
        (18, [("date", "내일")], "utter_ask_half"),  # people set alarms at both sixes
        (15, [("date", "내일")], None),
        (18, [("general_frequency", "매일")], "utter_ask_half"),
    ],
)
def test_only_what_may_well_be_both_is_asked_about(
    bench: Bench, hour: int, words: list[tuple[str, str]], asked: str | None
) -> None:
    bench.now = NOW.replace(hour=14)
    text = f"{' '.join(word for _, word in words)} {hour % 12 or 12}시 알람"
    slots = [_as_marked(name, word) for name, word in words]
    said = bench.run(
        set_alarm, text, *slots, ("time", f"{hour % 12 or 12}시", clock(hour, ambiguous=True))
    )
    assert said.response.startswith(asked or "utter_alarm_set")
    assert (said.outcome.ask, len(_rows(bench))) == (("timeofday", 0) if asked else (None, 1))


@pytest.mark.parametrize(
    ("answer", "hour"), [("오전", 6), ("오후", 18), ("저녁", 18), ("아침", 6), ("오후 일곱 시", 19)]
)
def test_the_answer_names_the_half(bench: Bench, answer: str, hour: int) -> None:
    asked = bench.run(
        set_alarm,
        "내일 여섯 시 산책 알람",
        ("date", "내일", day(TOMORROW)),
        ("time", "여섯 시", clock(18, ambiguous=True)),
        ("event_name", "산책"),
    ).outcome
    name = "time" if "시" in answer else "timeofday"
    value = resolve(Slot("timeofday", 0, len(answer), answer), Context(NOW))
    assert value is not None
    bench.run(
        set_alarm,
        answer,
        (name, answer, value),
        filled={**asked.keep, "timeofday": value},
        expected="timeofday",
    )
    row = schedule.upcoming(bench.session, bench.conversation)[0]
    assert (row.at, row.label) == (at(hour, day=TOMORROW), "산책")


def test_a_reminder_keeps_what_it_is_of_while_the_half_is_asked(bench: Bench) -> None:
    asked = bench.run(
        set_event,
        "매일 여덟 시에 약 먹으라고 알려 줘",
        ("general_frequency", "매일", RecurrenceValue("FREQ=DAILY")),
        ("time", "여덟 시", clock(20, ambiguous=True)),
    ).outcome
    assert asked.keep == {
        "general_frequency": RecurrenceValue("FREQ=DAILY"),
        "time": TimeValue(dt.time(20), ambiguous=True),
        "event_name": TextValue("약 먹기"),
    }
    evening = _as_marked("timeofday", "저녁")
    bench.run(
        set_event,
        "저녁",
        evening,
        filled={**asked.keep, "timeofday": evening[2]},
        expected="timeofday",
    )
    assert _rows(bench) == [(at(20), "FREQ=DAILY")]
