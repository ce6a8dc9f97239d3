"""`malgwi tokenizer`: trained, measured and shown from the command line."""

import json

import pytest
from typer.testing import CliRunner

from ui.cli import app

SMALL = ("--size", "500", "--minimal-frequency", "1")


@pytest.fixture
def run(tmp_path):
    def invoke(*words):
        return CliRunner().invoke(app, ["tokenizer", *map(str, words)])

    (tmp_path / "corpus.txt").write_text("거실 불 켜 줘\n안방 불 꺼 줘\n" * 30, "utf-8")
    return invoke


def test_train_report_and_cut(run, tmp_path):
    out = tmp_path / "made"
    made = run("train", tmp_path / "corpus.txt", "--out", out, *SMALL)
    assert made.exit_code == 0, made.output
    assert str(out) in made.output
    assert json.loads((out / "training.json").read_text("utf-8"))["lines"] == 60
    measured = run("report", out, "--text", tmp_path / "corpus.txt", "--json", tmp_path / "r.json")
    assert measured.exit_code == 0, measured.output
    (figures,) = json.loads((tmp_path / "r.json").read_text("utf-8")).values()
    assert (figures["sentences"], figures["words"]) == (60, 240)
    assert figures["slots_whole"] is None
    shown = run("cut", out, "거실 뷁")
    assert shown.exit_code == 0
    assert shown.output.count("3~4") >= 3
    assert "뷁" in shown.output


def test_a_vocabulary_of_words_cuts_into_morphemes(run, tmp_path):
    text = tmp_path / "corpus.words.txt"
    text.write_text("거실 에서 불 을 켜 줘\n" * 9, "utf-8")
    options = ("--kind", "word", "--minimal-frequency", 1)
    assert run("train", text, *options, "--out", tmp_path / "words").exit_code == 0
    shown = run("cut", tmp_path / "words", "거실에서 불을 켜 줘").output
    assert "[UNK]" not in shown
    assert "2~4" in shown


def test_faults_are_told_in_korean(run, tmp_path):
    missing = run("cut", tmp_path / "no", "거실")
    assert missing.exit_code == 2
    assert "토크나이저 파일이 없습니다" in missing.output
    wrong = run("train", tmp_path / "corpus.txt", "--out", tmp_path / "made", "--kind", "morse")
    assert wrong.exit_code == 2
    assert "unigram" in wrong.output
    empty = tmp_path / "empty.txt"
    empty.write_text("", "utf-8")
    assert run("report", tmp_path / "made", "--text", empty).exit_code == 2
    assert not (tmp_path / "made").exists()
