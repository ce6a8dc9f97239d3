"""Writes the files of a pack: appends cut documents, and closes the whole with its description.

Bits are kept one a byte until the end, so that what is appended never begins inside a byte.
"""

from __future__ import annotations

import json
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from slu.data.corpus.cutting import CutSentence
from slu.data.packed import (
    CONFIG,
    DOCUMENTS,
    FORMAT,
    MORPHEMES,
    SENTENCES,
    TOKENIZER,
    TOKENS,
    WORDS,
    file_sha256,
)

_BLOCK = 1 << 20  # a multiple of 8


@dataclass(slots=True)
class Contents:
    """How much of one source, or of all, has been written."""

    documents: int = 0
    sentences: int = 0
    pieces: int = 0

    def add(self, sentences: list[CutSentence]) -> None:
        self.documents += 1
        self.sentences += len(sentences)
        self.pieces += sum(len(sentence.ids) for sentence in sentences)


@dataclass(frozen=True, slots=True)
class PackFiles:
    """`whole`: the files of the pack as they will stay; `loose`: bits, one a byte."""

    whole: Path
    loose: Path
    morphemes: bool

    def bits(self) -> tuple[str, ...]:
        return (WORDS, MORPHEMES) if self.morphemes else (WORDS,)


@dataclass
class PackWriter:
    """Appends documents; `so_far` counts what the files hold already."""

    files: PackFiles
    so_far: Contents
    _open: dict[str, BinaryIO] = field(default_factory=dict)
    _stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> PackWriter:
        for folder, names in (
            (self.files.whole, (TOKENS, SENTENCES, DOCUMENTS)),
            (self.files.loose, self.files.bits()),
        ):
            folder.mkdir(parents=True, exist_ok=True)
            for name in names:
                self._open[name] = self._stack.enter_context((folder / name).open("ab"))
        return self

    def __exit__(self, *fault: object) -> None:
        self._stack.close()

    def add(self, sentences: list[CutSentence]) -> None:
        """Appends a document that has at least one sentence."""
        lengths = [len(sentence.ids) for sentence in sentences]
        starts = self.so_far.pieces + np.cumsum([0, *lengths[:-1]])
        self._append(DOCUMENTS, [self.so_far.sentences], "<u8")
        self._append(SENTENCES, starts, "<u8")
        self._append(TOKENS, [id_ for one in sentences for id_ in one.ids], "<u2")
        self._append(WORDS, [start for one in sentences for start in one.words], "u1")
        if self.files.morphemes:
            marks = [start for one in sentences for start in one.morphemes or ()]
            self._append(MORPHEMES, marks, "u1")
        self.so_far.add(sentences)

    def _append(self, name: str, numbers: Any, kind: str) -> None:
        self._open[name].write(np.asarray(numbers, dtype=kind).tobytes())


def close_pack(
    files: PackFiles, contents: Contents, tokenizer: Path, description: dict[str, Any]
) -> None:
    """Adds the end entries, the packed bits, the tokenizer and `pack.json`."""
    for name, end in ((SENTENCES, contents.pieces), (DOCUMENTS, contents.sentences)):
        with (files.whole / name).open("ab") as file:
            file.write(np.asarray([end], dtype="<u8").tobytes())
    for name in files.bits():
        _pack_bits(files.loose / name, files.whole / name)
    (files.whole / TOKENIZER).write_bytes(tokenizer.read_bytes())
    written = (TOKENS, *files.bits(), SENTENCES, DOCUMENTS, TOKENIZER)
    data = {
        "format": FORMAT,
        "pieces": contents.pieces,
        "sentences": contents.sentences,
        "documents": contents.documents,
        **description,
        "sha256": {name: file_sha256(files.whole / name) for name in written},
    }
    text = json.dumps(data, ensure_ascii=False, indent=2) + "\n"
    (files.whole / CONFIG).write_text(text, encoding="utf-8")


def _pack_bits(loose: Path, packed: Path) -> None:
    with loose.open("rb") as source, packed.open("wb") as target:
        while block := source.read(_BLOCK):
            bits = np.frombuffer(block, dtype="u1")
            target.write(np.packbits(bits, bitorder="little").tobytes())
