"""The examples of an assistant's folder, seen and edited one by one: add, change, remove, take in.

A change is made to the lines of the file, read back, and refused when anything else came out; so
comments stay, and what does not fit the domain never gets in. What was there is kept first.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dialog.assistant_folder import AssistantFolder, unknown_names
from dialog.domain import Domain, read_domain
from dialog.project.files import data_files
from dialog.teaching.kept import keep_copy
from slu.core import Utterance
from slu.data import rasa
from slu.data.formats import load
from slu.data.rasa_items import Beside, beside, item_at, items
from slu.data.rasa_lines import long_form, with_line, with_long, with_more, without_line
from slu.data.rasa_marks import mark, unmark
from slu.data.rows import Row, located, read_text, stop, write_text
from slu.data.spans import require_sound
from slu.errors import DataError

_BEGUN = 'version: "3.1"\nnlu:\n'
_Edit = Callable[[str, Sequence[Row]], str]
"""From a file's text and what was read from it to its new text."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An example and where it stands: its file, and its line there."""

    path: Path
    line: int
    example: Utterance

    @property
    def marked(self) -> str:
        """The sentence with its slots marked as in the file."""
        return mark(self.example)


@dataclass(frozen=True, slots=True)
class Examples:
    """The examples of one assistant. Everything here raises DataError for what cannot be read or
    does not fit; then nothing is changed."""

    folder: AssistantFolder

    def all(self) -> list[Placed]:
        """In the order of the files and their lines; faulty slots are no hindrance here."""
        return [
            Placed(path, row.line, row.utterance)
            for path in data_files(self.folder.path, "nlu")
            for row in load(path, "rasa").rows
        ]

    def add(self, examples: Sequence[Utterance], now: dt.datetime) -> int:
        """Puts in those that are not there yet, and tells how many. They go where their intent has
        examples, else into the first file."""
        domain = read_domain(self.folder.domain)
        for example in examples:
            _refuse_unfit(example, domain)
        return self._add(examples, now)

    def take_in(self, path: Path, now: dt.datetime) -> int:
        """`add` of a file in any format that `slu.data` reads; faults name its lines. A file is
        refused where more stands beside its sentences than an example holds."""
        table = load(path)
        if not table.rows:
            raise DataError("예문이 하나도 없습니다.", path)
        if table.format == "rasa":
            _refuse_notes(path)
        return self.add_rows(table.rows, path, now)

    def add_rows(self, rows: Sequence[Row], path: Path, now: dt.datetime) -> int:
        """`add` of what was read from the file `path`; faults name its lines."""
        domain = read_domain(self.folder.domain)
        for row in rows:
            with located(path, row.line, stop):
                _refuse_unfit(row.utterance, domain)
        return self._add([row.utterance for row in rows], now)

    def change(self, old: Placed, marked: str, intent: str, now: dt.datetime) -> None:
        """Gives an example another sentence, other slots or another intent."""
        new = unmark(marked, intent, old.example.id)
        _refuse_unfit(new, read_domain(self.folder.domain))

        def edit(text: str, rows: Sequence[Row]) -> str:
            rewritten = with_line(text, old.line, mark(new), intent)
            if intent == old.example.intent:
                return rewritten
            rest, longer = without_line(text, old.line), long_form(rewritten, old.line)
            if longer:
                return with_long(rest, _rows(rest), intent, longer)
            return with_more(rest, _rows(rest), intent, [mark(new)])

        self._write(old.path, edit, [new], now, gone=old)

    def remove(self, old: Placed, now: dt.datetime) -> None:
        """Takes an example out; it stays in the dated copy."""
        self._write(old.path, lambda text, _: without_line(text, old.line), [], now, gone=old)

    def _add(self, examples: Sequence[Utterance], now: dt.datetime) -> int:
        there = self.all()
        known = {(one.example.text, one.example.intent) for one in there}
        fresh = [one for one in _once(examples) if (one.text, one.intent) not in known]
        files = data_files(self.folder.path, "nlu") or [self.folder.path / "nlu.yml"]
        homes = {one.example.intent: one.path for one in there}
        for path in files:
            mine = [one for one in fresh if homes.get(one.intent, files[0]) == path]
            if mine:
                self._write(path, _Adding(mine), mine, now)
        return len(fresh)

    def _write(
        self,
        path: Path,
        edit: _Edit,
        new: Sequence[Utterance],
        now: dt.datetime,
        gone: Placed | None = None,
    ) -> None:
        """Edits the text, reads it back and compares, keeps the old file, writes the new one."""
        text = read_text(path) if path.exists() else _BEGUN
        rows = rasa.parse(text, path, stop).rows if path.exists() else ()
        expected = Counter([*(row.utterance for row in rows), *new])
        notes: Counter[Beside] = beside(text) if path.exists() else Counter()
        if gone is not None:
            if Row(gone.line, gone.example) not in rows:
                raise DataError("그 사이에 파일이 바뀌었습니다. 쪽을 다시 여세요.", path)
            expected -= Counter([gone.example])
            item = None if new else item_at(text, gone.line)
            notes -= Counter() if item is None else item.beside  # what is removed goes whole
        changed = edit(text, rows)
        if Counter(row.utterance for row in _rows(changed)) != expected or beside(changed) != notes:
            raise DataError(
                "이 파일은 꼴이 달라 여기서 고칠 수 없습니다. 편집기로 고쳐 주세요. "
                "아무것도 바꾸지 않았습니다.",
                path,
            )
        keep_copy(self.folder.path, path, now)
        write_text(path, changed)


@dataclass(frozen=True, slots=True)
class _Adding:
    """Puts in examples, intent by intent; the rows are read again in between, since lines move."""

    examples: Sequence[Utterance]

    def __call__(self, text: str, rows: Sequence[Row]) -> str:
        for intent in dict.fromkeys(str(one.intent) for one in self.examples):
            marked = [mark(one) for one in self.examples if one.intent == intent]
            text = with_more(text, rows, intent, marked)
            rows = _rows(text)
        return text


def _refuse_unfit(example: Utterance, domain: Domain) -> None:
    """Raises DataError for an example without intent, with faulty slots or with unknown names, or
    which marks cannot hold."""
    if not example.intent:
        raise DataError(f"예문에 의도가 없습니다: {example.text!r}")
    require_sound(example)
    for fault in unknown_names([example], domain):
        raise fault
    mark(example)


def _refuse_notes(path: Path) -> None:
    """Raises DataError for a Rasa file with more beside its sentences than would be kept."""
    text = read_text(path)
    found = [(item.first + 1, name) for item in items(text) for name in item.notes]
    found += [(0, "metadata") for place, _ in beside(text) if place.startswith("intent ")]
    if found:
        raise DataError(
            f"예문 곁에 '{found[0][1]}'이(가) 적혀 있어 올려서 더하면 없어집니다. 파일을 그대로 "
            "비서 폴더의 data/에 두세요. 그러면 남고, 예문은 여기서 고칠 수 있습니다.",
            path,
            found[0][0] or None,
        )


def _rows(text: str) -> list[Row]:
    """What stands in the text; nothing where it cannot be read."""
    try:
        return list(rasa.parse(text, Path("nlu.yml"), stop).rows)
    except DataError:
        return []


def _once(examples: Iterable[Utterance]) -> list[Utterance]:
    """Each sentence of an intent once; ids are not kept."""
    found = {(one.text, one.intent): replace(one, id=None) for one in examples}
    return list(found.values())
