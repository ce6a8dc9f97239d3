"""Vectors that other programs learned, as a folder of ours."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from slu.training.vectors.card import vectors_card
from slu.training.vectors.folder import Vectors, save_vectors
from slu.training.vectors.train import check_place
from slu.training.vectors.word2vec_format import read_word2vec

FAMILY = "imported"


def import_vectors(file: Path, out: Path) -> Vectors:
    """Reads a file of word2vec, text or binary, and writes the folder `out`; an older folder of
    word vectors is replaced. Raises DataError for what is no such file and a place that is
    taken."""
    check_place(out)
    vectors = Vectors(read_word2vec(file), FAMILY)
    digest = sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    notes = {"file": file.name, "sha256": digest.hexdigest()}
    save_vectors(vectors, out, notes, vectors_card(vectors, file.name, {}, 0))
    return vectors
