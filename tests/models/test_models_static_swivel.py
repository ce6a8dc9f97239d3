"""Swivel: its loss by hand, its gradient against autograd, its squares, and what it learns."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from topics_kit import WORDS, separation, topic_pairs

from models.static.swivel import Swivel, SwivelOptions, train_swivel

OPTIONS = SwivelOptions(dimension=4, epochs=40, rate=0.1, square=8)
SUMS = np.array([5.0, 3.0, 4.0, 2.0, 6.0])
ROWS, COLUMNS = torch.tensor([0, 2, 4]), torch.tensor([1, 3])
SEEN = (torch.tensor([0, 2]), torch.tensor([1, 0]), torch.tensor([0.5, 4.0]))
"""Of the square: pairs (0, 3) and (4, 1) were seen, 0.5 and 4 times."""


def plain_loss(words, contexts) -> torch.Tensor:
    """Section 3.2, cell by cell; PMI is log x + log |D| - log x_i - log x_j."""
    counts = {(0, 3): 0.5, (4, 1): 4.0}
    total = torch.zeros(())
    for i in ROWS.tolist():
        for j in COLUMNS.tolist():
            x = counts.get((i, j))
            pmi = np.log((x or 1.0) * SUMS.sum() / (SUMS[i] * SUMS[j]))
            error = words[i] @ contexts[j] - pmi
            total = total + (error.exp().log1p() if x is None else x**0.5 * error**2 / 2)
    return total


def vectors_of(model: Swivel) -> list[torch.Tensor]:
    tables = (model.words.table, model.contexts.table)
    return [table[:, :-2].clone().requires_grad_() for table in tables]


def test_a_step_follows_the_gradient():
    model = Swivel(SUMS, OPTIONS)
    squares = [torch.full_like(each, 0.1) for each in vectors_of(model)]
    for _ in range(2):
        given = vectors_of(model)
        loss = plain_loss(*given)
        loss.backward()
        assert model.step(ROWS, COLUMNS, SEEN).item() == pytest.approx(loss.item(), rel=1e-5)
        for before, now, square in zip(given, vectors_of(model), squares, strict=True):
            square += before.grad**2
            moved = before.grad / square.sqrt() * OPTIONS.rate
            torch.testing.assert_close(now, before - moved, rtol=1e-4, atol=1e-5)


def test_the_loss_by_hand():
    """One word seen twice beside itself, both sums 2: PMI 0. w.c = 6: 2^0.5 * 36 / 2. Unseen, the
    word is taken as seen once, PMI* -log 2: log(1 + exp(6 + log 2))."""
    model = Swivel(np.array([2.0]), SwivelOptions(dimension=1))
    zero, two = torch.zeros(1, dtype=torch.int64), torch.tensor([2.0])
    for seen, loss in (
        ((zero, zero, two), 2**0.5 * 18),
        ((zero[:0], zero[:0], two[:0]), np.log1p(2 * np.exp(6))),
    ):
        model.words.table[:, 0], model.contexts.table[:, 0] = 2.0, 3.0
        assert model.step(zero, zero, seen).item() == pytest.approx(loss, rel=1e-5)


def test_every_cell_is_learned_from_once_an_epoch(tmp_path, monkeypatch):
    """Squares of 5 cut 16 words into 4 x 4; each has words of all frequencies, its own pairs."""
    cells, seen = [], {}

    def step(self, rows, columns, square):
        cells.extend((i, j) for i in rows.tolist() for j in columns.tolist())
        at = (rows[square[0]].tolist(), columns[square[1]].tolist(), square[2].tolist())
        seen.update({(i, j): x for i, j, x in zip(*at, strict=True)})
        return torch.zeros(())

    monkeypatch.setattr(Swivel, "step", step)
    pairs = topic_pairs(tmp_path / "pairs")
    train_swivel(pairs, replace(OPTIONS, square=5, epochs=1), tmp_path / "shards")
    size = len(WORDS)
    assert sorted(cells) == [(i, j) for i in range(size) for j in range(size)]
    (block,) = pairs.blocks()
    rows, columns, counts = (each.tolist() for each in block)
    assert seen == dict(zip(zip(rows, columns, strict=True), counts, strict=True))


def test_topics_are_found_and_the_loss_falls(tmp_path):
    told = []
    matrix = train_swivel(
        topic_pairs(tmp_path / "pairs"), OPTIONS, tmp_path / "shards", lambda *at: told.append(at)
    )
    assert matrix.shape == (len(WORDS), 4)
    assert matrix.dtype == np.float32
    assert separation(matrix) == 1
    assert told[-1][:2] == (40 * 16 * 16, 40 * 16 * 16)
    assert sum(loss for *_, loss in told[-4:]) < sum(loss for *_, loss in told[:4]) / 2


def test_the_same_seed_gives_the_same_vectors(tmp_path):
    pairs = topic_pairs(tmp_path / "pairs")
    few = replace(OPTIONS, epochs=2)
    one, two, other = (
        train_swivel(pairs, options, tmp_path / str(number))
        for number, options in enumerate((few, few, replace(few, seed=1)))
    )
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_a_word_that_stands_alone_does_no_harm():
    model = Swivel(np.array([0.0, 3.0]), OPTIONS)
    every = torch.arange(2)
    nothing = torch.zeros(0, dtype=torch.int64)
    for _ in range(20):
        model.step(every, every, (nothing, nothing, torch.zeros(0)))
    assert np.isfinite(model.vectors()).all()


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU")
def test_a_gpu_learns_the_same(tmp_path):
    pairs = topic_pairs(tmp_path / "pairs")
    few = replace(OPTIONS, epochs=2)
    one, two = (
        train_swivel(pairs, replace(few, device=device), tmp_path / device)
        for device in ("cpu", "cuda")
    )
    np.testing.assert_allclose(one, two, atol=1e-3)
