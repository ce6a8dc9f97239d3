"""What can be chosen in joint fine-tuning: frozen dataclasses, filled by YAML or the command
line. In YAML each dataclass is a section; on the command line its fields are named alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slu.errors import DataError
from slu.korean.spacing import Spacing
from slu.training.learning import Learning
from slu.training.reading import read_into
from slu.training.word_shape import WordShape


@dataclass(frozen=True, slots=True)
class Noise:
    """The shares of training examples that are changed anew in each epoch: `written` as people
    and recognisers write (digits, joined particles, other spacing), `typos` with slips of keys.
    Drawn for themselves: `values`, with other values in their slots, and `misheard` (of those
    without slips), with up to `most_misheard` of the syllables wrong, as by the `channel` (a file
    of `malgwi noise fit`; without one, by near sounds)."""

    written: float = 0.4
    typos: float = 0.0
    values: float = 0.0
    misheard: float = 0.0
    most_misheard: float = 0.15
    channel: str = ""

    def __post_init__(self) -> None:
        if not (min(self.written, self.typos) >= 0 and self.written + self.typos <= 1):
            raise DataError("written과 typos는 0 이상이고 더해서 1을 넘지 않아야 합니다.")
        for name in ("values", "misheard", "most_misheard"):
            if not 0 <= getattr(self, name) <= 1:
                raise DataError(f"{name}은(는) 0에서 1까지입니다(받은 값: {getattr(self, name)}).")


@dataclass(frozen=True, slots=True)
class Teaching:
    """Learning from what other models believe. `teachers`: joint model folders with the same
    vocabulary and labels, whose beliefs are averaged. `share`: how much of an example's loss they
    are. `unlabelled`: sets of `slu.data.tasks` whose sentences are learned from the teachers
    alone, `most_unlabelled` of them in each epoch."""

    teachers: tuple[str, ...] = ()
    share: float = 0.5
    unlabelled: tuple[str, ...] = ()
    most_unlabelled: int = 6000

    def __post_init__(self) -> None:
        if not 0 <= self.share <= 1:
            raise DataError(f"share는 0에서 1까지입니다(받은 값: {self.share}).")
        if self.most_unlabelled < 1:
            raise DataError(
                f"most_unlabelled는 1 이상이어야 합니다(받은 값: {self.most_unlabelled})."
            )
        if self.unlabelled and not self.teachers:
            raise DataError("unlabelled의 문장을 쓰려면 teachers가 있어야 합니다.")


@dataclass(frozen=True, slots=True)
class ExpertOptions:
    """Further opinions on the intent where examples are few (`models.heads.experts`). `layer`: the
    layer of the encoder that one of them reads (0: no experts). `even`: from how many examples an
    intent on the network's own opinion counts as much as an expert's; with fewer it counts less in
    proportion, with more it counts more."""

    layer: int = 0
    even: int = 40

    def __post_init__(self) -> None:
        if self.layer < 0 or self.even < 1:
            raise DataError("experts의 layer는 0 이상, even은 1 이상이어야 합니다.")


@dataclass(frozen=True, slots=True)
class FinetuneOptions:
    """Options of joint fine-tuning.

    `train`, `dev`: files of any format that `slu.data` reads, by path or within the data folder.
    `out`: the model folder to write. `encoder`: `e5-small` (made here from its package), a
    `transformers` folder, a hub name, a joint model's folder (`malgwi`: the one that ships), or a
    network over word vectors (`gru:FOLDER`, its shape in
    `words`). `spacing`: whose spaces the model reads, `kiwi` or `given` (`slu.korean.spacing`); an
    encoder of whole words reads its own.
    """

    train: str
    dev: str
    out: str
    encoder: str = "e5-small"
    spacing: str = Spacing.KIWI.value
    learning: Learning = field(default_factory=Learning)
    noise: Noise = field(default_factory=Noise)
    teaching: Teaching = field(default_factory=Teaching)
    words: WordShape = field(default_factory=WordShape)
    experts: ExpertOptions = field(default_factory=ExpertOptions)

    def __post_init__(self) -> None:
        if self.spacing not in set(Spacing):
            raise DataError(f"spacing은 kiwi나 given이어야 합니다(받은 값: {self.spacing}).")


def read_options(path: Path | None, overrides: dict[str, Any]) -> FinetuneOptions:
    """Options from a YAML file, then from what the command line named (None: not named).

    Raises DataError for a file that is not a YAML mapping, an unknown key, a value of the
    wrong kind, or a missing `train`, `dev` or `out`.
    """
    return read_into(FinetuneOptions, path, overrides)
