"""The folder `.teaching/` of an assistant: where a training keeps what it needs until the model is
accepted or thrown away.

| in it | holds |
|---|---|
| `lesson.json` | what is learned from and measured on, the options |
| `train.jsonl`, `dev.jsonl`, `held-out.jsonl` | the examples as they were when it began |
| `progress.json` | how far it is (`dialog.teaching.progress`) |
| `model/` | the new model, once it is done |
| `lock` | locked while a process trains; holds that process's number |
| `log.txt` | what that process wrote |
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter

from dialog.teaching.lesson import Lesson

HELD_OUT: Final = "held-out.jsonl"
_LESSON: Final[TypeAdapter[Lesson]] = TypeAdapter(Lesson)


@dataclass(frozen=True, slots=True)
class Room:
    """The places of one assistant's training."""

    folder: Path

    @property
    def path(self) -> Path:
        return self.folder / ".teaching"

    @property
    def model(self) -> Path:
        return self.path / "model"

    @property
    def progress(self) -> Path:
        return self.path / "progress.json"

    @property
    def lock(self) -> Path:
        return self.path / "lock"

    @property
    def log(self) -> Path:
        return self.path / "log.txt"

    @property
    def lesson(self) -> Path:
        return self.path / "lesson.json"

    def write_lesson(self, lesson: Lesson) -> None:
        self.lesson.write_text(json.dumps(asdict(lesson), default=str), "utf-8")

    def read_lesson(self) -> Lesson:
        return _LESSON.validate_json(self.lesson.read_bytes())
