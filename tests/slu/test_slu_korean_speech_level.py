"""Levels of speech: our own cases, worked by hand; what stands in quotes is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.korean.conjugation import formal, infinitive, stem_of
from slu.korean.speech_level import Level, said, unknown_endings

LINES = (Path(__file__).parent / "cases" / "levels.tsv").read_text("utf-8").splitlines()
CASES = [line.split("\t") for line in LINES if line and not line.startswith("#")]
_STEMS = """\
하 되 맞추 지우 울리 오 보 주 두 크 쓰 끄 바쁘 많 적 닫 없 있 같 좋 반갑 고맙 춥 어렵 모르 고르
빠르 켜 보내 마시 배우 깨우 쉬 가 만나 사 기다리 이기 돕"""
STEMS = _STEMS.split()


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 120


@pytest.mark.parametrize(("polite", "formally", "plainly"), CASES)
def test_a_sentence_at_each_level(polite: str, formally: str, plainly: str) -> None:
    assert said(polite, Level.POLITE) == polite
    assert said(polite, Level.FORMAL) == (polite if formally == "=" else formally)
    assert said(polite, Level.PLAIN) == (polite if plainly == "=" else plainly)
    assert unknown_endings(polite) == []


@pytest.mark.parametrize(("polite", "formally", "plainly"), CASES)
def test_what_is_formal_or_plain_stays_so(polite: str, formally: str, plainly: str) -> None:
    if formally != "=":
        assert said(formally, Level.FORMAL) == formally
    if plainly != "=":
        assert said(plainly, Level.PLAIN) == plainly


@pytest.mark.parametrize("stem", STEMS)
def test_a_stem_and_its_form_lead_to_each_other(stem: str) -> None:
    assert stem_of(infinitive(stem)) == stem


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("하", "합니다"),
        ("만들", "만듭니다"),
        ("길", "깁니다"),
        ("적", "적습니다"),
        ("없", "없습니다"),
    ],
)
def test_formal_forms(stem: str, expected: str) -> None:
    assert formal(stem) == expected
    assert formal(stem, asks=True) == expected[:-1] + "까"


@given(st.text(alphabet="가나다요세게어아 .?!,'예이했", max_size=14), st.sampled_from(Level))
def test_any_text_can_be_said_and_quotes_stay(text: str, level: Level) -> None:
    quoted = "‘제가 했어요.’"
    assert quoted in said(f"{text}{quoted}{text}", level)


@pytest.mark.parametrize("text", ["그런갑죠요.", "랄라쇼요!"])
def test_an_ending_that_is_not_known_is_named(text: str) -> None:
    assert unknown_endings(text) == [text[:-1]]
