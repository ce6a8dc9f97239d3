"""Word vectors made small, to be carried about: the most frequent words alone, in fewer bits."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from models.static.vectors import WordVectors
from slu.errors import DataError
from slu.training.vectors.card import vectors_card
from slu.training.vectors.folder import Storage, Vectors, load_vectors, save_vectors
from slu.training.vectors.options import STORAGES
from slu.training.vectors.train import check_place
from slu.understanding.folder_files import read_json


def shrink_vectors(folder: Path, out: Path, most_words: int, storage: str = "int8") -> Vectors:
    """Writes the first `most_words` words of a folder, which are its most frequent ones, as the
    folder `out`; n-grams are kept whole. An older folder of word vectors there is replaced.

    Raises DataError for less than one word, an unknown storage and a place that is taken,
    ModelError for a broken folder.
    """
    if most_words < 1:
        raise DataError(f"낱말은 하나 이상이어야 합니다(받은 값: {most_words}).")
    if storage not in STORAGES:
        raise DataError(f"storage는 {', '.join(STORAGES)} 가운데 하나여야 합니다.")
    check_place(out)
    given = load_vectors(folder)
    count = min(most_words, len(given))
    words = WordVectors(
        given.words[:count],
        None if given.one_hot else given.matrix[:count],
        None if given.counts is None else given.counts[:count],
        given.subwords,
    )
    small = Vectors(words, given.family, given.spelling)
    training = read_json(folder / "training.json")
    notes = training | {"shrunk": {"words": count, "of": len(given), "storage": storage}}
    text = str(training.get("options", {}).get("text", training.get("file", "")))
    shown = {"most_words": count, "storage": storage}
    card = vectors_card(small, text, shown, training.get("seconds", 0))
    save_vectors(small, out, notes, card, cast(Storage, storage))
    return small
