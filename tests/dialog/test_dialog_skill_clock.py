"""Dates and times anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from malgwi_bench import TODAY, TOMORROW, Bench, clock, day, open_store

from dialog.assistants.malgwi.skills.clock import convert, tell_time, zone_of
from dialog.assistants.malgwi.skills.speak import say_day, say_figure
from slu.core import Context
from slu.values import DurationValue, RangeValue, TextValue


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store()
    with store.writing() as session:
        yield Bench(session)
    store.close()


def test_the_time_here(bench: Bench) -> None:
    assert bench.run(tell_time, "지금 몇 시야").text == "지금은 오전 10시예요."
    bench.now += dt.timedelta(hours=5, minutes=7)
    assert bench.run(tell_time, "몇 시야").text == "지금은 오후 3시 7분이에요."


def test_the_date_here(bench: Bench) -> None:
    said = bench.run(tell_time, "오늘 며칠이야", ("date", "오늘", day(TODAY)))
    assert said.text == "오늘은 2026년 11월 21일 토요일이에요."
    said = bench.run(tell_time, "내일 무슨 요일이야", ("date", "내일", day(TOMORROW)))
    assert said.text == "내일은 2026년 11월 22일 일요일이에요."


def test_a_day_is_called_as_it_was_said(bench: Bench) -> None:
    lunar = bench.run(
        tell_time, "음력 8월 15일이 언제야", ("date", "8월 15일", day(dt.date(2027, 8, 15)))
    )
    assert lunar.text == "음력 8월 15일은 2027년 9월 15일 수요일이에요."
    later = bench.run(tell_time, "사흘 뒤가 며칠이야", ("date", "사흘", DurationValue(3 * 86_400)))
    assert later.text == "사흘 뒤는 2026년 11월 24일 화요일이에요."


def test_how_many_days_are_left(bench: Bench) -> None:
    end = dt.date(2026, 12, 31)
    said = bench.run(tell_time, "12월 31일까지 며칠 남았어", ("date", "12월 31일", day(end)))
    assert said.text == "12월 31일까지 40일 남았어요. 2026년 12월 31일 목요일이에요."
    year = RangeValue(day(dt.date(2026, 1, 1)), day(end))
    rest = bench.run(tell_time, "올해 며칠 남았어", ("date", "올해", year))
    assert rest.text.startswith("올해 마지막 날까지 40일 남았어요.")
    span = bench.run(tell_time, "올해 날짜 알려 줘", ("date", "올해", year))
    assert span.response == "utter_days"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("도쿄", "도쿄는 지금 오전 10시예요."),
        ("런던", "런던은 지금 오전 1시예요."),
        ("뉴욕", "뉴욕은 지금 11월 20일 금요일 오후 8시예요."),
        ("g. m. t.", "GMT는 지금 오전 1시예요."),
    ],
)
def test_the_time_elsewhere(bench: Bench, place: str, text: str) -> None:
    assert bench.run(tell_time, f"지금 {place} 몇 시야", ("place_name", place)).text == text


def test_an_unknown_place_is_admitted(bench: Bench) -> None:
    said = bench.run(tell_time, "엘도라도 몇 시야", ("place_name", "엘도라도"))
    assert said.response == "utter_place_unknown"


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("플로리다 마이애미", "America/New_York"),
        ("e. s. t.", "America/New_York"),
        ("태평양 표준시", "America/Los_Angeles"),
        ("뉴욕시", "America/New_York"),
        ("영국 런던", "Europe/London"),
        ("오타와", "America/Toronto"),
        ("달나라", None),
    ],
)
def test_names_of_zones(name: str, zone: str | None) -> None:
    assert zone_of(name) == zone


def test_a_time_is_carried_from_place_to_place(bench: Bench) -> None:
    said = bench.run(
        convert,
        "서울이 오후 네 시면 런던은 몇 시야",
        ("place_name", "서울"),
        ("time", "오후 네 시", clock(16)),
        ("place_name", "런던"),
    )
    assert said.text == "서울이 오후 4시면 런던은 오전 7시예요."
    here = bench.run(
        convert,
        "여기가 아침 아홉 시면 캘리포니아는 몇 시야",
        ("time", "아침 아홉 시", clock(9)),
        ("place_name", "캘리포니아"),
    )
    assert here.outcome.values["result"] == "전날 오후 4시"


def test_how_far_clocks_are_apart(bench: Bench) -> None:
    said = bench.run(convert, "홍콩이랑 시차 얼마야", ("place_name", "홍콩"))
    assert said.text == "홍콩이 여기보다 1시간 느려요."
    same = bench.run(convert, "서울과 도쿄 시차", ("place_name", "서울"), ("place_name", "도쿄"))
    assert same.response == "utter_same_time"


def test_the_place_is_asked_for(bench: Bench) -> None:
    assert bench.run(convert, "시간대 바꿔 줘").outcome.ask == "place_name"
    said = bench.run(
        convert, "도쿄", filled={"place_name": TextValue("도쿄")}, expected="place_name"
    )
    assert said.response == "utter_time_there"
    refused = bench.run(convert, "도쿄 시간대로 변경해 줘", ("place_name", "도쿄"))
    assert refused.response == "utter_zone_not_changed"


def test_days_are_said_by_both_names() -> None:
    context = Context(dt.datetime(2026, 11, 21, 10), "Asia/Seoul")
    assert say_day(dt.date(2026, 11, 22), context) == "내일(11월 22일 일요일)"
    assert say_day(dt.date(2026, 11, 25), context) == "11월 25일 수요일"
    assert say_day(dt.date(2027, 1, 1), context) == "2027년 1월 1일 금요일"


def test_figures_are_said_in_short() -> None:
    from fractions import Fraction

    assert say_figure(Fraction(1234567)) == "1,234,567"
    assert say_figure(Fraction(1, 2)) == "0.5"
    assert say_figure(Fraction(1, 3)) == "약 0.3333"
    assert say_figure(2**0.5) == "약 1.4142"
    assert say_figure(Fraction(1, 10**7)) == "약 1e-07"
