"""Reads labelled sets of sentences, and of pairs of sentences, beside the assistant's own.

| name     | what                                | label        | published as                |
|----------|-------------------------------------|--------------|-----------------------------|
| nsmc     | film reviews                        | 2 classes    | Park 2016, github e9t/nsmc  |
| 3i4k     | spoken intention                    | 7 classes    | Cho et al. 2018, 1811.04231 |
| stylekqc | questions and commands by their act | 4 classes    | Cho et al. 2021, 2103.13439 |
| korsts   | how alike two sentences are         | grade 0 to 5 | Ham et al. 2020, 2004.03289 |

3i4K has no dev part of its own: a tenth is set apart by the hash of the sentence (`in_dev`), so
that equal sentences are on one side and everyone gets the same split. Rows without a sentence
(a few stand in the public NSMC) and training rows that also stand in dev are left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from slu.data.rows import lines, read_text
from slu.errors import DataError
from slu.paths import find_data


@dataclass(frozen=True, slots=True)
class TaskExample:
    """A sentence, or a pair of them, with the number of its class or with its grade."""

    first: str
    second: str | None
    label: int | float


@dataclass(frozen=True, slots=True)
class TaskData:
    """One task's examples. `classes` are the Korean names of the labels, in their order; a
    task of grades has none."""

    name: str
    classes: tuple[str, ...]
    train: tuple[TaskExample, ...]
    dev: tuple[TaskExample, ...]


def read_task(name: str) -> TaskData:
    """The task `name` of `TASKS` from the data folder. Raises DataError for an unknown name, a
    file that is missing, or a row that is not of the set's form."""
    if name not in TASKS:
        raise DataError(f"모르는 과제 '{name}'. 쓸 수 있는 과제: {', '.join(TASKS)}")
    classes, train, dev = TASKS[name]()
    held_out = {(example.first, example.second) for example in dev}
    kept = [example for example in train if (example.first, example.second) not in held_out]
    if not kept or not dev:
        raise DataError(f"과제 '{name}'의 학습 자료나 개발 자료에 쓸 수 있는 예문이 없습니다.")
    return TaskData(name, classes, tuple(kept), tuple(dev))


_Parts = tuple[tuple[str, ...], list[TaskExample], list[TaskExample]]
"""The names of the classes, the training rows, the dev rows."""


def _nsmc() -> _Parts:
    classes = ("부정", "긍정")
    train = find_file("nsmc", "data/nsmc/train.tsv", "data/nsmc/ratings_train.txt")
    dev = find_file("nsmc", "data/nsmc/dev.tsv", "data/nsmc/ratings_test.txt")
    return classes, _nsmc_file(train), _nsmc_file(dev)


def _nsmc_file(path: Path) -> list[TaskExample]:
    """Our split names its columns otherwise than the public files do."""
    names = ("text", "positive") if _header(path)[:1] == ["text"] else ("document", "label")
    return [
        TaskExample(text, None, _class_of(label, 2, path, line))
        for line, (text, label) in _columns(path, names)
        if text
    ]


def _stylekqc() -> _Parts:
    classes = ("선택 질문", "의문사 질문", "금지", "요구")
    found = []
    for part in ("train", "dev"):
        path = find_file("StyleKQC", f"data/speech-acts/stylekqc_{part}.tsv")
        rows = _columns(path, ("sentence", "act"))
        found.append(
            [TaskExample(text, None, _class_of(act, 4, path, n)) for n, (text, act) in rows if text]
        )
    return classes, found[0], found[1]


def _3i4k() -> _Parts:
    classes = ("조각말", "서술", "질문", "명령", "수사 의문", "수사 명령", "억양에 달린 말")
    path = find_file("3i4K", "data/speech-acts/3i4k_train_val.txt")
    rows = [
        TaskExample(text, None, _class_of(label, len(classes), path, line))
        for line, (label, text) in _rows(path, 2)
        if text
    ]
    train = [example for example in rows if not in_dev(example.first)]
    return classes, train, [example for example in rows if in_dev(example.first)]


def in_dev(sentence: str) -> bool:
    """Whether a sentence of 3i4K belongs to dev: one in ten, by the SHA-256 of its words."""
    digest = hashlib.sha256(" ".join(sentence.split()).encode()).digest()
    return int.from_bytes(digest[:8], "big") % 10 == 0


def _korsts() -> _Parts:
    train = find_file("KorSTS", "data/korsts/sts-train.tsv")
    dev = find_file("KorSTS", "data/korsts/sts-dev.tsv")
    return (), _korsts_file(train), _korsts_file(dev)


def _korsts_file(path: Path) -> list[TaskExample]:
    return [
        TaskExample(first, second, _grade_of(score, path, line))
        for line, (score, first, second) in _columns(path, ("score", "sentence1", "sentence2"))
        if first and second
    ]


TASKS: Final[dict[str, Callable[[], _Parts]]] = {
    "nsmc": _nsmc,
    "korsts": _korsts,
    "3i4k": _3i4k,
    "stylekqc": _stylekqc,
}


def find_file(data_set: str, *names: str) -> Path:
    """The first of the files that is there; `data_set` is its name in the catalogue. Raises
    DataError, with the command that fetches it, where none is."""
    for name in names:
        if (path := find_data(name)).is_file():
            return path
    raise DataError(
        f"자료가 없습니다. `malgwi data download {data_set}`로 받거나, 받아 둔 폴더를 "
        "MALGWI_DATA로 알려 주세요.",
        find_data(names[0]),
    )


def _header(path: Path) -> list[str]:
    return next(lines(read_text(path)))[1].split("\t")


def _columns(path: Path, names: tuple[str, ...]) -> Iterator[tuple[int, list[str]]]:
    """The named columns of a file that names its columns in its first line."""
    header = _header(path)
    missing = [name for name in names if name not in header]
    if missing:
        raise DataError(f"첫 줄에 '{', '.join(missing)}' 열이 없습니다.", path, 1)
    places = [header.index(name) for name in names]
    for line, cells in _rows(path, len(header)):
        if line > 1:
            yield line, [cells[place] for place in places]


def _rows(path: Path, width: int) -> Iterator[tuple[int, list[str]]]:
    """Lines cut at tabs, with their numbers. Quotation marks mean nothing in these files."""
    for line, text in lines(read_text(path)):
        cells = [cell.strip() for cell in text.split("\t")]
        if not text.strip():
            continue
        if len(cells) != width:
            raise DataError(f"열이 {width}개여야 하는데 {len(cells)}개입니다.", path, line)
        yield line, cells


def _class_of(cell: str, classes: int, path: Path, line: int) -> int:
    if cell not in map(str, range(classes)):
        message = f"부류는 0부터 {classes - 1}까지의 정수여야 합니다: {cell!r}"
        raise DataError(message, path, line)
    return int(cell)


def _grade_of(cell: str, path: Path, line: int) -> float:
    try:
        grade = float(cell)
    except ValueError:
        grade = -1.0
    if not 0 <= grade <= 5:
        raise DataError(f"점수는 0부터 5까지의 수여야 합니다: {cell!r}", path, line)
    return grade
