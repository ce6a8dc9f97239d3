"""The process that trains: `python -m dialog.teaching.worker FOLDER`, begun by
`dialog.teaching.running`, which has written the lesson and holds the lock open for it.

It ends with the process that began it: nothing is to train on when its face is gone.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from dialog.assistant_folder import AssistantFolder
from dialog.teaching.lesson import teach
from dialog.teaching.progress import Recorder, read_course
from dialog.teaching.room import Room
from slu.errors import MalgwiError

if TYPE_CHECKING:
    from slu.training.task_loop import Progress

_LOG = logging.getLogger(__name__)
_NICE = 5  # who talks with the assistant meanwhile comes first
_SORRY = "학습하다가 멈췄습니다. 까닭은 {log}에 적혀 있습니다."


def work(folder: Path) -> int:
    """Trains by the lesson in the folder's room; how it went stands in the room's progress."""
    room = Room(folder)
    recorder = Recorder(room.progress, read_course(room.progress), time.monotonic)
    try:
        teach(AssistantFolder(folder), room.read_lesson(), _while_wanted(recorder.step))
    except MalgwiError as fault:
        recorder.end("failed", str(fault))
        return 1
    except Exception:  # the log has it whole
        _LOG.exception("training failed")
        recorder.end("failed", _SORRY.format(log=room.log.relative_to(folder)))
        return 1
    recorder.end("done")
    return 0


def _while_wanted(report: Callable[[Progress], None]) -> Callable[[Progress], None]:
    parent = os.getppid()

    def step(progress: Progress) -> None:
        report(progress)
        if os.getppid() != parent:
            sys.exit(1)

    return step


if __name__ == "__main__":
    os.nice(_NICE)
    sys.exit(work(Path(sys.argv[1])))
