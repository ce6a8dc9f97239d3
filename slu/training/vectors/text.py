"""The text that word vectors are learned from: a text of words as it is, any other cut first.

Reading it once gives its vocabulary, its length and its hash. Cutting is `slu.data.corpus.words`'.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from models.static.vocabulary import Vocabulary
from slu.data.corpus.options import Source, WordsOptions
from slu.data.corpus.progress import Report
from slu.data.corpus.words import SUFFIX, write_words
from slu.errors import DataError
from slu.paths import find_data


@dataclass(frozen=True, slots=True)
class WordsText:
    """A text of words on disk: how many `sentences` and `words` it has, and its SHA-256."""

    path: Path
    sentences: int
    words: int
    sha256: str

    def lines(self) -> Iterator[str]:
        """A sentence each, and the blank lines between documents."""
        with self.path.open(encoding="utf-8", newline="\n") as file:
            yield from file


def words_text(name: str, folder: Path, threads: int, report: Report) -> Path:
    """The file itself where its name ends in `.words.txt`; else a text of words in `folder`, made
    of the text file, folder or pattern. Raises DataError where there is no such text."""
    path = find_data(name)
    if path.name.endswith(SUFFIX):
        if not path.is_file():
            raise DataError("파일이 없습니다. 경로를 확인해 주세요.", path)
        return path
    cut = folder / f"text{SUFFIX}"
    source = Source("text", (name,))
    write_words(WordsOptions(out=str(cut), sources=(source,), workers=threads), report)
    return cut


def read_text(path: Path, minimal_count: int, most_words: int) -> tuple[WordsText, Vocabulary]:
    """What the text holds, and the words to be learned. Raises DataError for a text without words
    or without any that is frequent enough, one that is not UTF-8, and one that cannot be read."""
    reading = _Reading(path)
    vocabulary = Vocabulary.count(reading.lines(), minimal_count, most_words)
    if not reading.words:
        raise DataError("낱말이 하나도 없는 글입니다. 다른 글을 주세요.", path)
    if not len(vocabulary):
        raise DataError(
            f"{minimal_count}번 이상 나온 낱말이 없습니다. 글을 늘리거나 minimal_count를 줄이세요.",
            path,
        )
    text = WordsText(path, reading.sentences, reading.words, reading.digest.hexdigest())
    return text, vocabulary


class _Reading:
    """Counts what goes by."""

    def __init__(self, path: Path):
        self._path, self.digest = path, sha256()
        self.sentences = self.words = 0

    def lines(self) -> Iterator[str]:
        try:
            with self._path.open("rb") as file:
                for number, line in enumerate(file, 1):
                    self.digest.update(line)
                    words = len(line.split())
                    self.words += words
                    self.sentences += words > 0
                    yield self._decoded(line, number)
        except OSError as fault:
            raise DataError(f"파일을 읽을 수 없습니다({fault.strerror}).", self._path) from fault

    def _decoded(self, line: bytes, number: int) -> str:
        try:
            return line.decode()
        except UnicodeDecodeError:
            raise DataError("UTF-8이 아닌 글자가 있습니다.", self._path, number) from None
