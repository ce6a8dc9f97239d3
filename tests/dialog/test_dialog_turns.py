"""Conversations: rules, forms, fragments, interruptions, cancelling, fallback, failures."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from conversation_kit import NOW, Scripted, assistant, slot

from dialog import answers, schedule
from dialog.assistant import LONGEST, Assistant
from dialog.events import ActionFailed, BotReplied, NotUnderstood, UserSaid
from slu.core import Context, Understanding
from slu.values import TextValue, TimeValue

SEVEN = TimeValue(dt.time(7))


@pytest.fixture
def told() -> Scripted:
    told = Scripted()
    told.tell("안녕", "greet")
    told.tell("알람 맞춰 줘", "alarm_set")
    told.tell("일곱 시에 깨워 줘", "alarm_set", slot("time", "일곱 시", "일곱 시에 깨워 줘", SEVEN))
    told.tell("부산 날씨 알려 줘", "weather", slot("place_name", "부산", "부산 날씨 알려 줘"))
    told.tell("날씨 어때?", "weather")
    told.tell("메모해 줘", "note_add")
    return told


@pytest.fixture
def bot(tmp_path: Path, told: Scripted) -> Assistant:
    return assistant(tmp_path, told)


def says(bot: Assistant, *sentences: str) -> list[str]:
    return [bot.turn("a", sentence, NOW).reply.text for sentence in sentences]


def armed(bot: Assistant) -> list[str]:
    with bot.store.reading() as session:
        return [one.label for one in schedule.upcoming(session, "a")]


def test_a_filled_form_acts_at_once(bot: Assistant) -> None:
    exchange = bot.turn("a", "일곱 시에 깨워 줘", NOW)
    assert exchange.reply.text == "오전 7시에 깨울게요."
    assert exchange.reply.actions == ("action_alarm",)
    assert exchange.reply.data == {"action_alarm": {"time": "07:00:00"}}
    assert exchange.decision is not None
    assert exchange.decision.reason == "rule"
    assert list(exchange.events) == bot.history("a")
    assert armed(bot) == ["07:00:00"]
    assert bot.tracker("a").task is None


def test_a_form_asks_and_takes_a_fragment_whatever_its_intent(
    bot: Assistant, told: Scripted
) -> None:
    told.tell("오전 일곱 시", "weather", confidence=0.99)
    asked = bot.turn("a", "알람 맞춰 줘", NOW)
    assert asked.reply.text == "몇 시로 할까요?"
    assert asked.reply.buttons[0].payload == "일곱 시"
    assert says(bot, "오전 일곱 시") == ["오전 7시에 깨울게요."]
    assert [context.expected for context in told.contexts] == [None, "time"]
    assert says(bot, "알람 맞춰 줘") == ["몇 시로 할까요?"]  # the last alarm's time is forgotten


def test_a_skill_asks_and_gets_free_text(bot: Assistant) -> None:
    assert says(bot, "메모해 줘", "우유 사기") == ["무엇을 적을까요?", "우유 사기를 적었어요."]


def test_another_request_interrupts_and_the_question_comes_back(bot: Assistant) -> None:
    assert says(bot, "알람 맞춰 줘", "부산 날씨 알려 줘", "오전 일곱 시") == [
        "몇 시로 할까요?",
        "부산은 맑아요. 몇 시로 할까요?",
        "오전 7시에 깨울게요.",
    ]


def test_an_interruption_may_ask_itself(bot: Assistant) -> None:
    assert says(bot, "알람 맞춰 줘", "날씨 어때?", "제주", "오전 일곱 시") == [
        "몇 시로 할까요?",
        "어디요?",
        "제주는 맑아요. 몇 시로 할까요?",
        "오전 7시에 깨울게요.",
    ]


def test_cancelling_leaves_everything(bot: Assistant) -> None:
    for word in ("취소", "그만해 줘.", "아니 됐어요"):
        says(bot, "알람 맞춰 줘", "날씨 어때?")
        decision = bot.turn("a", word, NOW).decision
        assert decision is not None
        assert decision.reason == "cancelled"
        assert bot.tracker("a").tasks == ()
    assert armed(bot) == []


def test_what_cannot_be_an_answer_is_asked_again_then_given_up(bot: Assistant) -> None:
    said = says(bot, "알람 맞춰 줘", "글쎄", "음", "몰라")
    assert said[:3] == ["몇 시로 할까요?"] * 3
    assert said[3].startswith("무엇을 도와드릴까요?")
    assert bot.tracker("a").task is None


def test_low_confidence_no_rule_and_out_of_scope_fall_back(bot: Assistant, told: Scripted) -> None:
    told.tell("흐림", "greet", confidence=0.3)
    told.tell("규칙 없음", "secret", confidence=0.9)
    told.known["주식"] = Understanding("주식", "greet", 0.9, in_scope=False)
    for sentence in ("흐림", "규칙 없음", "주식"):
        reply = bot.turn("a", sentence, NOW).reply
        assert reply.text.startswith("무엇을 도와드릴까요?")
        assert reply.buttons[0].title == "알람"


def test_a_button_is_a_request_even_while_a_question_is_open(bot: Assistant) -> None:
    assert says(bot, "메모해 줘", "/alarm_set") == ["무엇을 적을까요?", "몇 시로 할까요?"]


def test_two_requests_in_one_sentence(bot: Assistant, told: Scripted) -> None:
    both = "부산 날씨 알려 주고 일곱 시에 깨워 줘"
    second = Understanding(both, "alarm_set", 0.9, slots=(slot("time", "일곱 시", both, SEVEN),))
    first = Understanding(both, "weather", 0.9, slots=(slot("place_name", "부산", both),))
    told.known[both] = Understanding(
        both, first.intent, first.confidence, slots=first.slots, parts=(second,)
    )
    exchange = bot.turn("a", both, NOW)
    assert exchange.reply.text == "부산은 맑아요. 오전 7시에 깨울게요."
    assert len(exchange.decisions) == 2


def test_replies_vary_without_repeating(bot: Assistant) -> None:
    said = says(bot, *["안녕"] * 7)
    assert all(one != following for one, following in pairwise(said))
    assert len(set(said)) == 3


def test_silence_drops_open_questions(bot: Assistant, told: Scripted) -> None:
    says(bot, "알람 맞춰 줘")
    later = bot.turn("a", "오전 일곱 시", NOW + dt.timedelta(minutes=61))
    assert later.reply.text.startswith("무엇을 도와드릴까요?")
    assert told.contexts[-1].expected is None


def test_a_question_survives_a_restart(tmp_path: Path, told: Scripted) -> None:
    first = assistant(tmp_path, told)
    assert says(first, "알람 맞춰 줘") == ["몇 시로 할까요?"]
    first.store.close()
    assert says(assistant(tmp_path, told), "오전 일곱 시") == ["오전 7시에 깨울게요."]


@pytest.mark.parametrize("intent", ["broken", "half", "wrong", "buggy", "odd"])
def test_a_failing_skill_leaves_no_trace_but_an_event(
    bot: Assistant, told: Scripted, intent: str
) -> None:
    told.tell("해 줘", intent)
    exchange = bot.turn("a", "해 줘", NOW)
    assert exchange.reply.text.startswith("죄송해요.")
    assert armed(bot) == []
    history = [one.event for one in bot.history("a")]
    assert sum(isinstance(event, ActionFailed) for event in history) == 1
    assert isinstance(history[-1], BotReplied)
    assert says(bot, "안녕")[0] in ("안녕하세요.", "반갑습니다.", "어서 오세요.")


def test_a_failing_understander_is_recorded(tmp_path: Path) -> None:
    class Failing(Scripted):
        def understand(self, text: str, context: Context) -> Understanding:
            raise MemoryError("no model")

    bot = assistant(tmp_path, Failing())
    exchange = bot.turn("a", "안녕", NOW)
    assert exchange.understanding is None
    assert exchange.reply.text.startswith("죄송해요.")
    history = [one.event for one in bot.history("a")]
    assert UserSaid("안녕") in history
    assert NotUnderstood("MemoryError: no model") in history


def test_a_lost_database_is_an_apology(bot: Assistant) -> None:
    with bot.store.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE events")
    assert "저장할 수 없어서" in bot.turn("a", "안녕", NOW).reply.text
    assert bot.due("a", NOW) == []


def test_a_domain_edited_meanwhile_drops_the_task(tmp_path: Path, told: Scripted) -> None:
    first = assistant(tmp_path, told)
    says(first, "메모해 줘")
    path = tmp_path / "domain.yml"
    edited = path.read_text("utf-8").replace(
        "steps: [{intent: note_add}", "steps: [{intent: secret}"
    )
    path.write_text(edited, encoding="utf-8")
    later = Assistant.load(tmp_path, told, first.store)
    assert says(later, "안녕")[0] in ("안녕하세요.", "반갑습니다.", "어서 오세요.")
    assert later.tracker("a").task is None


def test_odd_input_behaves(bot: Assistant, told: Scripted) -> None:
    assert says(bot, "", " \n\t", "\x00\x07") == ["말씀을 듣지 못했어요. 다시 말씀해 주세요."] * 3
    assert says(bot, "가" * 1_000_000)[0].startswith("말씀이 너무 길어요.")
    assert bot.history("a") == []
    assert bot.turn("a", "안\x00녕\ud800", NOW).understanding is not None
    assert bot.history("a")[0].event == UserSaid("안 녕 ")
    assert bot.turn("a", "가" * LONGEST, NOW).understanding is not None


@pytest.mark.parametrize(
    "text", ["취소", "그만", "아니 됐어", "취소해 줘!", "필요 없어", "그만둘래"]
)
def test_words_of_cancelling(text: str) -> None:
    assert answers.is_cancel(text)


@pytest.mark.parametrize(
    "text", ["취소선 그리기", "그만큼", "오전 일곱 시", "알람 취소해 줘", "됐다고 적어"]
)
def test_words_that_do_not_cancel(text: str) -> None:
    assert not answers.is_cancel(text)


def test_fragments_and_requests() -> None:
    assert all(answers.is_fragment(t) for t in ("오전 일곱 시", "두 명이요", "우유 사기", "내일로"))
    asked = ("날씨 어때", "지금 몇 시야?", "노래 틀어 줘", "불 켜", "/greet")
    assert not any(answers.is_fragment(t) for t in asked)


def test_free_text_keeps_what_was_said(bot: Assistant) -> None:
    slots = bot.domain.spec.slots
    said = Understanding("우유 사기", "none", 0.1)
    assert answers.as_answer(said, "note", slots, Context(NOW)) == {"note": TextValue("우유 사기")}
