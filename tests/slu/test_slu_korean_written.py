"""Numbers between words and figures: listed cases (cases/said.tsv), round trips, and offsets."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slu.korean.rewriting import Edit, Rewritten, rewrite
from slu.korean.spoken import to_spoken
from slu.korean.written import to_written

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "said.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
WRITTEN = [(given, expected) for way, given, expected in CASES if way != "spoken"]
SPOKEN = [
    (expected, given) if way == "both" else (given, expected)
    for way, given, expected in CASES
    if way != "written"
]


@pytest.mark.parametrize(("said", "expected"), WRITTEN)
def test_listed_words_are_written(said: str, expected: str) -> None:
    assert to_written(said).text == (said if expected == "=" else expected)


@pytest.mark.parametrize(("written", "expected"), SPOKEN)
def test_listed_figures_are_said(written: str, expected: str) -> None:
    assert to_spoken(written).text == (written if expected == "=" else expected)


def test_the_list_is_long_and_holds_what_is_no_number() -> None:
    assert len(CASES) >= 400
    assert sum(expected == "=" for *_, expected in CASES) >= 120
    assert len({(way, given) for way, given, _ in CASES}) == len(CASES)


def comes_back(written: str) -> None:
    said = to_spoken(written)
    assert not any(char.isdigit() for char in said.text), said.text
    assert to_written(said.text).text == written, said.text


@given(st.integers(1, 24), st.integers(0, 59), st.sampled_from(["", "에", "까지", "부터 비워 둬"]))
def test_times_come_back(hour: int, minute: int, rest: str) -> None:
    comes_back(f"{hour}시 {minute}분{rest}" if minute else f"{hour}시{rest}")


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.sampled_from(["", "에", " 일정"]))
def test_dates_come_back(day: dt.date, rest: str) -> None:
    comes_back(f"{day.year}년 {day.month}월 {day.day}일{rest}")


@given(st.integers(10, 10**8 - 1), st.sampled_from(["원", "달러", "원만", "유로로"]))
def test_money_comes_back(amount: int, unit: str) -> None:
    comes_back(f"{amount:,}{unit}")


@given(st.integers(1, 9_999), st.integers(1, 9_999))
def test_large_sums_come_back(hundred_millions: int, ten_thousands: int) -> None:
    comes_back(f"{hundred_millions:,}억 {ten_thousands:,}만 원")


@given(st.sampled_from(["010", "02", "031", "070"]), st.integers(100, 9_999), st.integers(0, 9_999))
def test_telephone_numbers_come_back(area: str, middle: int, last: int) -> None:
    comes_back(f"{area}-{middle}-{last:04}")


@given(st.integers(3, 99), st.integers(0, 99), st.sampled_from(["%", "km", "kg", "배속"]))
def test_measures_come_back(whole: int, part: int, unit: str) -> None:
    comes_back(f"{whole}.{part}{unit}")
    comes_back(f"{whole}{unit}")


@given(st.integers(2, 99), st.sampled_from(["명", "개", "잔", "장", "마리", "살", "권"]))
def test_counts_come_back(number: int, unit: str) -> None:
    comes_back(f"{number}{unit}")


@given(st.integers(3, 99), st.data())
def test_fractions_come_back(below: int, data: st.DataObject) -> None:
    comes_back(f"{data.draw(st.integers(1, below - 1))}/{below}")


_PIECES = (
    "일곱 시 반|오전|십오 분|스물세 명|삼만 오천 원|이 노래|일|만|사 줘|공일공 일이삼사 오육칠팔|"
    "7시|19:30|35,000원|010-1234-5678|3.5|1/3|50%|A4|-5도|2026-11-21|3~5명|$10|에|은|까지|!|\t|한|열"
)
texts = st.builds(
    lambda parts, gap: gap.join(parts),
    st.lists(st.sampled_from(_PIECES.split("|")), max_size=6),
    st.sampled_from([" ", "", "  "]),
) | st.text("일이삼사오만천백십시분원점한두세열 0123:/-.,%~$시분", max_size=16)
ways = pytest.mark.parametrize("way", [to_written, to_spoken])


@ways
@settings(max_examples=100)
@given(text=texts)
def test_offsets_hold_and_nothing_else_changes(way, text: str) -> None:  # type: ignore[no-untyped-def]
    found: Rewritten = way(text)
    assert found.given == text
    kept = kept_new = 0
    for edit, back in zip(found.edits, found.inverse.edits, strict=True):
        assert text[kept : edit.start] == found.text[kept_new : back.start]
        assert found.text[back.start : back.end] == edit.new
        kept, kept_new = edit.end, back.end
    assert text[kept:] == found.text[kept_new:]
    assert found.inverse.inverse == found


@ways
@settings(max_examples=100)
@given(text=texts, data=st.data())
def test_spans_are_valid_monotone_and_come_back(way, text: str, data: st.DataObject) -> None:  # type: ignore[no-untyped-def]
    found: Rewritten = way(text)
    start, middle, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 3)))
    left, whole = found.span(start, middle), found.span(start, end)
    assert 0 <= whole[0] <= whole[1] <= len(found.text)
    assert left[0] == whole[0]
    assert left[1] <= whole[1] or start == middle
    inside = any(edit.start < place < edit.end for edit in found.edits for place in (start, end))
    if not inside and whole[0] < whole[1]:
        back = found.given_span(*whole)
        assert start <= back[0] <= back[1] <= end
        assert not (text[start : back[0]] + text[back[1] : end]).strip()


@ways
@settings(max_examples=100)
@given(text=texts)
def test_what_is_rewritten_stays(way, text: str) -> None:  # type: ignore[no-untyped-def]
    once = way(text).text
    assert way(once).text == once


def test_a_slot_is_carried_there_and_back() -> None:
    said = "내일 오후 세시 반에 김 민수 만나"
    written = to_written(said)
    assert written.text == "내일 오후 3시 반에 김 민수 만나"
    for given_, new in (("오후 세시 반", "오후 3시 반"), ("김 민수", "김 민수"), ("내일", "내일")):
        start = said.index(given_)
        span = written.span(start, start + len(given_))
        assert written.text[slice(*span)] == new
        assert written.given_span(*span) == (start, start + len(given_))


def test_spans_by_hand() -> None:
    found = rewrite("가나다라", [Edit(1, 2, ""), Edit(2, 2, "+"), Edit(3, 4, "마바")])
    assert found.text == "가+다마바"
    assert found.span(0, 1) == (0, 1)
    assert found.span(1, 2) == (1, 1)
    assert found.span(2, 4) == (2, 5)
    assert found.given_span(3, 4) == (3, 4)  # a part of an edit stands for the whole
    with pytest.raises(ValueError, match="겹칩니다"):
        rewrite("가나다", [Edit(0, 2, ""), Edit(1, 3, "")])
