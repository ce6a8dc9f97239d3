"""What an encoder is worth once it is fine-tuned: intents and slots on dev, as model folders have
it in `training.json`, and the fine-tuning itself, where it is wished for.

Fine-tuning is `slu.training.finetune`; here it is only given its encoder.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from models.words.config import KINDS
from slu.errors import DataError, ModelError
from slu.evaluation.metrics import MEASURES
from slu.evaluation.words.opening import digest_of, is_vectors
from slu.training.finetune import finetune
from slu.training.options import FinetuneOptions, read_options
from slu.training.task_loop import Progress
from slu.understanding.folder_files import read_json

_NOTES = "training.json"
_FROZEN = "-frozen"


@dataclass(frozen=True, slots=True)
class Finetuned:
    """One model folder: its `encoder` as fine-tuning was told it, and the measures on dev of
    `slu.evaluation.metrics`, each in [0, 1], over `utterances`."""

    encoder: str
    frozen: bool
    seed: int
    seconds: float
    utterances: int
    measures: dict[str, float]


@dataclass(frozen=True, slots=True)
class Finetuning:
    """What to fine-tune with: `kind` of network over word vectors (`gru`; an encoder that reads
    sentences is its own), or `gru-frozen`, which leaves the vectors (of an encoder: all of it) as
    they are; the `recipe` (YAML), the folder `models` to write into, the `seeds`; `train` and `dev`
    in place of the recipe's. Raises DataError for a kind that there is not."""

    kind: str
    recipe: Path
    models: Path
    seeds: tuple[int, ...] = (0,)
    train: str | None = None
    dev: str | None = None

    def __post_init__(self) -> None:
        if self.network not in KINDS:
            known = ", ".join(f"{kind}, {kind}{_FROZEN}" for kind in KINDS)
            raise DataError(f"모르는 인코더 '{self.kind}'. 고를 수 있는 것: {known}")

    @property
    def network(self) -> str:
        """One of `models.words.config.KINDS`."""
        return self.kind.removesuffix(_FROZEN)

    @property
    def frozen(self) -> bool:
        return self.kind.endswith(_FROZEN)


@dataclass(frozen=True, slots=True)
class Finetunings:
    """Runs that differ by their seed, with mean and sample standard deviation (0 of one run)."""

    encoder: str
    runs: tuple[Finetuned, ...]
    mean: dict[str, float]
    deviation: dict[str, float]


def read_finetuned(folder: Path) -> Finetuned:
    """Raises ModelError for a folder that joint fine-tuning did not write."""
    notes = read_json(folder / _NOTES)
    try:
        options, dev = notes["options"], notes["dev"]
        return Finetuned(
            encoder=options["encoder"],
            frozen=options["learning"]["frozen"],
            seed=options["learning"]["seed"],
            seconds=notes["seconds"],
            utterances=dev["utterances"],
            measures={name: float(dev[name]) for name in MEASURES},
        )
    except (KeyError, TypeError) as fault:
        raise ModelError(
            f"{folder}: 의도와 슬롯을 배운 모델이 아닙니다({fault}이(가) 없습니다). "
            "`malgwi finetune`이 쓴 폴더를 골라 주세요."
        ) from fault


def finetune_all(name: str, wanted: Finetuning, report: Callable[[Progress], None]) -> Finetunings:
    """Fine-tunes the encoder `name` with every seed; what stands in `models` with the same options
    is only read. Raises what fine-tuning raises."""
    encoder = f"{wanted.network}:{name}" if is_vectors(name) else name
    # The digest tells folders of one name apart, and from what was learned anew in their place.
    base = f"{Path(name).name}-{wanted.kind}-{digest_of(name)[:8]}"
    runs = []
    for seed in wanted.seeds:
        folder = wanted.models / f"{base}-{seed}"
        data = {"train": wanted.train, "dev": wanted.dev}
        changes = data | {"encoder": encoder, "out": str(folder), "seed": seed}
        changes |= {"frozen": True} if wanted.frozen else {}
        options = read_options(wanted.recipe, changes)
        if not _is_there(folder, options):
            finetune(options, report)
        runs.append(read_finetuned(folder))
    return summary(runs)


def summary(runs: Sequence[Finetuned]) -> Finetunings:
    """Mean and deviation of runs of one encoder, of which there is at least one."""
    mean, deviation = {}, {}
    for name in MEASURES:
        values = [run.measures[name] for run in runs]
        mean[name] = statistics.mean(values)
        deviation[name] = statistics.stdev(values) if len(values) > 1 else 0.0
    return Finetunings(runs[0].encoder, tuple(runs), mean, deviation)


def _is_there(folder: Path, options: FinetuneOptions) -> bool:
    path = folder / _NOTES
    wanted: Any = json.loads(json.dumps(asdict(options)))
    return path.is_file() and read_json(path).get("options") == wanted
