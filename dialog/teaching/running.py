"""Training an assistant beside a face: begun in a process of its own, watched, stopped, and its
model accepted or thrown away. One training of an assistant at a time, whoever begins it.

Whether one runs is told by a lock that its process holds, so that a page, or a server, that comes
later finds the same; what it has reached is `dialog.teaching.progress`.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

from dialog.assistant_folder import AssistantFolder
from dialog.teaching.kept import place_of
from dialog.teaching.lesson import RECIPE, Lesson, held_out
from dialog.teaching.progress import Course, On, read_course, write_course
from dialog.teaching.room import HELD_OUT, Room
from slu.core import Utterance
from slu.data import read, write
from slu.errors import DataError
from slu.paths import ROOT

_SECONDS_TO_END: Final = 10.0
_LEARNED: Final[On] = "learned"
_DEV: Final[On] = "dev"
_HELD_OUT: Final[On] = "held-out"


class Teaching:
    """The trainings of one assistant. Safe to share between threads."""

    def __init__(self, folder: AssistantFolder):
        self.folder, self.room = folder, Room(folder.path)
        self._process: subprocess.Popen[bytes] | None = None
        self._looking = threading.Lock()  # looking takes the file's lock for a moment

    def course(self) -> Course:
        """The training that runs or ran last; one that broke off is `stopped`."""
        running = self._is_running()
        course = read_course(self.room.progress)
        broken_off = course.state == "running" and not running
        return replace(course, state="stopped") if broken_off else course

    def begin(self, hold_out: bool = True, epochs: int | None = None) -> None:
        """Begins to learn from the examples as they are now. Measured is on `dev.yml`, else, with
        `hold_out`, on a fifth of the examples, which then is not learned from. Where the same was
        broken off before, it goes on. Raises DataError for examples that cannot be learned from,
        and while a training runs."""
        examples = [one for each in self.folder.examples().values() for one in each]
        self.room.path.mkdir(exist_ok=True)
        with self._looking, open(self.room.lock, "a+b") as lock:
            _take(lock)
            shutil.rmtree(self.room.model, ignore_errors=True)
            self._prepare(examples, hold_out, epochs)
            self._process = self._started(lock)
            lock.truncate(0)
            lock.write(str(self._process.pid).encode())

    def stop(self) -> None:
        """Ends the training that runs; the same one begun again goes on where it was."""
        if not self._is_running():
            return
        with contextlib.suppress(OSError, ValueError):
            os.kill(int(self.room.lock.read_text()), signal.SIGTERM)
        until = time.monotonic() + _SECONDS_TO_END
        while self._is_running() and time.monotonic() < until:
            time.sleep(0.05)

    def accept(self, now: dt.datetime) -> Path | None:
        """The new model takes the place of the old, which is kept by its date; gives where. Raises
        DataError where there is no new model."""
        if self.course().state != "done" or not self.room.model.is_dir():
            raise DataError("받아들일 새 모델이 없습니다. 먼저 가르쳐 주세요.")
        place, old = self.folder.path / "model", None
        try:
            if place.exists():
                old = place_of(self.folder.path, "model", now)
                old.parent.mkdir(exist_ok=True)
                place.rename(old)
            self.room.model.rename(place)
        except OSError as fault:
            if old is not None and not place.exists():
                old.rename(place)
            raise DataError(f"모델을 옮길 수 없습니다({fault.strerror}).", place) from fault
        shutil.rmtree(self.room.path, ignore_errors=True)
        return old

    def throw_away(self) -> None:
        """The new model, or what there is of it, is deleted; the old one stays."""
        if self._is_running():
            raise DataError("가르치는 중입니다. 먼저 멈춰 주세요.")
        shutil.rmtree(self.room.path, ignore_errors=True)

    def _prepare(self, examples: list[Utterance], hold_out: bool, epochs: int | None) -> None:
        """Writes the lesson and the examples as they are now."""
        train, dev, on, measured = self.room.path / "train.jsonl", None, _LEARNED, examples
        if self.folder.dev is not None:
            dev, on, measured = self.room.path / "dev.jsonl", _DEV, read(self.folder.dev)
        elif hold_out and (split := held_out(examples))[1]:
            dev, on, (examples, measured) = self.room.path / HELD_OUT, _HELD_OUT, split
        if dev is not None:
            write(dev, measured)
        write(train, examples)
        config = self.folder.options or RECIPE
        lesson = Lesson(train, self.room.model, config, dev, epochs)
        before = self.room.lesson.read_bytes() if self.room.lesson.exists() else b""
        self.room.write_lesson(lesson)
        same = before == self.room.lesson.read_bytes()
        course = read_course(self.room.progress) if same else Course()
        history = course.history if course.state == "running" else ()
        write_course(
            self.room.progress,
            Course("running", history=history, measured_on=on, measured=len(measured)),
        )

    def _started(self, lock: IO[bytes]) -> subprocess.Popen[bytes]:
        """The process that trains; it inherits the open lock, and holds it until it ends."""
        os.set_inheritable(lock.fileno(), True)
        with open(self.room.log, "wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dialog.teaching.worker", str(self.folder.path.resolve())],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=[lock.fileno()],
            )

    def _is_running(self) -> bool:
        if self._process is not None:
            self._process.poll()
        try:
            with self._looking, open(self.room.lock, "rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False


def _take(lock: IO[bytes]) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise DataError("이미 가르치는 중입니다. 끝나거나 멈춘 뒤에 다시 해 주세요.") from None
