"""fastText: skip-gram over words that are the sum of their n-grams, so that any word has a vector.

The `fasttext` library does the learning; its matrices become a `SubwordTable` and the vectors of
the vocabulary, and no file of its own is kept. How a word is spelled is the caller's choice: the
text that is learned from has it already.

Source: Bojanowski, Grave, Joulin and Mikolov 2017, "Enriching Word Vectors with Subword
Information", section 3.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fasttext_pybind
import numpy as np
from numpy.typing import NDArray

from models.static.subwords import SubwordTable
from models.static.vectors import WordVectors
from models.static.vocabulary import Vocabulary

_NO_LABEL = " "  # no word begins so: none is taken for a label of a class
_PERTURB, _ZEROS = -6, 255  # glibc's M_PERTURB: new memory is filled with the complement


@dataclass(frozen=True, slots=True)
class FastTextOptions:
    """`shortest` to `longest` letters, the marks < and > included, are an n-gram; all n-grams share
    `buckets` vectors. The rest is as in Word2Vec (`models.static.word2vec`)."""

    dimension: int = 100
    window: int = 5
    epochs: int = 5
    rate: float = 0.05
    negative: int = 5
    sample: float = 1e-4
    shortest: int = 1
    longest: int = 4
    buckets: int = 200_000
    seed: int = 0
    threads: int = 1


def train_fasttext(
    text: Path, vocabulary: Vocabulary, options: FastTextOptions, spell: Callable[[str], str] = str
) -> WordVectors:
    """The vectors of a vocabulary, in its order, with the table for all other words. `text` is a
    file of lines of words apart by spaces, spelled by `spell`."""
    model = fasttext_pybind.fasttext()
    with _zeroed_memory():
        fasttext_pybind.train(model, _arguments(text, int(vocabulary.counts[-1]), options))
    matrix = np.array(model.getInputMatrix(), dtype=np.float32)
    learned = len(model.getVocab("strict")[0])
    table = SubwordTable(options.shortest, options.longest, matrix[learned:].copy(), spell)
    rows = [_row(model, matrix, spell(word)) for word in vocabulary.words]
    return WordVectors(vocabulary.words, np.stack(rows), vocabulary.counts, table)


@contextmanager
def _zeroed_memory() -> Iterator[None]:
    """Within it, new memory is zeros, where the C library is glibc. With less than ten threads the
    library fills as many tenths of its matrix with random numbers and leaves the rest as it was
    given it (facebookresearch/fastText, issue 1061): now zeros, now what was there before, from
    which it learns other vectors each time, or none ("Encountered NaN")."""
    setting = getattr(ctypes.CDLL(None), "mallopt", None)
    if setting is None:
        yield
        return
    setting(_PERTURB, _ZEROS)
    try:
        yield
    finally:
        setting(_PERTURB, 0)


def _row(model: Any, matrix: NDArray[np.float32], spelled: str) -> NDArray[np.float32]:
    """(dimension,): a word's vector, the mean of its own row and those of its n-grams."""
    numbers = np.asarray(model.getSubwords(spelled, "strict")[1])
    mean: NDArray[np.float32] = matrix[numbers].mean(axis=0)
    return mean


def _arguments(text: Path, minimal_count: int, options: FastTextOptions) -> Any:
    """What the library asks for. The binding is used as it is: the package's own functions know no
    seed."""
    given = fasttext_pybind.args()
    given.input, given.output, given.saveOutput, given.verbose = str(text), "", False, 0
    given.model = fasttext_pybind.model_name.skipgram
    given.loss = fasttext_pybind.loss_name.ns
    given.label, given.minCount, given.wordNgrams = _NO_LABEL, minimal_count, 1
    given.dim, given.ws, given.epoch, given.lr = (
        options.dimension,
        options.window,
        options.epochs,
        options.rate,
    )
    given.neg, given.t, given.bucket = options.negative, options.sample, options.buckets
    given.minn, given.maxn = options.shortest, options.longest
    # Its source of chance takes 0 and 1 for the same.
    given.seed, given.thread = options.seed + 1, options.threads
    return given
