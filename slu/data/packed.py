"""Reads a packed corpus: piece ids and where words, sentences and documents begin.

Files are mapped into memory, so that opening a pack is instant and many processes share it. It
needs numpy only, and it does not know how a pack is made (`slu.data.corpus.packing`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from slu.errors import DataError

FORMAT = 1
TOKENS, WORDS, MORPHEMES = "tokens.u16", "words.bits", "morphemes.bits"
SENTENCES, DOCUMENTS = "sentences.u64", "documents.u64"
TOKENIZER, CONFIG = "tokenizer.json", "pack.json"


@dataclass(frozen=True, slots=True)
class PackedSource:
    """What a pack holds of one source, and how many sentences were left out."""

    documents: int
    sentences: int
    pieces: int
    duplicates: int
    held_out: int


@dataclass(frozen=True, slots=True)
class PackHeldOut:
    """How many rows to measure on were looked for, by set or file, and which sets were missing."""

    rows: dict[str, int]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackConfig:
    """`pack.json`. `special`: ids of cls, sep, pad and mask. `sha256`: of each file by name.
    `held_out`: None in packs of before it was noted."""

    vocabulary: int
    pieces: int
    sentences: int
    documents: int
    special: dict[str, int]
    sources: dict[str, PackedSource]
    sha256: dict[str, str]
    held_out: PackHeldOut | None = None

    @staticmethod
    def read(path: Path) -> PackConfig:
        """Raises DataError when the file is missing, broken or of another format."""
        try:
            data: dict[str, Any] = json.loads(path.read_text("utf-8"))
            if data["format"] != FORMAT:
                raise DataError(
                    f"이 판이 읽는 묶음 형식은 {FORMAT}입니다(파일은 {data['format']}). "
                    "`malgwi corpus pack`으로 다시 만드세요.",
                    path,
                )
            numbers = {name: int(data[name]) for name in ("pieces", "sentences", "documents")}
            sources = {name: PackedSource(**counts) for name, counts in data["sources"].items()}
            special = {name: int(data["special"][name]) for name in ("cls", "sep", "pad", "mask")}
            return PackConfig(
                vocabulary=int(data["vocabulary"]),
                special=special,
                sources=sources,
                sha256=dict(data["sha256"]),
                held_out=_held_out(data.get("held_out")),
                **numbers,
            )
        except FileNotFoundError:
            raise DataError(
                "묶음이 아닙니다(pack.json이 없습니다). `malgwi corpus pack`이 만든 폴더를 "
                "골라 주세요.",
                path,
            ) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
            raise DataError(f"묶음의 설명이 깨졌습니다({fault}).", path) from fault


class PackedCorpus:
    """A pack, open. Pieces and sentences are counted from 0.

    `tokens` (pieces,) uint16; `sentences` (sentences + 1,) and `documents` (documents + 1,)
    uint64: the first piece of each sentence, the first sentence of each document, and the end.
    """

    def __init__(self, folder: Path, config: PackConfig):
        self.folder, self.config = folder, config
        self.tokens = _mapped(folder / TOKENS, "<u2", config.pieces)
        self.sentences = _mapped(folder / SENTENCES, "<u8", config.sentences + 1)
        self.documents = _mapped(folder / DOCUMENTS, "<u8", config.documents + 1)
        size = -(-config.pieces // 8)
        self._words = _mapped(folder / WORDS, "u1", size)
        marked = (folder / MORPHEMES).exists() or MORPHEMES in config.sha256
        self._morphemes = _mapped(folder / MORPHEMES, "u1", size) if marked else None
        ends = (
            (SENTENCES, self.sentences, config.pieces),
            (DOCUMENTS, self.documents, config.sentences),
        )
        for name, starts, end in ends:
            if starts[0] != 0 or starts[-1] != end:
                raise _broken(folder / name, "처음이나 끝이 pack.json과 다릅니다")

    @staticmethod
    def open(folder: Path | str, verify: bool = False) -> PackedCorpus:
        """Maps the files; with `verify` their SHA-256 are computed too.

        Raises DataError, naming the file, when one is missing, cut short or altered.
        """
        path = Path(folder)
        config = PackConfig.read(path / CONFIG)
        pack = PackedCorpus(path, config)
        if verify:
            for name, digest in config.sha256.items():
                if file_sha256(path / name) != digest:
                    raise _broken(path / name, "SHA-256이 pack.json과 다릅니다")
        return pack

    def word_starts(self, start: int, end: int) -> NDArray[np.bool_]:
        """For pieces `start` to `end`: whether a whitespace-separated word begins there."""
        return _bits(self._words, start, end)

    def morpheme_starts(self, start: int, end: int) -> NDArray[np.bool_]:
        """For pieces `start` to `end`: whether a morpheme begins there. Raises DataError for a
        pack made without morphemes."""
        if self._morphemes is None:
            raise DataError(
                "이 묶음에는 형태소 경계가 없습니다. `malgwi corpus pack --morphemes`로 만드세요.",
                self.folder,
            )
        return _bits(self._morphemes, start, end)


def _held_out(data: Any) -> PackHeldOut | None:
    if data is None:
        return None
    rows = {str(name): int(count) for name, count in data["rows"].items()}
    return PackHeldOut(rows, tuple(map(str, data["missing"])))


def file_sha256(path: Path) -> str:
    """The hex SHA-256 of a file. Raises DataError when it cannot be read."""
    digest = sha256()
    try:
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as fault:
        raise _broken(path, f"읽을 수 없습니다({fault.strerror})") from fault
    return digest.hexdigest()


def _mapped(path: Path, kind: str, length: int) -> NDArray[Any]:
    """An array of exactly `length` numbers, mapped; an empty file cannot be mapped."""
    size = length * np.dtype(kind).itemsize
    if not path.is_file():
        raise _broken(path, "파일이 없습니다")
    if path.stat().st_size != size:
        raise _broken(path, f"길이가 {size:,}바이트가 아니라 {path.stat().st_size:,}바이트입니다")
    if not length:
        return np.zeros(0, kind)
    return np.memmap(path, dtype=kind, mode="r", shape=(length,))


def _bits(packed: NDArray[np.uint8], start: int, end: int) -> NDArray[np.bool_]:
    first = start // 8
    bits = np.unpackbits(packed[first : -(-end // 8)], bitorder="little")
    return bits[start - first * 8 : end - first * 8].astype(np.bool_)


def _broken(path: Path, what: str) -> DataError:
    return DataError(f"묶음의 파일이 온전하지 않습니다: {what}. 다시 만들거나 옮기세요.", path)
