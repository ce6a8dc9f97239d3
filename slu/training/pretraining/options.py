"""What can be chosen in pretraining: frozen dataclasses, one a section of the YAML file.

`running` says how the same learning is carried out (and may differ when a run is continued);
everything else says what is learned, and is fixed once a run has begun.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from slu.errors import DataError
from slu.training.learning import PRECISIONS
from slu.training.pretraining.sentences import SENTENCES
from slu.training.reading import read_into


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be learned.

    `objective`: `mlm`, `electra` or `elmo` (the next word and the one before; the rest means
    nothing to it). `masking`: `static` (a row is masked in the same way each time, BERT) or
    `dynamic` (RoBERTa). `unit`: what is masked as a whole, a `piece`, a `word` or a `morpheme`.
    `pairs`, beside mlm alone: `none`, `nsp` (next sentence) or `sop` (order).
    """

    objective: str = "mlm"
    masking: str = "dynamic"
    unit: str = "word"
    pairs: str = "none"

    def __post_init__(self) -> None:
        _one_of("objective", self.objective, ("mlm", "electra", "elmo"))
        _one_of("masking", self.masking, ("static", "dynamic"))
        _one_of("unit", self.unit, ("piece", "word", "morpheme"))
        _one_of("pairs", self.pairs, ("none", "nsp", "sop"))
        if self.objective != "mlm" and self.pairs != "none":
            raise DataError(f"{self.objective}에는 문장 쌍이 없습니다. pairs를 none으로 하세요.")


@dataclass(frozen=True, slots=True)
class Shape:
    """The encoder. `start`: `none` (from nothing, in the shape given here), `e5-small` or an
    encoder folder, whose shape and tokenizer are then used."""

    start: str = "none"
    layers: int = 6
    width: int = 256
    heads: int = 4
    feed_forward: int = 1024
    dropout: float = 0.0

    def __post_init__(self) -> None:
        _at_least("layers", self.layers, 1)
        _at_least("heads", self.heads, 1)
        _at_least("feed_forward", self.feed_forward, 1)
        if self.width < 1 or self.width % self.heads:
            raise DataError(f"width({self.width})는 heads({self.heads})로 나누어떨어져야 합니다.")
        _share("dropout", self.dropout)


@dataclass(frozen=True, slots=True)
class Elmo:
    """What the objective `elmo` has of its own, beside the shape's `layers`, `width` (of a state,
    half of it from each direction) and `dropout`.

    `letters`: of a word, with the marks of its beginning and end. `letter_width`: of a letter's
    embedding. `filters`: how many of them see one letter, two letters and so on. `highways`: layers
    over the filters. `cells`: of each LSTM. `candidates`: the words among which the right one is to
    be found, on average (0: all; else at least 16, so that there always are some).
    """

    letters: int = 26
    letter_width: int = 16
    filters: tuple[int, ...] = (32, 32, 64, 128, 256)
    highways: int = 2
    cells: int = 512
    candidates: int = 1024

    def __post_init__(self) -> None:
        _at_least("letters", self.letters, max(3, len(self.filters)))
        _at_least("letter_width", self.letter_width, 1)
        _at_least("filters", min(self.filters, default=-1), 0)
        _at_least("filters", sum(self.filters), 1)
        _at_least("highways", self.highways, 0)
        if self.candidates:
            _at_least("candidates", self.candidates, 16)


@dataclass(frozen=True, slots=True)
class Learning:
    """How fast and how long is learned.

    `length`: pieces a row. `batch_rows`: rows an update, over all processes. `steps`: updates in
    all; 0: as many as fit into `plan_minutes` by the speed measured at the start. `warmup`: the
    share of the steps in which the rate rises; then it falls linearly to nothing. `layer_decay`:
    each lower layer's rate is so many times the one above. `clip`: the gradient's norm at most.
    `optimiser`: `adamw`, or `muon` for the layers' matrices with AdamW for all else, by one rate.
    `precision`: `fp32`, `bf16` or `auto`, the faster of them here.
    """

    length: int = 128
    batch_rows: int = 128
    optimiser: str = "adamw"
    rate: float = 5e-4
    warmup: float = 0.06
    layer_decay: float = 1.0
    weight_decay: float = 0.01
    clip: float = 1.0
    steps: int = 0
    plan_minutes: float = 0.0
    precision: str = "auto"

    def __post_init__(self) -> None:
        _at_least("length", self.length, 8)
        _at_least("batch_rows", self.batch_rows, 1)
        _at_least("steps", self.steps, 0)
        _share("warmup", self.warmup)
        _one_of("optimiser", self.optimiser, ("adamw", "muon"))
        _one_of("precision", self.precision, PRECISIONS)
        if (self.steps > 0) == (self.plan_minutes > 0):
            raise DataError("steps(고칠 횟수)와 plan_minutes(걸릴 분) 가운데 하나만 적어야 합니다.")
        if self.rate <= 0 or self.clip <= 0 or not 0 < self.layer_decay <= 1:
            raise DataError("rate와 clip은 0보다 크고 layer_decay는 0과 1 사이여야 합니다.")


@dataclass(frozen=True, slots=True)
class Running:
    """How a run is carried out on this machine.

    `accumulate`: parts in which a process works through its share of a batch (more: less
    memory). `compile`: torch.compile the encoder. `max_minutes`: after so long the state is
    saved and the command ends, to be continued by the same command (0: no limit).
    `checkpoint_minutes`: between two savings. `export_part_mb`: the encoder's folder also in
    parts of at most so many MB, in 16 bits (0: not). `samples`: sentences with [MASK].
    """

    accumulate: int = 1
    compile: bool = False
    max_minutes: float = 0.0
    checkpoint_minutes: float = 10.0
    export_part_mb: int = 0
    samples: tuple[str, ...] = SENTENCES

    def __post_init__(self) -> None:
        _at_least("accumulate", self.accumulate, 1)
        _at_least("export_part_mb", self.export_part_mb, 0)
        if self.max_minutes < 0 or self.checkpoint_minutes < 0:
            raise DataError("max_minutes와 checkpoint_minutes는 0 이상이어야 합니다.")


@dataclass(frozen=True, slots=True)
class PretrainOptions:
    """Options of one pretraining run. `pack`: a packed corpus, by path or within the data
    folder. `out`: the encoder folder to write."""

    pack: str
    out: str
    seed: int = 0
    task: Task = field(default_factory=Task)
    shape: Shape = field(default_factory=Shape)
    elmo: Elmo = field(default_factory=Elmo)
    learning: Learning = field(default_factory=lambda: Learning(plan_minutes=150))
    running: Running = field(default_factory=Running)

    def __post_init__(self) -> None:
        width, cells = self.shape.width, self.elmo.cells
        if self.task.objective == "elmo" and (width % 2 or cells < width // 2):
            raise DataError(
                f"elmo: width({width})는 짝수이고, cells({cells})는 그 절반보다 작지 않아야 합니다."
            )


def read_options(path: Path | None, overrides: dict[str, Any]) -> PretrainOptions:
    """Options from a YAML file, then from what the command line named (None: not named); who names
    `steps` there needs no `plan_minutes` of the file, and the other way round."""
    steps, minutes = overrides.get("steps"), overrides.get("plan_minutes")
    if steps and minutes is None:
        overrides = {**overrides, "plan_minutes": 0}
    if minutes and steps is None:
        overrides = {**overrides, "steps": 0}
    return read_into(PretrainOptions, path, overrides)


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise DataError(f"{name}: {', '.join(allowed)} 가운데 하나여야 합니다(받은 값: {value}).")


def _at_least(name: str, value: int, least: int) -> None:
    if value < least:
        raise DataError(f"{name}: {least} 이상이어야 합니다(받은 값: {value}).")


def _share(name: str, value: float) -> None:
    if not 0 <= value < 1:
        raise DataError(f"{name}: 0 이상 1 미만이어야 합니다(받은 값: {value}).")
