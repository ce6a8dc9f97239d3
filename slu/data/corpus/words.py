"""From shards to a text of words: cleaned, mixed, every morpheme apart, a sentence a line.

What every family of word vectors learns from. A blank line follows each document, so the file is a
shard itself. Broken off, the work goes on from the last finished shard or bucket and ends with the
same bytes. How documents are gathered and mixed is told in the modules of those names.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from hashlib import sha256
from itertools import islice
from pathlib import Path

from slu.data.corpus.gathering import BUCKETS_FOLDER, Gathering, find_sources
from slu.data.corpus.held_out import find_held_out
from slu.data.corpus.journal import Journal
from slu.data.corpus.mixing import BUCKETS, Document, read_bucket
from slu.data.corpus.options import WordsOptions
from slu.data.corpus.progress import Note, Progress, Report
from slu.errors import DataError
from slu.korean.morphemes import apart, morpheme_starts
from slu.korean.normalise import normalise
from slu.paths import data_home, find_data

SUFFIX = ".words.txt"
_BATCH = 1024  # documents cut at a time


def words_of(sentences: Sequence[str], workers: int = 1) -> list[str]:
    """The sentences, normalised, with every morpheme apart."""
    texts = [normalise(each).text for each in sentences]
    return [apart(*each) for each in zip(texts, morpheme_starts(texts, workers), strict=True)]


def write_words(options: WordsOptions, report: Report) -> tuple[int, int]:
    """Writes `options.out` and returns how many sentences and words it holds.

    Raises DataError for shards that cannot be read, an `out` that exists or has another ending
    than `SUFFIX`, and begun work of other options in its place.
    """
    out = Path(options.out).expanduser()
    if not out.name.endswith(SUFFIX):
        raise DataError(f"낱말로 자른 글의 이름은 {SUFFIX}로 끝나야 합니다.", out)
    if out.exists():
        raise DataError("이미 있는 파일입니다. 다른 이름을 주거나 먼저 지우세요.", out)
    shards = find_sources(options)
    held_out = find_held_out(data_home(), tuple(find_data(name) for name in options.hold_out))
    report(Note(held_out.told()))
    work = out.with_name(f".{out.name}.cutting")
    files = [(source.name, path.name, path.stat().st_size) for source, path in shards]
    parts = {"options": asdict(options), "shards": files, "held_out": sorted(held_out.keys)}
    try:
        journal = Journal(work, sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest())
        Gathering(options, shards, held_out.keys, journal, report).run()
        counts = _Cutting(options.workers, journal, report).run()
        (work / "words").rename(out)
        shutil.rmtree(work)
    except OSError as fault:
        raise DataError(f"파일을 읽거나 쓸 수 없습니다({fault.strerror}).", work) from fault
    return counts


class _Cutting:
    """The second half: words of bucket after bucket; a bucket is a step."""

    def __init__(self, workers: int, journal: Journal, report: Report):
        self._workers, self._journal, self._report = workers, journal, report
        self._sentences, self._words = journal.notes.get("written", (0, 0))

    def run(self) -> tuple[int, int]:
        """Goes on from the last finished bucket; how many sentences and words there are."""
        with (self._journal.folder / "words").open("a", encoding="utf-8", newline="\n") as file:
            for number in range(self._journal.notes.get("buckets", 0), BUCKETS):
                found = read_bucket(self._journal.folder / BUCKETS_FOLDER, number)
                while batch := list(islice(found, _BATCH)):
                    file.writelines(self._lines(batch))
                    progress = Progress("cut", number, BUCKETS, self._sentences, self._words)
                    self._report(progress)
                file.flush()
                written = {"buckets": number + 1, "written": [self._sentences, self._words]}
                self._journal.commit(self._journal.notes | written)
        return self._sentences, self._words

    def _lines(self, documents: list[Document]) -> list[str]:
        cut = iter(words_of([text for one in documents for text in one.sentences], self._workers))
        lines = []
        for one in documents:
            for words in islice(cut, len(one.sentences)):
                self._sentences += 1
                self._words += words.count(" ") + 1
                lines.append(words + "\n")
            lines.append("\n")
        return lines
