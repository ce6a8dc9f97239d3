"""Streams documents from shards: `.txt` and `.txt.xz`, a sentence a line, a blank line between
documents.

Memory does not grow with a shard. Lines are given as they stand; cleaning is not done here.
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import BinaryIO

from slu.errors import DataError
from slu.paths import data_home

SUFFIXES = (".txt", ".txt.xz")
_LONGEST_LINE = 1 << 20  # bytes
# A longer run of lines without a blank one goes on as the next document.
LONGEST_DOCUMENT = 2000

Watch = Callable[[int], None]
"""Told how many bytes of the file (as it lies on the disk) have been read so far."""


def find_shards(patterns: tuple[str, ...]) -> tuple[Path, ...]:
    """The shards that files, folders or glob patterns name, each once, sorted by name.

    A pattern counts from the working folder, or else from the data folder. Raises DataError for
    a pattern that finds nothing.
    """
    found: set[Path] = set()
    for pattern in patterns:
        here = _matching(pattern, Path()) or _matching(pattern, data_home())
        if not here:
            raise DataError(
                f"'{pattern}'에 맞는 말뭉치 파일(.txt, .txt.xz)이 없습니다. 경로를 확인해 주세요."
            )
        found.update(here)
    return tuple(sorted(found))


def _matching(pattern: str, base: Path) -> list[Path]:
    given = Path(pattern).expanduser()
    root, inside = (
        (Path(given.anchor), given.relative_to(given.anchor))
        if given.anchor
        else (
            base,
            given,
        )
    )
    paths = [root / inside]
    if not paths[0].exists():
        paths = list(root.glob(str(inside)))
    inner = [each for path in paths if path.is_dir() for each in path.iterdir()]
    files = [path for path in (*paths, *inner) if path.is_file()]
    return [path for path in files if path.name.endswith(SUFFIXES)]


def source_of(shard: Path) -> str:
    """The source a shard's name tells: `wiki-03.txt.xz` is of `wiki`."""
    return re.sub(r"(-\d+)?\.txt(\.xz)?$", "", shard.name)


def documents(shard: Path, watch: Watch | None = None) -> Iterator[list[str]]:
    """The documents of a shard, each the list of its lines without their line ends.

    Raises DataError, with shard and line, for a file that is missing, cut short, no xz file or
    not UTF-8, and for a line of more than 1 MiB.
    """
    document: list[str] = []
    for line in _lines(shard, watch):
        if line.strip():
            document.append(line)
        if document and (not line.strip() or len(document) == LONGEST_DOCUMENT):
            yield document
            document = []
    if document:
        yield document


def _lines(shard: Path, watch: Watch | None) -> Iterator[str]:
    number = 0
    packed = shard.name.endswith(".xz")
    with _opened(shard) as raw, lzma.open(raw) if packed else nullcontext(raw) as stream:
        while True:
            number += 1
            try:
                line = stream.readline(_LONGEST_LINE)
            except (EOFError, lzma.LZMAError) as fault:
                raise DataError(
                    f"xz 파일이 깨졌거나 중간에 끊겼습니다({fault}). 파일을 다시 받아 주세요.",
                    shard,
                    number,
                ) from fault
            if not line:
                return
            if watch is not None and number % 1000 == 0:
                watch(raw.tell())
            yield _decoded(line, shard, number)


def _decoded(line: bytes, shard: Path, number: int) -> str:
    if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
        raise DataError("한 줄이 1 MB를 넘습니다. 한 줄에 한 문장씩 적어 주세요.", shard, number)
    try:
        return line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
    except UnicodeDecodeError as fault:
        message = "UTF-8이 아닌 글자가 있습니다. 파일을 UTF-8로 저장해 주세요."
        raise DataError(message, shard, number) from fault


@contextmanager
def _opened(shard: Path) -> Iterator[BinaryIO]:
    try:
        with shard.open("rb") as raw:
            yield raw
    except OSError as fault:
        raise DataError(f"파일을 읽을 수 없습니다({fault.strerror}).", shard) from fault
