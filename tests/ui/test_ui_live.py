"""`malgwi listen --live`: lines of JSON, the finished turns, and what a person gets wrong."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import page_kit
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from slu.core import Transcript
from slu.speech.streaming_events import Final, Partial, SpeechStarted, TurnEnded
from ui import cli
from ui.commands import load
from ui.commands.live import present, show

QUICKLY = ("--live", "--speed", "50")


@pytest.fixture
def deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "recogniser", page_kit.Deaf)


def listen(*args: str) -> Result:
    return CliRunner().invoke(cli.app, ["listen", *args])


def test_events_in_lines_of_json(deaf: None, recordings: Path) -> None:
    ended = listen(str(recordings / "wake-seven.wav"), *QUICKLY, "--json")
    assert ended.exit_code == 0
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [one["event"] for one in events if one["event"] != "Partial"] == [
        "SpeechStarted",
        "TurnEnded",
        "Final",
    ]
    assert events[0]["start"] == pytest.approx(0.64, abs=0.2)
    assert events[-1]["transcript"]["text"] == page_kit.WAKE


def test_a_finished_turn_is_a_line(deaf: None, recordings: Path) -> None:
    ended = listen(str(recordings / "wake-seven.wav"), *QUICKLY)
    assert ended.exit_code == 0
    assert page_kit.WAKE in ended.stdout.splitlines()


def test_nobody_speaks(deaf: None, tmp_path: Path) -> None:
    path = tmp_path / "silence.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * 16_000))
    ended = listen(str(path), *QUICKLY)
    assert ended.stdout.strip() == ""
    assert "말소리가 들리지 않았습니다." in ended.stderr


def test_no_program_to_record_with(
    deaf: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ended = listen("--live")
    assert ended.exit_code == 2
    assert "arecord 또는 ffmpeg" in ended.stderr


def test_what_may_change_is_dim() -> None:
    line = present(Partial("내일 아침", " 일곱"))
    assert line.plain == "내일 아침 일곱 …"
    assert [(span.start, span.end, str(span.style)) for span in line.spans] == [
        (0, 5, "bold"),
        (5, 8, "dim"),
        (8, 10, "dim"),
    ]
    assert present(Final(Transcript("끝"), 0.0)).plain == ""


def test_only_finals_with_words_are_printed() -> None:
    console = Console(record=True, width=60)
    silent = [SpeechStarted(0.0), TurnEnded(1.0), Final(Transcript(""), 0.0)]
    assert not show(silent, console)
    assert show([*silent, Partial("불", " 꺼"), Final(Transcript("불 꺼 [b]줘"), 0.0)], console)
    assert console.export_text().split("\n").count("불 꺼 [b]줘") == 1
