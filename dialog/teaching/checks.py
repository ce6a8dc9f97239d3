"""What stands in the way of learning from an assistant's examples, and what will spoil it.

Joins `dialog.project.report` (the whole project), `slu.data.check` (the files of examples) and how
many examples each intent has. It changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialog.assistant_folder import AssistantFolder
from dialog.project.files import data_files
from dialog.project.report import Report, look_through
from slu.core import Utterance
from slu.data import read
from slu.data.check import check
from slu.data.report import CheckReport, Conflict, Place
from slu.errors import DataError
from slu.understanding.untaught import untaught

FEW = 5
"""An intent with fewer examples is hardly learned."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A Korean sentence. One that `stops` keeps the assistant from being taught or from running."""

    sentence: str
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found, the worst first, and how much there is."""

    problems: tuple[Problem, ...]
    examples: int
    intents: int

    @property
    def can_learn(self) -> bool:
        return not any(one.stops for one in self.problems)


def look_at(folder: AssistantFolder) -> Checked:
    """All problems at once. Raises DataError only where a whole file cannot be read."""
    project = look_through(folder.path)
    files = data_files(folder.path, "nlu")
    found = list(_of_project(project))
    if files:
        report = check(files)
        known = {one.sentence for one in found}
        found += [one for one in _of_files(report) if one.sentence not in known]
        found += _few(report)
        found += _untaught(folder, files) if not report.unreadable else ()
    else:
        found.append(Problem("예문이 없습니다. 예문을 더하거나 파일을 올려 주세요.", stops=True))
    found.sort(key=lambda one: not one.stops)
    return Checked(tuple(found), project.examples, project.intents)


def few_examples(examples: Iterable[Utterance]) -> list[str]:
    """The intents that have fewer examples than `FEW`, by name."""
    counts = Counter(str(one.intent) for one in examples)
    return sorted(name for name, count in counts.items() if count < FEW)


def _of_project(report: Report) -> Iterator[Problem]:
    for fault in report.faults:
        yield Problem(fault, stops=True)
    for remark in report.remarks:
        yield Problem(str(remark))
    for one in report.mismatches:
        yield Problem(
            f"{one.story.path}:{one.turn.line}: 이야기 '{one.story.name}'이(가) 다르게 흐릅니다."
        )


def _of_files(report: CheckReport) -> Iterator[Problem]:
    for line in report.unreadable:
        yield Problem(line.message, stops=True)
    for fault in report.slot_faults:
        message = str(DataError(fault.message, fault.place.path, fault.place.line))
        yield Problem(message, stops=fault.kind != "edge")
    for conflict in report.conflicts:
        yield Problem(_conflict(conflict))
    torn = {conflict.text for conflict in report.conflicts}
    for twice in report.duplicates:
        if twice.text not in torn:
            where = ", ".join(map(_where, twice.places))
            yield Problem(f"같은 예문이 {len(twice.places)}번 있습니다: {twice.text!r} ({where})")


def _conflict(found: Conflict) -> str:
    readings = " ↔ ".join(
        f"{one.intent if found.kind == 'intent' else ', '.join(one.slots) or '슬롯 없음'} "
        f"({', '.join(map(_where, one.places))})"
        for one in found.readings
    )
    what = "의도" if found.kind == "intent" else "슬롯"
    return f"같은 문장에 다른 {what}: {found.text!r} {readings}"


def _few(report: CheckReport) -> Iterator[Problem]:
    counts: Counter[str] = Counter()
    for file in report.files:
        counts.update({one.name: one.number for one in file.intents})
    for name, number in sorted(counts.items()):
        if number < FEW:
            yield Problem(
                f"의도 '{name}'의 예문이 {number}개뿐입니다. "
                "여러 말투로 열 개쯤 적으면 훨씬 잘 알아듣습니다."
            )


def _untaught(folder: AssistantFolder, files: Sequence[Path]) -> Iterator[Problem]:
    """What dev.yml asks and no example teaches; a dev.yml that cannot be read stops the lesson."""
    if folder.dev is None:
        return
    try:
        dev = read(folder.dev)
    except DataError as fault:
        yield Problem(str(fault), stops=True)
    else:
        yield from map(Problem, untaught([one for path in files for one in read(path)], dev))


def _where(place: Place) -> str:
    return f"{Path(place.path).name}:{place.line}"
