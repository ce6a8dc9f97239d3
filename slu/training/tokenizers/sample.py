"""Lines of a corpus drawn at random, so many megabytes a file. Nothing is cleaned here."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from slu.data.corpus.shards import documents
from slu.errors import DataError


def sample_lines(files: Sequence[Path], megabytes: float, seed: int) -> list[str]:
    """About `megabytes` (10^6 bytes of UTF-8) of lines, in equal parts from every file and in
    its order; of a smaller file all. The same seed draws the same lines.

    Raises DataError for a file that cannot be read, or when there is no text at all.
    """
    budget = megabytes * 1e6 / max(1, len(files))
    lines: list[str] = []
    for path in files:
        share = budget / max(1, sum(len(line.encode()) + 1 for line in _lines(path)))
        draw = random.Random(f"{seed}/{path.name}")
        lines += [line for line in _lines(path) if draw.random() < share]
    if not lines:
        raise DataError("글이 한 줄도 없습니다. 글이 든 .txt나 .txt.xz 파일을 주세요.")
    return lines


def _lines(path: Path) -> Iterator[str]:
    for document in documents(path):
        yield from document
