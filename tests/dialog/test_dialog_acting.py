"""Skills that are async, late, or fail: an apology and an event, and nothing that they wrote."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conversation_kit import NOW, Scripted, write_assistant

from dialog import schedule
from dialog.assistant import Assistant
from dialog.events import ActionFailed
from dialog.skill import seconds_of, time_limit
from dialog.store import Store

DOMAIN = """\
intents: [plain, quick, slow, late, quits, keys]
responses: {utter_done: [{text: 했어요.}]}
actions: {a_plain: acts:plain, a_quick: acts:quick, a_slow: acts:slow, a_late: acts:late,
          a_quits: acts:quits, a_keys: acts:keys}
action_seconds: 30
rules:
  - {rule: 그냥, steps: [{intent: plain}, {action: a_plain}]}
  - {rule: 빨리, steps: [{intent: quick}, {action: a_quick}]}
  - {rule: 천천히, steps: [{intent: slow}, {action: a_slow}]}
  - {rule: 늦게, steps: [{intent: late}, {action: a_late}]}
  - {rule: 끝, steps: [{intent: quits}, {action: a_quits}]}
  - {rule: 열쇠, steps: [{intent: keys}, {action: a_keys}]}
"""
SKILLS = """\
import asyncio
import sys
import threading

from sqlalchemy.exc import SQLAlchemyError

from dialog import schedule
from dialog.skill import Outcome, Request, time_limit

go_on, refused = threading.Event(), threading.Event()
keys = []


def _arm(request: Request) -> None:
    schedule.add(request.session, request.conversation, "alarm", request.text, request.context.now)


def plain(request: Request) -> Outcome:
    _arm(request)
    return Outcome("utter_done")


async def quick(request: Request) -> Outcome:
    _arm(request)
    await asyncio.sleep(0)
    return Outcome("utter_done")


@time_limit(0.1)
async def slow(request: Request) -> Outcome:
    _arm(request)
    await asyncio.sleep(60)
    return Outcome("utter_done")


@time_limit(0.5)
def late(request: Request) -> Outcome:
    _arm(request)
    request.session.begin_nested()
    _arm(request)
    go_on.wait(60)
    try:
        _arm(request)
    except BaseException:
        refused.set()
        raise
    return Outcome("utter_done")


def quits(request: Request) -> Outcome:
    _arm(request)
    sys.exit(3)


def keys_(request: Request) -> Outcome:
    keys.append(request.key)
    return Outcome("utter_done")
"""


@pytest.fixture
def bot(tmp_path: Path, address: str) -> Iterator[Assistant]:
    write_assistant(tmp_path, DOMAIN.replace("acts:keys", "acts:keys_"))
    (tmp_path / "skills" / "acts.py").write_text(SKILLS, encoding="utf-8")
    told = Scripted()
    for intent in ("plain", "quick", "slow", "late", "quits", "keys"):
        told.tell(intent, intent)
    bot = Assistant.load(tmp_path, told, Store.open(address))
    yield bot
    bot.store.close()


def say(bot: Assistant, text: str) -> str:
    return bot.turn("a", text, NOW).reply.text


def armed(bot: Assistant) -> list[str]:
    with bot.store.reading() as session:
        return [one.label for one in schedule.upcoming(session, "a")]


def errors(bot: Assistant) -> list[str]:
    return [one.event.error for one in bot.history("a") if isinstance(one.event, ActionFailed)]


def test_a_skill_may_be_async(bot: Assistant) -> None:
    assert say(bot, "quick") == "했어요."
    assert armed(bot) == ["quick"]


def test_a_slow_coroutine_is_cancelled_and_undone(bot: Assistant) -> None:
    assert say(bot, "slow").startswith("죄송해요.")
    assert errors(bot) == ["TimeoutError: not done within 0.1 seconds"]
    assert say(bot, "plain") == "했어요."
    assert armed(bot) == ["plain"]


@pytest.mark.filterwarnings("ignore:nested transaction already")  # the late thread's own
def test_a_late_function_cannot_write_any_more(bot: Assistant) -> None:
    skill = bot.skills["a_late"]
    events: dict[str, threading.Event] = skill.__globals__  # type: ignore[attr-defined]
    assert say(bot, "late").startswith("죄송해요.")
    assert errors(bot) == ["Late: not done within 0.5 seconds"]
    events["go_on"].set()
    assert events["refused"].wait(20)
    assert say(bot, "plain") == "했어요."
    assert armed(bot) == ["plain"]


def test_even_an_exit_is_only_a_failed_action(bot: Assistant) -> None:
    assert say(bot, "quits").startswith("죄송해요.")
    assert errors(bot) == ["RuntimeError: a skill ended with SystemExit"]
    assert armed(bot) == []


def test_every_action_has_a_key_of_its_own(bot: Assistant) -> None:
    said = [say(bot, "keys") for _ in range(3)]
    keys: list[str] = bot.skills["a_keys"].__globals__["keys"]  # type: ignore[attr-defined]
    assert said == ["했어요."] * 3
    assert len(set(keys[-3:])) == 3
    assert all(len(key) == 32 for key in keys)


def test_a_skill_s_own_limit_comes_first() -> None:
    assert seconds_of(time_limit(3)(lambda request: None), 10) == 3  # type: ignore[arg-type]
    assert seconds_of(lambda request: None, 10) == 10  # type: ignore[arg-type,return-value]
