"""All that can be said of an assistant's project before it runs: faults, what is read and does
nothing here, examples, stories that the policy tells otherwise.

Gathers what the readers say; it decides nothing itself. Skills are not imported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dialog.assistant_folder import AssistantFolder, examples_faults
from dialog.domain import Domain, domain_faults, read_domain
from dialog.project.files import data_files
from dialog.project.playing import Mismatch, Player
from dialog.project.rasa import Remark
from dialog.project.stories import Story, read_stories
from slu.core import Utterance
from slu.data.formats import load
from slu.errors import DataError, MalgwiError

_UNREAD = {
    "config.yml": "파이프라인과 정책은 쓰지 않습니다. 배우는 법은 malgwi train이 정합니다",
    "credentials.yml": "통로는 malgwi serve가 엽니다",
}
_LEFT_OUT = {
    "synonym": "같은 말은 domain.yml의 gazetteer에 적어 주세요",
    "lookup": "아는 이름은 domain.yml의 gazetteer에 적어 주세요",
    "regex": "꼴로 정해지는 의도는 domain.yml의 patterns에 적어 주세요",
}


@dataclass(frozen=True, slots=True)
class Report:
    """`faults` keep the assistant from running; `remarks` do not. `stories` were played, of which
    `mismatches` came out otherwise."""

    faults: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    examples: int = 0
    intents: int = 0
    stories: int = 0
    mismatches: tuple[Mismatch, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not (self.faults or self.mismatches)


def look_through(folder: Path) -> Report:
    """The report on the project in a folder. Raises DataError for a folder that has no domain."""
    assistant = AssistantFolder(folder)
    faults = [str(fault) for fault in domain_faults(assistant.domain)]
    remarks = list(_unread(folder))
    examples: dict[Path, list[Utterance]] = {}
    for path in data_files(folder, "nlu"):
        _read_examples(path, examples, faults, remarks)
    if faults:
        return Report(tuple(faults), tuple(remarks), sum(map(len, examples.values())))
    domain = read_domain(assistant.domain)
    remarks = [*domain.remarks, *remarks]
    if examples:
        faults += [str(fault) for fault in examples_faults(examples, domain)]
    stories = _stories(folder, faults, remarks)
    return Report(
        tuple(faults),
        tuple(remarks),
        sum(map(len, examples.values())),
        len(domain.spec.intents),
        len(stories),
        tuple(_played(domain, stories)),
    )


def _read_examples(
    path: Path, examples: dict[Path, list[Utterance]], faults: list[str], remarks: list[Remark]
) -> None:
    def note(fault: DataError) -> None:
        faults.append(str(fault))

    try:
        table = load(path, "rasa", note)
    except DataError as fault:
        note(fault)
        return
    if table.rows:
        examples[path] = [row.utterance for row in table.rows]
    for one in table.left_out:
        if one.name in _LEFT_OUT:
            text = f"'{one.name}'은(는) 쓰지 않습니다. {_LEFT_OUT[one.name]}."
            remarks.append(Remark(f"{path}:{one.line}", text))


def _unread(folder: Path) -> Iterator[Remark]:
    for name, why in _UNREAD.items():
        if (folder / name).exists():
            yield Remark(str(folder / name), f"이 파일은 읽지 않습니다. {why}.")


def _stories(folder: Path, faults: list[str], remarks: list[Remark]) -> list[Story]:
    found: list[Story] = []
    for path in data_files(folder, "stories"):
        try:
            found += read_stories(path)
        except MalgwiError as fault:
            faults.append(str(fault))
    for one in found:
        if one.fault is not None:
            text = f"이야기 '{one.name}'은(는) 해 보지 않습니다. {one.fault}."
            remarks.append(Remark(f"{one.path}:{one.line}", text))
    return [one for one in found if one.fault is None]


def _played(domain: Domain, stories: list[Story]) -> list[Mismatch]:
    return Player(domain).mismatches(stories) if stories else []
