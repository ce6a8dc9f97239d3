"""`malgwi vectors filters`: a table, JSON, and sentences for what cannot be."""

import json

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from models.joint import JointModel
from models.static.vectors import WordVectors
from slu.korean.spacing import Spacing
from slu.korean.subwords import Subwords
from slu.training.vectors.folder import Vectors
from slu.training.word_encoders import build_word_encoder
from slu.training.word_shape import WordShape
from slu.understanding.labels import LabelSet
from slu.understanding.model_folder import save_folder
from slu.understanding.predictor import Predictor
from ui import cli

WORDS = ("불", "꺼", "날씨", "어때")


def run(*args: str) -> Result:
    return CliRunner().invoke(cli.app, ["vectors", "filters", *args])


def model_of(kind: str, folder) -> str:
    vectors = Vectors(WordVectors(WORDS, np.eye(4, dtype=np.float32)), "skipgram")
    encoder, tokenizer = build_word_encoder(kind, vectors, WordShape(hidden_size=8))
    labels = LabelSet(("light_off", "weather"), ("room",))
    model = JointModel(encoder, len(labels.intents), labels.bio_size)
    predictor = Predictor(model.eval(), Subwords(tokenizer, Spacing.MORPHEMES), labels)
    save_folder(predictor, folder / kind, {}, "")
    return str(folder / kind)


@pytest.fixture
def text(tmp_path) -> str:
    path = tmp_path / "text.txt"
    path.write_text("불 꺼\n날씨 어때\n", "utf-8")
    return str(path)


def test_filters_with_what_they_favour(tmp_path, text) -> None:
    model = model_of("cnn", tmp_path)
    shown = run(model, text, "--count", "3", "--each", "2")
    assert shown.exit_code == 0
    for words in ("너비", "번호", "불"):
        assert words in shown.output
    found = json.loads(run(model, text, "--count", "3", "--each", "2", "--json").output)
    assert [len(one["favourites"]) for one in found] == [2, 2, 2]
    for one in found:
        told = one["favourites"][0]["text"].split()
        assert len(told) == one["width"]
        assert set(told) <= {*WORDS, "·"}


def test_a_model_without_filters_and_a_missing_file(tmp_path, text) -> None:
    wrong = run(model_of("dan", tmp_path), text)
    assert wrong.exit_code == 2
    assert "필터가 없는 모델" in wrong.output
    missing = run(model_of("cnn", tmp_path), str(tmp_path / "none.txt"))
    assert missing.exit_code == 2
    assert "파일이 없습니다" in missing.output
