"""From the options to what learns each kind of family (`models.static`). Nothing is saved here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch

from models.static import counts
from models.static.cooccurrence import Pairs, Window, count_pairs
from models.static.fasttext import FastTextOptions, train_fasttext
from models.static.glove import GloveOptions, train_glove
from models.static.swivel import SwivelOptions, train_swivel
from models.static.vectors import WordVectors
from models.static.vocabulary import Vocabulary
from models.static.word2vec import Word2VecOptions, train_word2vec
from slu.errors import DataError
from slu.training.vectors.folder import SPELLINGS
from slu.training.vectors.options import Kind, VectorOptions
from slu.training.vectors.text import WordsText

Watch = Callable[[int, int, float | None], None]
"""Told how much of how much has been learned from, and the mean loss, where there is one."""


@dataclass(frozen=True, slots=True)
class Job:
    """What a learner is given; `folder` is empty, and deleted when it is done."""

    text: WordsText
    vocabulary: Vocabulary
    options: VectorOptions
    folder: Path
    watch: Watch

    def pairs(self) -> Pairs:
        """The words that stand near each other, counted on disk."""
        sentences = (self.vocabulary.encode(line) for line in self.text.lines())
        window = Window(self.options.chosen.window)
        pairs = count_pairs(sentences, len(self.vocabulary), window, self.folder / "pairs")
        if not len(pairs):
            raise DataError(
                "두 낱말이 함께 나온 문장이 없습니다. 한 줄에 한 문장씩 적은 더 긴 글을 주세요.",
                self.text.path,
            )
        return pairs


def learn(job: Job) -> WordVectors:
    """The vectors of the vocabulary, in its order. Raises DataError where the text is too short for
    so many dimensions, or the device is not there."""
    return _LEARNERS[job.options.chosen.kind](job)


def _one_hot(job: Job) -> WordVectors:
    return counts.one_hot(job.vocabulary)


def _by_documents(job: Job) -> WordVectors:
    make = counts.tf_idf if job.options.family == "tfidf" else counts.bag_of_words
    try:
        return make(
            job.vocabulary.documents(job.text.lines()), job.vocabulary, _count_options(job.options)
        )
    except ValueError:
        raise DataError(
            f"문서가 너무 적어 {job.options.dimension}차원으로 줄일 수 없습니다. dimension을 "
            "줄이거나, 문서 사이에 빈 줄이 있는 더 긴 글을 주세요.",
            job.text.path,
        ) from None


def _by_pairs(job: Job) -> WordVectors:
    pairs, options = job.pairs(), _count_options(job.options)
    if job.options.family == "cooccurrence":
        return counts.log_counts(pairs, job.vocabulary, options)
    shift = job.options.counting.shift if job.options.family == "sppmi" else 1
    try:
        return counts.ppmi(pairs, job.vocabulary, options, shift)
    except ValueError:
        raise DataError(
            f"어느 두 낱말도 우연의 {shift:g}배보다 자주 함께 나오지 않았습니다. "
            "shift를 줄이거나(1 이상) 더 긴 글을 주세요.",
            job.text.path,
        ) from None


def _count_options(options: VectorOptions) -> counts.CountOptions:
    counting = options.counting
    return counts.CountOptions(options.dimension, counting.power, counting.smoothing, options.seed)


def _word2vec(job: Job) -> WordVectors:
    options, family = job.options, job.options.chosen
    name, _, softmax = options.family.partition("-")
    asked = Word2VecOptions(
        skip_gram=name == "skipgram",
        dimension=options.dimension,
        window=family.window,
        epochs=family.epochs,
        rate=family.rate,
        negative=0 if softmax else options.guessing.negative,
        sample=family.sample,
        seed=options.seed,
        threads=options.threads,
    )
    matrix = train_word2vec(
        job.text.path,
        job.vocabulary,
        job.text.words,
        asked,
        lambda epochs: job.watch(epochs, family.epochs, None),
    )
    return WordVectors(job.vocabulary.words, matrix, job.vocabulary.counts)


def _fasttext(job: Job) -> WordVectors:
    options, family = job.options, job.options.chosen
    spell = SPELLINGS[family.spelling]
    asked = FastTextOptions(
        dimension=options.dimension,
        window=family.window,
        epochs=family.epochs,
        rate=family.rate,
        negative=options.guessing.negative,
        sample=family.sample,
        shortest=family.shortest,
        longest=family.longest,
        buckets=options.guessing.buckets,
        seed=options.seed,
        threads=options.threads,
    )
    path = job.text.path if spell is str else _spelled(job, spell)
    return train_fasttext(path, job.vocabulary, asked, spell)


def _spelled(job: Job, spell: Callable[[str], str]) -> Path:
    """A copy of the text, each word spelled out."""
    path = job.folder / "spelled.txt"
    known: dict[str, str] = {}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in job.text.lines():
            words = line.split()
            known |= {word: spell(word) for word in words if word not in known}
            file.write(" ".join([known[word] for word in words]) + "\n")
    return path


def _glove(job: Job) -> WordVectors:
    options, family, fitting = job.options, job.options.chosen, job.options.fitting
    asked = GloveOptions(
        dimension=options.dimension,
        epochs=family.epochs,
        rate=family.rate,
        peak=fitting.peak,
        batch=fitting.batch,
        seed=options.seed,
        device=_device(fitting.device),
    )
    with _cores(options.threads):
        matrix = train_glove(job.pairs(), asked, job.folder / "shards", job.watch)
    return WordVectors(job.vocabulary.words, matrix, job.vocabulary.counts)


def _swivel(job: Job) -> WordVectors:
    options, family, fitting = job.options, job.options.chosen, job.options.fitting
    asked = SwivelOptions(
        dimension=options.dimension,
        epochs=family.epochs,
        rate=family.rate,
        square=fitting.square,
        seed=options.seed,
        device=_device(fitting.device),
    )
    with _cores(options.threads):
        matrix = train_swivel(job.pairs(), asked, job.folder / "shards", job.watch)
    return WordVectors(job.vocabulary.words, matrix, job.vocabulary.counts)


def _device(name: str) -> str:
    """The device, if it is there."""
    if name.startswith("cuda") and not torch.cuda.is_available():
        raise DataError("이 컴퓨터에서 GPU를 찾지 못했습니다. device를 cpu로 하세요.")
    return name


@contextmanager
def _cores(threads: int) -> Iterator[None]:
    """Within it torch uses so many threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        torch.set_num_threads(before)


_LEARNERS: Mapping[Kind, Callable[[Job], WordVectors]] = {
    "onehot": _one_hot,
    "documents": _by_documents,
    "pairs": _by_pairs,
    "word2vec": _word2vec,
    "fasttext": _fasttext,
    "glove": _glove,
    "swivel": _swivel,
}
