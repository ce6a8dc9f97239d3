"""Swivel: vectors whose products tell pointwise mutual information, unseen pairs included.

The matrix of counts is cut into squares, each with frequent and rare words alike, and a step is
one square: three dense products of matrices, and a correction at the cells that were seen. Counts
lie on disk in shards. How pairs are counted is `models.static.cooccurrence`'s.

Source: Shazeer, Doherty, Evans and Waterson 2016, "Swivel: Improving Embeddings by Noticing What's
Missing", arXiv 1602.02215, sections 3 and 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.static.adagrad import Adagrad
from models.static.cooccurrence import Block, Pairs
from models.static.glove import Watch
from models.static.shards import Shards


@dataclass(frozen=True, slots=True)
class SwivelOptions:
    """`square` is how many rows and columns a step sees, `power` that of the count by which the
    error of a seen pair weighs, `rate` AdaGrad's."""

    dimension: int = 100
    epochs: int = 10
    rate: float = 0.1
    square: int = 1024
    power: float = 0.5
    seed: int = 0
    device: str = "cpu"


class Swivel:
    """The two tables of words whose counts sum up to `sums` (size,) in rows and columns alike.

    A row is the word's vector (dimension) and two columns that are not learned, log x_i and 1 or 1
    and log x_j - log |D|: the product of two rows is then w.c - pmi + log x_ij, the logarithm of
    the count that the vectors foretell.
    """

    def __init__(self, sums: NDArray[np.float64], options: SwivelOptions):
        self.options = options
        dice = torch.Generator().manual_seed(options.seed)
        vectors = torch.randn(2, len(sums), options.dimension, generator=dice)
        vectors /= options.dimension**0.5
        # A word that stands near no other one is taken for one seen once.
        logs = torch.from_numpy(np.log(np.maximum(sums, 1.0))).float()[:, None]
        one, all_ = torch.ones_like(logs), float(np.log(max(sums.sum(), 1.0)))
        words, contexts = (vectors[0], logs, one), (vectors[1], one, logs - all_)
        self.words, self.contexts = (
            Adagrad(torch.cat(parts, 1).to(options.device), options.rate, slice(-2, None))
            for parts in (words, contexts)
        )

    def step(self, rows: Tensor, columns: Tensor, seen: tuple[Tensor, Tensor, Tensor]) -> Tensor:
        """One update from the square of `rows` (k,) and `columns` (l,); `seen` are places in these
        of the pairs that were seen (m,), (m,), and their counts (m,). The loss, (), summed."""
        words = self.words.table.index_select(0, rows)
        contexts = self.contexts.table.index_select(0, columns)
        loss, pulls = self._loss(words @ contexts.T, *seen)
        self.words.step(rows, pulls @ contexts)
        self.contexts.step(columns, pulls.T @ words)
        return loss

    def _loss(
        self, foretold: Tensor, rows: Tensor, columns: Tensor, counts: Tensor
    ) -> tuple[Tensor, Tensor]:
        """The loss of a square, (), and what it falls by where a product rises, (k, l), written
        over `foretold` (k, l), the log counts that the vectors foretell.

        A seen pair: x^(1/2) (w.c - pmi)^2 / 2. An unseen one: log(1 + exp(w.c - pmi*)), where pmi*
        is as if it were seen once; it pulls with the sigmoid.
        """
        cells = rows * foretold.shape[1] + columns
        errors = foretold.view(-1)[cells] - counts.log()
        pulls = foretold.sigmoid_()
        weighed = counts**self.options.power * errors
        pulls.view(-1)[cells] = 0
        unseen = -(1 - pulls).clamp_(min=1e-7).log_().sum()
        pulls.view(-1)[cells] = weighed
        return (weighed * errors).sum() / 2 + unseen, pulls

    def vectors(self) -> NDArray[np.float32]:
        """(size, dimension): the sum of a word's two vectors."""
        both = self.words.table + self.contexts.table
        return both[:, : self.options.dimension].cpu().numpy()


def train_swivel(
    pairs: Pairs, options: SwivelOptions, folder: Path, watch: Watch = lambda *_: None
) -> NDArray[np.float32]:
    """(size, dimension): the vectors of the words of `pairs`. `folder` is made, for the shards."""
    side = max(1, -(-pairs.size // options.square))
    shards = Shards(folder, pairs.blocks(), lambda block: _dealt(block, side), side, side)
    model = Swivel(pairs.row_sums(), options)
    dice = np.random.default_rng(options.seed)
    words = torch.arange(pairs.size, device=options.device)
    done, total = 0, pairs.size**2 * options.epochs
    for _ in range(options.epochs):
        for number in dice.permutation(side * side).tolist():
            file, place = divmod(number, side)
            seen = _placed(shards.read(file, place), side, options.device)
            rows, columns = words[file::side], words[place::side]
            loss = float(model.step(rows, columns, seen))
            done += len(rows) * len(columns)
            watch(done, total, loss / (len(rows) * len(columns)))
    return model.vectors()


def _dealt(block: Block, side: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Words are dealt round by frequency, so that every square has frequent and rare ones."""
    return block[0] % side, block[1] % side


def _placed(block: Block, side: int, device: str) -> tuple[Tensor, Tensor, Tensor]:
    """The places of a square's pairs within it (m,), (m,), and their counts (m,)."""
    rows, columns, counts = (torch.from_numpy(each).to(device) for each in block)
    return rows.long() // side, columns.long() // side, counts
