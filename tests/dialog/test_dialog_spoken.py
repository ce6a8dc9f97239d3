"""Yes and no, several requests in a sentence, what is taken back, and what goes on from before."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from dialog.answers import is_cancel
from dialog.domain import read_domain
from dialog.follow_ups import is_change, is_undo
from dialog.going_on import completed
from dialog.patterns import certain_intent
from dialog.requests import split
from dialog.sentences import without_slips, without_taken_back
from dialog.tracker import Task, Tracker
from dialog.voice import MALGWI
from dialog.yes_no import yes_or_no
from slu.core import Context, Understanding

MALGWI_DOMAIN = read_domain(MALGWI / "domain.yml")
CONTEXT = Context(dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC))

YES = """응 / 웅 / 네 / 넵! / 예 / 어 그래 / 좋아요 / 당연하지 / 물론이죠 / 맞아요 / 콜 / ㅇㅇ /
ㅇㅋ / OK / 그렇게 해 주세요 / 네, 다 지워 주세요 / 부탁드려요 / 그러자 /
오냐 / 그려 / 응 싹 다 / 전부 다"""
NO = """아니 / 아니요 / 아뇨 / 싫어 / 됐어요 / 괜찮아요 / 하지 마 / 안 돼 / ㄴㄴ / 그냥 놔둬 /
필요 없어요 / 음 아니 / 아니 그냥 둬 / 지우지 마세요 / 별로 / 관둬 / 아서라 / 하지 말게"""


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
        (
            "내일 아침 8시랑 9시에 깨워 줘",
            ("내일 아침 8시에 깨워 줘", "내일 아침 9시에 깨워 줘"),
        ),
        (
            "내일 아침 7시에 깨워 주고 저녁 8시에 알람 맞춰 줘",
            ("내일 아침 7시에 깨워 줘", "내일 저녁 8시에 알람 맞춰 줘"),
        ),
        ("타이머 5분이랑 10분 맞춰줘", ("타이머 5분 맞춰줘", "타이머 10분 맞춰줘")),
        ("8시랑 9시 사이에 회의 있어", ("8시랑 9시 사이에 회의 있어",)),
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
        ("생각해 보니까 여덟 시로 해 줘", 1, True, False),
        ("시끄러우니까 멈춰", 1, True, False),
        ("시끄러우니까 멈춰", 2, False, False),
        ("원래대로 해 줘", 1, False, True),
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
    assert not is_cancel(text)


@pytest.mark.parametrize(
    "text", ["취소", "아니 됐어요", "아 됐어 안 할래", "그럼 다음에 할게", "됐다 관두자"]
)
def test_cancelling(text: str) -> None:
    assert is_cancel(text)


@pytest.mark.parametrize("text", ["알람 취소", "나중에", "안 할 일 목록", "그만큼 더"])
def test_no_cancelling(text: str) -> None:
    assert not is_cancel(text)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("일곱 씨에 깨워 줘", "일곱 시에 깨워 줘"),
        ("삼십 뿐 타이머", "삼십 분 타이머"),
        ("한 씨에게 메일 보내 줘", "한 씨에게 메일 보내 줘"),
        ("나뿐 아니라", "나뿐 아니라"),
    ],
)
def test_units_that_were_heard_wrong(heard: str, meant: str) -> None:
    assert without_slips(heard) == meant


def done(intent: str, text: str, made: str | None = None) -> Tracker:
    task = Task("x", intent, begun_by=Understanding(text, intent, 0.9))
    return Tracker("c", done=task, made=made, since_made=1)


@pytest.mark.parametrize(
    ("before", "text", "intent"),
    [
        (done("audio_volume_down", "소리 줄여 줘"), "조금만 더", "audio_volume_down"),
        (done("audio_volume_down", "소리 30으로 줄여 줘"), "조금만 더", "none"),
        (done("alarm_query", "알람 뭐 있어"), "다 꺼 버려", "alarm_remove"),
        (done("alarm_query", "알람 뭐 있어"), "이제 필요 없어요 지워 주세요", "alarm_remove"),
        (done("weather_query", "날씨 어때"), "다 꺼 버려", "none"),
        (done("lists_createoradd", "우유 적어 줘"), "이제 뭐뭐 있지?", "lists_query"),
        (done("alarm_set", "7분 타이머", "timer:1"), "얼마나 남았어?", "alarm_query"),
        (done("alarm_set", "내일 6시 알람", "alarm:1"), "여섯 시 거는 지워 줘", "alarm_remove"),
    ],
)
def test_what_goes_on_from_what_was_done(before: Tracker, text: str, intent: str) -> None:
    found = completed(Understanding(text, "none", 0.3), before, MALGWI_DOMAIN, CONTEXT)
    assert found.intent == intent


@pytest.mark.parametrize(
    "text",
    ["에어컨 꺼 줘", "에어컨 꺼 주시겠어요?", "에어컨 꺼 주실 수 있나요", "에어컨 좀 꺼다오"],
)
def test_a_pattern_holds_however_politely_it_is_asked(text: str) -> None:
    assert certain_intent(text, MALGWI_DOMAIN) == "iot_wemo_off"


LONG = [
    "다 ",
    "싹",
    "취소",
    "됐어 ",
    "그거 ",
    "좀 ",
    "더 ",
    "한 시 ",
    "내일 아침 7시랑 ",
    "5분",
    "말고 ",
]


@pytest.mark.parametrize("word", [*LONG, "거 지워 ", "먹게 ", "살 거 ", "주시면 ", "니까 "])
def test_long_sentences_are_read_at_once(word: str) -> None:
    text = (word * 1000)[:990] + "!? x"
    before = done("alarm_query", "알람 뭐 있어", "volume:50")
    completed(Understanding(text, "none", 0.3), before, MALGWI_DOMAIN, CONTEXT)
    is_change(Understanding(text, "none", 0.3), before)
    certain_intent(text, MALGWI_DOMAIN)
    split(text)
    assert without_slips(text) == text
