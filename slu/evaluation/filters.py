"""Shows what a convolutional model looks for: each filter's favourite n-grams in given texts.

What a filter is stands in `models.words`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from models.words import WordEncoder
from models.words.config import FILTER_WIDTHS
from models.words.filters import answers, windows
from slu.data import read
from slu.data.rows import read_text
from slu.errors import DataError, ModelError
from slu.korean.subwords import Pieces, Subwords
from slu.understanding import sentence_folder
from slu.understanding.folder_files import read_json
from slu.understanding.model_folder import load_folder

BEYOND = "·"
"""Stands where a filter sees beyond the end of a sentence."""
_BATCH = 8192  # n-grams asked about at a time


@dataclass(frozen=True, slots=True)
class Favourite:
    """Words that a filter answers to, and how strongly."""

    text: str
    strength: float


@dataclass(frozen=True, slots=True)
class Filter:
    """The filter `number` (from 1) of those that see `width` words, with its favourites, the
    strongest first."""

    width: int
    number: int
    favourites: tuple[Favourite, ...]

    @property
    def strength(self) -> float:
        """The mean strength of the favourites."""
        return sum(each.strength for each in self.favourites) / len(self.favourites)


def strongest_filters(model: Path, file: Path, count: int = 10, each: int = 5) -> list[Filter]:
    """The `count` filters with the strongest favourites in a file's sentences, `each` n-grams for
    each filter.

    The file is text with a sentence a line (`.txt`) or any that `slu.data` reads. Raises DataError
    for a file without a word, ModelError for a folder at fault or a model without filters.
    """
    encoder, subwords = _open(model)
    if encoder.config.model_type != WordEncoder.config_class.model_type or (
        encoder.config.kind != "cnn"
    ):
        raise ModelError(f"{model}: 필터가 없는 모델입니다. cnn: 인코더로 학습한 폴더를 주세요.")
    texts = _texts(file)
    rows = subwords.cut_all(texts)
    found: list[Filter] = []
    for width in FILTER_WIDTHS:
        ngrams: dict[str, tuple[Any, ...]] = {}
        for text, row in zip(texts, rows, strict=True):
            ngrams |= ngrams_of(text, row, width, subwords.pad)
        if not ngrams:
            raise DataError("낱말이 하나도 없습니다.", file)
        found += _favourites(encoder, width, ngrams, each)
    return sorted(found, key=lambda one: -one.strength)[:count]


def ngrams_of(text: str, row: Pieces, width: int, pad: Any) -> dict[str, tuple[Any, ...]]:
    """Every stretch of words that a filter of a width sees in a text that is cut as `row`, with
    its ids, `pad` and `BEYOND` beyond the ends."""
    words = [text[start:end] for start, end in row.spans]
    found: dict[str, tuple[Any, ...]] = {}
    for start, end in windows(len(words), width):
        inside = [0 <= place < len(words) for place in range(start, end)]
        seen = list(zip(range(start, end), inside, strict=True))
        told = " ".join(words[place] if real else BEYOND for place, real in seen)
        found[told] = tuple(row.ids[place] if real else pad for place, real in seen)
    return found


def _favourites(
    encoder: WordEncoder, width: int, ngrams: dict[str, tuple[Any, ...]], each: int
) -> list[Filter]:
    texts, ids = list(ngrams), torch.tensor(list(ngrams.values()))
    found = torch.cat([answers(encoder, part) for part in torch.split(ids, _BATCH)])
    best: Tensor = found.topk(min(each, len(texts)), dim=0).indices
    return [
        Filter(
            width,
            number + 1,
            tuple(Favourite(texts[row], float(found[row, number])) for row in rows),
        )
        for number, rows in enumerate(best.T.tolist())
    ]


def _open(model: Path) -> tuple[Any, Subwords]:
    """The encoder and the vocabulary of a joint model's folder or of one for sentence tasks."""
    if read_json(model / "config.json").get("format") == sentence_folder.FORMAT:
        sentences = sentence_folder.load_sentence_folder(model)
        return sentences.model.encoder, sentences.subwords
    joint = load_folder(model)
    return joint.model.encoder, joint.subwords


def _texts(file: Path) -> list[str]:
    if file.suffix.lower() == ".txt":
        return read_text(file).splitlines()
    return [utterance.text for utterance in read(file)]
