"""Folders of word vectors: the round trip, and what is refused."""

import json
import shutil

import numpy as np
import pytest

from models.static.subwords import SubwordTable
from models.static.vectors import WordVectors
from slu.errors import ModelError
from slu.korean.letters import spell
from slu.training.vectors.card import vectors_card
from slu.training.vectors.folder import FORMAT, Vectors, load_vectors, save_vectors
from slu.understanding.folder_files import read_json, write_config

WORDS = ["고양이", "강아지", "|", "ㅋㅋ", "\u2028"]
TRAINING = {"options": {"dimension": 4}, "seconds": 1.5}


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(len(shape)).standard_normal(shape).astype(np.float32)


@pytest.fixture
def vectors() -> Vectors:
    counts = np.array([2**40 + 1, 9, 3, 2, 1])
    table = SubwordTable(2, 4, numbers(30, 4))
    return Vectors(WordVectors(WORDS, numbers(5, 4), counts, table), "fasttext-jamo", "jamo")


@pytest.fixture
def folder(vectors, tmp_path):
    save_vectors(vectors, tmp_path / "vectors", TRAINING, "# 카드\n")
    return tmp_path / "vectors"


def test_all_comes_back(vectors, folder):
    back = load_vectors(folder)
    assert back.words == vectors.words
    assert (back.family, back.spelling) == ("fasttext-jamo", "jamo")
    assert (back.matrix == vectors.matrix).all()
    assert back.counts.tolist() == vectors.counts.tolist()
    assert (back.subwords.shortest, back.subwords.longest) == (2, 4)
    assert (back.subwords.buckets == vectors.subwords.buckets).all()
    assert read_json(folder / "training.json") == TRAINING
    assert (folder / "README.md").read_text("utf-8") == "# 카드\n"
    assert [path.name for path in folder.parent.iterdir()] == ["vectors"]


def test_words_of_a_jamo_family_are_spelled_for_their_ngrams_only(vectors, folder):
    back = load_vectors(folder)
    plain = SubwordTable(2, 4, vectors.subwords.buckets)
    assert back.lookup("고양").tolist() == plain.vector(spell("고양")).tolist()
    assert back.lookup("고양").tolist() != plain.vector("고양").tolist()
    assert back.lookup("고양이").tolist() == vectors.matrix[0].tolist()
    assert {each.word for each in back.nearest("고양", 5)} == set(WORDS)


def test_vectors_alone(tmp_path):
    save_vectors(Vectors(WordVectors(WORDS, numbers(5, 4)), "glove"), tmp_path / "v", {}, "")
    back = load_vectors(tmp_path / "v")
    assert back.counts is back.subwords is None
    assert (back.matrix == numbers(5, 4)).all()


def test_one_hot_vectors_take_no_room(tmp_path):
    words = [str(number) for number in range(30_000)]
    save_vectors(Vectors(WordVectors(words, None), "onehot"), tmp_path / "v", {}, "")
    back = load_vectors(tmp_path / "v")
    assert back.one_hot
    assert back.words == tuple(words)
    assert (tmp_path / "v/model.safetensors").stat().st_size < 1000


@pytest.mark.parametrize(("storage", "share"), [("float16", 0.51), ("int8", 0.3)])
def test_smaller_for_shipping(tmp_path, storage, share):
    words = [str(number) for number in range(50)]
    table = SubwordTable(1, 2, numbers(40, 100))
    vectors = Vectors(WordVectors(words, numbers(50, 100), subwords=table), "fasttext")
    sizes = []
    for each in ("float32", storage):
        save_vectors(vectors, tmp_path / each, {}, "", each)
        sizes.append((tmp_path / each / "model.safetensors").stat().st_size)
    assert sizes[1] < share * sizes[0]
    back = load_vectors(tmp_path / storage)
    assert back.matrix.dtype == np.float32
    np.testing.assert_allclose(back.matrix, vectors.matrix, atol=0.02)
    np.testing.assert_allclose(back.subwords.buckets, table.buckets, atol=0.02)


def test_an_older_folder_is_replaced(folder):
    save_vectors(Vectors(WordVectors(["가"], numbers(1, 2)), "glove"), folder, {}, "")
    assert load_vectors(folder).words == ("가",)


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def alter(path):
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(data)


def remove(path):
    path.unlink()


@pytest.mark.parametrize("name", ["model.safetensors", "words.txt"])
@pytest.mark.parametrize(
    ("harm", "said"), [(cut, "잘렸거나"), (alter, "SHA-256"), (remove, "없습니다")]
)
def test_broken_files_are_named(folder, name, harm, said):
    harm(folder / name)
    with pytest.raises(ModelError, match=said) as fault:
        load_vectors(folder)
    assert name in str(fault.value)


def test_no_folder_and_other_formats(folder):
    with pytest.raises(ModelError, match="모델 폴더가 없습니다"):
        load_vectors(folder / "nowhere")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"format": 1}), "utf-8")
    with pytest.raises(ModelError, match=r"config.json.*vectors-1"):
        load_vectors(folder)


def rewritten(folder, **changed):
    kind = json.loads((folder / "config.json").read_text("utf-8"))["encoder"]
    write_config(folder, FORMAT, kind | changed, ("model.safetensors", "words.txt"))


def test_an_unknown_spelling(folder, vectors):
    rewritten(folder, spelling="strokes")
    with pytest.raises(ModelError, match="strokes"):
        load_vectors(folder)
    with pytest.raises(ValueError, match="strokes"):
        Vectors(vectors, "fasttext", "strokes")


@pytest.mark.parametrize("words", ["하나\n", "가\n가\n나\n다\n라\n", "\udcff\n" * 5])
def test_words_that_do_not_fit_the_matrix(folder, words):
    (folder / "words.txt").write_bytes(words.encode("utf-8", "surrogateescape"))
    rewritten(folder)
    with pytest.raises(ModelError, match="맞지 않습니다"):
        load_vectors(folder)


@pytest.mark.parametrize("changed", [{"one_hot": None, "ngrams": 3}, {"ngrams": {"least": 1}}])
def test_a_configuration_that_does_not_fit(folder, changed):
    rewritten(folder, **changed)
    with pytest.raises(ModelError, match="맞지 않습니다"):
        load_vectors(folder)


def test_weights_that_are_missing(folder):
    shutil.copy(folder / "README.md", folder / "model.safetensors")
    rewritten(folder)
    with pytest.raises(ModelError, match="맞지 않습니다"):
        load_vectors(folder)


def test_card(vectors):
    card = vectors_card(vectors, "runs/full.words.txt", {"dimension": 4}, 61.2)
    assert "fasttext-jamo" in card
    assert "`full.words.txt`" in card
    assert "| dimension | 4 |" in card
    assert "자모 2~4개" in card
    nearest = ", ".join(each.word for each in vectors.nearest("고양이", 5)).replace("|", "\\|")
    assert f"| 고양이 | {nearest} |" in card


def test_card_of_one_hot_vectors():
    card = vectors_card(Vectors(WordVectors(["고양이", "개"], None), "onehot"), "글", {}, 0)
    assert "유사도 0" in card
    assert "벡터 없음" in card
