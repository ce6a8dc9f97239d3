"""Word vectors made small: which words stay, how near the numbers are, what is refused."""

import numpy as np
import pytest

from models.static.subwords import SubwordTable
from models.static.vectors import WordVectors
from slu.errors import DataError, ModelError
from slu.training.vectors.folder import Vectors, load_vectors, save_vectors
from slu.training.vectors.shrinking import shrink_vectors
from slu.understanding.folder_files import read_json

WORDS = ["물", "불", "바람", "고양이"]
TRAINING = {"options": {"text": "some/text.words.txt"}, "seconds": 61.0}


def folder_of(place, table=None):
    matrix = np.random.default_rng(0).standard_normal((4, 6)).astype(np.float32)
    made = Vectors(WordVectors(WORDS, matrix, np.array([9, 5, 2, 1]), table), "swivel")
    save_vectors(made, place, TRAINING, "# 카드\n")
    return made


def test_the_most_frequent_words_stay_and_are_as_near_as_eight_bits_allow(tmp_path):
    whole = folder_of(tmp_path / "whole")
    shrink_vectors(tmp_path / "whole", tmp_path / "small", 3)
    small = load_vectors(tmp_path / "small")
    assert (list(small.words), small.counts.tolist()) == (WORDS[:3], [9, 5, 2])
    step = np.abs(whole.matrix[:3]).max(axis=1, keepdims=True) / 127
    assert (np.abs(small.matrix - whole.matrix[:3]) <= step).all()
    notes = read_json(tmp_path / "small" / "training.json")
    assert notes == TRAINING | {"shrunk": {"words": 3, "of": 4, "storage": "int8"}}
    card = (tmp_path / "small" / "README.md").read_text("utf-8")
    assert "`text.words.txt`" in card
    assert "| most_words | 3 |" in card


def test_words_that_went_are_made_of_their_parts(tmp_path):
    buckets = np.random.default_rng(1).standard_normal((50, 6)).astype(np.float32)
    folder_of(tmp_path / "whole", SubwordTable(1, 2, buckets))
    shrink_vectors(tmp_path / "whole", tmp_path / "small", 9, "float32")
    small = shrink_vectors(tmp_path / "small", tmp_path / "smaller", 1, "float32")
    assert len(load_vectors(tmp_path / "small")) == 4
    assert small.lookup("고양이").tolist() == SubwordTable(1, 2, buckets).vector("고양이").tolist()


def test_what_cannot_be_done_is_said(tmp_path):
    folder_of(tmp_path / "whole")
    with pytest.raises(DataError, match="하나 이상"):
        shrink_vectors(tmp_path / "whole", tmp_path / "small", 0)
    with pytest.raises(DataError, match="storage"):
        shrink_vectors(tmp_path / "whole", tmp_path / "small", 1, "int4")
    with pytest.raises(ModelError, match="모델 폴더가 없습니다"):
        shrink_vectors(tmp_path / "none", tmp_path / "small", 1)
    assert not (tmp_path / "small").exists()
