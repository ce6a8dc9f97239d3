"""Word2Vec: vectors of words that foretell the words around them, or are foretold by them.

Gensim does the learning, by its road for files, which holds no lock of Python and knows nothing of
the text but lines of words; what is said here is how to ask it, and in which order words come back.

Sources: Mikolov, Chen, Corrado and Dean 2013, "Efficient Estimation of Word Representations in
Vector Space" (skip-gram, CBOW); Mikolov et al. 2013, "Distributed Representations of Words and
Phrases and their Compositionality" (negative sampling, hierarchical softmax, subsampling).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gensim.models import Word2Vec
from gensim.models.callbacks import CallbackAny2Vec
from numpy.typing import NDArray

from models.static.vocabulary import Vocabulary

# A share so large that no word is passed over. With a sample of 0 and no negative samples gensim
# draws its windows without a seed.
_NOTHING = 0.999

Passed = Callable[[int], None]
"""Told how many times the text has been read."""


@dataclass(frozen=True, slots=True)
class Word2VecOptions:
    """`skip_gram`: a word foretells each of its neighbours; else the mean of the neighbours
    foretells it (CBOW). `negative` words are drawn against each one that is right; 0 for
    hierarchical softmax. `sample` is the share of the text above which a word is now and then
    passed over (0: never), `rate` falls evenly to almost nothing. With one thread the same
    seed gives the same vectors."""

    skip_gram: bool = True
    dimension: int = 100
    window: int = 5
    epochs: int = 5
    rate: float = 0.025
    negative: int = 5
    sample: float = 1e-3
    seed: int = 0
    threads: int = 1


def train_word2vec(
    text: Path,
    vocabulary: Vocabulary,
    length: int,
    options: Word2VecOptions,
    passed: Passed = lambda epochs: None,
) -> NDArray[np.float32]:
    """(words, dimension): the vectors of a vocabulary, in its order. `text` is a file of lines of
    words apart by spaces, `length` how many words it has, those outside of the vocabulary too."""
    model = Word2Vec(
        vector_size=options.dimension,
        window=options.window,
        sg=int(options.skip_gram),
        hs=int(not options.negative),
        negative=options.negative,
        sample=options.sample or _NOTHING,
        alpha=options.rate,
        epochs=options.epochs,
        seed=options.seed,
        workers=options.threads,
        min_count=1,
    )
    counts = zip(vocabulary.words, vocabulary.counts.tolist(), strict=True)
    model.build_vocab_from_freq(dict(counts))
    # The rate falls with the words that were read: gensim's count of sentences would take in blank
    # lines, which its reader passes over.
    model.train(
        corpus_file=str(text),
        total_words=length,
        epochs=options.epochs,
        callbacks=[_Passes(passed)],
    )
    vectors: NDArray[np.float32] = model.wv[list(vocabulary.words)]
    return vectors


class _Passes(CallbackAny2Vec):  # type: ignore[misc]
    def __init__(self, passed: Passed):
        self._passed, self._epochs = passed, 0

    def on_epoch_end(self, model: Any) -> None:
        self._epochs += 1
        self._passed(self._epochs)
