"""The text and binary files of word2vec, in and out: what most programs for word vectors read.

A first line with the number of words and the dimension; then for each word the word, a space, and
its numbers: written out and apart by spaces, a word a line, or as float32, little-endian. The
files hold neither counts nor n-grams. Format: `word2vec.c` (Mikolov 2013); gensim reads and writes
the same.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from models.static.vectors import WordVectors
from slu.errors import DataError

Floats = NDArray[np.float32]
_LONGEST_LINE = 1 << 20


def write_word2vec(vectors: WordVectors, path: Path, binary: bool = False) -> None:
    """Writes beside the place and renames. Raises DataError for one-hot vectors, for words that
    hold white space, and where nothing can be written."""
    if vectors.one_hot:
        raise DataError("원-핫 벡터에는 배운 값이 없어 word2vec 형식으로 쓰지 않습니다.", path)
    for word in vectors.words:
        if word.split() != [word]:
            raise DataError(f"빈칸이 든 낱말 {word!r}은 word2vec 형식으로 쓸 수 없습니다.", path)
    beside = path.with_name(f".{path.name}.writing")
    line = "%s" + " %.9g" * vectors.dimension + "\n"
    try:
        with beside.open("wb") as file:
            file.write(f"{len(vectors)} {vectors.dimension}\n".encode())
            for word, row in zip(vectors.words, vectors.matrix, strict=True):
                if binary:
                    file.write(f"{word} ".encode() + row.astype("<f4").tobytes())
                else:
                    file.write((line % (word, *row.tolist())).encode())
        beside.replace(path)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise DataError(f"파일을 쓸 수 없습니다({fault.strerror}).", path) from fault


def read_word2vec(path: Path, binary: bool | None = None) -> WordVectors:
    """The vectors of a file, which shows whether it is `binary` where that is not given. Of a word
    that stands twice the first vector counts, as in gensim. Raises DataError naming the file, and
    the line or the word, for what is no such file."""
    try:
        with path.open("rb") as file:
            count, dimension = _header(file.readline(_LONGEST_LINE), path)
            start = file.tell()
            if binary is None:
                binary = _looks_binary(file.readline(_LONGEST_LINE))
                file.seek(start)
            # A number takes at least 2 bytes, so that a broken first line cannot ask for memory.
            if count * dimension * (4 if binary else 2) > path.stat().st_size:
                raise _short(path, count, dimension)
            read = _read_binary if binary else _read_text
            words, matrix = read(file, path, count, dimension)
    except OSError as fault:
        raise DataError(f"파일을 읽을 수 없습니다({fault.strerror}).", path) from fault
    bad = np.flatnonzero(~np.isfinite(matrix).all(axis=1))
    if len(bad):
        raise DataError(f"낱말 {words[bad[0]]!r}의 벡터에 수가 아닌 값이 있습니다.", path)
    first: dict[str, int] = {}
    for row, word in enumerate(words):
        first.setdefault(word, row)
    return WordVectors(tuple(first), matrix[list(first.values())])


def _header(line: bytes, path: Path) -> tuple[int, int]:
    """How many words of how many numbers."""
    try:
        count, dimension = (int(part) for part in line.split())
    except ValueError:
        count = dimension = 0
    if count < 1 or dimension < 1:
        raise DataError(
            "word2vec 형식이 아닙니다. 첫 줄에 낱말 수와 차원이 있어야 합니다(예: 30000 100).",
            path,
            1,
        )
    return count, dimension


def _looks_binary(line: bytes) -> bool:
    """Whether the first word's line could not be text."""
    try:
        return any(char < " " and char not in "\t\r\n" for char in line.decode())
    except UnicodeDecodeError:
        return True


def _read_text(file: BinaryIO, path: Path, count: int, dimension: int) -> tuple[list[str], Floats]:
    words: list[str] = []
    matrix = np.empty((count, dimension), np.float32)
    for row, line in enumerate(file):
        if row < count:
            word, matrix[row] = _text_row(line, dimension, path, row + 2)
            words.append(word)
        elif line.strip():
            raise DataError(f"첫 줄은 낱말이 {count:,}개라는데 더 있습니다.", path, row + 2)
    if len(words) < count:
        raise _short(path, count, dimension)
    return words, matrix


def _text_row(line: bytes, dimension: int, path: Path, number: int) -> tuple[str, list[float]]:
    try:
        word, *values = line.decode().rstrip(" \r\n").split(" ")
        row = [float(value) for value in values]
    except UnicodeDecodeError:
        raise DataError("UTF-8이 아닙니다.", path, number) from None
    except ValueError as fault:
        raise DataError(f"수가 아닌 값이 있습니다({fault}).", path, number) from fault
    if not word or len(row) != dimension:
        raise DataError(
            f"낱말 하나와 수 {dimension:,}개가 빈칸으로 떨어져 있어야 합니다(수 {len(row):,}개).",
            path,
            number,
        )
    return word, row


def _read_binary(
    file: BinaryIO, path: Path, count: int, dimension: int
) -> tuple[list[str], Floats]:
    words, matrix = [], np.empty((count, dimension), np.float32)
    place = file.tell()
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for row in range(count):
            space = data.find(b" ", place)
            end = space + 1 + 4 * dimension
            if space < 0 or end > len(data):
                raise _broken(path, row, "여기에서 파일이 끝났습니다")
            try:
                # `word2vec.c` writes a line feed after each vector, gensim does not.
                word = data[place:space].decode().lstrip("\n")
            except UnicodeDecodeError:
                raise _broken(path, row, "UTF-8이 아닙니다") from None
            if not word or "\n" in word:
                raise _broken(path, row, "낱말이 없습니다")
            words.append(word)
            matrix[row] = np.frombuffer(data[space + 1 : end], "<f4")
            place = end
        if data[place:].strip(b"\n"):
            raise _broken(path, count, f"첫 줄은 낱말이 {count:,}개라는데 더 있습니다")
    return words, matrix


def _broken(path: Path, row: int, what: str) -> DataError:
    return DataError(
        f"{row + 1:,}번째 낱말을 읽을 수 없습니다: {what}. 파일을 다시 받으세요.", path
    )


def _short(path: Path, count: int, dimension: int) -> DataError:
    return DataError(
        f"첫 줄은 낱말 {count:,}개, {dimension:,}차원이라는데 파일이 그보다 일찍 끝납니다. "
        "파일을 다시 받으세요.",
        path,
    )
