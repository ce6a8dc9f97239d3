"""Gathers what may be learned into buckets on disk; a finished shard is never read again.

The first half of packing, and of cutting into words: cleaning and comparing is the sieve's, the
order `mixing`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Set
from itertools import islice
from pathlib import Path

import numpy as np

from slu.data.corpus.cleaning import Cleaner
from slu.data.corpus.journal import Journal
from slu.data.corpus.mixing import Document, add_to_buckets, copies, order_of
from slu.data.corpus.options import Source, TextOptions
from slu.data.corpus.progress import Progress, Report
from slu.data.corpus.shards import documents, find_shards
from slu.data.corpus.sieve import Sieve, Tally
from slu.errors import DataError

BUCKETS_FOLDER = "buckets"
_SEEN = "seen.u64"
_BATCH = 16384  # documents held before they are written


def find_sources(options: TextOptions) -> list[tuple[Source, Path]]:
    """The shards of every source that is taken. Raises DataError for files that are not there, for
    one that stands in two sources, and for a source in whose files there is nothing."""
    shards = [
        (each, path) for each in options.sources if each.weight for path in find_shards(each.files)
    ]
    twice = [path for path, times in Counter(path for _, path in shards).items() if times > 1]
    if twice:
        raise DataError("이 파일이 두 출처에 들어 있습니다. 한쪽에서 빼 주세요.", twice[0])
    for source in {each.name: each for each, _ in shards}.values():
        own = [path for each, path in shards if each is source]
        if not any(True for path in own for _ in documents(path)):
            raise DataError(
                f"출처 '{source.name}'의 파일이 모두 비었습니다. 경로를 확인하거나 출처를 빼세요.",
                own[0],
            )
    return shards


class Gathering:
    """One gathering; each shard is a step that the journal keeps."""

    def __init__(
        self,
        options: TextOptions,
        shards: list[tuple[Source, Path]],
        held_out: Set[int],
        journal: Journal,
        report: Report,
    ):
        self._options, self._shards, self._journal, self._report = options, shards, journal, report
        self._buckets = journal.folder / BUCKETS_FOLDER
        self._seen = journal.folder / _SEEN
        seen = np.fromfile(self._seen, "<u8").tolist() if self._seen.exists() else []
        cleaner = Cleaner(options.max_characters, options.min_hangul)
        self._sieve = Sieve(cleaner, held_out, seen)
        self._total = sum(path.stat().st_size for _, path in shards)

    def run(self) -> dict[str, Tally]:
        """Goes on from the last finished shard to the end."""
        notes = self._journal.notes
        begun = {name: Tally.from_json(data) for name, data in notes.get("tallies", {}).items()}
        tallies = {each.name: begun.get(each.name, Tally()) for each in self._options.sources}
        self._buckets.mkdir(exist_ok=True)
        read = 0
        for number, (source, path) in enumerate(self._shards):
            if number >= notes.get("shards", 0):
                found = self._documents(source, path, tallies[source.name], read)
                while batch := list(islice(found, _BATCH)):
                    add_to_buckets(self._buckets, batch)
                self._commit(number + 1, tallies)
            read += path.stat().st_size
        return tallies

    def _documents(
        self, source: Source, path: Path, tally: Tally, before: int
    ) -> Iterator[Document]:
        def watch(done: int) -> None:
            self._report(Progress("gather", before + done, self._total, tally.sentences))

        for lines in documents(path, watch):
            text = "\n".join(lines)
            times = copies(text, source.weight, self._options.seed)
            sentences = tuple(self._sieve.sift(lines, tally)) if times else ()
            if sentences:
                for copy in range(times):
                    order = order_of(text, copy, self._options.seed)
                    yield Document(order, source.name, sentences)

    def _commit(self, shards: int, tallies: dict[str, Tally]) -> None:
        with self._seen.open("ab") as file:
            file.write(np.asarray(self._sieve.fresh, dtype="<u8").tobytes())
        self._sieve.fresh.clear()
        kept = {name: tally.to_json() for name, tally in tallies.items()}
        self._journal.commit({"shards": shards, "tallies": kept})
