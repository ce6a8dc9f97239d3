"""The benchmark of word vectors: the same text for all, ratios of the fastest turns, a table."""

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from bench import vectors as bench

PAIRS = "word 1,word 2,kor_score\n배,파도,9\n배,바다,8\n배,칼,1\n불,바다,2\n불,국,7\n"


@pytest.fixture
def text(tmp_path, monkeypatch):
    """300 sentences of two topics, and pairs of their words with grades."""
    dice = np.random.default_rng(0)
    topics = (["배", "파도", "항구", "바다", "섬"], ["불", "국", "부엌", "접시", "칼"])
    lines = [" ".join(dice.choice(topics[n % 2], 5)) for n in range(300)]
    grades = tmp_path / "data" / "word-eval"
    grades.mkdir(parents=True)
    (grades / "WS353_korean.csv").write_text(PAIRS, "utf-8")
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path))
    path = tmp_path / "topics.words.txt"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.mark.parametrize("family", bench.LIBRARY)
def test_ours_and_the_librarys_learn_from_the_same(family, text, tmp_path):
    given = {"text": str(text), "dimension": 4, "minimal_count": 1, "epochs": 1}
    found = bench.speed(family, given, 2, tmp_path)
    assert found.ratio == pytest.approx(found.ours / found.library)
    assert found.words_a_second == pytest.approx(1500 / found.ours)
    assert (tmp_path / "library").stat().st_size > 0


def test_the_others_are_held_against_the_first(text, tmp_path):
    given = {"text": str(text), "dimension": 4, "minimal_count": 1}
    first, second = bench.likeness(("ppmi", "swivel"), given, [0, 1], tmp_path)
    assert first.spread == 0  # counting draws nothing
    assert first.pairs == second.pairs == 5
    assert second.behind == pytest.approx(first.mean - second.mean)
    assert first.behind == 0


def test_a_part_is_whole_lines_of_the_beginning(text, tmp_path):
    part = bench.head_of(text, 0.001, tmp_path)
    lines = part.read_text("utf-8").splitlines()
    assert lines == text.read_text("utf-8").splitlines()[: len(lines)]
    assert 1000 <= part.stat().st_size < 1100
    assert bench.head_of(text, 0, tmp_path) == text


def test_a_text_without_words_is_said_in_a_sentence(tmp_path):
    text = tmp_path / "no.words.txt"
    text.write_text("\n", "utf-8")
    app = typer.Typer()
    app.command()(bench.main)
    found = CliRunner().invoke(app, [str(text), "--json", str(tmp_path / "out.json")])
    assert found.exit_code == 1
    assert not (tmp_path / "out.json").exists()
