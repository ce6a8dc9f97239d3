"""How often each document is taken, and in which order: by digests, so without a random state.

The order is that of a salted digest of each copy. Buckets on disk, by the digest's first bits,
are sorted one at a time; so the whole is shuffled in the memory of one bucket.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from slu.data.corpus.keys import RANGE, key

BUCKETS = 64
_TAKE, _ORDER = 1, 2  # salts of the two decisions


@dataclass(frozen=True, slots=True)
class Document:
    """Sentences of one source; `order` is its place among all, and the seed of what is random
    about it."""

    order: int
    source: str
    sentences: tuple[str, ...]


def copies(text: str, weight: float, seed: int) -> int:
    """How many times a document is taken: `weight` rounded down, and once more for the share of
    documents that the fraction says."""
    whole = int(weight)
    return whole + (key(text, seed, _TAKE) < (weight - whole) * RANGE)


def order_of(text: str, copy: int, seed: int) -> int:
    """The place of one copy of a document among all."""
    return key(text, seed, _ORDER, copy)


def bucket_of(document: Document) -> int:
    return document.order * BUCKETS // RANGE


def bucket_path(folder: Path, number: int) -> Path:
    return folder / f"bucket-{number:02}.jsonl"


def add_to_buckets(folder: Path, documents: Iterable[Document]) -> None:
    """Appends each document to the file of its bucket."""
    waiting: dict[int, list[str]] = {}
    for one in documents:
        row = json.dumps([one.order, one.source, one.sentences], ensure_ascii=False) + "\n"
        waiting.setdefault(bucket_of(one), []).append(row)
    for number, rows in waiting.items():
        with bucket_path(folder, number).open("a", encoding="utf-8", newline="\n") as file:
            file.writelines(rows)


def read_bucket(folder: Path, number: int) -> Iterator[Document]:
    """The documents of a bucket in their order."""
    path = bucket_path(folder, number)
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="\n") as file:
        rows = [json.loads(line) for line in file]
    for order, source, sentences in sorted(rows):
        yield Document(order, source, tuple(sentences))
