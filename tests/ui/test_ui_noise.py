"""`malgwi noise`: what it writes and how it ends."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from slu.core import Slot, Utterance
from slu.data import read, write
from slu.training.noise import PROFILES
from ui import cli

GIVEN = [Utterance("일곱 시 에 깨워 줘", "alarm_set", (Slot("time", 0, 4, "일곱 시"),), "1")]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "given.jsonl"
    write(path, GIVEN)
    return path


@pytest.mark.parametrize("extension", ["jsonl", "yml"])
def test_apply_writes_by_extension(source: Path, extension: str) -> None:
    target = source.with_name(f"noisy.{extension}")
    words = ["noise", "apply", "--profile", "digits", "--seed", "3", str(source), str(target)]
    shown = CliRunner().invoke(cli.app, words, catch_exceptions=False)
    assert "예문 1개 가운데 1개" in shown.output
    found = read(target)[0]
    assert found.slots[0].text in ("7시", "7 시")
    assert found.text == f"{found.slots[0].text} 에 깨워 줘"


def test_rate_zero_keeps_all(source: Path) -> None:
    target = source.with_name("same.jsonl")
    CliRunner().invoke(cli.app, ["noise", "apply", "--rate", "0", str(source), str(target)])
    assert read(target) == GIVEN


def test_faults_are_korean_sentences(source: Path) -> None:
    words = ["noise", "apply", "--profile", "asdf", str(source), str(source)]
    result = CliRunner().invoke(cli.app, words)
    assert result.exit_code == 2
    assert "'asdf' 잡음은 없습니다" in result.output


def test_profiles_lists_all_with_examples() -> None:
    shown = CliRunner().invoke(cli.app, ["noise", "profiles"]).output
    for name in PROFILES:
        assert name in shown
    assert "7시" in shown
