"""How fast and how long an encoder is fine-tuned: options that every fine-tuning shares."""

from __future__ import annotations

import math
from dataclasses import dataclass

from slu.errors import DataError

PRECISIONS = ("auto", "fp32", "bf16")


@dataclass(frozen=True, slots=True)
class Learning:
    """How an encoder and its heads learn.

    `layer_decay`: each lower layer's rate is so many times the one above. `warmup`: the share of
    the steps in which the rates rise; then they fall linearly to nothing. `average`: the decay of
    the moving average of the weights that is measured and kept (0: the last weights themselves).
    `frozen`: only the heads learn. `tune_embeddings`: whether the word embeddings learn too.
    `precision`: `fp32`, `bf16` or `auto`, the faster of them here. `patience`: after so many epochs
    in a row without a better one training stops (0: never before the last).
    """

    epochs: int = 6
    batch_size: int = 32
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.95
    weight_decay: float = 0.01
    warmup: float = 0.1
    dropout: float = 0.1
    average: float = 0.998
    frozen: bool = False
    tune_embeddings: bool = False
    precision: str = "fp32"
    patience: int = 0
    seed: int = 0

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch_size < 1:
            raise DataError("epochs와 batch_size는 1 이상이어야 합니다.")
        if self.patience < 0:
            raise DataError(f"patience는 0 이상이어야 합니다(받은 값: {self.patience}).")
        for name in ("encoder_rate", "head_rate", "layer_decay"):
            if not 0 < getattr(self, name) <= 1:
                raise _outside(name, "0보다 크고 1 이하여야 합니다", getattr(self, name))
        for name in ("dropout", "average"):
            if not 0 <= getattr(self, name) < 1:
                raise _outside(name, "0 이상 1 미만이어야 합니다", getattr(self, name))
        if not 0 <= self.warmup <= 1:
            raise _outside("warmup", "0에서 1까지입니다", self.warmup)
        if not 0 <= self.weight_decay < math.inf:
            raise _outside("weight_decay", "0 이상이어야 합니다", self.weight_decay)
        if not 0 <= self.seed < 2**32:  # what every source of chance takes
            raise _outside("seed", "0 이상 2의 32제곱 미만이어야 합니다", self.seed)
        if self.precision not in PRECISIONS:
            raise DataError(
                f"precision은 {', '.join(PRECISIONS)} 가운데 하나여야 합니다"
                f"(받은 값: {self.precision})."
            )


def _outside(name: str, bounds: str, given: float) -> DataError:
    return DataError(f"{name}은(는) {bounds}(받은 값: {given}).")
