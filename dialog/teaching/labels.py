"""Labelling what was said to an assistant that may learn from it: what waits, how it was
understood, and the example that a person makes of it.

One after the other (`learn`, `leave_out`), or as a sheet that is written, filled in elsewhere and
taken back. Which sentences may be seen at all is `dialog.labelling`'s.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dialog import labelling
from dialog.assistant_folder import AssistantFolder
from dialog.domain import read_domain
from dialog.labelling import Said
from dialog.store import Store
from dialog.teaching.comparing import marked_or_plain
from dialog.teaching.examples import Examples
from slu.data.csv_rows import lines_of
from slu.data.rasa_marks import unmark
from slu.data.rows import Row, located, read_text, stop, write_text
from slu.errors import DataError

MOST: Final = 1000
LEFT_OUT: Final = "-"
"""The intent in a sheet that leaves its sentence out; where there is none, it goes on waiting."""
_COLUMNS: Final = ["text", "intent", "said", "confidence"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What a sheet did: so many examples `added`, sentences `left_out`, without a label `waiting`,
    and `gone`, which do not wait any more."""

    added: int = 0
    left_out: int = 0
    waiting: int = 0
    gone: int = 0


@dataclass(frozen=True, slots=True)
class Labels:
    """The sentences of one assistant's conversations that wait for a label. `learn` and `take_in`
    raise DataError as `Examples.add` does; then nothing is changed."""

    folder: AssistantFolder
    store: Store

    @property
    def intents(self) -> list[str]:
        return list(read_domain(self.folder.domain).spec.intents)

    def refuse_unwanted(self) -> None:
        """Raises DataError where the assistant does not learn from conversations, or ships."""
        if self.folder.ships:
            raise DataError(
                "함께 온 비서의 예문은 고치지 않습니다. "
                "`malgwi new 내비서`로 내 비서를 만들어 그 폴더를 주세요."
            )
        if not read_domain(self.folder.domain).spec.privacy.learning:
            raise DataError(
                "이 비서는 대화에서 배우지 않습니다. 배우게 하려면 "
                "privacy: {learning: true}를 적으세요. 적은 뒤에 나눈 말부터 모입니다.",
                self.folder.domain,
            )

    def waiting(self) -> list[Said]:
        """The least surely understood first; none that is an example by now."""
        known = [one.example.text for one in Examples(self.folder).all()]
        return labelling.waiting(self.store, known, most=MOST)

    def guess(self, said: Said) -> tuple[str, str | None]:
        """The sentence as it was understood: with marks, and its intent where the domain has it."""
        found = said.understanding
        marked = marked_or_plain(found.text, found.slots)
        return marked, found.intent if found.intent in self.intents else None

    def learn(self, said: Said, marked: str, intent: str, now: dt.datetime) -> None:
        """Puts the labelled sentence among the examples; it is not shown again."""
        Examples(self.folder).add([unmark(marked, intent)], now)
        labelling.settle(self.store, said)

    def leave_out(self, said: Said) -> None:
        """The sentence is not shown again."""
        labelling.settle(self.store, said)

    def write(self, path: Path) -> int:
        """What waits as a sheet (CSV), each with its guess; tells how many."""
        written, found = io.StringIO(newline=""), self.waiting()
        writer = csv.writer(written, lineterminator="\n")
        writer.writerow(_COLUMNS)
        for said in found:
            marked, intent = self.guess(said)
            sure = f"{said.understanding.confidence:.2f}"
            writer.writerow([marked, intent or "", said.text, sure])
        write_text(path, written.getvalue())
        return len(found)

    def take_in(self, path: Path, now: dt.datetime) -> Taken:
        """A sheet that `write` made and a person has filled in. Raises DataError with its line."""
        there = {said.text: said for said in self.waiting()}
        learned: list[tuple[Row, Said]] = []
        left: list[Said] = []
        open_, gone = 0, 0
        for line, row in _rows(path):
            intent, said = row["intent"].strip(), there.pop(row["said"], None)
            if said is None:
                gone += 1
            elif not intent:
                open_ += 1
            elif intent == LEFT_OUT:
                left.append(said)
            else:
                with located(path, line, stop):
                    learned.append((Row(line, unmark(row["text"], intent)), said))
        added = Examples(self.folder).add_rows([row for row, _ in learned], path, now)
        for said in [*left, *(said for _, said in learned)]:
            labelling.settle(self.store, said)
        return Taken(added, len(left), open_, gone)


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The rows of a sheet with their lines. Raises DataError where a column is missing."""
    found = lines_of(read_text(path), path)
    _, names = next(found)
    if missing := [name for name in _COLUMNS[:3] if name not in names]:
        raise DataError(
            f"열 '{missing[0]}'이(가) 없습니다. "
            "`malgwi label`이 내보낸 표의 첫 줄을 그대로 두세요.",
            path,
            1,
        )
    return [
        (line, dict.fromkeys(names, "") | dict(zip(names, row, strict=False)))
        for line, row in found
    ]
