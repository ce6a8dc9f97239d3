"""`malgwi compare` and `malgwi draw`, end to end on tiny vectors and tiny data."""

import json

import pytest
from typer.testing import CliRunner
from words_kit import SQUARE, one_hot, save, vectors_of, write_sets

from slu.evaluation.compare import rows_json
from slu.evaluation.words.probes import PROBES
from ui.cli import app
from ui.commands import compare as command

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    def invoke(*words):
        return CliRunner().invoke(app, list(map(str, words)))

    monkeypatch.setenv("MALGWI_DATA", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "120")
    return invoke


@pytest.fixture
def square(tmp_path):
    return save(vectors_of(SQUARE), tmp_path / "square", seconds=2.5, words_a_second=1234)


@pytest.fixture
def hot(tmp_path):
    return save(one_hot(list(SQUARE)), tmp_path / "hot")


def test_the_command_knows_every_probe():
    assert command._PROBES.split(", ") == list(PROBES)


def test_families_are_compared_in_one_table(run, square, hot, tmp_path):
    write_sets(tmp_path / "home")
    kept, plots = tmp_path / "out.json", tmp_path / "plots"
    done = run("compare", square, hot, "--json", kept, "--plots", plots)
    assert done.exit_code == 0, done.output
    for column in (column for probe in PROBES.values() for column in probe.columns):
        assert column.title.split("(")[0] in done.output
    lines = [line.split() for line in done.output.splitlines()]
    square_rows = [line[1:] for line in lines if line[:1] == ["square"]]
    hot_rows = [line[1:] for line in lines if line[:1] == ["hot"]]
    assert len(square_rows) == len(hot_rows) == 4
    assert square_rows[0][1:3] == ["50.0%", "33.3%"]  # one of two, of three analogies
    assert hot_rows[0][1:3] == ["0.0%", "0.0%"]
    assert square_rows[3][:3] == ["2", "1,234", "-"]
    assert square_rows[3][4:] == ["4", "5"]
    assert {path.stem for path in plots.iterdir()} == set(PROBES)
    assert all(path.read_bytes().startswith(PNG) for path in plots.iterdir())
    rows = json.loads(kept.read_text("utf-8"))["rows"]
    assert [set(row["probes"]) for row in rows] == [set(PROBES)] * 2


def test_what_is_measured_is_not_measured_again(run, square, hot, tmp_path):
    write_sets(tmp_path / "home")
    kept = tmp_path / "out.json"
    first = run("compare", square, "--probe", "wordsim", "--json", kept)
    data = json.loads(kept.read_text("utf-8"))
    data["rows"][0]["probes"]["wordsim"]["spearman"]["value"] = 0.777
    kept.write_text(json.dumps(data), "utf-8")
    second = run("compare", hot, square, "--probe", "wordsim", "--json", kept)
    assert "0.777" not in first.output
    assert "0.777" in second.output
    assert "0.777" not in run("compare", square, "--json", kept, "--again").output


def test_missing_data_is_said_once_and_passed_over(run, square, hot):
    done = run("compare", square, hot)
    assert done.exit_code == 0, done.output
    assert done.output.count("wordsim: 재지 않고 넘어갑니다.") == 1
    assert "malgwi data download word-eval" in done.output
    assert "어휘" in done.output


def test_requests_of_ones_own(run, square, tmp_path):
    write_sets(tmp_path / "own")
    data = tmp_path / "own" / "data" / "massive-ko"
    told = ("--train", data / "train.jsonl", "--dev", data / "dev.jsonl")
    done = run("compare", square, "--probe", "intents", "--probe", "robustness", *told)
    assert done.exit_code == 0, done.output
    assert "100.0%" in done.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--probe", "없는것"), "'없는것'"),
        (("--finetune", "gru"), "--models"),
        (("--layers", "first"), "mean이나 last"),
        (("--candidates", "0"), "1 이상"),
    ],
)
def test_what_is_given_wrongly_is_told(run, square, words, says):
    done = run("compare", square, *words)
    assert done.exit_code == 2
    assert says in done.output


def test_a_file_that_is_no_comparison_is_left_alone(run, square, tmp_path):
    path = tmp_path / "notes.json"
    path.write_text("[]", "utf-8")
    assert run("compare", square, "--json", path).exit_code == 2
    assert path.read_text("utf-8") == "[]"


def test_pictures_are_drawn(run, square, hot, tmp_path):
    senses = tmp_path / "senses.yml"
    senses.write_text("targets: ['[배]']\nreferences: ['큰 [배]', '[왕]의 배']\n", "utf-8")
    groups = tmp_path / "groups.yml"
    groups.write_text("가족: [왕, 여왕, 아들, 딸]\n과일: [배]\n", "utf-8")
    out = tmp_path / "picture.png"
    for words in (
        ("map", square, "--groups", groups),
        ("heat", square, "--words", "왕, 여왕 아들"),
        ("neighbours", square, hot, "--words", "배"),
        ("senses", square, hot, "--sentences", senses),
    ):
        done = run("draw", *words, "--out", out)
        assert done.exit_code == 0, done.output
        assert "picture.png에 그렸습니다" in done.output
        assert out.read_bytes().startswith(PNG)
        out.unlink()


def test_bars_are_drawn_of_what_was_measured(run, square, tmp_path):
    write_sets(tmp_path / "home")
    kept = tmp_path / "out.json"
    run("compare", square, "--probe", "wordsim", "--probe", "senses", "--json", kept)
    done = run("draw", "bars", kept, "--out", tmp_path / "bars")
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "bars").iterdir()) == [
        "senses.png",
        "wordsim.png",
    ]
    kept.write_text(json.dumps(rows_json([])), "utf-8")
    assert "그림 0개" in run("draw", "bars", kept, "--out", tmp_path / "bars").output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("heat", "--words", "왕 없는말"), "없는말"),
        (("heat", "--words", " "), "하나 이상"),
        (("map", "--groups", "없음.yml"), "없음.yml"),
        (("mix",), "모델 형식"),
    ],
)
def test_what_cannot_be_drawn_is_told(run, square, tmp_path, words, says):
    done = run("draw", words[0], square, *words[1:], "--out", tmp_path / "picture.png")
    assert done.exit_code == 2
    assert says in done.output
    assert not (tmp_path / "picture.png").exists()
