"""The state of a run on disk: saved whole or not at all, and continued only by the same options.

It stands beside the encoder folder to come, in `NAME.unfinished/`, with the loss curve so far.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from slu.data.packed import PackedCorpus
from slu.errors import DataError, ModelError
from slu.training.checkpoint import load_checkpoint, read_notes, save_checkpoint
from slu.training.pretraining.learner import Learner
from slu.training.pretraining.options import PretrainOptions
from slu.training.pretraining.progress import Step


@dataclass(slots=True)
class State:
    """Where a run stands: the next `step` of `steps` (0: not yet decided), and the reports."""

    step: int = 0
    steps: int = 0
    history: list[Step] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Spent up to the last report, over all sittings."""
        return self.history[-1].seconds if self.history else 0.0


class StateFile:
    """The one file that holds a run's state; `identity` is what must stay the same."""

    def __init__(self, options: PretrainOptions, pack: PackedCorpus):
        self.folder = state_folder(Path(options.out))
        self.path = self.folder / "last.safetensors"
        chosen = asdict(options)
        # How and where it is carried out may change between two sittings.
        for name in ("running", "out", "pack"):
            del chosen[name]
        if options.task.objective != "elmo":
            del chosen["elmo"]  # read by nothing else
        chosen = json.loads(json.dumps(chosen))  # as it will be read back
        self.identity = _flat(chosen) | {"pack": json.dumps(pack.config.sha256, sort_keys=True)}

    def save(self, learner: Learner, state: State) -> None:
        notes = {
            "identity": self.identity,
            "step": state.step,
            "steps": state.steps,
            "history": [asdict(step) for step in state.history],
        }
        save_checkpoint(self.path, learner.objective, learner.optimiser, notes)

    def load(self, learner: Learner) -> State:
        """The state to go on from, a new one when there is none.

        Raises DataError when the run was begun with other options, ModelError for a broken file.
        """
        if not self.path.exists():
            return State()
        self.check()
        notes = load_checkpoint(self.path, learner.objective, learner.optimiser)
        history = [Step(**step) for step in notes["history"]]
        return State(int(notes["step"]), int(notes["steps"]), history)

    def check(self) -> None:
        """Raises DataError when the state is of a run with other options, ModelError for a broken
        file."""
        before = read_notes(self.path).get("identity")
        if not isinstance(before, dict):
            raise ModelError(f"{self.path}: 사전학습의 중간 저장 파일이 아닙니다.")
        names = sorted(before.keys() | self.identity.keys())
        changed = [name for name in names if before.get(name) != self.identity.get(name)]
        if changed:
            raise DataError(
                f"다른 옵션으로 하던 학습이 있습니다(달라진 것: {', '.join(changed)}). 이어서 "
                "하려면 그때의 옵션을 쓰고, 새로 하려면 이 폴더를 지우거나 out을 바꾸세요.",
                self.folder,
            )


def state_folder(out: Path) -> Path:
    """Where the state of a run stands whose encoder folder will be `out`."""
    return out.with_name(f"{out.name}.unfinished")


def _flat(chosen: dict[str, Any]) -> dict[str, Any]:
    """Sections and their options in one mapping, named `section.option`."""
    found: dict[str, Any] = {}
    for name, value in chosen.items():
        if isinstance(value, dict):
            found |= {f"{name}.{key}": each for key, each in value.items()}
        else:
            found[name] = value
    return found
