"""The word vectors and the ELMo that ship: small enough, whole, and they know what they should."""

from pathlib import Path

import pytest

from models.static.vectors import unit_rows
from slu.evaluation.words.embedder import Place
from slu.evaluation.words.opening import open_embedder
from slu.evaluation.words.static import Cutter
from slu.paths import ROOT
from slu.training.vectors.folder import load_vectors

PRETRAINED = ROOT / "models" / "pretrained"


def megabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.iterdir()) / 1e6


def test_what_ships_is_small() -> None:
    """Each kind within its share: the joint model, ELMo, BERT, and all static vectors together."""
    shares = {"malgwi-joint": 32.0, "malgwi-elmo": 10.0, "malgwi-bert": 10.5, "static": 12.0}
    taken = dict.fromkeys(shares, 0.0)
    for folder in PRETRAINED.iterdir():
        taken[folder.name if folder.name in shares else "static"] += megabytes(folder)
    assert all(taken[name] <= share for name, share in shares.items())
    assert sum(taken.values()) <= 60


@pytest.mark.parametrize("name", ["tfidf", "skipgram", "glove"])
def test_families_that_ship_beside_it_know_what_is_alike(name) -> None:
    vectors = load_vectors(PRETRAINED / f"malgwi-{name}")
    assert (vectors.family, len(vectors)) == (name, 20_000)
    for word, other, stranger in (("바다", "강", "회사"), ("사과", "포도", "선거")):
        near, far = vectors.similarity(word, other), vectors.similarity(word, stranger)
        assert (near or 0) > (far or 0)


def test_word_vectors_know_pairs_and_kinds() -> None:
    vectors = load_vectors(PRETRAINED / "malgwi-words")
    for a, b, c, answer in (
        ("아들", "딸", "소년", "소녀"),
        ("한국", "서울", "일본", "도쿄"),
        ("프랑스", "파리", "영국", "런던"),
    ):
        assert answer in [each.word for each in vectors.analogy(a, b, c, 5)]
    for word, other, stranger in (("거실", "침실", "경제"), ("사과", "포도", "선거")):
        near, far = vectors.similarity(word, other), vectors.similarity(word, stranger)
        assert (near or 0) > (far or 0) + 0.2


def test_elmo_tells_senses_apart() -> None:
    """눈 that falls is nearer to 눈 that lies than to 눈 that hurts, and the other way about."""
    marked = (
        "하늘에서 [눈]이 펑펑 내린다",
        "산에 [눈]이 하얗게 쌓였다",
        "[눈]이 아파서 안과에 갔다",
        "[눈]이 나빠서 안경을 썼다",
    )
    elmo = open_embedder("elmo", Cutter())
    vectors, known = elmo.place_vectors([Place.marked(each) for each in marked])
    assert known.all()
    units = unit_rows(vectors)
    snow, eye, between = units[0] @ units[1], units[2] @ units[3], units[:2] @ units[2:].T
    assert min(snow, eye) > between.max()


def test_elmo_reads_words_that_nobody_has_seen() -> None:
    elmo = open_embedder("elmo", Cutter())
    words = ("켜", "뷁쉙")
    assert elmo.reaches(words).tolist() == [True, True]
    assert elmo.in_vocabulary(words).tolist() == [True, False]
