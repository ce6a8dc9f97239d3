"""What the policy decides about interruptions, certain intents, useless answers and fallbacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from conversation_kit import DOMAIN, NOW, SKILLS, Scripted, slot, write_assistant

from dialog import answers
from dialog.assistant import Assistant
from dialog.domain import read_domain
from dialog.events import Asked, TaskEnded
from dialog.patterns import certain_intent, corrected
from dialog.store import Store
from slu.core import IntentScore, Understanding
from slu.errors import DomainError

PATTERNS = """\
patterns:
  - {intent: weather, pattern: '^(비|눈) 와[?]?$'}
  - {intent: greet, pattern: '^고마워$'}
fallback: {action: action_other}
"""
OTHER = '''

def other(request: Request) -> Outcome:
    """As a skill, asks the same for ever; as the fallback, greets."""
    if request.intent != "secret":
        return Outcome("utter_greet")
    return Outcome("utter_ask_note", ask="note")
'''


@pytest.fixture
def told() -> Scripted:
    told = Scripted()
    told.tell("알람 맞춰 줘", "alarm_set")
    told.tell("메모해 줘", "note_add")
    told.tell("부산 날씨 알려 줘", "weather", slot("place_name", "부산", "부산 날씨 알려 줘"))
    told.tell("끝없이 물어봐 줘", "secret")
    return told


@pytest.fixture
def bot(tmp_path: Path, told: Scripted) -> Assistant:
    domain = DOMAIN.replace("actions:\n", "actions:\n  action_other: kit:other\n")
    rule = "  - {rule: 끝없이, steps: [{intent: secret}, {action: action_other}]}\n"
    write_assistant(tmp_path, domain + rule + PATTERNS)
    (tmp_path / "skills" / "kit.py").write_text(SKILLS + OTHER, encoding="utf-8")
    return Assistant.load(tmp_path, told, Store.open(tmp_path / "db.sqlite"))


def says(bot: Assistant, *sentences: str) -> list[str]:
    return [bot.turn("a", sentence, NOW).reply.text for sentence in sentences]


def ends(bot: Assistant) -> list[str]:
    events = [one.event for one in bot.history("a")]
    return [event.reason for event in events if isinstance(event, TaskEnded)]


def test_a_question_is_put_again_once_and_then_dropped(bot: Assistant) -> None:
    asked, weather = "몇 시로 할까요?", "부산은 맑아요."
    assert says(bot, "알람 맞춰 줘", "부산 날씨 알려 줘") == [asked, f"{weather} {asked}"]
    assert says(bot, "부산 날씨 알려 줘") == [weather]
    assert ends(bot) == ["done", "dropped", "done"]
    assert bot.tracker("a").tasks == ()
    questions = [one.event for one in bot.history("a") if isinstance(one.event, Asked)]
    assert [question.resumed for question in questions] == [False, True]


def test_a_useless_answer_does_not_renew_the_question(bot: Assistant) -> None:
    says(bot, "알람 맞춰 줘", "부산 날씨 알려 줘", "몰라")
    assert bot.tracker("a").task is not None
    assert says(bot, "부산 날씨 알려 줘") == ["부산은 맑아요."]


def test_what_the_words_make_certain_is_no_free_text(bot: Assistant) -> None:
    thanked = says(bot, "메모해 줘", "고마워")[-1]
    assert thanked.endswith("무엇을 적을까요?")
    assert says(bot, "우유 사기") == ["우유 사기를 적었어요."]


def test_a_certain_intent_overrules_the_model_but_keeps_its_ranking(bot: Assistant) -> None:
    ranking = (IntentScore("greet", 0.9),)
    said = Understanding("비 와?", "greet", 0.9, ranking, in_scope=False)
    found = corrected(said, bot.domain)
    assert (found.intent, found.confidence, found.in_scope) == ("weather", 1.0, True)
    assert found.ranking == ranking
    assert corrected(Understanding("비 와라", "greet", 0.9), bot.domain).intent == "greet"
    assert certain_intent(" 눈 와 ", bot.domain) == "weather"


def test_a_skill_that_asks_the_same_again_gives_up(bot: Assistant) -> None:
    asked = "무엇을 적을까요?"
    assert says(bot, "끝없이 물어봐 줘", "하나", "둘") == [asked] * 3
    assert bot.turn("a", "셋", NOW).reply.buttons[0].title == "알람"
    assert ends(bot) == ["given_up"]


def test_the_fallback_may_be_an_action(bot: Assistant) -> None:
    exchange = bot.turn("a", "알 수 없는 말", NOW)
    assert exchange.decision is not None
    assert exchange.decision.reason == "fallback"
    assert exchange.reply.actions == ("action_other",)
    assert bot.tracker("a").task is None


def test_cancelling_with_nothing_open(bot: Assistant) -> None:
    assert says(bot, "취소", "아니") == ["알겠어요. 지금 묻고 있던 것은 없어요."] * 2
    assert ends(bot) == []


@pytest.mark.parametrize(
    "text", ["내일 비 와?", "5킬로미터는 몇 마일이야", "이게 뭐야", "대체 뭐라는 거야"]
)
def test_questions(text: str) -> None:
    assert answers.is_question(text)
    assert not answers.is_fragment(text)


@pytest.mark.parametrize("text", ["세 시 어때?", "어디 갈지 정하기", "일곱 시요", "누나 만나기"])
def test_what_is_no_question(text: str) -> None:
    assert not answers.is_question(text)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("patterns: [{intent: alarm, pattern: 알람}]", "인텐트 'alarm'"),
        ("patterns: [{intent: greet, pattern: '('}]", "'pattern'의 값"),
        ("fallback: {action: action_alar}", "'action_alarm'"),
    ],
)
def test_faults_in_patterns_and_fallback_are_named(tmp_path: Path, wrong: str, told: str) -> None:
    write_assistant(tmp_path, f"{DOMAIN}{wrong}\n")
    with pytest.raises(DomainError, match=r"domain\.yml") as caught:
        read_domain(tmp_path / "domain.yml")
    assert told in str(caught.value)
