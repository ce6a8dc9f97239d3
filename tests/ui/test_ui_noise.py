"""`malgwi noise`: what it writes and how it ends; and `malgwi evaluate --noisy`, which reads it."""

import json
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


def test_noise_in_its_own_format_is_scored_against_the_clean_text(source: Path) -> None:
    noisy, out = source.with_name("noisy.jsonl"), source.with_name("out.json")
    words = ["noise", "apply", "--profile", "digits", "--format", "noisy", str(source), str(noisy)]
    CliRunner().invoke(cli.app, words, catch_exceptions=False)
    row = json.loads(noisy.read_text("utf-8"))
    (name, start, end, clean) = row["slots"][0]
    assert (name, row["utt"][start:end].replace(" ", ""), clean) == ("time", "7시", "일곱 시")
    words = ["evaluate", str(source), "--noisy", str(noisy), "--json", str(out)]
    shown = CliRunner().invoke(cli.app, words, catch_exceptions=False).output
    measured = json.loads(out.read_text("utf-8"))
    assert {"slot_f1_by_value", "exact_match_by_value", "intent_accuracy"} <= set(measured)
    assert set(measured["clean"]["intervals"]) == set(measured["intervals"])
    for name in ("slot_f1", "slot_f1_by_value"):
        assert f"{measured[name]:.2%}" in shown


def test_noisy_and_without_do_not_go_together(source: Path) -> None:
    words = ["evaluate", str(source), "--noisy", str(source), "--without", str(source)]
    ended = CliRunner().invoke(cli.app, words)
    assert ended.exit_code == 2
    assert "함께 줄 수 없습니다" in ended.output


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


def test_a_channel_is_learned_from_pairs_and_followed(source: Path) -> None:
    pairs, channel = source.with_name("pairs.tsv"), source.with_name("channel.json")
    pairs.write_text("일곱 시에 깨워\t일곱 씨에 깨워\n" * 5, "utf-8")
    shown = CliRunner().invoke(cli.app, ["noise", "fit", str(pairs), str(channel)])
    assert "음절 30개 가운데 5개를 달리 듣고" in shown.output
    target = source.with_name("asr.jsonl")
    words = ["noise", "apply", "--profile", "asr", "--rate", "0.5", "--channel", str(channel)]
    done = CliRunner().invoke(cli.app, [*words, str(source), str(target)])
    assert done.exit_code == 0, done.output
    assert read(target)[0].slots[0].name == "time"
    wrong = CliRunner().invoke(cli.app, [*words[:-1], str(pairs), str(source), str(target)])
    assert wrong.exit_code == 2
    assert "noise fit" in wrong.output
