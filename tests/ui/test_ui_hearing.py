"""`malgwi evaluate-slu`: its table and its file, with the shipped model and a recogniser that is
told what it hears."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from slu.core import Transcript
from slu.speech.recogniser import DEFAULT_OPTIONS
from ui import cli
from ui.commands import load


class Parrot:
    def recognise(self, audio: object, options: object = DEFAULT_OPTIONS) -> Transcript:
        return Transcript("내일 아침 7시에 깨워줘")


def test_what_is_lost_from_sound_to_meaning(
    tmp_path: Path, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "recogniser", Parrot)
    row = {
        "audio": str(recordings / "wake-seven.wav"),
        "text": "내일 아침 일곱 시에 깨워 줘",
        "intent": "alarm_set",
        "slots": [{"name": "time", "start": 6, "end": 10}],
    }
    manifest, out = tmp_path / "manifest.jsonl", tmp_path / "out.json"
    manifest.write_text(json.dumps(row), "utf-8")
    ended = CliRunner().invoke(cli.app, ["evaluate-slu", str(manifest), "--json", str(out)])
    assert ended.exit_code == 0
    data = json.loads(out.read_text("utf-8"))
    assert data["text"]["cer"] == 0
    assert data["first"]["cer"] == pytest.approx(4 / 16)
    assert data["first"]["texts"] == ["내일 아침 7시에 깨워줘"]
    assert "글자 오류율" in ended.stdout
    assert "25.00% (+25.00)" in ended.stdout


def test_a_missing_manifest_is_a_korean_sentence() -> None:
    ended = CliRunner().invoke(cli.app, ["evaluate-slu", "없는.jsonl"])
    assert ended.exit_code == 2
    assert "없는.jsonl: 파일이 없습니다." in ended.stderr
