"""Whole turns of the shipped assistant: engine, domain, skills and database together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from malgwi_bench import FOLDER, NOW, TOMORROW, clock, day

from dialog.assistant import Assistant, Exchange
from dialog.store import Store
from slu.core import Context, Slot, Understanding
from slu.values import DurationValue, RangeValue, Value

MONDAY = dt.date(2026, 11, 23)


@dataclass
class Script:
    """An understander that is told beforehand what each sentence means."""

    lines: dict[str, Understanding] = field(default_factory=dict)

    def understand(self, text: str, context: Context) -> Understanding:
        return self.lines.get(text, Understanding(text, "general_quirky", 0.1))

    def teach(
        self, text: str, intent: str, *slots: tuple[str, str, Value | None], sure: float = 0.95
    ) -> str:
        marked = tuple(
            Slot(name, text.index(words), text.index(words) + len(words), words, value)
            for name, words, value in slots
        )
        self.lines[text] = Understanding(text, intent, sure, slots=marked)
        return text


@dataclass
class Talk:
    """A conversation with the assistant over a database in memory."""

    assistant: Assistant
    script: Script
    now: dt.datetime = NOW

    def say(
        self, text: str, intent: str = "", *slots: tuple[str, str, Value | None], sure: float = 0.95
    ) -> Exchange:
        if intent:
            self.script.teach(text, intent, *slots, sure=sure)
        return self.assistant.turn("c1", text, self.now)

    def due(self) -> list[str]:
        return [reply.text for reply in self.assistant.due("c1", self.now)]


@pytest.fixture
def talk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Talk]:
    store = Store.open(tmp_path_factory.mktemp("malgwi") / "malgwi.db")
    script = Script()
    yield Talk(Assistant.load(FOLDER, script, store), script)
    store.close()


def test_an_alarm_is_set_and_rings_once(talk: Talk) -> None:
    exchange = talk.say(
        "내일 아침 일곱 시에 깨워 줘",
        "alarm_set",
        ("date", "내일", day(TOMORROW)),
        ("time", "아침 일곱 시", clock(7)),
    )
    assert "내일(11월 22일 일요일) 오전 7시" in exchange.reply.text
    assert exchange.reply.data["action_alarm_set"]["alarms"][0]["kind"] == "alarm"
    assert talk.due() == []
    talk.now = dt.datetime.combine(TOMORROW, dt.time(7), NOW.tzinfo)
    rung = talk.due()
    assert len(rung) == 1
    assert "오전 7시" in rung[0]
    assert talk.due() == []


def test_a_missing_time_is_asked_for_and_answered(talk: Talk) -> None:
    asked = talk.say("알람 맞춰 줘", "alarm_set")
    assert "몇 시" in asked.reply.text
    done = talk.say("여섯 시 반이요", "alarm_set", ("time", "여섯 시 반", clock(18, 30)), sure=0.3)
    assert "오후 6시 30분" in done.reply.text
    told = talk.say("알람 뭐 있어", "alarm_query")
    assert "오후 6시 30분" in told.reply.text


def test_a_timer_rings(talk: Talk) -> None:
    talk.say("삼 분 타이머", "alarm_set", ("time", "삼 분", DurationValue(180)))
    talk.now += dt.timedelta(minutes=3)
    assert len(talk.due()) == 1


def test_a_reminder_rings_with_its_title(talk: Talk) -> None:
    talk.say(
        "내일 오후 세 시 회의 추가해",
        "calendar_set",
        ("date", "내일", day(TOMORROW)),
        ("time", "오후 세 시", clock(15)),
        ("event_name", "회의", None),
    )
    talk.now = dt.datetime.combine(TOMORROW, dt.time(15), NOW.tzinfo)
    assert "회의" in talk.due()[0]


def test_a_list_is_filled_over_two_turns(talk: Talk) -> None:
    asked = talk.say("쇼핑 목록에 추가해 줘", "lists_createoradd", ("list_name", "쇼핑", None))
    assert asked.reply.actions == ("action_list_add",)
    done = talk.say("우유랑 빵", "lists_createoradd", sure=0.3)
    assert "우유, 빵" in done.reply.text
    told = talk.say("목록 알려 줘", "lists_query")
    assert told.reply.data["action_list_query"] == {"lists": {"쇼핑": ["우유", "빵"]}}


def test_a_question_may_be_cancelled(talk: Talk) -> None:
    talk.say("알람 맞춰 줘", "alarm_set")
    talk.say("취소")
    told = talk.say("알람 뭐 있어", "alarm_query")
    assert "없어요" in told.reply.text


def test_guessing_goes_on_until_the_number_is_found(talk: Talk) -> None:
    talk.say("숫자 맞히기 하자", "play_game", ("game_name", "숫자 맞히기", None))
    low, high, text = 1, 100, ""
    for _ in range(8):
        guess = (low + high) // 2
        text = talk.say(f"{guess}", "general_quirky", sure=0.2).reply.text
        if "맞았" in text or "정답" in text:
            break
        low, high = (guess + 1, high) if "커요" in text or "더 큰" in text else (low, guess - 1)
    assert "맞았" in text or "정답" in text


def test_services_are_honest_and_others_can_be_done(talk: Talk) -> None:
    weather = talk.say("부산 날씨", "weather_query", ("place_name", "부산", None))
    assert "날씨 서비스" in weather.reply.text
    assert "연결되어 있지 않아요" in weather.reply.text
    assert "96" in talk.say("십이 곱하기 팔은", "qa_maths").reply.text


def test_what_is_not_understood_gets_a_choice(talk: Talk) -> None:
    lost = talk.say("흐아암", "general_quirky", sure=0.1)
    assert [button.title for button in lost.reply.buttons] == ["알람", "일정", "목록", "시각"]


def test_every_intent_answers_without_an_error(talk: Talk) -> None:
    for intent in talk.assistant.domain.spec.intents:
        exchange = talk.say(f"이것 좀 부탁해 {intent}", intent)
        assert exchange.reply.text
        assert "문제가 생겨서" not in exchange.reply.text, intent
        talk.say("취소")


def test_working_days_ring_from_monday_to_friday_and_on(talk: Talk) -> None:
    exchange = talk.say(
        "평일 아침 7시 알람",
        "alarm_set",
        ("date", "평일", RangeValue(day(MONDAY), day(MONDAY + dt.timedelta(days=4)))),
        ("time", "7시", clock(7)),
    )
    assert "평일 오전 7시" in exchange.reply.text
    rung = []
    for hours in range(0, 24 * 14, 6):  # two weeks, from a Saturday
        talk.now = NOW + dt.timedelta(hours=hours)
        rung += [(talk.now.date(), text) for text in talk.due()]
    days = [date for date, _ in rung]
    assert days == [MONDAY + dt.timedelta(days=shift) for shift in (0, 1, 2, 3, 4, 7, 8, 9, 10, 11)]
    assert all("오전 7시" in text for _, text in rung)


def test_the_half_of_the_day_is_asked_and_what_was_said_is_kept(talk: Talk) -> None:
    talk.now = NOW.replace(hour=14)
    asked = talk.say(
        "두 시에 약 알람", "alarm_set", ("time", "두 시", clock(2, ambiguous=True)),
        ("event_name", "약", None),
    )  # fmt: skip
    assert asked.reply.text == "오전 2시인가요, 오후 2시인가요?"
    assert [button.title for button in asked.reply.buttons] == ["오전", "오후"]
    puzzled = talk.say("글쎄다", sure=0.1)
    assert puzzled.reply.text == "오전 2시인가요, 오후 2시인가요?"
    done = talk.say("오후요", sure=0.1)
    assert "내일(11월 22일 일요일) 오후 2시에 '약' 알람" in done.reply.text
