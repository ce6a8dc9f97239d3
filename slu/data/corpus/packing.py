"""From shards to a pack: what may be learned is gathered in buckets, these are cut one by one.

Broken off, it goes on from the last finished shard or bucket and ends with the same bytes. How
documents are gathered, mixed and cut is told in the modules of those names.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from hashlib import sha256
from itertools import islice
from pathlib import Path

from slu.data.corpus.cutting import Cutter
from slu.data.corpus.gathering import BUCKETS_FOLDER, Gathering, find_sources
from slu.data.corpus.held_out import find_held_out
from slu.data.corpus.journal import Journal
from slu.data.corpus.mixing import BUCKETS, Document, read_bucket
from slu.data.corpus.morphemes import kiwi_morphemes
from slu.data.corpus.options import PackOptions, Source
from slu.data.corpus.pack_writer import Contents, PackFiles, PackWriter, close_pack
from slu.data.corpus.progress import Note, Progress, Report
from slu.data.packed import PackedCorpus, file_sha256
from slu.errors import DataError
from slu.korean.subwords import Subwords
from slu.paths import data_home, find_data

_BATCH = 256  # documents cut at a time


def pack(options: PackOptions, report: Report) -> PackedCorpus:
    """Packs what `options` name and opens the result.

    Raises DataError for shards that cannot be read, a tokenizer without the special pieces, an
    `out` that exists, and a begun pack of other options in its place.
    """
    out = Path(options.out).expanduser()
    if out.exists():
        raise DataError("이미 있는 폴더입니다. 다른 이름을 주거나 먼저 지우세요.", out)
    tokenizer = find_data(options.tokenizer)
    subwords = Subwords.load(tokenizer)
    special = special_ids(subwords, tokenizer)
    shards = find_sources(options)
    held_out = find_held_out(data_home(), tuple(find_data(name) for name in options.hold_out))
    report(Note(held_out.told()))
    cutter = Cutter(subwords, options.respace, kiwi_morphemes() if options.morphemes else None)
    work = out.with_name(f".{out.name}.packing")
    try:
        journal = Journal(work, _fingerprint(options, tokenizer, shards, held_out.keys))
        tallies = Gathering(options, shards, held_out.keys, journal, report).run()
        files = PackFiles(work / "pack", work / "loose", options.morphemes)
        by_source, whole = _Cutting(options.max_pieces, cutter, files, journal, report).run()
        if not whole.pieces:
            shutil.rmtree(work)  # other options would not go on from it
            raise DataError(
                f"출처 {', '.join(tallies)}에서 배울 문장이 하나도 남지 않았습니다. 한글이 적은 "
                "줄(min_hangul)과 평가 문장은 빠지고, weight가 1보다 작으면 더러만 뽑습니다."
            )
        description = {
            "vocabulary": subwords.size,
            "special": special,
            "held_out": {"rows": held_out.rows, "missing": held_out.missing},
            "sources": {
                name: asdict(by_source.get(name, Contents()))
                | {"duplicates": tally.duplicates, "held_out": tally.held_out}
                for name, tally in tallies.items()
            },
        }
        close_pack(files, whole, tokenizer, description)
        files.whole.rename(out)
        shutil.rmtree(work)
    except OSError as fault:
        raise DataError(f"파일을 읽거나 쓸 수 없습니다({fault.strerror}).", work) from fault
    return PackedCorpus.open(out)


def special_ids(subwords: Subwords, path: Path) -> dict[str, int]:
    """Ids of the pieces that pretraining needs. Raises DataError when they do not fit a pack."""
    if subwords.mask is None:
        raise DataError("토크나이저에 [MASK] 조각이 없습니다. 다른 토크나이저를 쓰세요.", path)
    if subwords.size > 1 << 16:
        raise DataError(
            f"어휘가 {subwords.size:,}개입니다. 묶음에는 65,536개까지 담을 수 있습니다.", path
        )
    return {"cls": subwords.first, "sep": subwords.last, "pad": subwords.pad, "mask": subwords.mask}


def _fingerprint(
    options: PackOptions,
    tokenizer: Path,
    shards: list[tuple[Source, Path]],
    held_out: frozenset[int],
) -> str:
    """What decides the bytes of a pack, as one digest."""
    parts = {
        "options": asdict(options),
        "tokenizer": file_sha256(tokenizer),
        "shards": [(source.name, path.name, path.stat().st_size) for source, path in shards],
        "held_out": sorted(held_out),
    }
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class _Cutting:
    """The second half: pieces of bucket after bucket; a bucket is a step."""

    def __init__(
        self, max_pieces: int, cutter: Cutter, files: PackFiles, journal: Journal, report: Report
    ):
        self._max_pieces, self._cutter, self._files = max_pieces, cutter, files
        self._journal, self._report = journal, report
        notes = journal.notes
        self._whole = Contents(**notes.get("whole", {}))
        self._by_source = {
            name: Contents(**data) for name, data in notes.get("by_source", {}).items()
        }

    def run(self) -> tuple[dict[str, Contents], Contents]:
        """Goes on from the last finished bucket; what was written, by source and in all."""
        for number in range(self._journal.notes.get("buckets", 0), BUCKETS):
            with PackWriter(self._files, self._whole) as writer:
                found = read_bucket(self._journal.folder / BUCKETS_FOLDER, number)
                while not self._full() and (batch := list(islice(found, _BATCH))):
                    self._write(batch, writer)
                    whole = self._whole
                    self._report(Progress("cut", number, BUCKETS, whole.sentences, whole.pieces))
            self._commit(number + 1)
        return self._by_source, self._whole

    def _write(self, batch: list[Document], writer: PackWriter) -> None:
        for document, sentences in zip(batch, self._cutter.cut(batch), strict=True):
            if sentences and not self._full():
                writer.add(sentences)
                self._by_source.setdefault(document.source, Contents()).add(sentences)

    def _full(self) -> bool:
        return 0 < self._max_pieces <= self._whole.pieces

    def _commit(self, buckets: int) -> None:
        by_source = {name: asdict(contents) for name, contents in self._by_source.items()}
        written = {"buckets": buckets, "whole": asdict(self._whole), "by_source": by_source}
        self._journal.commit(self._journal.notes | written)
