"""What can be chosen in fine-tuning on sentence tasks: one frozen dataclass."""

from __future__ import annotations

from dataclasses import dataclass, field

from slu.errors import DataError
from slu.training.learning import Learning
from slu.training.word_shape import WordShape


@dataclass(frozen=True, slots=True)
class TaskOptions:
    """Options of fine-tuning one encoder on one task or several.

    `tasks`: names of `slu.data.tasks`. `out`: the folder to write. `encoder`: as
    `slu.training.encoders.open_encoder` takes it. `max_train`, `max_dev`: at most so many examples
    of each task, drawn by `seed` (0: all). `sampling`: how often each task is seen, `proportional`
    to its batches or to their square `root`. `words`: the shape of an encoder over word vectors.
    """

    tasks: tuple[str, ...]
    out: str
    encoder: str = "e5-small"
    max_train: int = 0
    max_dev: int = 0
    sampling: str = "proportional"
    learning: Learning = field(
        default_factory=lambda: Learning(epochs=3, encoder_rate=1e-4, tune_embeddings=True)
    )
    words: WordShape = field(default_factory=WordShape)

    def __post_init__(self) -> None:
        if not self.tasks or len(set(self.tasks)) < len(self.tasks):
            raise DataError("과제를 하나 이상, 서로 다르게 골라야 합니다.")
        if self.max_train < 0 or self.max_dev < 0:
            raise DataError("max_train과 max_dev는 0(모두) 이상이어야 합니다.")
        if self.sampling not in ("proportional", "root"):
            raise DataError(
                f"sampling은 proportional이나 root여야 합니다(받은 값: {self.sampling})."
            )
