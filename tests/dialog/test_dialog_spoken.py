"""Yes and no, several requests in a sentence, what is taken back, and what goes on from before."""

from __future__ import annotations

import re

import pytest

from dialog.follow_ups import is_change, is_undo
from dialog.requests import split
from dialog.sentences import without_taken_back
from dialog.tracker import Tracker
from dialog.yes_no import yes_or_no
from slu.core import Understanding

YES = """응 / 웅 / 네 / 넵! / 예 / 어 그래 / 좋아요 / 당연하지 / 물론이죠 / 맞아요 / 콜 / ㅇㅇ /
ㅇㅋ / OK / 그렇게 해 주세요 / 네, 다 지워 주세요 / 부탁드려요 / 그러자"""
NO = """아니 / 아니요 / 아뇨 / 싫어 / 됐어요 / 괜찮아요 / 하지 마 / 안 돼 / ㄴㄴ / 그냥 놔둬 /
필요 없어요 / 음 아니 / 아니 그냥 둬 / 지우지 마세요 / 별로 / 관둬"""


@pytest.mark.parametrize("text", re.split(r"\s/\s", YES))
def test_yes(text: str) -> None:
    assert yes_or_no(text) is True


@pytest.mark.parametrize("text", re.split(r"\s/\s", NO))
def test_no(text: str) -> None:
    assert yes_or_no(text) is False


@pytest.mark.parametrize(
    "text", ["네 시", "아니 여덟 시로", "좋은 아침", "예약해 줘", "글쎄", "어디", "내일", ""]
)
def test_neither(text: str) -> None:
    assert yes_or_no(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("불 끄고 7시에 깨워 줘", ("불 꺼 줘", "7시에 깨워 줘")),
        ("불 꺼주고 알람도 맞춰줘", ("불 꺼 줘", "알람도 맞춰줘")),
        ("불 켜줘. 그리고 타이머 맞춰줘.", ("불 켜줘", "타이머 맞춰줘.")),
        ("오늘 며칠이고 지금 몇 시야?", ("오늘 며칠야", "지금 몇 시야?")),
        ("우유 사고 빵 사라고 알려 줘", ("우유 사고 빵 사라고 알려 줘",)),
        ("회의 적고 한 시간 전에 알려 줘", ("회의 적고 한 시간 전에 알려 줘",)),
        ("우유하고 빵 추가해 줘", ("우유하고 빵 추가해 줘",)),
        ("창고 불 켜 줘", ("창고 불 켜 줘",)),
    ],
)
def test_a_sentence_is_cut_only_after_a_verb_that_asks(text: str, parts: tuple[str, ...]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("내일 아침 7시 아니 8시에 깨워 줘", "내일 아침 8시에 깨워 줘"),
        ("일곱 시, 아니 여덟 시", "여덟 시"),
        ("내일 아니 모레 세 시", "모레 세 시"),
        ("아니 여덟 시로", "아니 여덟 시로"),
        ("7시 아니면 8시", "7시 아니면 8시"),
    ],
)
def test_what_is_taken_back_is_left_out(text: str, rest: str) -> None:
    assert without_taken_back(text) == rest


@pytest.mark.parametrize(
    ("text", "since", "change", "undo"),
    [
        ("아니 여덟 시로", 1, True, False),
        ("7시 말고 9시요", 2, True, False),
        ("삼십 분 늦춰 줘", 3, True, False),
        ("그거 취소해 줘", 3, False, True),
        ("취소해 줘", 1, False, True),
        ("취소해 줘", 2, False, False),
        ("알람 취소해 줘", 1, False, False),
        ("아니 거실 불 꺼 줘", 1, False, False),
        ("아니", 1, False, False),
        ("지금 몇 시야", 1, False, False),
    ],
)
def test_what_goes_on_from_what_was_made(text: str, since: int, change: bool, undo: bool) -> None:
    tracker = Tracker("c", made="alarm:1", since_made=since)
    understanding = Understanding(text, "none", 0.5)
    assert (is_change(understanding, tracker), is_undo(understanding, tracker)) == (change, undo)
    nothing = Tracker("c", since_made=since)
    assert not is_change(understanding, nothing)
    assert not is_undo(understanding, nothing)


@pytest.mark.parametrize("word", ["네", "응", "해", "취소해", "그거", "아니", "알겠어요", "그래"])
def test_words_said_a_hundred_times_are_read_at_once(word: str) -> None:
    """No pattern may try every way to cut a long sentence: that would take for ever."""
    text = word * 100 + " 뭐야"
    assert yes_or_no(text) is None
    tracker = Tracker("x", made="alarm:1", since_made=1)
    assert not is_undo(Understanding(text, "x", 0.5), tracker)
