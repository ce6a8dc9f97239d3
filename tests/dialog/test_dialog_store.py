"""The store under load and under the knife: no event lost, doubled or out of order."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conversation_kit import DOMAIN, NOW, Scripted, assistant, slot, write_assistant
from sqlalchemy import text

from dialog import schedule
from dialog.events import BotReplied, Recorded, SessionStarted, UserSaid
from dialog.journal import Journal, Taken
from dialog.replies import Reply
from dialog.store import Store
from dialog.tracker import Tracker
from slu.core import Context, Understanding
from slu.values import TimeValue

ALARM = "일곱 시에 깨워 줘"


def told() -> Scripted:
    scripted = Scripted()
    scripted.tell(ALARM, "alarm_set", slot("time", "일곱 시", ALARM, TimeValue(dt.time(7))))
    return scripted


def test_sqlite_is_set_up(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "new" / "db.sqlite")
    with store.reading() as session:
        pragmas = [
            session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        ]
    assert pragmas == ["wal", 1, 30_000]


def test_who_comes_second_finds_the_number_taken(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "db.sqlite")
    store.create_tables()
    with store.writing() as session:
        Journal(session, Tracker("a"), NOW).claim(UserSaid("하나"))
    with pytest.raises(Taken), store.writing() as session:
        Journal(session, Tracker("a"), NOW).claim(UserSaid("둘"))
    with store.writing() as session:
        Journal(session, Tracker("b"), NOW).claim(UserSaid("셋"))


def test_two_turns_at_once_both_count(tmp_path: Path) -> None:
    """Both have read the same state before either writes; the second starts over."""
    meet = threading.Barrier(2, timeout=20)

    class Meeting(Scripted):
        def understand(self, text: str, context: Context) -> Understanding:
            if len(self.contexts) < 2:
                self.contexts.append(context)
                meet.wait()
            return self.known[text]

    bot = assistant(tmp_path, Meeting(told().known))
    with ThreadPoolExecutor(2) as pool:
        exchanges = list(pool.map(lambda _: bot.turn("a", ALARM, NOW), range(2)))
    written = sorted((one for e in exchanges for one in e.events), key=lambda one: one.number)
    assert written == bot.history("a")
    assert [e.reply.text for e in exchanges] == ["오전 7시에 깨울게요."] * 2


def test_many_writers_lose_and_double_nothing(tmp_path: Path) -> None:
    bots = [assistant(tmp_path, told()) for _ in range(2)]  # each with a cache of its own
    with ThreadPoolExecutor(4) as pool:
        turns = [pool.submit(bots[n % 2].turn, "a", ALARM, NOW) for n in range(24)]
        replies = [turn.result().reply for turn in turns]
    history = bots[0].history("a")
    assert [one.number for one in history] == list(range(1, len(history) + 1))
    assert sum(isinstance(one.event, UserSaid) for one in history) == 24
    assert sum(isinstance(one.event, SessionStarted) for one in history) == 1
    assert sorted(_numbers(replies)) == [one.number for one in history]
    with bots[0].store.reading() as session:
        assert len(schedule.upcoming(session, "a")) == 24
    assert _turns_are_whole(history)


def test_a_ring_is_given_to_one_of_many(tmp_path: Path) -> None:
    bots = [assistant(tmp_path, told()) for _ in range(2)]
    for _ in range(5):
        bots[0].turn("a", ALARM, NOW)
    later = NOW + dt.timedelta(hours=2)
    with ThreadPoolExecutor(4) as pool:
        given = list(pool.map(lambda n: bots[n % 2].due("a", later), range(8)))
    assert sum(len(replies) for replies in given) == 5


KILLED = """
import datetime as dt, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from conversation_kit import NOW
from dialog.assistant import Assistant
from dialog.store import Store
from slu.core import Understanding

class Greets:
    def understand(self, text, context):
        return Understanding(text, "greet", 0.9)

folder = Path(sys.argv[1])
Assistant.load(folder, Greets(), Store.open(folder / "db.sqlite")).turn("a", "안녕", NOW)
"""

DIES = """
import os
from dialog import schedule

def alarm(request):
    schedule.add(request.session, request.conversation, "alarm", "", request.context.now)
    request.session.flush()
    os._exit(9)
"""


def test_a_process_killed_in_mid_turn_leaves_nothing_half_done(tmp_path: Path) -> None:
    before = assistant(tmp_path, told())
    before.turn("a", ALARM, NOW)
    history = before.history("a")
    dying = DOMAIN.split("actions:")[0] + (
        "actions: {die: dies:alarm}\n"
        "responses: {utter_ask_time: [{text: '몇 시요?'}]}\n"
        "rules: [{rule: 끝, steps: [{intent: greet}, {action: die}]}]\n"
    )
    write_assistant(tmp_path, dying)
    (tmp_path / "skills" / "dies.py").write_text(DIES, encoding="utf-8")
    here = str(Path(__file__).parent)
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), here],
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert killed.returncode == 9
    after = assistant(tmp_path, told())
    assert after.history("a") == history
    with after.store.reading() as session:
        assert len(schedule.upcoming(session, "a")) == 1
    assert after.turn("a", ALARM, NOW).reply.text == "오전 7시에 깨울게요."


def _numbers(replies: list[Reply]) -> list[int]:
    return [one.number for reply in replies for one in reply.events]


def _turns_are_whole(history: list[Recorded]) -> bool:
    """Between a person's sentence and the answer no other sentence stands."""
    kinds = [one.event for one in history if isinstance(one.event, (UserSaid, BotReplied))]
    return all(
        isinstance(event, UserSaid if at % 2 == 0 else BotReplied) for at, event in enumerate(kinds)
    )
