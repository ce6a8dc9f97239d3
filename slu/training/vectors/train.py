"""Trains word vectors of any static family and writes their folder; what learns them is chosen in
`learners`.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, cast

from models.static.vocabulary import Vocabulary
from slu.data.corpus.progress import Note, Progress
from slu.errors import DataError, ModelError
from slu.training.vectors.card import vectors_card
from slu.training.vectors.folder import FORMAT, Storage, Vectors, save_vectors
from slu.training.vectors.learners import Job, learn
from slu.training.vectors.options import VectorOptions
from slu.training.vectors.text import WordsText, read_text, words_text
from slu.understanding.folder_files import read_json

_PACKAGES = ("gensim", "fasttext-numpy2", "torch", "scipy", "scikit-learn", "kiwipiepy")


@dataclass(frozen=True, slots=True)
class Step:
    """How far the work is: `done` of `total` (0: not known), and the mean loss, if there is one."""

    stage: Literal["cut", "count", "learn"]
    done: int = 0
    total: int = 0
    loss: float | None = None


Report = Callable[[Step], None]


def train_vectors(options: VectorOptions, report: Report = lambda step: None) -> Vectors:
    """Trains and writes the folder `options.out`; an older folder of word vectors is replaced.

    `training.json` has the options, the text's hash, and seconds, words of the text a second and
    the process's peak memory of counting and learning; cutting raw text is not in them. Raises
    DataError for a text that will not do and a place that is taken.
    """
    out = Path(options.out).expanduser()
    check_place(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as folder:
        path = words_text(options.text, Path(folder), options.threads, _cutting(report))
        started = time.monotonic()
        report(Step("count"))
        text, vocabulary = read_text(path, options.minimal_count, options.most_words)
        _check_size(vocabulary, options, path)
        job = Job(text, vocabulary, options, Path(folder), lambda *at: report(Step("learn", *at)))
        report(Step("learn"))
        learned = learn(job)
        seconds = time.monotonic() - started
    vectors = Vectors(learned, options.family, options.chosen.spelling)
    notes = _notes(options, text, seconds)
    card = vectors_card(vectors, options.text, _shown(options), seconds)
    save_vectors(vectors, out, notes, card, cast(Storage, options.storage))
    return vectors


def check_place(out: Path) -> None:
    """Raises DataError where something stands that is no folder of vectors."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    try:
        taken = not out.is_dir() or read_json(out / "config.json").get("format") != FORMAT
    except ModelError:
        taken = True
    if taken:
        raise DataError("낱말 벡터 폴더가 아닌 것이 이미 있습니다. 다른 이름을 주세요.", out)


def _check_size(vocabulary: Vocabulary, options: VectorOptions, path: Path) -> None:
    if options.chosen.kind != "onehot" and len(vocabulary) <= options.dimension:
        raise DataError(
            f"배울 낱말이 {len(vocabulary):,}개뿐이라 {options.dimension}차원은 너무 큽니다. "
            "dimension이나 minimal_count를 줄이거나 더 긴 글을 주세요.",
            path,
        )


def _cutting(report: Report) -> Callable[[Progress | Note], None]:
    def cut(news: Progress | Note) -> None:
        if isinstance(news, Progress):
            report(Step("cut", news.done, news.total))

    return cut


def _notes(options: VectorOptions, text: WordsText, seconds: float) -> dict[str, Any]:
    """What `training.json` holds."""
    return {
        "options": asdict(options) | {"chosen": asdict(options.chosen)},
        "text": {"sha256": text.sha256, "sentences": text.sentences, "words": text.words},
        "seconds": round(seconds, 2),
        "words_a_second": round(text.words / max(seconds, 1e-9)),
        "peak_bytes": _peak_bytes(),
        "versions": {name: version(name) for name in _PACKAGES},
    }


def _shown(options: VectorOptions) -> dict[str, object]:
    """The options that the card names: those that the family takes, as it took them."""
    family = options.chosen
    shown: dict[str, object] = {
        "dimension": options.dimension,
        "minimal_count": options.minimal_count,
        "most_words": options.most_words,
        "window": family.window,
        "epochs": family.epochs,
        "seed": options.seed,
    }
    unused = {"onehot": ("dimension", "window", "epochs"), "documents": ("window", "epochs")}
    without = unused.get(family.kind, ("epochs",) if family.kind == "pairs" else ())
    return {name: value for name, value in shown.items() if name not in without}


def _peak_bytes() -> int:
    """The most memory that this process has held so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
