"""GloVe: vectors whose products tell the logarithm of how often words stand near each other.

Pairs that were seen are drawn in random order, thousands at a time; a batch is three sparse
products, without a loop over pairs. Pairs lie on disk in shards, so memory does not grow with the
text. How pairs are counted is `models.static.cooccurrence`'s.

Source: Pennington, Socher and Manning 2014, "GloVe: Global Vectors for Word Representation",
equation 8 and section 4.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import embedding_bag

from models.static.adagrad import Adagrad
from models.static.cooccurrence import Block, Pairs
from models.static.shards import Shards

_SHARD = 1 << 22  # pairs that are shuffled in memory at a time

Watch = Callable[[int, int, float], None]
"""Told how many pairs (or cells) of how many have been learned from, and the mean loss lately."""


@dataclass(frozen=True, slots=True)
class GloveOptions:
    """`peak` is x_max, the count from which on a pair has its full weight, and `power` the alpha by
    which rarer ones have less. `rate` is AdaGrad's, `batch` how many pairs it sees at a step."""

    dimension: int = 100
    epochs: int = 15
    rate: float = 0.05
    peak: float = 100.0
    power: float = 0.75
    batch: int = 1 << 13
    seed: int = 0
    device: str = "cpu"


class Glove:
    """The two tables of `size` words. A row is the word's vector (dimension), its bias, and a one
    that stands against the other table's bias, so that a product of rows is w.c + b + b'."""

    def __init__(self, sums: NDArray[np.float64], options: GloveOptions):
        self.options = options
        dice = torch.Generator().manual_seed(options.seed)
        spread = torch.rand(2, len(sums), options.dimension, generator=dice) - 0.5
        spread /= options.dimension
        biases = torch.from_numpy(np.log(np.maximum(sums, 1.0) / max(sums.sum(), 1.0) ** 0.5))
        biases = biases.float()[:, None]
        one = torch.ones_like(biases)
        words = torch.cat([spread[0], biases, one], 1)
        contexts = torch.cat([spread[1], one, biases], 1)
        self.words = Adagrad(words.to(options.device), options.rate, slice(-1, None))
        self.contexts = Adagrad(contexts.to(options.device), options.rate, slice(-2, -1))

    def step(self, rows: Tensor, columns: Tensor, counts: Tensor) -> Tensor:
        """One update from pairs (batch,) int64 and their counts (batch,); the loss, (), summed
        over the pairs."""
        loss, pulls = self.loss(rows, columns, counts)
        of_words = _gradient(rows, columns, pulls, self.contexts.table)
        of_contexts = _gradient(columns, rows, pulls, self.words.table)
        self.words.step(*of_words)
        self.contexts.step(*of_contexts)
        return loss

    def loss(self, rows: Tensor, columns: Tensor, counts: Tensor) -> tuple[Tensor, Tensor]:
        """The loss, (): the sum of f(x) (w.c + b + b' - log x)^2 / 2; and what it falls by,
        (batch,), where the product of a pair's rows rises."""
        words = self.words.table.index_select(0, rows)
        contexts = self.contexts.table.index_select(0, columns)
        errors = torch.linalg.vecdot(words, contexts) - counts.log()
        weights = (counts / self.options.peak).clamp(max=1) ** self.options.power
        pulls = weights * errors
        return (pulls * errors).sum() / 2, pulls

    def vectors(self) -> NDArray[np.float32]:
        """(size, dimension): the sum of a word's two vectors."""
        width = self.options.dimension
        both = self.words.table[:, :width] + self.contexts.table[:, :width]
        return both.cpu().numpy()


def train_glove(
    pairs: Pairs, options: GloveOptions, folder: Path, watch: Watch = lambda *_: None
) -> NDArray[np.float32]:
    """(size, dimension): the vectors of the words of `pairs`. `folder` is made, for the shards."""
    model = Glove(pairs.row_sums(), options)
    dice = np.random.default_rng(options.seed)
    files = max(1, -(-len(pairs) // _SHARD))

    def deal(block: Block) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        drawn = dice.integers(files, size=len(block[0]))
        return drawn, np.zeros_like(drawn)

    shards = Shards(folder, pairs.blocks(), deal, files)
    done, total = 0, shards.pairs * options.epochs
    for _ in range(options.epochs):
        for file in dice.permutation(files).tolist():
            block = shards.read(file)
            losses = [model.step(*batch) for batch in _batches(block, options, dice)]
            done += len(block[0])
            watch(done, total, float(sum(losses)) / max(1, len(block[0])))
    return model.vectors()


def _batches(
    block: Block, options: GloveOptions, dice: np.random.Generator
) -> Iterator[tuple[Tensor, Tensor, Tensor]]:
    """The pairs of a block in random order, on the device."""
    order = torch.from_numpy(dice.permutation(len(block[0])))
    rows, columns, counts = (torch.from_numpy(each)[order] for each in block)
    for start in range(0, len(order), options.batch):
        part = slice(start, start + options.batch)
        yield (
            rows[part].to(options.device, torch.int64),
            columns[part].to(options.device, torch.int64),
            counts[part].to(options.device),
        )


def _gradient(mine: Tensor, others: Tensor, pulls: Tensor, table: Tensor) -> tuple[Tensor, Tensor]:
    """The rows that a batch touches (m,), ascending, and their gradients (m, width): for each the
    sum over its pairs of the other's row times the pull."""
    order = mine.argsort(stable=True)
    touched, sizes = torch.unique_consecutive(mine[order], return_counts=True)
    starts = sizes.cumsum(0) - sizes
    gradients = embedding_bag(
        others[order], table, starts, mode="sum", per_sample_weights=pulls[order]
    )
    return touched, gradients
