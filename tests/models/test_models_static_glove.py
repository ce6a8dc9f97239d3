"""GloVe: its loss by hand, its gradient against autograd, what it learns, and its shards."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from topics_kit import WORDS, separation, topic_pairs

from models.static.adagrad import Adagrad
from models.static.cooccurrence import Window, count_pairs
from models.static.glove import Glove, GloveOptions, train_glove
from models.static.shards import Shards

OPTIONS = GloveOptions(dimension=4, epochs=30, rate=0.3, peak=10.0, batch=64)
SUMS = np.array([4.0, 3.0, 2.0])
PAIRS = (
    torch.tensor([0, 1, 0, 2, 1]),
    torch.tensor([1, 0, 2, 0, 1]),
    torch.tensor([1.5, 20.0, 0.5, 3.0, 10.0]),
)


def parts(model: Glove) -> list[torch.Tensor]:
    """w, b, c, b' as leaves to differentiate by."""
    words, contexts = model.words.table, model.contexts.table
    found = (words[:, :-2], words[:, -2], contexts[:, :-2], contexts[:, -1])
    return [part.clone().requires_grad_() for part in found]


def plain_loss(given, rows, columns, counts, options) -> torch.Tensor:
    """Equation 8, halved, pair by pair."""
    words, biases, contexts, context_biases = given
    total = torch.zeros(())
    for i, j, x in zip(rows.tolist(), columns.tolist(), counts.tolist(), strict=True):
        weight = min(1.0, (x / options.peak) ** options.power)
        error = words[i] @ contexts[j] + biases[i] + context_biases[j] - np.log(x)
        total = total + weight * error**2 / 2
    return total


def test_the_loss_by_hand():
    """w = 2, c = 3, b = 0.5, b' = 1: 7.5 against log 1, at a weight of (1 / 16)^(3 / 4) = 1 / 8."""
    model = Glove(np.ones(1), GloveOptions(dimension=1, peak=16.0))
    model.words.table[:] = torch.tensor([[2.0, 0.5, 1.0]])
    model.contexts.table[:] = torch.tensor([[3.0, 1.0, 1.0]])
    zero = torch.zeros(1, dtype=torch.int64)
    loss, pulls = model.loss(zero, zero, torch.ones(1))
    assert loss.item() == pytest.approx(7.5**2 / 8 / 2)
    assert pulls.tolist() == pytest.approx([7.5 / 8])


def test_a_step_follows_the_gradient():
    """AdaGrad's steps, the sums of squares beginning at 0.1."""
    model = Glove(SUMS, OPTIONS)
    squares = [torch.full_like(part, 0.1) for part in parts(model)]
    for _ in range(2):
        given = parts(model)
        loss = plain_loss(given, *PAIRS, OPTIONS)
        loss.backward()
        assert model.step(*PAIRS).item() == pytest.approx(loss.item(), rel=1e-5)
        for before, now, square in zip(given, parts(model), squares, strict=True):
            square += before.grad**2
            moved = before.grad / square.sqrt() * OPTIONS.rate
            torch.testing.assert_close(now, before - moved, rtol=1e-4, atol=1e-5)


def test_rows_that_a_batch_does_not_name_stay():
    model = Glove(SUMS, OPTIONS)
    before = model.words.table.clone()
    model.step(*(each[:1] for each in PAIRS))
    assert torch.equal(model.words.table[1:], before[1:])
    assert not torch.equal(model.words.table[0], before[0])


def test_biases_begin_where_chance_would_have_them():
    """b + b' is then the log of the count that the sums alone foretell."""
    model = Glove(SUMS, OPTIONS)
    together = model.words.table[0, -2] + model.contexts.table[2, -1]
    assert together.item() == pytest.approx(np.log(4 * 2 / 9), abs=1e-6)


def test_topics_are_found_and_the_loss_falls(tmp_path):
    told = []
    matrix = train_glove(
        topic_pairs(tmp_path / "pairs"), OPTIONS, tmp_path / "shards", lambda *at: told.append(at)
    )
    assert matrix.shape == (len(WORDS), 4)
    assert matrix.dtype == np.float32
    assert separation(matrix) == 1
    assert told[-1][2] < told[0][2] / 2
    assert told[-1][0] == told[-1][1] == 30 * len(topic_pairs(tmp_path / "again"))


def test_the_same_seed_gives_the_same_vectors(tmp_path):
    pairs = topic_pairs(tmp_path / "pairs")
    few = replace(OPTIONS, epochs=2)
    one, two, other = (
        train_glove(pairs, options, tmp_path / str(number))
        for number, options in enumerate((few, few, replace(few, seed=1)))
    )
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")
def test_a_gpu_learns_the_same(tmp_path):
    pairs = topic_pairs(tmp_path / "pairs")
    few = replace(OPTIONS, epochs=2)
    one, two = (
        train_glove(pairs, replace(few, device=device), tmp_path / device)
        for device in ("cpu", "cuda")
    )
    np.testing.assert_allclose(one, two, atol=1e-3)


def test_a_gradient_of_nothing_and_a_fixed_column_move_nothing():
    table = Adagrad(torch.ones(2, 3), 0.5, slice(-1, None))
    table.step(torch.tensor([1]), torch.tensor([[0.0, 4.0, 4.0]]))
    assert table.table[0].tolist() == [1, 1, 1]
    assert table.table[1].tolist() == pytest.approx([1, 1 - 0.5 * 4 / 16.1**0.5, 1])


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=60),
    st.integers(1, 4),
    st.integers(1, 3),
    st.integers(1, 9),
)
def test_every_pair_lies_in_its_shard(tmp_path_factory, pairs, files, each, most):
    """In the order in which pairs came, however they came in blocks."""

    def deal(block):
        return block[0] % files, block[1] % each

    cells = [(i, j, float(number)) for number, (i, j) in enumerate(pairs)]
    blocks = [cells[start : start + most] for start in range(0, len(cells), most)]
    columns = (zip(*block, strict=True) for block in blocks)
    arrays = (
        tuple(
            np.array(one, kind)
            for one, kind in zip(block, (np.int32, np.int32, np.float32), strict=True)
        )
        for block in columns
    )
    folder = tmp_path_factory.mktemp("shards") / "new"
    shards = Shards(folder, arrays, deal, files, each)
    assert shards.pairs == len(pairs)
    for file in range(files):
        for place in range(each):
            found = list(zip(*(one.tolist() for one in shards.read(file, place)), strict=True))
            assert found == [
                one for one in cells if (one[0] % files, one[1] % each) == (file, place)
            ]


def test_many_shards_hold_all_pairs_once(tmp_path, monkeypatch):
    """Shards smaller than the pairs are drawn by chance, and every pair is learned from once."""
    monkeypatch.setattr("models.static.glove._SHARD", 7)
    seen = []
    monkeypatch.setattr(Glove, "step", lambda self, *batch: seen.append(batch) or torch.zeros(()))
    pairs = count_pairs([np.arange(6, dtype=np.int32)], 6, Window(3), tmp_path / "pairs")
    train_glove(pairs, replace(OPTIONS, epochs=1, batch=2), tmp_path / "shards")
    found = sorted(
        (int(i), int(j)) for rows, columns, _ in seen for i, j in zip(rows, columns, strict=True)
    )
    (block,) = pairs.blocks()
    assert found == sorted(zip(block[0].tolist(), block[1].tolist(), strict=True))
    assert max(len(rows) for rows, _, _ in seen) == 2
