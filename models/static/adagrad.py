"""A table of rows learned by AdaGrad, of which a step touches only some.

Source: Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods for Online Learning and
Stochastic Optimization", the diagonal case.
"""

from __future__ import annotations

from torch import Tensor, full_like

# Of the sums of squares, as in TensorFlow: what little is known of a rare word would else move it
# as far as a frequent one.
_START = 0.1


class Adagrad:
    """`table` (n, width) float32, learned in place; the columns `fixed` are never changed."""

    def __init__(self, table: Tensor, rate: float, fixed: slice):
        self.table, self.rate, self.fixed = table, rate, fixed
        self.squares = full_like(table, _START)

    def step(self, rows: Tensor, gradients: Tensor) -> None:
        """Moves `rows` (m,), each named once, against `gradients` (m, width), which are used up."""
        gradients[:, self.fixed] = 0
        squares = self.squares.index_select(0, rows).addcmul_(gradients, gradients)
        self.squares.index_copy_(0, rows, squares)
        moves = gradients.mul_(squares.rsqrt_())
        self.table.index_add_(0, rows, moves, alpha=-self.rate)
