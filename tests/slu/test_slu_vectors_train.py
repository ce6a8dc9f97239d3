"""Training word vectors of every family by the same options: what is written, what is refused."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from slu.errors import DataError
from slu.training.vectors.folder import load_vectors
from slu.training.vectors.options import FAMILIES, VectorOptions, read_options
from slu.training.vectors.train import train_vectors

TOPICS = (("배", "파도", "항구", "바다", "섬"), ("불", "국", "부엌", "접시", "칼"))
SMALL = {"dimension": 4, "minimal_count": 1, "epochs": 2, "shift": 1.2}


@pytest.fixture(scope="module")
def text(tmp_path_factory) -> Path:
    """300 sentences of four words of one topic, three to a document."""
    dice = np.random.default_rng(0)
    sentences = [" ".join(dice.choice(TOPICS[n // 3 % 2], 4)) for n in range(300)]
    documents = ["\n".join(sentences[at : at + 3]) for at in range(0, 300, 3)]
    path = tmp_path_factory.mktemp("text") / "topics.words.txt"
    path.write_text("\n\n".join(documents) + "\n", "utf-8")
    return path


def options(text: Path, out: Path, family: str = "ppmi", **others) -> VectorOptions:
    return read_options(
        None, {"family": family, "text": str(text), "out": str(out)} | SMALL | others
    )


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_is_trained_written_and_comes_out_the_same_again(family, text, tmp_path):
    made = train_vectors(options(text, tmp_path / "one", family))
    train_vectors(options(text, tmp_path / "two", family))
    one, two = load_vectors(tmp_path / "one"), load_vectors(tmp_path / "two")
    assert (one.family, one.words) == (family, made.words)
    assert set(one.words) == {*TOPICS[0], *TOPICS[1]}
    assert sum(one.counts) == 1200
    if not one.one_hot:
        assert one.matrix.shape == (10, 4)
        assert (one.matrix == two.matrix).all()
        assert (one.matrix == made.matrix).all()


@pytest.mark.parametrize("family", ["ppmi", "skipgram", "fasttext", "swivel"])
def test_words_of_a_topic_come_near_each_other(family, text, tmp_path):
    # Each word is a tenth of the text: by the usual share nearly all would be passed over.
    learning = {"epochs": 60, "rate": 0.1, "sample": 0.9}
    found = train_vectors(options(text, tmp_path / "out", family, **learning))
    for topic in TOPICS:
        near = {each.word for word in topic for each in found.nearest(word, 2)}
        assert near <= set(topic)


def test_the_folder_says_how_it_was_made(text, tmp_path):
    train_vectors(options(text, tmp_path / "out", "skipgram", window=3, seed=7))
    notes = json.loads((tmp_path / "out" / "training.json").read_text("utf-8"))
    assert notes["text"]["sentences"] == 300
    assert notes["text"]["words"] == 1200
    assert notes["options"]["chosen"]["window"] == 3
    assert notes["options"]["seed"] == 7
    assert notes["words_a_second"] > 0
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert "skipgram" in card
    assert str(text.parent) not in card


def test_another_seed_gives_other_vectors(text, tmp_path):
    one = train_vectors(options(text, tmp_path / "one", "swivel"))
    two = train_vectors(options(text, tmp_path / "two", "swivel", seed=1))
    assert (one.matrix != two.matrix).any()


def test_raw_text_is_cut_into_morphemes_first(tmp_path):
    raw = tmp_path / "raw.txt"
    raw.write_text("배를 타고 바다로 나간다.\n큰 배가 바다에 있다.\n" * 3, "utf-8")
    found = train_vectors(options(raw, tmp_path / "out", "onehot"))
    assert {"배", "를", "바다"} <= set(found.words)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "raw.txt"]


def test_options_of_a_file_and_of_the_command(text, tmp_path):
    path = tmp_path / "options.yml"
    path.write_text("dimension: 8\nguessing:\n  negative: 3\n", "utf-8")
    named = {"family": "cbow", "text": str(text), "out": "x", "dimension": 6, "seed": None}
    found = read_options(path, named)
    assert (found.dimension, found.guessing.negative, found.seed) == (6, 3, 0)
    assert found.chosen.rate == FAMILIES["cbow"].rate


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"family": "word3vec"}, "없는 방법"),
        ({"dimension": 0}, "dimension"),
        ({"window": 99}, "window"),
        ({"threads": 0}, "threads"),
        ({"storage": "float8"}, "storage"),
        ({"negative": 0}, "negative"),
        ({"shift": 0.5}, "shift"),
        ({"peak": 0}, "peak"),
        ({"device": "tpu"}, "device"),
    ],
)
def test_options_that_cannot_be(wrong, said, text, tmp_path):
    with pytest.raises(DataError, match=said):
        options(text, tmp_path / "out", **wrong)


@pytest.mark.parametrize(
    ("content", "others", "said"),
    [
        (b"", {}, "낱말이 하나도"),
        ("가 나\n".encode(), {"minimal_count": 5}, "minimal_count"),
        ("가 나 다\n".encode(), {"dimension": 3}, "너무 큽니다"),
        ("가 나\n".encode() + b"\xff\n", {}, "2행.*UTF-8|UTF-8"),
        ("\n".join("가나다라마바").encode(), {}, "함께 나온 문장이 없습니다"),
        ("가 나 다 라 마 바\n".encode(), {"family": "bow"}, "문서가 너무 적어"),
        ("가 나 다 라 마 바\n".encode(), {"family": "sppmi", "shift": 9}, "우연의 9배보다"),
    ],
)
def test_text_that_will_not_do(content, others, said, tmp_path):
    text = tmp_path / "bad.words.txt"
    text.write_bytes(content)
    with pytest.raises(DataError, match=said):
        train_vectors(options(text, tmp_path / "out", **others))
    assert [path.name for path in tmp_path.iterdir()] == ["bad.words.txt"]


def test_what_stands_in_the_way_stays(text, tmp_path):
    taken = tmp_path / "out"
    taken.mkdir()
    (taken / "note").write_text("mine", "utf-8")
    with pytest.raises(DataError, match="이미 있습니다"):
        train_vectors(options(text, taken))
    assert (taken / "note").read_text("utf-8") == "mine"
    with pytest.raises(DataError, match="파일이 없습니다"):
        train_vectors(options(tmp_path / "no.words.txt", tmp_path / "new"))


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
@pytest.mark.parametrize("family", ["glove", "swivel"])
def test_a_device_that_is_not_there(family, text, tmp_path):
    with pytest.raises(DataError, match="GPU"):
        train_vectors(options(text, tmp_path / "out", family, device="cuda"))
