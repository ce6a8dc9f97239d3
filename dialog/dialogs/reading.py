"""Reads files of conversations; a wrong line is named with its file, its number and what to do.

The format is told in docs/test-dialogs.md. Names of the state are checked by the runner, which
knows the assistant.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from dialog.dialogs.moments import read_length, read_moment
from dialog.dialogs.script import (
    NOTHING,
    Conversation,
    Expected,
    StateIs,
    Step,
    Turn,
    Wait,
    single_spaced,
)
from dialog.domain_file import suggest
from slu.errors import DataError

SUFFIX = ".txt"
START = dt.datetime(2026, 3, 2, 9, 0)
_NOT_YET = "[아직]"
_LINE = re.compile(r"\s*([^\s:：]+)\s*[:：]\s*(.*?)\s*")


def read_folder(place: Path) -> list[Conversation]:
    """The conversations of a file, or of every `.txt` file of a folder. Raises DataError."""
    files = sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else [place]
    if not files:
        raise DataError(f"대화를 적은 파일({SUFFIX})이 없습니다. 폴더를 확인해 주세요.", place)
    conversations = [one for file in files for one in read_file(file)]
    titles: dict[str, Conversation] = {}
    for one in conversations:
        first = titles.setdefault(one.title, one)
        if first is not one:
            where = f"{first.path.name}의 {first.line}번째 줄"
            raise DataError(
                f"제목 '{one.title}'이(가) {where}에도 있습니다. 제목을 다르게 지어 주세요.",
                one.path,
                one.line,
            )
    return conversations


def read_file(path: Path) -> list[Conversation]:
    """The conversations of one file, in order. Raises DataError."""
    try:
        text = path.read_text("utf-8-sig")
    except OSError as fault:
        raise DataError(f"파일을 읽을 수 없습니다({fault.strerror}).", path) from fault
    except UnicodeDecodeError as fault:
        raise DataError("UTF-8이 아닙니다. UTF-8로 저장해 주세요.", path) from fault
    reader = _Reader(path)
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            reader.read(number, line)
    return reader.finished()


@dataclass
class _Reader:
    """What has been read of a file so far; `now` is the time of the conversation being read."""

    path: Path
    start: dt.datetime = START
    now: dt.datetime = START
    done: list[Conversation] = field(default_factory=list)
    current: Conversation | None = None
    steps: list[Step] = field(default_factory=list)

    def read(self, number: int, line: str) -> None:
        words = _LINE.fullmatch(line)
        if words is None:
            raise self._fault(
                number,
                f"'{line.strip()}'에 쌍점(:)이 없습니다. "
                "'나: 할 말', '봇: ~낱말', '상태: 이름=값'처럼 적어 주세요.",
            )
        key, rest = words.groups()
        if key not in _READERS:
            known = ", ".join(_READERS)
            raise self._fault(
                number,
                f"모르는 말머리 '{key}'입니다.{suggest(key, _READERS)} 쓸 수 있는 것: {known}.",
            )
        if not rest:
            raise self._fault(number, f"'{key}:' 뒤가 비어 있습니다. 내용을 적어 주세요.")
        if self.current is None and key not in ("대화", "지금"):
            raise self._fault(number, "먼저 '대화: 제목' 줄을 적어 주세요.")
        try:
            _READERS[key](self, number, rest)
        except ValueError as fault:
            raise self._fault(number, str(fault)) from None

    def finished(self) -> list[Conversation]:
        self._close()
        if not self.done:
            raise DataError("대화가 하나도 없습니다. '대화: 제목'으로 시작해 주세요.", self.path)
        return self.done

    def title(self, number: int, text: str) -> None:
        self._close()
        title = text.removeprefix(_NOT_YET).strip()
        if not title:
            raise ValueError("제목이 비어 있습니다. 대화의 제목을 적어 주세요.")
        self.current = Conversation(
            self.path, number, title, text.startswith(_NOT_YET), self.start, ()
        )
        self.now, self.steps = self.start, []

    def moment(self, number: int, text: str) -> None:
        """Before any conversation the start of all that follow, before the first words the start
        of this one, later the time to which time passes."""
        if self.current is None:
            self.start = read_moment(text)
        elif not self.steps:
            self.now = read_moment(text)
            self.current = replace(self.current, start=self.now)
        else:
            self._wait(number, read_moment(text, self.now))

    def passing(self, number: int, text: str) -> None:
        if not self.steps:
            raise ValueError("시간이 흐르기 전에 '나:' 줄이 있어야 합니다.")
        self._wait(number, self.now + read_length(text))

    def said(self, number: int, text: str) -> None:
        self.steps.append(Turn(number, text))

    def reply(self, number: int, text: str) -> None:
        match self.steps[-1:]:
            case [Turn(replies=replies) as turn]:
                self.steps[-1] = replace(turn, replies=(*replies, _expected(number, text)))
            case [Wait()]:
                raise ValueError("시간이 흐른 뒤에 울리는 것은 '울림:'으로 적어 주세요.")
            case _:
                raise ValueError("'봇:' 앞에 '나:' 줄이 있어야 합니다. 무엇에 대한 답인가요?")

    def ring(self, number: int, text: str) -> None:
        match self.steps[-1:]:
            case [Wait(rings=rings) as wait]:
                self.steps[-1] = replace(wait, rings=(*rings, _expected(number, text)))
            case _:
                raise ValueError("'울림:' 앞에 '지남:'이나 '지금:' 줄이 있어야 합니다.")

    def state(self, number: int, text: str) -> None:
        if not self.steps:
            raise ValueError("'상태:' 앞에 '나:' 줄이 있어야 합니다.")
        states = tuple(_state(number, one) for one in text.split(";"))
        self.steps[-1] = replace(self.steps[-1], states=(*self.steps[-1].states, *states))

    def _wait(self, number: int, until: dt.datetime) -> None:
        if until <= self.now:
            raise ValueError(
                f"시간은 앞으로만 흐릅니다. {self.now:%Y-%m-%d %H:%M} 뒤로 적어 주세요."
            )
        self.now = until
        self.steps.append(Wait(number, until))

    def _close(self) -> None:
        if self.current is None:
            return
        if not any(isinstance(step, Turn) for step in self.steps):
            raise self._fault(self.current.line, "이 대화에 '나:' 줄이 없습니다.")
        if not any(_expects(step) for step in self.steps):
            raise self._fault(
                self.current.line,
                "이 대화에는 바라는 것이 없습니다. '봇:'이나 '상태:' 줄을 하나라도 적어 주세요.",
            )
        self.done.append(replace(self.current, steps=tuple(self.steps)))

    def _fault(self, number: int, message: str) -> DataError:
        return DataError(message, self.path, number)


_READERS: Mapping[str, Callable[[_Reader, int, str], None]] = {
    "대화": _Reader.title,
    "지금": _Reader.moment,
    "나": _Reader.said,
    "봇": _Reader.reply,
    "상태": _Reader.state,
    "지남": _Reader.passing,
    "울림": _Reader.ring,
}


def _expects(step: Step) -> bool:
    return bool(step.states or (step.replies if isinstance(step, Turn) else step.rings))


def _expected(number: int, text: str) -> Expected:
    """`~낱말`, `!낱말`, `/정규식/`, or the exact text. Raises ValueError in Korean."""
    if text[0] in "~!":
        word = single_spaced(text[1:])
        if not word:
            raise ValueError(f"'{text[0]}' 뒤에 낱말을 적어 주세요. '봇: ~알람'처럼 씁니다.")
        return Expected(number, text, "holds" if text[0] == "~" else "lacks", word)
    if len(text) > 2 and text[0] == text[-1] == "/":
        try:
            re.compile(text[1:-1])
        except re.error as fault:
            raise ValueError(
                f"정규식 {text}을(를) 읽을 수 없습니다({fault}). "
                "괄호와 별표를 확인하거나 '~낱말'로 적어 주세요."
            ) from None
        return Expected(number, text, "pattern", text[1:-1])
    return Expected(number, text, "exact", single_spaced(text))


def _state(number: int, text: str) -> StateIs:
    name, sign, value = (part.strip() for part in text.partition("="))
    if not (name and sign and value):
        raise ValueError(
            f"'{text.strip()}'을(를) 읽을 수 없습니다. '상태: alarm.time=07:00'처럼 이름=값으로 "
            f"적고, 아무것도 없을 때는 '=없음'이라고 적어 주세요."
        )
    values = tuple(single_spaced(one) for one in value.split(",") if one.strip())
    return StateIs(number, single_spaced(name), () if value == NOTHING else values)
