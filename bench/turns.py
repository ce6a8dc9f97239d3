"""How long a turn takes outside understanding: deciding, acting, saying, storing.

    python -m bench.turns [--database ADDRESS] [--json OUT]

The shipped assistant answers a round of sentences, each understood once before and then given from
memory, in a conversation on a real database file. A turn that only greets and one that sets an
alarm are told apart. Beside the time stands how long the processor worked: the rest is the disk,
which has to have every turn before it is answered, and whatever else the machine is doing. The
disk's own part is shown by a transaction with one event.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from bench.results import write_results
from bench.timing import Timing, clock, summarise
from dialog.assistant import Assistant, Understander
from dialog.events import SessionStarted
from dialog.journal import Journal
from dialog.store import Store
from dialog.tracker import Tracker
from dialog.voice import MALGWI
from slu.core import Context, Understanding
from slu.errors import MalgwiError
from slu.paths import DEFAULT_MODEL

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))
SENTENCES = {
    "reply": ("안녕", "고마워", "심심해"),
    "skill": ("지금 몇 시야", "5킬로미터는 몇 마일이야", "거실 불 켜 줘"),
    "skill that keeps something": ("쇼핑 목록에 우유 추가해 줘", "내일 아침 7시에 깨워 줘"),
    "form": ("알람 맞춰 줘", "오전 일곱 시"),
}
_WARM_UP = 3
_note = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Kind:
    """The turns of one kind, in milliseconds outside understanding."""

    name: str
    turns: int
    median_ms: float
    p95_ms: float
    least_ms: float
    processor_ms: float


class Remembering:
    """Understands a sentence once, before anything is timed; then the answer is as it was."""

    def __init__(self, understander: Understander):
        self._understander = understander
        self._known: dict[tuple[str, str | None], Understanding] = {}

    def understand(self, text: str, context: Context) -> Understanding:
        key = (text, context.expected)
        if key not in self._known:
            self._known[key] = self._understander.understand(text, context)
        return self._known[key]


def main(
    database: Annotated[str | None, typer.Option(help="데이터베이스 주소. 없으면 새 파일.")] = None,
    model: Annotated[Path, typer.Option(help="모델 폴더")] = DEFAULT_MODEL,
    rounds: Annotated[int, typer.Option(min=1, help="문장마다 몇 번")] = 60,
    out: Annotated[Path | None, typer.Option("--json", help="결과를 쓸 JSON 파일")] = None,
) -> None:
    """이해를 뺀 한 차례의 시간을 잽니다."""
    load = os.getloadavg()[0]
    try:
        from slu.understanding import understander

        remembering = Remembering(understander.Understander.load(model))
        with opened(database) as store:
            kinds = measure(Assistant.load(MALGWI, remembering, store), rounds)
            bare = commits(store, rounds)
            engine = store.engine.dialect.name
    except MalgwiError as fault:
        _note.print(str(fault), markup=False)
        raise typer.Exit(1) from None
    _show(kinds, bare)
    if out is not None:
        found = {
            "engine": engine,
            "load": round(load, 2),
            "kinds": [asdict(kind) for kind in kinds],
            "one_event_ms": bare.median_ms,
        }
        write_results(out, found)


@contextmanager
def opened(database: str | None) -> Iterator[Store]:
    """The database, or a new file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="malgwi-bench-") as folder:
        store = Store.open(database or Path(folder) / "turns.db")
        try:
            yield store
        finally:
            store.close()


def measure(assistant: Assistant, rounds: int) -> list[Kind]:
    """Every sentence in turn, each round a conversation, so that what else the machine does meets
    all alike; the last kind given is that of all turns."""
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in SENTENCES}
    for at in range(-_WARM_UP, rounds):
        for name, sentences in SENTENCES.items():
            for text in sentences:
                worked = time.process_time()
                (seconds,) = clock(partial(_said, assistant, f"bench {at}"), [text])
                if at >= 0:
                    taken[name].append((seconds, time.process_time() - worked))
    taken["all"] = [one for seconds in list(taken.values()) for one in seconds]
    return [_kind(name, seconds) for name, seconds in taken.items()]


def _said(assistant: Assistant, conversation: str, text: str) -> None:
    assistant.turn(conversation, text, NOW)


def _kind(name: str, taken: list[tuple[float, float]]) -> Kind:
    seconds, worked = zip(*taken, strict=True)
    timing, processor = summarise(seconds, 1), summarise(worked, 1)
    least = min(seconds) * 1000
    return Kind(name, timing.calls, timing.median_ms, timing.p95_ms, least, processor.median_ms)


def commits(store: Store, times: int) -> Timing:
    """A transaction with one event: what the disk and the driver take at the least."""
    tracker, seconds = Tracker("empty"), []
    for _ in range(times):
        started = time.perf_counter()
        with store.writing() as session:
            journal = Journal(session, tracker, NOW)
            journal.claim(SessionStarted(asked=True))
        tracker = journal.tracker
        seconds.append(time.perf_counter() - started)
    return summarise(seconds, 1)


def _show(kinds: list[Kind], bare: Timing) -> None:
    table = Table(title="이해를 뺀 한 차례")
    for heading in ("", "차례", "중앙값 (ms)", "95 % (ms)", "가장 빨리 (ms)", "셈 (ms)"):
        table.add_column(heading, justify="right" if heading else "left")
    for kind in kinds:
        figures = (kind.median_ms, kind.p95_ms, kind.least_ms, kind.processor_ms)
        table.add_row(kind.name, str(kind.turns), *(f"{ms:.2f}" for ms in figures))
    table.add_row("사건 하나 적기", str(bare.calls), f"{bare.median_ms:.2f}", f"{bare.p95_ms:.2f}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
