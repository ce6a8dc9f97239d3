"""`malgwi vectors`: what is shown side by side, and sentences for what cannot be."""

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from models.static.vectors import WordVectors
from slu.training.vectors.folder import Vectors, save_vectors
from ui import cli

WORDS = ("왕", "여왕", "아들", "딸")
SQUARE = np.array([[1, 0, 0, 1], [0, 1, 0, 1], [1, 0, 1, 0], [0, 1, 1, 0]], np.float32)


def run(*args: object) -> Result:
    return CliRunner().invoke(cli.app, ["vectors", *map(str, args)], env={"COLUMNS": "120"})


@pytest.fixture
def square(tmp_path):
    save_vectors(Vectors(WordVectors(WORDS, SQUARE), "skipgram"), tmp_path / "square", {}, "")
    return tmp_path / "square"


@pytest.fixture
def hot(tmp_path):
    save_vectors(Vectors(WordVectors(("왕", "별"), None), "onehot"), tmp_path / "hot", {}, "")
    return tmp_path / "hot"


def test_neighbours_side_by_side(square, hot) -> None:
    shown = run("nearest", square, hot, "왕", "--count", 2).output.split()
    assert shown[:2] == ["square", "hot"]
    assert shown[2:7] == ["1", "여왕", "0.500", "별", "0.000"]
    only_one = run("nearest", square, hot, "딸", "--count", 1).output
    assert "모름" in only_one


def test_an_analogy_and_a_similarity(square) -> None:
    assert "딸 1.000" in run("analogy", square, "왕", "여왕", "아들", "--count", 1).output
    assert "0.500" in run("similarity", square, "왕", "아들").output


def test_an_unknown_word_is_said_in_a_sentence(square, hot) -> None:
    for asked in (("nearest", square, hot, "달"), ("similarity", square, "왕", "달")):
        found = run(*asked)
        assert found.exit_code == 2
        assert "'달'의 벡터가 없습니다" in found.output


def test_out_and_in_again(square, hot, tmp_path) -> None:
    for kind in ("--text", "--binary"):
        file, back = tmp_path / f"vectors{kind}", tmp_path / f"back{kind}"
        assert run("export", square, file, kind).exit_code == 0
        assert run("import", file, back).exit_code == 0
        assert "여왕 0.500" in run("nearest", back, "왕", "--count", 1).output
    refused = run("export", hot, tmp_path / "hot.txt")
    assert refused.exit_code == 2
    assert "원-핫" in refused.output
    broken = run("import", square / "model.safetensors", tmp_path / "broken")
    assert broken.exit_code == 2
    assert not (tmp_path / "broken").exists()


def test_folders_of_one_name_are_shown_by_their_paths(square, tmp_path) -> None:
    other = tmp_path / "other" / "square"
    save_vectors(Vectors(WordVectors(WORDS, SQUARE), "cbow"), other, {}, "")
    shown = run("similarity", square, other, "왕", "딸").output
    assert "cbow" in shown
    assert "square" in shown


def test_training_tells_what_it_wrote(tmp_path) -> None:
    text, out = tmp_path / "a.words.txt", tmp_path / "out"
    text.write_text("가 나 다\n나 다 라\n", "utf-8")
    done = run("train", "ppmi", text, "--out", out, "--minimal-count", 1, "--dimension", 2)
    assert done.exit_code == 0, done.output
    assert "낱말 4개, 2차원의 벡터" in done.output
    new = ("--out", tmp_path / "new", "--dimension", 4, "--minimal-count", 1)
    wrong = run("train", "ppmi", text, *new)
    assert wrong.exit_code == 2
    assert "4차원은 너무 큽니다" in wrong.output


def test_older_vectors_are_replaced_only_when_asked(square, tmp_path) -> None:
    file, text = tmp_path / "vectors.txt", tmp_path / "a.words.txt"
    run("export", square, file, "--text")
    text.write_text("가 나 다\n나 다 라\n", "utf-8")
    commands = (
        ("train", "ppmi", text, "--out", square, "--minimal-count", 1, "--dimension", 2),
        ("import", file, square),
        ("shrink", square, square, "--most-words", 2),
    )
    before = {path.name: path.read_bytes() for path in square.iterdir()}
    for command in commands:
        refused = run(*command)
        assert refused.exit_code == 2
        assert "--overwrite" in refused.output
        assert {path.name: path.read_bytes() for path in square.iterdir()} == before
    for command in commands:
        done = run(*command, "--overwrite")
        assert done.exit_code == 0, done.output
        after = {path.name: path.read_bytes() for path in square.iterdir()}
        assert after != before
        before = after


def test_a_folder_of_something_else_is_refused_whatever_is_asked(square, tmp_path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "config.json").write_text('{"format": "another"}')
    for more in ((), ("--overwrite",)):
        refused = run("shrink", square, other, *more)
        assert refused.exit_code == 2
        assert "낱말 벡터 폴더가 아닌 것이 이미 있습니다" in refused.output
    assert (other / "config.json").read_text() == '{"format": "another"}'
