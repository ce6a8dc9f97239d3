"""Conversations exported, replayed, erased and expired; a tracker in memory notices."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from conversation_kit import NOW, Scripted, slot, write_assistant
from sqlalchemy import MetaData, func, select
from typer.testing import CliRunner

from dialog import archive, schedule
from dialog.assistant import Assistant
from dialog.events import UserSaid
from dialog.journal import Journal, Taken
from dialog.store import Store
from slu.errors import DataError
from slu.values import TimeValue
from ui.cli import app

ALARM = "일곱 시에 깨워 줘"
DAY = dt.timedelta(days=1)


@pytest.fixture
def bot(tmp_path: Path, address: str) -> Iterator[Assistant]:
    bot = another(tmp_path, address)
    yield bot
    bot.store.close()


def another(folder: Path, address: str) -> Assistant:
    """The assistant of another process, as it were: with a cache of its own."""
    told = Scripted()
    told.tell("안녕", "greet")
    told.tell("메모해 줘", "note_add")
    told.tell(ALARM, "alarm_set", slot("time", "일곱 시", ALARM, TimeValue(dt.time(7))))
    return Assistant.load(write_assistant(folder), told, Store.open(address))


def say(bot: Assistant, *sentences: str, at: dt.datetime = NOW, to: str = "a") -> None:
    for sentence in sentences:
        bot.turn(to, sentence, at)


def rows(store: Store, conversation: str) -> dict[str, int]:
    """How many rows each table of the database has of the conversation."""
    metadata = MetaData()
    with store.reading() as session:
        metadata.reflect(session.connection())
        counts = {
            table.name: session.scalar(
                select(func.count()).where(table.c.conversation == conversation)
            )
            for table in metadata.tables.values()
            if "conversation" in table.c
        }
    return {name: count for name, count in counts.items() if count}


def test_a_replay_of_what_was_exported_is_the_same_tracker(bot: Assistant, tmp_path: Path) -> None:
    say(bot, "안녕", ALARM, "메모해 줘")
    say(bot, "안녕", to="b")
    lines = [line for name in "ab" for line in archive.export(bot.store, name)]
    file = tmp_path / "export.jsonl"
    file.write_text("\n".join(lines), "utf-8")
    assert archive.replay(file) == [bot.tracker("a"), bot.tracker("b")]
    assert archive.stored(bot.store, "a") == bot.tracker("a")
    assert json.loads(lines[0])["number"] == 1


@pytest.mark.parametrize("spoilt", ["{}", "no json", '{"conversation": "a", "number": 9}'])
def test_a_spoilt_line_is_named(bot: Assistant, tmp_path: Path, spoilt: str) -> None:
    say(bot, "안녕")
    file = tmp_path / "export.jsonl"
    lines = list(archive.export(bot.store, "a"))
    file.write_text("\n".join([lines[0], spoilt]), "utf-8")
    with pytest.raises(DataError, match=r"export.jsonl:2: .*다음 사건이 아닙니다"):
        archive.replay(file)
    file.write_text("\n".join([lines[0], lines[2]]), "utf-8")  # a gap
    with pytest.raises(DataError, match=r":2: "):
        archive.replay(file)


def test_a_person_s_data_is_gone_from_every_table(bot: Assistant) -> None:
    say(bot, ALARM, "메모해 줘")
    say(bot, ALARM, to="b")
    others = rows(bot.store, "b")
    taken = archive.erase(bot.store, "a")
    assert taken["scheduled"] == 1
    assert rows(bot.store, "a") == {}
    assert rows(bot.store, "b") == others
    assert archive.erase(bot.store, "a") == {}


def test_who_still_remembers_an_erased_conversation_begins_anew(
    bot: Assistant, tmp_path: Path, address: str
) -> None:
    other = another(tmp_path, address)
    say(bot, "안녕")
    say(other, "메모해 줘")
    archive.erase(other.store, "a")
    say(bot, "안녕")
    assert [one.number for one in bot.history("a")] == list(range(1, len(bot.history("a")) + 1))
    assert bot.tracker("a") == archive.stored(bot.store, "a")
    say(other, "안녕", "안녕", at=NOW + DAY)  # its memory has numbers that are used again by now
    assert other.tracker("a") == archive.stored(bot.store, "a") == bot.tracker("a")
    other.store.close()


def test_a_turn_between_reading_and_erasing_is_no_turn(bot: Assistant) -> None:
    say(bot, "안녕")
    before = bot.tracker("a")
    archive.erase(bot.store, "a")
    with pytest.raises(Taken), bot.store.writing() as session:
        Journal(session, before, NOW).claim(UserSaid("둘"))
    assert rows(bot.store, "a") == {}


def test_erasing_waits_for_a_turn_and_takes_it_too(bot: Assistant) -> None:
    """A turn is open while the erasing begins; what it writes is erased as well."""
    say(bot, "안녕")
    before, erased = bot.tracker("a"), threading.Event()
    with bot.store.writing() as session:
        journal = Journal(session, before, NOW)
        journal.claim(UserSaid("하나"))

        def erase() -> None:
            archive.erase(bot.store, "a")
            erased.set()

        thread = threading.Thread(target=erase)
        thread.start()
        assert not erased.wait(0.5)
        schedule.add(session, "a", "alarm", "", NOW)
        journal.finish()
    thread.join(30)
    assert erased.is_set()
    assert rows(bot.store, "a") == {}


def test_old_sessions_expire_and_what_was_set_stays(bot: Assistant) -> None:
    say(bot, ALARM, "안녕")
    say(bot, "안녕", at=NOW + 10 * DAY)
    say(bot, "메모해 줘", at=NOW + 11 * DAY)
    say(bot, "안녕", to="b")
    late = bot.tracker("a")
    taken = archive.expire(bot.store, NOW + 10 * DAY)
    assert taken["events"] > 0
    assert rows(bot.store, "b") == {}
    history = bot.history("a")
    assert history[0].at == NOW + 10 * DAY
    assert isinstance(history[0].event, UserSaid)
    assert rows(bot.store, "a")["scheduled"] == 1
    rebuilt = archive.stored(bot.store, "a")
    assert (rebuilt.number, rebuilt.tasks, rebuilt.heard) == (late.number, late.tasks, late.heard)
    say(bot, "안녕", at=NOW + 11 * DAY)  # numbers go on, and questions are still open
    assert bot.history("a")[-1].number > late.number


def test_a_session_that_goes_on_is_not_cut(bot: Assistant) -> None:
    for minutes in (0, 30, 60, 90):
        say(bot, "안녕", at=NOW + dt.timedelta(minutes=minutes))
    before = bot.history("a")
    assert "events" not in archive.expire(bot.store, NOW + dt.timedelta(minutes=60))
    assert bot.history("a") == before


def run(*words: str) -> str:
    done = CliRunner().invoke(app, ["conversations", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_the_commands(bot: Assistant, tmp_path: Path, address: str) -> None:
    say(bot, ALARM, at=NOW)
    at, file = ("--database", address), tmp_path / "out.jsonl"
    (listed,) = json.loads(run("list", "--json", *at))
    assert (listed["conversation"], listed["events"]) == ("a", len(bot.history("a")))
    run("export", "a", "--out", str(file), *at)
    assert run("export", *at) == file.read_text("utf-8")
    (told,) = json.loads(run("replay", str(file), *at))
    assert (told["conversation"], told["number"]) == ("a", listed["events"])
    assert "1개가 같습니다" in run("replay", str(file), "--check", *at)
    say(bot, "안녕")
    differs = CliRunner().invoke(app, ["conversations", "replay", str(file), "--check", *at])
    assert differs.exit_code == 1
    refused = CliRunner().invoke(app, ["conversations", "delete", "a", *at], input="n\n")
    assert refused.exit_code != 0
    assert bot.history("a")
    assert "알람과 알림 1" in run("delete", "a", "--yes", *at)
    assert bot.history("a") == []
    say(bot, "안녕", at=NOW - 100 * DAY)
    assert "사건" in run("expire", "30", *at)
    assert "지울 것이 없습니다" in run("expire", "30", *at)
    gone = CliRunner().invoke(app, ["conversations", "export", "a", *at])
    assert gone.exit_code == 2


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("postgresql://nobody:secret@127.0.0.1:9/none", "이어지지 않습니다"),
        ("nonsense://x", "주소를 읽을 수 없습니다"),
    ],
)
def test_a_database_that_is_not_there_is_told(address: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        Store.open(address)
    assert "secret" not in str(caught.value)
