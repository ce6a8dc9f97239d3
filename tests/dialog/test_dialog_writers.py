"""Two processes, eight writers, one conversation, a kill in mid-turn; on both databases."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from conversation_kit import NOW
from servers_kit import Hook, until
from sqlalchemy import select
from writers_kit import ROOT, write_folder

from dialog import archive, journal, schedule
from dialog.carriers import Webhooks
from dialog.delivery import Courier
from dialog.events import BotReplied, Recorded, UserSaid
from dialog.outbox import MessageRow
from dialog.schedule import Scheduled
from dialog.store import Store

TURNS = 6


def start(folder: Path, database: str, name: str) -> subprocess.Popen[str]:
    script = Path(__file__).with_name("writers_kit.py")
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), database, name, "4", str(TURNS)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def said(recorded: list[Recorded]) -> list[str]:
    return [one.event.text for one in recorded if isinstance(one.event, UserSaid)]


def test_nothing_is_lost_doubled_or_out_of_order(address: str, tmp_path: Path, hook: Hook) -> None:
    folder = tmp_path / "assistant"
    write_folder(folder, hook.address)
    killed, other = start(folder, address, "killed"), start(folder, address, "other")
    until(lambda: (folder / "in-mid-turn").exists() or killed.poll() is not None, 120)
    killed.send_signal(signal.SIGKILL)
    printed = killed.communicate()[0] + other.communicate(timeout=240)[0]
    assert (killed.returncode, other.returncode) == (-signal.SIGKILL, 0)

    store = Store.open(address)
    with store.reading() as session:
        recorded = journal.events(session, "a")
        armed = session.scalars(select(Scheduled.label).order_by(Scheduled.id)).all()
        keys = session.scalars(select(MessageRow.key)).all()
    sentences = said(recorded)
    assert [one.number for one in recorded] == list(range(1, len(recorded) + 1))
    assert len(set(sentences)) == len(sentences)  # none doubled
    assert set(printed.splitlines()) <= set(sentences)  # none lost that was answered
    assert not any("DIES" in one for one in sentences)  # none half done
    assert {one for one in sentences if one.startswith("other")} == {
        f"other {writer} {turn}" for writer in range(4) for turn in range(TURNS)
    }
    for name in ("killed", "other"):  # each writer's own order
        for writer in range(4):
            own = [one for one in sentences if one.startswith(f"{name} {writer} ")]
            assert own == [f"{name} {writer} {turn}" for turn in range(len(own))]
    kinds = [one.event for one in recorded if isinstance(one.event, (UserSaid, BotReplied))]
    assert all(isinstance(e, (UserSaid, BotReplied)[at % 2]) for at, e in enumerate(kinds))
    assert list(armed) == sentences  # every effect once, in the order of the turns
    assert len(set(keys)) == len(keys) == 2 * len(sentences)

    deliver_by_many(address)
    expected = [{"said": one, "part": part} for one in sentences for part in "ab"]
    assert hook.once() == expected
    assert archive.stored(store, "a").number == len(recorded)
    store.close()


def deliver_by_many(address: str) -> None:
    """Four couriers at once, each with a database connection of its own."""

    def work(_: int) -> None:
        store = Store.open(address)
        courier = Courier(store, {"webhook": Webhooks()}, lambda: NOW)
        while True:
            courier.deliver()
            with store.reading() as session:
                waiting = session.scalar(
                    select(MessageRow.id).where(MessageRow.state == "waiting").limit(1)
                )
            if waiting is None:
                break
        courier.close()
        store.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))


RINGS = """
import datetime as dt, sys
from pathlib import Path
from conversation_kit import NOW
from dialog.assistant import Assistant
from dialog.store import Store

bot = Assistant.load(Path(sys.argv[1]), None, Store.open(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
for minute in range(0, 121, 10):
    for reply in bot.due("a", NOW + dt.timedelta(minutes=minute)):
        print(reply.data["ring"]["id"], flush=True)
"""


def test_a_ring_has_one_owner_among_processes(address: str, tmp_path: Path, hook: Hook) -> None:
    folder = tmp_path / "assistant"
    write_folder(folder, hook.address)
    store = Store.open(address)
    store.create_tables()
    with store.writing() as session:
        for minute in range(0, 120, 5):
            at = NOW + dt.timedelta(minutes=minute)
            schedule.add(session, "a", "alarm", str(minute), at)
    here = str(Path(__file__).parent)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", RINGS, str(folder), address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{here}:{ROOT}"},
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    outputs = [process.communicate("go\n", timeout=120)[0].split() for process in processes]
    rung = sorted(int(one) for output in outputs for one in output)
    assert rung == list(range(1, 25))
    with store.reading() as session:
        recorded = journal.events(session, "a")
    assert [one.number for one in recorded] == list(range(1, 49))
    store.close()
