"""Sums, units and money of the shipped assistant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from malgwi_bench import Bench, open_store
from sqlalchemy import select

from dialog.assistants.malgwi.skills.currency import exchange, find_mentions
from dialog.assistants.malgwi.skills.expression import ExpressionError, evaluate
from dialog.assistants.malgwi.skills.maths import calculate, find_sum
from dialog.assistants.malgwi.skills.tables import Setting
from dialog.assistants.malgwi.skills.units import find_conversion


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store()
    with store.writing() as session:
        yield Bench(session)
    store.close()


SUMS = [
    ("삼 곱하기 이는 육", 6),
    ("이십삼 곱하기 오십이는 얼마야", 1196),
    ("칠 더하기 칠이 뭐야", 14),
    ("오 더하기 십팔 빼기 사", 19),
    ("3+4*2", 11),
    ("(3 + 4) × 2는", 14),
    ("천오백 나누기 백육십", Fraction(75, 8)),
    ("팔에서 사를 빼면 얼마가 남아", 4),
    ("십을 오로 나누면", 2),
    ("사와 육 두 숫자의 합이 뭐야", 10),
    ("백이십의 이십 퍼센트는 얼마야", 24),
    ("오백에서 이십 퍼센트 할인하면", 400),
    ("삼십 분의 십오", Fraction(1, 2)),
    ("사의 제곱근은 뭐야", 2),
    ("27의 세제곱근", 3),
    ("이의 십 제곱", 1024),
    ("사인 삼십도 값이 얼마야", Fraction(1, 2)),
    ("이 문제 풀어봐 일 더하기 일은", 2),
    ("열다섯 더하기 스물셋은", 38),
    ("일 점 오 더하기 0.5", 2),
]


@pytest.mark.parametrize(("text", "value"), SUMS)
def test_sums_said_in_words(text: str, value: int | Fraction) -> None:
    found = find_sum(text)
    assert found is not None
    assert found.value == value


@pytest.mark.parametrize("text", ["계산", "이 수학 문제 풀어줘", "숫자를 빼는 방법", "오늘 뭐 해"])
def test_what_holds_no_sum_gives_none(text: str) -> None:
    assert find_sum(text) is None


def test_a_share_is_told_in_percent(bench: Bench) -> None:
    said = bench.run(calculate, "이백의 몇 퍼센트가 삼십이야")
    assert said.outcome.values["result"] == "15%"


def test_what_has_no_answer_says_why(bench: Bench) -> None:
    assert bench.run(calculate, "일 나누기 영은").text == "0으로는 나눌 수 없어요."
    assert "너무 커서" in bench.run(calculate, "9의 99999999승").text
    assert bench.run(calculate, "수학 과정").response == "utter_maths_unclear"


def test_the_reply_shows_the_sum(bench: Bench) -> None:
    said = bench.run(calculate, "십이 곱하기 팔은 뭐야")
    assert said.text == "12 × 8 = 96, 답은 96이에요."


def test_expressions_by_hand() -> None:
    assert evaluate("2 + 3 * 4 ^ 2") == 50
    assert evaluate("-(2 - 5)") == 3
    assert evaluate("√ 2") == pytest.approx(math.sqrt(2))
    for wrong in ("", "2 +", "(2", "2 2", "tan 90", "√ (0 - 4)", "__import__"):
        with pytest.raises(ExpressionError):
            evaluate(wrong)


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from("+-*/"))
def test_expressions_agree_with_fractions(left: int, right: int, sign: str) -> None:
    a, b = Fraction(left), Fraction(right)
    expected = {"+": a + b, "-": a - b, "*": a * b, "/": a / b}[sign]
    assert evaluate(f"{left} {sign} {right}") == expected


@given(st.text(alphabet="0123456789+-*/^()√∛ sinco", max_size=20))
def test_no_expression_breaks_it(source: str) -> None:
    try:
        value = evaluate(source)
    except ExpressionError:
        return
    assert isinstance(value, Fraction | float)


UNITS = [
    ("일 키로미터는 몇 센티미터야", 100_000),
    ("십 인치를 센치미터로 변환", Fraction("25.4")),
    ("오 마일은 몇 킬로미터야", Fraction("8.04672")),
    ("화씨 212도는 섭씨로 몇 도야", 100),
    ("섭씨 30도는 화씨로", 86),
    ("121평은 몇 제곱미터야", 400),
    ("두 시간은 몇 분이야", 120),
    ("1파운드는 몇 그램이야", Fraction("453.59237")),
    ("십 킬로는 몇 마일이야", Fraction(10000) / Fraction("1609.344")),
    ("십 킬로는 몇 파운드야", Fraction(10000) / Fraction("453.59237")),
]


@pytest.mark.parametrize(("text", "result"), UNITS)
def test_units(text: str, result: int | Fraction) -> None:
    conversion = find_conversion(text)
    assert conversion is not None
    assert conversion.result == result


def test_units_are_answered_before_sums(bench: Bench) -> None:
    assert bench.run(calculate, "섭씨 30도는 화씨로").text == "섭씨 30도는 화씨 86도예요."


def test_there_is_no_conversion_between_dimensions() -> None:
    assert find_conversion("십 킬로그램은 몇 미터야") is None


def test_a_rate_is_set_by_speaking_and_used(bench: Bench) -> None:
    none = bench.run(exchange, "십 달러는 몇 원이야", ("currency_name", "달러"))
    assert none.response == "utter_rate_missing"
    assert "달러 환율을 1380원으로 설정해 줘" in none.text
    bench.run(exchange, "달러 환율을 1380원으로 설정해 줘", ("currency_name", "달러"))
    row = bench.session.scalars(select(Setting)).one()
    assert (row.key, row.value) == ("rate:USD", "1380")
    said = bench.run(exchange, "십 달러는 몇 원이야", ("currency_name", "달러"))
    assert said.text == "10 달러는 13,800원이에요. 설정해 두신 환율로 계산했어요."
    back = bench.run(exchange, "만 삼천팔백 원은 달러로 얼마야")
    assert back.outcome.data["result"] == 10


def test_rates_per_hundred_and_across(bench: Bench) -> None:
    bench.run(exchange, "100엔 환율을 920원으로 설정해 줘")
    bench.run(exchange, "달러 환율은 1380원으로 기억해 줘")
    said = bench.run(exchange, "일 달러는 엔으로 얼마야")
    assert said.outcome.data["result"] == 150
    assert "100 엔" not in said.text
    assert bench.run(exchange, "환율 알려 줘").outcome.data["rates"] == [
        "1 엔에 9.2원",
        "1 달러에 1,380원",
    ]


def test_without_rates_it_says_how_to_set_one(bench: Bench) -> None:
    said = bench.run(exchange, "환율")
    assert said.response == "utter_rate_none"
    assert all("설정해 줘" in text for text in said.texts)


def test_a_rate_of_nothing_is_refused(bench: Bench) -> None:
    assert bench.run(exchange, "달러 환율을 0원으로 설정해 줘").response == "utter_rate_refused"
    assert list(bench.session.scalars(select(Setting))) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("십 u. s. d. 는 유로 로 얼마야", ["USD", "EUR"]),
        ("캐나다 달러와 미국 달러 환율", ["CAD", "USD"]),
        ("미국 멕시코 환율 알려줘", ["USD", "MXN"]),
        ("달러와 원화의 환율은 얼마야", ["USD", "KRW"]),
        ("동네 병원 환불", []),
    ],
)
def test_currencies_are_found_in_the_text(text: str, codes: list[str]) -> None:
    assert [mention.code for mention in find_mentions(text)] == codes
