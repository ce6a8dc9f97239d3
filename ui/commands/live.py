"""Shows what is heard while it is heard: a line that changes, then the turn as it was understood
to be said; or a line of JSON for each event."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

import typer
from rich.console import Console
from rich.live import Live
from rich.text import Text

from slu.speech.streaming_events import Event, Final, Partial, SpeechStarted, TurnEnded


def show(events: Iterable[Event], console: Console) -> bool:
    """Draws the present turn in the last line, confirmed text bright; prints finished turns above
    it. Returns whether there were words."""
    words = False
    with Live(console=console, transient=True) as line:
        for event in events:
            line.update(present(event))
            if isinstance(event, Final) and event.transcript.text:
                words = True
                console.print(Text(event.transcript.text))
    return words


def present(event: Event) -> Text:
    """The line of the turn that goes on, after an event."""
    match event:
        case SpeechStarted():
            return Text("…", style="dim")
        case Partial(confirmed, unconfirmed):
            return Text.assemble((confirmed, "bold"), (unconfirmed, "dim"), (" …", "dim"))
        case TurnEnded():
            return Text("적는 중…", style="dim")
        case Final():
            return Text("")


def write_lines(events: Iterable[Event]) -> None:
    """`{"event": "Partial", "confirmed": …}` and so on."""
    for event in events:
        told = {"event": type(event).__name__, **asdict(event)}
        typer.echo(json.dumps(told, ensure_ascii=False))
