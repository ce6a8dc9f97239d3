"""Numbers and money: listed readings, and round trips through the spoken form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.korean.money import parse_money
from slu.korean.numbers import parse_number, parse_whole, read_native, read_sino
from slu.values import MoneyValue, NumberValue


@pytest.mark.parametrize(
    ("text", "number", "unit"),
    [
        ("3만 5천", 35_000, None),
        ("1억 2,000만", 120_000_000, None),
        ("삼만 오천", 35_000, None),
        ("이천이십육", 2026, None),
        ("일공일공", 1010, None),
        ("1.5억", 150_000_000, None),
        ("이십이", 22, None),
        ("스물세", 23, None),
        ("열 두 개", 12, "개"),
        ("백스물세 명", 123, "명"),
        ("오점 삼", 5.3, None),
        ("0.5", 0.5, None),
        ("반", 0.5, None),
        ("두 배 반", 2.5, "배"),
        ("삼분의 일", 1 / 3, None),
        ("3/4", 0.75, None),
        ("영하 오 도", -5, "도"),
        ("이십 퍼센트로", 20, "%"),
        ("5킬로미터", 5, "km"),
        ("십만큼", 10, None),
        ("다섯이요", 5, None),
    ],
)
def test_a_number_is_read(text: str, number: float, unit: str | None) -> None:
    assert parse_number(text) == NumberValue(number, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "바나나",
        "사과",
        "최대로",
        "십백",
        "천백천",
        "1/0",
        "영분의 일",
        "점오",
        "조금 더",
    ],
)
def test_what_is_no_number_is_none(text: str) -> None:
    assert parse_number(text) is None


@given(st.integers(min_value=0, max_value=10**12))
def test_sino_readings_come_back(number: int) -> None:
    assert parse_whole(read_sino(number)) == number


@given(st.integers(min_value=0, max_value=10**12))
def test_figures_with_commas_come_back(number: int) -> None:
    assert parse_whole(f"{number:,}") == parse_whole(str(number)) == number


@given(st.integers(min_value=1, max_value=99), st.booleans())
def test_native_readings_come_back(number: int, counting: bool) -> None:
    assert parse_whole(read_native(number, counting)) == number


def test_readings_worked_by_hand() -> None:
    assert read_sino(0) == "영"
    assert read_sino(10_000) == "만"
    assert read_sino(100_010_000) == "일억일만"
    assert read_sino(123_456_789) == "일억이천삼백사십오만육천칠백팔십구"
    assert (read_native(20), read_native(20, True)) == ("스물", "스무")
    assert (read_native(21), read_native(21, True)) == ("스물하나", "스물한")


@pytest.mark.parametrize("number", [-1, 10**20])
def test_sino_refuses_what_it_has_no_words_for(number: int) -> None:
    with pytest.raises(ValueError, match=r"10\*\*20"):
        read_sino(number)


@pytest.mark.parametrize("number", [0, 100])
def test_native_refuses_what_it_has_no_words_for(number: int) -> None:
    with pytest.raises(ValueError, match="99"):
        read_native(number)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("삼만 오천 원", MoneyValue("KRW", 35_000)),
        ("만원짜리", MoneyValue("KRW", 10_000)),
        ("₩5,000", MoneyValue("KRW", 5_000)),
        ("백 달러", MoneyValue("USD", 100)),
        ("캐나다 달러", MoneyValue("CAD")),
        ("영국 파운드는", MoneyValue("GBP")),
        ("c. z. k.", MoneyValue("CZK")),
        ("10 EUR", MoneyValue("EUR", 10)),
        ("달러 대 유로", None),
        ("두 명 원", None),
        ("공원", None),
    ],
)
def test_money_is_read(text: str, value: MoneyValue | None) -> None:
    assert parse_money(text) == value
