"""Pairs in a window: by hand, against plain counting, and the same whatever the memory."""

from collections import Counter
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.static import runs
from models.static.cooccurrence import Pairs, Window, count_pairs

SIZE = 6
TEXTS = st.lists(st.lists(st.integers(0, SIZE - 1), max_size=12), max_size=12)


def counted(folder, sentences, window: Window, **chosen: int) -> Pairs:
    arrays = (np.array(words, np.int32) for words in sentences)
    return count_pairs(arrays, SIZE, window, folder, **chosen)


def cells(pairs: Pairs, most: int = 1 << 20) -> list[tuple[int, int, float]]:
    return [
        cell
        for block in pairs.blocks(most)
        for cell in zip(*(column.tolist() for column in block), strict=True)
    ]


def plainly(sentences, window: Window) -> list[tuple[int, int, float]]:
    found: Counter[tuple[int, int]] = Counter()
    for words in sentences:
        for place, word in enumerate(words):
            for other in range(max(0, place - window.size), place):
                weight = Fraction(1, place - other) if window.harmonic else Fraction(1)
                found[word, words[other]] += weight
                found[words[other], word] += weight
    return [(*pair, float(np.float32(float(found[pair])))) for pair in sorted(found)]


def test_by_hand(tmp_path):
    """0 1 2 0 and 3 3: at distance 1 the pairs 01 12 20 33, at distance 2 the pairs 02 10."""
    pairs = counted(tmp_path, [[0, 1, 2, 0], [3, 3]], Window(2))
    assert cells(pairs) == [
        (0, 1, 1.5),
        (0, 2, 1.5),
        (1, 0, 1.5),
        (1, 2, 1),
        (2, 0, 1.5),
        (2, 1, 1),
        (3, 3, 2),
    ]
    assert len(pairs) == 7
    assert pairs.row_sums().tolist() == [3, 2.5, 2.5, 2, 0, 0]


def test_flat_weights(tmp_path):
    assert cells(counted(tmp_path, [[0, 1, 2]], Window(2, harmonic=False))) == [
        (one, other, 1) for one in range(3) for other in range(3) if one != other
    ]


@settings(deadline=None, max_examples=60)
@given(TEXTS, st.integers(1, 5), st.booleans(), st.sampled_from([1, 7, 30, 1000]))
def test_as_plain_counting_whatever_the_memory(tmp_path_factory, sentences, size, harmonic, held):
    window = Window(size, harmonic)
    pairs = counted(tmp_path_factory.mktemp("pairs"), sentences, window, held=held)
    assert cells(pairs, 3) == plainly(sentences, window)
    matrix = np.zeros((SIZE, SIZE), np.float32)
    for row, column, value in cells(pairs):
        matrix[row, column] = value
    assert (matrix == matrix.T).all()
    assert (pairs.to_csr().toarray() == matrix).all()
    np.testing.assert_allclose(pairs.row_sums(), matrix.sum(axis=1), rtol=1e-6)


def test_hundreds_of_runs_become_one(tmp_path, monkeypatch):
    """Some 600 runs of 4 words each: three generations, merged a few records at a time."""
    monkeypatch.setattr(runs, "_MERGED", 40)
    sentences = np.random.default_rng(0).integers(0, SIZE, (60, 40)).tolist()
    window = Window(10)
    pairs = counted(tmp_path, sentences, window, held=80)
    assert cells(pairs) == plainly(sentences, window)
    assert list(tmp_path.iterdir()) == [pairs.run.path]
    assert int(pairs.run.path.name.removeprefix("run-")) > 600


@settings(deadline=None)
@given(
    st.lists(st.dictionaries(st.integers(0, 30), st.integers(1, 9)), min_size=1, max_size=5),
    st.integers(1, 40),
)
def test_merging_adds_up(tmp_path_factory, written, held):
    folder = tmp_path_factory.mktemp("runs")
    stored = []
    for number, sums in enumerate(written):
        np.array(sorted(sums.items()), np.int64).tofile(folder / str(number))
        stored.append(runs.Run(folder / str(number), len(sums)))
    total = sum((Counter(sums) for sums in written), Counter())
    merged = [tuple(row) for block in runs.merge(stored, held) for row in block.tolist()]
    assert merged == sorted(total.items())


@pytest.mark.parametrize("size", [0, 21])
def test_windows_have_a_limit(size):
    with pytest.raises(ValueError, match="1 to 20"):
        Window(size)


def test_the_widest_window_counts_exactly(tmp_path):
    window = Window(20)
    sentences = [list(range(SIZE)) * 5]
    assert cells(counted(tmp_path, sentences, window)) == plainly(sentences, window)


def test_too_many_words(tmp_path):
    with pytest.raises(ValueError, match="more than"):
        count_pairs([], 1 << 29, Window(), tmp_path)
