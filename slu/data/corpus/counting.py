"""Counts what a corpus holds and what of it may be learned; writes nothing."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path

from slu.data.corpus.cleaning import Cleaner
from slu.data.corpus.progress import Progress, Report
from slu.data.corpus.shards import documents, source_of
from slu.data.corpus.sieve import Sieve, Tally


def count(
    shards: tuple[Path, ...], cleaner: Cleaner, held_out: Set[int], report: Report
) -> dict[str, Tally]:
    """The tally of each source, sources told by the names of the shards.

    Raises DataError for a shard that cannot be read.
    """
    tallies: dict[str, Tally] = {}
    sieve = Sieve(cleaner, held_out)
    total = sum(shard.stat().st_size for shard in shards)
    before = 0
    for shard in shards:
        tally = tallies.setdefault(source_of(shard), Tally())

        def watch(done: int, before: int = before, tally: Tally = tally) -> None:
            report(Progress("gather", before + done, total, tally.sentences))

        for document in documents(shard, watch):
            sieve.sift(document, tally)
            sieve.fresh.clear()
        before += shard.stat().st_size
    return tallies
