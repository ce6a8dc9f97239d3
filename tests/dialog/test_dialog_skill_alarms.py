"""Alarms and timers of the shipped assistant, down to the rows that ring."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from malgwi_bench import NOW, TOMORROW, Bench, at, clock, day, open_store

from dialog import schedule
from dialog.assistants.malgwi.skills.alarms import query_alarms, remove_alarms, set_alarm
from slu.values import DurationValue, MomentValue, RecurrenceValue, TextValue


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store()
    with store.writing() as session:
        yield Bench(session)
    store.close()


def _armed(bench: Bench) -> list[tuple[str, dt.datetime, str]]:
    rows = schedule.upcoming(bench.session, bench.conversation)
    return [(row.kind, row.at, row.label) for row in rows]


def _three_alarms(bench: Bench) -> None:
    for hour in (7, 8, 19):
        schedule.add(bench.session, bench.conversation, "alarm", "", at(hour, day=TOMORROW))


def test_an_alarm_is_stored_and_said(bench: Bench) -> None:
    said = bench.run(
        set_alarm,
        "내일 아침 일곱 시에 깨워 줘",
        ("date", "내일", day(TOMORROW)),
        ("time", "아침 일곱 시", clock(7)),
    )
    assert _armed(bench) == [("alarm", at(7, day=TOMORROW), "")]
    assert said.text == "내일(11월 22일 일요일) 오전 7시에 알람을 맞췄어요."
    assert said.outcome.ask is None


def test_an_alarm_in_the_past_of_today_is_for_tomorrow(bench: Bench) -> None:
    said = bench.run(set_alarm, "오전 여덟 시 알람", ("time", "오전 여덟 시", clock(8)))
    assert _armed(bench)[0][1] == at(8, day=TOMORROW)
    assert "내일(11월 22일 일요일) 오전 8시" in said.text


def test_an_ambiguous_time_is_the_next_one_and_said_clearly(bench: Bench) -> None:
    said = bench.run(set_alarm, "세 시에 알려 줘", ("time", "세 시", clock(3, ambiguous=True)))
    assert _armed(bench)[0][1] == at(15)
    assert "오후 3시" in said.text


def test_without_a_time_it_is_asked_for_and_the_answer_taken(bench: Bench) -> None:
    said = bench.run(set_alarm, "내일 알람 맞춰 줘", ("date", "내일", day(TOMORROW)))
    assert said.outcome.ask == "time"
    assert _armed(bench) == []
    bench.run(
        set_alarm,
        "여섯 시 반이요",
        filled={"date": day(TOMORROW), "time": clock(6, 30)},
        expected="time",
    )
    assert _armed(bench)[0][1] == at(6, 30, TOMORROW)


def test_a_label_is_kept(bench: Bench) -> None:
    said = bench.run(
        set_alarm, "열한 시 회의 알람", ("time", "열한 시", clock(11)), ("event_name", "회의")
    )
    assert _armed(bench)[0][2] == "회의"
    assert "'회의' 알람" in said.text


def test_a_length_from_now_rings_then(bench: Bench) -> None:
    bench.run(set_alarm, "두 시간 후 알람", ("time", "두 시간", DurationValue(7200)))
    assert _armed(bench) == [("alarm", NOW + dt.timedelta(hours=2), "")]


def test_an_alarm_may_ring_before_the_time_said(bench: Bench) -> None:
    bench.run(
        set_alarm,
        "내일 오전 여덟 시에 나가니까 삼십 분 전에 알람 맞춰",
        ("date", "내일", day(TOMORROW)),
        ("time", "오전 여덟 시", clock(8)),
        ("time", "삼십 분 전에", DurationValue(1800)),
    )
    assert _armed(bench)[0][1] == at(7, 30, TOMORROW)


def test_weekday_alarms_begin_on_a_weekday(bench: Bench) -> None:
    weekdays = RecurrenceValue("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    bench.run(
        set_alarm,
        "평일 오전 일곱 시 알람",
        ("general_frequency", "평일", weekdays),
        ("time", "오전 일곱 시", clock(7)),
    )
    assert _armed(bench)[0][1] == at(7, day=dt.date(2026, 11, 23))


def test_a_timer_is_a_timer(bench: Bench) -> None:
    said = bench.run(set_alarm, "삼 분 타이머 맞춰 줘", ("time", "삼 분", DurationValue(180)))
    assert _armed(bench) == [("timer", NOW + dt.timedelta(minutes=3), "")]
    assert said.text == "3분 타이머를 시작했어요."


def test_a_timer_asks_how_long(bench: Bench) -> None:
    assert bench.run(set_alarm, "타이머 켜 줘").outcome.ask == "length"
    bench.run(set_alarm, "오 분", filled={"length": DurationValue(300)}, expected="length")
    assert _armed(bench)[0][0] == "timer"


def test_a_moment_gone_by_is_refused_with_a_question(bench: Bench) -> None:
    moment = MomentValue(NOW - dt.timedelta(hours=3))
    said = bench.run(set_alarm, "오늘 아침 일곱 시 알람", ("time", "오늘 아침 일곱 시", moment))
    assert said.response == "utter_ask_time_past"
    assert said.outcome.ask == "time"
    assert _armed(bench) == []


def test_a_recurring_alarm_keeps_its_rule(bench: Bench) -> None:
    said = bench.run(
        set_alarm,
        "매일 오후 한 시 알람",
        ("general_frequency", "매일", RecurrenceValue("FREQ=DAILY")),
        ("time", "오후 한 시", clock(13)),
    )
    row = schedule.upcoming(bench.session, bench.conversation)[0]
    assert (row.rule, row.at) == ("FREQ=DAILY", at(13))
    assert "매일 오후 1시" in said.text


def test_alarms_are_told_by_day_and_time(bench: Bench) -> None:
    _three_alarms(bench)
    assert bench.run(query_alarms, "알람 알려 줘").outcome.values["count"] == "3"
    seven = bench.run(
        query_alarms, "일곱 시 알람 있어", ("time", "일곱 시", clock(7, ambiguous=True))
    )
    assert seven.outcome.values["count"] == "2"
    today = bench.run(query_alarms, "오늘 알람 있어", ("date", "오늘", day(NOW.date())))
    assert today.response == "utter_no_alarm_then"
    following = bench.run(query_alarms, "다음 알람 뭐야")
    assert following.outcome.values["alarms"] == "내일(11월 22일 일요일) 오전 7시"


def test_no_alarms_is_said(bench: Bench) -> None:
    assert bench.run(query_alarms, "알람 있어").response == "utter_no_alarms"
    assert bench.run(remove_alarms, "알람 지워 줘").response == "utter_no_alarms"


def test_removing_one_of_many_asks_which(bench: Bench) -> None:
    _three_alarms(bench)
    said = bench.run(remove_alarms, "알람 지워 줘")
    assert (said.outcome.ask, len(_armed(bench))) == ("time", 3)
    bench.run(remove_alarms, "여덟 시", filled={"time": clock(8)}, expected="time")
    assert [row[1].astimezone(NOW.tzinfo).hour for row in _armed(bench)] == [7, 19]


@pytest.mark.parametrize(
    ("answer", "left"), [("두 번째 거", [7, 19]), ("마지막 거", [7, 8]), ("다 지워", [])]
)
def test_the_answer_may_be_an_ordinal_or_all(bench: Bench, answer: str, left: list[int]) -> None:
    _three_alarms(bench)
    bench.run(remove_alarms, answer, filled={"time": TextValue(answer)}, expected="time")
    assert [row[1].astimezone(NOW.tzinfo).hour for row in _armed(bench)] == left


def test_removing_by_time_needs_no_question_and_all_a_yes(bench: Bench) -> None:
    _three_alarms(bench)
    bench.run(remove_alarms, "오후 일곱 시 알람 꺼", ("time", "오후 일곱 시", clock(19)))
    assert len(_armed(bench)) == 2
    said = bench.run(remove_alarms, "알람 모두 지워 줘")
    assert (len(_armed(bench)), said.outcome.ask) == (2, "sure")
    bench.run(remove_alarms, "알람 모두 지워 줘", filled={"sure": TextValue("yes")})
    assert _armed(bench) == []


def test_removing_what_is_not_there_says_so_and_keeps_the_rest(bench: Bench) -> None:
    _three_alarms(bench)
    said = bench.run(remove_alarms, "열 시 알람 지워 줘", ("time", "열 시", clock(10)))
    assert (said.response, len(_armed(bench))) == ("utter_no_alarm_then", 3)


def test_other_conversations_are_left_alone(bench: Bench) -> None:
    _three_alarms(bench)
    other = Bench(bench.session, conversation="c2")
    assert other.run(remove_alarms, "다 지워").response == "utter_no_alarms"
    assert len(_armed(bench)) == 3
