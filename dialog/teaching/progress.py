"""How far a training is, as a file that another process reads: `progress.json`.

Written by the process that trains, a few times a second at most; read by any face.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from pydantic import TypeAdapter, ValidationError

if TYPE_CHECKING:
    from slu.training.task_loop import Progress

State = Literal["idle", "running", "done", "failed", "stopped"]
On = Literal["dev", "held-out", "learned"]
_SECONDS_BETWEEN: Final = 0.3


@dataclass(frozen=True, slots=True)
class Epoch:
    """The mean loss of an epoch and the measures after it, all in [0, 1] but the loss."""

    number: int
    loss: float
    intent_accuracy: float
    slot_f1: float
    exact_match: float


@dataclass(frozen=True, slots=True)
class Course:
    """A training: `share` of its steps are done, in `epoch` (from 1) of `epochs`. Its measures are
    of so many (`measured`) examples: those of a file of their own (`dev`), `held-out` ones, or what
    it `learned`. `fault` is a sentence where it failed."""

    state: State = "idle"
    epoch: int = 0
    epochs: int = 0
    share: float = 0.0
    loss: float | None = None
    history: tuple[Epoch, ...] = ()
    measured_on: On = "learned"
    measured: int = 0
    fault: str = ""


_COURSE: Final[TypeAdapter[Course]] = TypeAdapter(Course)


def read_course(path: Path) -> Course:
    """What the file says; idle where there is none."""
    try:
        return _COURSE.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return Course()


def write_course(path: Path, course: Course) -> None:
    beside = path.with_name(path.name + ".new")
    beside.write_text(json.dumps(asdict(course), ensure_ascii=False), "utf-8")
    os.replace(beside, path)


class Recorder:
    """Writes each step of training to the file; `clock` gives seconds. Epochs that a run which is
    gone on with had before stay in its history."""

    def __init__(self, path: Path, course: Course, clock: Callable[[], float]):
        self._path, self._clock, self._written = path, clock, -1.0
        self.course = replace(course, state="running", fault="")
        write_course(path, self.course)

    def step(self, progress: Progress) -> None:
        """As `slu.training.task_loop.train` reports it."""
        course = self.course
        done = progress.epoch * progress.steps + progress.step
        history = tuple(one for one in course.history if one.number <= progress.epoch)
        if progress.dev is not None:
            history = (*history, _epoch(progress))
        self.course = replace(
            course,
            epoch=progress.epoch + 1,
            epochs=progress.epochs,
            share=done / (progress.epochs * progress.steps),
            loss=progress.loss,
            history=history,
        )
        now = self._clock()
        if progress.dev is not None or now - self._written >= _SECONDS_BETWEEN:
            self._written = now
            write_course(self._path, self.course)

    def end(self, state: State, fault: str = "") -> None:
        self.course = replace(self.course, state=state, fault=fault)
        write_course(self._path, self.course)


def _epoch(progress: Progress) -> Epoch:
    assert progress.dev is not None
    figures = progress.dev[0].figures()
    return Epoch(
        progress.epoch + 1,
        progress.loss,
        *(figures[name] for name in ("intent_accuracy", "slot_f1", "exact_match")),
    )
