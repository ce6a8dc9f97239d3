"""Conversations through the shipped model: what is said in the first minutes goes well."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from malgwi_bench import FOLDER, NOW

from dialog import schedule
from dialog.assistant import Assistant, Exchange
from dialog.store import Store
from slu.paths import DEFAULT_MODEL
from slu.understanding.understander import Understander


@dataclass
class Talk:
    """One conversation; a sentence every ten seconds."""

    assistant: Assistant
    now: dt.datetime = NOW

    def turn(self, sentence: str) -> Exchange:
        exchange = self.assistant.turn("c", sentence, self.now)
        self.now += dt.timedelta(seconds=10)
        return exchange

    def say(self, *sentences: str) -> str:
        """The reply to the last of them."""
        return [self.turn(sentence).reply.text for sentence in sentences][-1]

    def armed(self) -> list[tuple[str, dt.timedelta, str]]:
        """Kind, time from the start of the conversation, label."""
        with self.assistant.store.reading() as session:
            found = schedule.upcoming(session, "c")
        return [(one.kind, one.at - NOW, one.label) for one in found]

    @property
    def is_waiting(self) -> bool:
        return self.assistant.tracker("c").task is not None


@pytest.fixture(scope="session")
def understander() -> Understander:
    return Understander.load(DEFAULT_MODEL)


@pytest.fixture
def talk(understander: Understander, tmp_path: Path) -> Iterator[Talk]:
    store = Store.open(tmp_path / "malgwi.db")
    yield Talk(Assistant.load(FOLDER, understander, store))
    store.close()


def after(**length: float) -> dt.timedelta:
    return dt.timedelta(**length)


@pytest.mark.parametrize(
    ("sentence", "minutes"),
    [("5분 타이머", 5), ("타이머 10분", 10), ("라면 타이머 3분 맞춰줘", 3)],
)
def test_a_timer_is_set_at_once(talk: Talk, sentence: str, minutes: int) -> None:
    assert f"{minutes}분" in talk.say(sentence)
    assert [one[:2] for one in talk.armed()] == [("timer", after(minutes=minutes))]
    assert not talk.is_waiting


def test_a_timer_is_asked_about_told_and_taken_away(talk: Talk) -> None:
    assert "타이머" in talk.say("타이머 맞춰줘")
    assert "7분" in talk.say("7분")
    assert "6분 50초 남은 타이머" in talk.say("타이머 몇 분 남았어")
    talk.say("타이머 취소해줘")
    assert talk.armed() == []


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("삼십 분 뒤에 알려 줘", after(minutes=30)),
        ("내일 오전 9시에 알려줘", after(hours=23)),
        ("매일 밤 10시에 알려줘", after(hours=12)),
    ],
)
def test_a_time_and_nothing_else_is_a_reminder(
    talk: Talk, sentence: str, when: dt.timedelta
) -> None:
    reply = talk.say(sentence)
    assert reply.endswith(("알려 드릴게요.", "알림을 드릴게요."))
    assert talk.armed() == [("reminder", when, "")]
    talk.now = NOW + when
    assert "알려 드리기로" in talk.assistant.due("c", talk.now)[0].text


def test_a_reminder_of_something_keeps_it(talk: Talk) -> None:
    assert "약 먹기" in talk.say("한 시간 뒤에 약 먹으라고 알려줘")
    assert "손님 온다" in talk.say("다섯 시에 손님 온다고 알려줘")
    assert [label for _, _, label in talk.armed()] == ["약 먹기", "손님 온다"]


@pytest.mark.parametrize(
    ("sentence", "when"),
    [
        ("내일 아침 7시에 깨워줘", after(hours=21)),
        ("7시 반으로 알람 맞춰줘", after(hours=9, minutes=30)),
        (
            "내일 아침에 일곱 시쯤에 일어나야 하는데 그때 좀 깨워줄 수 있을까 "
            "왜냐하면 중요한 발표가 있거든",
            after(hours=21),
        ),
    ],
)
def test_an_alarm_is_set(talk: Talk, sentence: str, when: dt.timedelta) -> None:
    assert "알람" in talk.say(sentence)
    assert [one[:2] for one in talk.armed()] == [("alarm", when)]


@pytest.mark.parametrize(
    ("sentence", "at"),
    [
        ("모레 오후 두 시에 병원 예약", "2026-11-23T14:00"),
        ("다음 주 수요일 10시 팀 회의 추가해줘", "2026-11-25T10:00"),
    ],
)
def test_an_event_is_on_the_day_that_was_said(talk: Talk, sentence: str, at: str) -> None:
    event = talk.turn(sentence).reply.data["action_calendar_set"]["events"][0]
    assert event["start"].startswith(at)
    assert event["place"] is None


@pytest.mark.parametrize("sentence", ["내일 일정 알려줘", "내일 일정 뭐야", "내일 일정 있어?"])
def test_the_calendar_is_told_not_filled(talk: Talk, sentence: str) -> None:
    assert "일정" in talk.say(sentence)
    assert not talk.is_waiting
    talk.say("내일 3시에 치과 예약 넣어줘")
    assert "치과 예약" in talk.say(sentence)


def test_a_waiting_question_is_put_again_once_then_dropped(talk: Talk) -> None:
    asked = ("어떤 일정인가요?", "무슨 일정이라고 적을까요?")
    assert talk.say("일정 추가해 줘") in asked
    assert talk.say("고마워").endswith(asked)
    assert talk.is_waiting
    assert not talk.say("지금 몇 시야").endswith(asked)
    assert not talk.is_waiting
    assert talk.armed() == []


def test_nonsense_does_not_ask_for_ever(talk: Talk) -> None:
    talk.say("회의 일정 잡아줘", "ㅁㄴㅇㄹ", "asdf")
    assert talk.is_waiting
    assert talk.turn("ㄹㄹㄹ").reply.buttons
    assert not talk.is_waiting


def test_no_ends_a_question_and_nothing_else(talk: Talk) -> None:
    talk.say("알람 맞춰줘", "아니")
    assert not talk.is_waiting
    talk.say("내일 세 시에 치과 일정 넣어 줘", "아니")
    assert len(talk.armed()) == 1


def test_cancelling_right_after_undoes_what_was_made(talk: Talk) -> None:
    assert "치과" in talk.say("내일 세 시에 치과 일정 넣어 줘", "취소")
    assert talk.armed() == []


def test_the_time_here_and_there(talk: Talk) -> None:
    assert talk.say("지금 몇 시야") in ("지금은 오전 10시예요.", "오전 10시예요.")
    assert "11월 20일 금요일 오후 8시" in talk.say("뉴욕은 지금 몇 시야")
    assert "어제" not in talk.say("뉴욕은 지금 몇 시야")


def test_a_number_is_kept_and_told(talk: Talk) -> None:
    assert "엄마" in talk.say("엄마 전화번호 뭐야")
    assert not talk.is_waiting
    assert "010-1234-5678" in talk.say("엄마 번호 010-1234-5678로 저장해줘")
    assert "010-1234-5678" in talk.say("엄마 전화번호 뭐야")


@pytest.mark.parametrize(
    ("sentence", "result"),
    [
        ("5킬로미터는 몇 마일이야", "3.1069"),
        ("섭씨 30도는 화씨로 몇 도야", "86"),
        ("12 곱하기 8은", "96"),
        ("백이십의 이십 퍼센트는 얼마야", "24"),
        ("50만원의 10퍼센트", "50,000"),
        ("루트 16은", "4"),
    ],
)
def test_sums_and_conversions(talk: Talk, sentence: str, result: str) -> None:
    assert result in talk.say(sentence)


def test_a_sum_interrupts_a_question_for_words(talk: Talk) -> None:
    assert "3.1069" in talk.say("일정 추가해 줘", "5킬로미터는 몇 마일이야")


def test_money_by_the_rate_that_was_told(talk: Talk) -> None:
    assert "140,000원" in talk.say("달러 환율을 1400원으로 설정해줘", "100달러는 몇 원이야")


def test_a_list(talk: Talk) -> None:
    talk.say("쇼핑 목록에 우유랑 계란 추가해줘", "우유 빼줘")
    reply = talk.say("쇼핑 목록 보여줘")
    assert "계란" in reply
    assert "우유" not in reply


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("거실 불 켜줘", "거실"),
        ("에어컨 켜줘", "에어컨"),
        ("소리 좀 키워줘", "60%"),
        ("커피 한 잔 내려줘", "커피"),
        ("오늘 며칠이야", "11월 21일 토요일"),
        ("크리스마스까지 며칠 남았어", "34일"),
        ("설날이 언제야", "2027년 2월 7일"),
        ("오늘 날씨 어때", "날씨 서비스"),
        ("너 뭐 할 수 있어", "알람"),
        ("심심해", "해"),
        ("잘 자", "안녕히 주무세요"),
        ("응", "말씀해 주세요"),
        ("", "듣지 못했어요"),
    ],
)
def test_one_sentence(talk: Talk, sentence: str, words: str) -> None:
    assert words in talk.say(sentence)
    assert not talk.is_waiting


def test_small_talk_changes_nothing(talk: Talk) -> None:
    for sentence in ("심심해", "사랑해", "잘 자", "아 배고프다", "ㅋㅋㅋㅋ", "반가워", "고마워"):
        assert set(talk.turn(sentence).reply.actions) <= {"action_chat", "action_greet"}


@pytest.mark.parametrize(
    ("sentence", "reply"),
    [
        ("거실 불 켜 줘", "거실 조명을 켰"),
        ("안방 조명 좀 꺼주세요", "안방 조명을 껐"),
        ("장보기 목록에 우유 넣어 줘", "우유"),
        ("뉴욕은 지금 몇 시야?", "뉴욕은 지금"),
    ],
)
def test_what_the_page_offers_to_say_is_done(talk: Talk, sentence: str, reply: str) -> None:
    assert reply in talk.say(sentence)
