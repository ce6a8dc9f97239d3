"""`malgwi evaluate-slu` and `fit-choice`: tables and files, with the shipped model and a recogniser
that is told what it hears."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from typer.testing import CliRunner

from models.heads.listening import ListeningHead
from slu.core import Alternative, Transcript
from slu.paths import DEFAULT_MODEL
from slu.speech import FasterWhisperRecogniser
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions
from slu.understanding.choosing import read_weights
from slu.understanding.direct import DirectIntents
from slu.understanding.model_folder import load_folder
from ui import cli
from ui.commands import load

RIGHT = "내일 아침 7시에 깨워줘"


class Parrot:
    """Hears a wrong sentence a little better than the right one."""

    def recognise(self, audio: object, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        heard = (Alternative("내일 아침 7시에 개워져", -0.5), Alternative(RIGHT, -0.6))
        return Transcript(heard[0].text, alternatives=heard[: options.readings])


def manifest_of(recordings: Path, folder: Path) -> Path:
    row = {
        "audio": str(recordings / "wake-seven.wav"),
        "text": "내일 아침 일곱 시에 깨워 줘",
        "intent": "alarm_set",
        "slots": [{"name": "time", "start": 6, "end": 10}],
    }
    manifest = folder / "manifest.jsonl"
    manifest.write_text(json.dumps(row), "utf-8")
    return manifest


def test_what_is_lost_from_sound_to_meaning(
    tmp_path: Path, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "recogniser", Parrot)
    manifest, out = manifest_of(recordings, tmp_path), tmp_path / "out.json"
    ended = CliRunner().invoke(cli.app, ["evaluate-slu", str(manifest), "--json", str(out)])
    assert ended.exit_code == 0
    data = json.loads(out.read_text("utf-8"))
    assert data["text"]["cer"] == 0
    assert data["first"]["cer"] == pytest.approx(6 / 16)
    assert data["first"]["texts"] == ["내일 아침 7시에 개워져"]
    assert data["best"]["texts"] == data["nearest"]["texts"] == [RIGHT]
    assert data["best"]["cer"] == pytest.approx(4 / 16)
    assert "글자 오류율" in ended.stdout
    assert "25.00% (+25.00)" in ended.stdout


def test_one_reading_leaves_nothing_to_choose(
    tmp_path: Path, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "recogniser", Parrot)
    manifest, out = manifest_of(recordings, tmp_path), tmp_path / "out.json"
    options = ["--readings", "1", "--json", str(out)]
    assert CliRunner().invoke(cli.app, ["evaluate-slu", str(manifest), *options]).exit_code == 0
    assert json.loads(out.read_text("utf-8")).keys() == {"text", "first"}


def test_a_way_without_text_has_an_intent_and_nothing_else(
    tmp_path: Path,
    recordings: Path,
    recogniser: FasterWhisperRecogniser,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(load, "recogniser", lambda: recogniser)
    head = ListeningHead(512, 2)
    torch.nn.init.zeros_(head.classes.weight)
    for bias, right in ((5.0, 1.0), (-5.0, 0.0)):
        with torch.no_grad():
            head.classes.bias.copy_(torch.tensor([bias, 0.0]))
        model = tmp_path / f"model{right}"
        DirectIntents(head, ["alarm_set", "news_query"]).save(model, {}, "")
        manifest, out = manifest_of(recordings, tmp_path), tmp_path / "out.json"
        options = ["--readings", "1", "--direct", str(model), "--json", str(out)]
        ended = CliRunner().invoke(cli.app, ["evaluate-slu", str(manifest), *options])
        assert ended.exit_code == 0
        found = json.loads(out.read_text("utf-8"))["direct"]
        assert found["intent_accuracy"] == right
        assert found.keys() == {"intent_accuracy", "intervals", "texts"}
        assert "글 없이" in ended.stdout
        assert "–" in ended.stdout


def test_learning_to_choose(
    tmp_path: Path, recordings: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "recogniser", Parrot)
    model = tmp_path / "model"
    shutil.copytree(DEFAULT_MODEL, model)
    ended = CliRunner().invoke(
        cli.app, ["fit-choice", str(manifest_of(recordings, tmp_path)), str(model)]
    )
    assert ended.exit_code == 0
    assert "늘 첫 후보" in ended.stdout
    weights = read_weights(model)
    assert weights.sound < weights.intent + weights.slots  # what sounds better was wrong
    load_folder(model)  # still whole


def test_a_missing_manifest_is_a_korean_sentence() -> None:
    ended = CliRunner().invoke(cli.app, ["evaluate-slu", "없는.jsonl"])
    assert ended.exit_code == 2
    assert "없는.jsonl: 파일이 없습니다." in ended.stderr
