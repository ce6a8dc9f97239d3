"""The families of embeddings that this machine has, by name, opened when they are first asked.

Those that come with Malgwi, every folder of word vectors beneath `vectors/`, every encoder beneath
`encoders/`. Only the last few stay open: a family of fifty thousand words takes some 40 MB.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from slu.data.corpus.words import words_of
from slu.errors import DataError
from slu.evaluation.words.contextual import ContextualEmbedder
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.neighbours import Candidates
from slu.evaluation.words.opening import is_vectors, open_embedder
from slu.evaluation.words.static import Cutter
from slu.korean.subwords import Subwords
from slu.paths import PRETRAINED, ROOT

VECTORS: Final = ROOT / "vectors"
ENCODERS: Final = ROOT / "encoders"
WORDS: Final = "말귀 낱말"
ELMO: Final = "말귀 ELMo"
BERT: Final = "말귀 BERT"
_SHIPPED: Final = (
    (WORDS, "malgwi-words"),
    ("TF-IDF", "malgwi-tfidf"),
    ("Skip-gram", "malgwi-skipgram"),
    ("GloVe", "malgwi-glove"),
    (ELMO, "malgwi-elmo"),
    (BERT, "malgwi-bert"),
)
_ENCODER = ("config.json", "model.safetensors", "tokenizer.json")
_KEPT = 4
# An encoder computes the vector of every candidate: some seconds for so many.
_CANDIDATES, _CONTEXTUAL_CANDIDATES = 50_000, 2_000


class Families:
    """`folders` by the name that people see. Any thread may ask; one at a time opens a family."""

    def __init__(self, folders: Mapping[str, Path], kept: int = _KEPT):
        self._folders, self._kept = dict(folders), kept
        self._opened: OrderedDict[str, Candidates] = OrderedDict()
        self._lock = threading.Lock()

    @staticmethod
    def here(vectors: Path = VECTORS, encoders: Path = ENCODERS) -> Families:
        """Those that ship, as far as they are there, then the folders beneath `vectors` and
        `encoders`; of two with one name the first."""
        shipped = {shown: PRETRAINED / name for shown, name in _SHIPPED}
        found = {shown: folder for shown, folder in shipped.items() if folder.is_dir()}
        for each in _folders(vectors):
            if is_vectors(str(each)):
                found.setdefault(each.name, each)
        for each in _folders(encoders):
            if all((each / name).is_file() for name in _ENCODER):
                found.setdefault(each.name, each)
        return Families(found)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._folders)

    def open(self, name: str) -> Candidates:
        """Raises DataError for a name that there is not, ModelError for a folder that is broken."""
        if name not in self._folders:
            raise DataError(f"모르는 임베딩 '{name}'. 있는 것: {', '.join(self.names) or '없음'}")
        with self._lock:
            if name not in self._opened:
                self._opened[name] = _open(self._folders[name])
            self._opened.move_to_end(name)
            while len(self._opened) > self._kept:
                self._opened.popitem(last=False)
            return self._opened[name]

    def open_all(self, names: Sequence[str]) -> dict[str, Candidates]:
        """Raises DataError for none, and what `open` raises."""
        if not names:
            raise DataError("임베딩을 하나 이상 고르세요.")
        return {name: self.open(name) for name in dict.fromkeys(names)}


def in_sentences(embedder: Embedder) -> Embedder:
    """The same family, asked for words in their sentences: an encoder by its last layer, which
    knows most of the sentence."""
    if isinstance(embedder, ContextualEmbedder):
        return encoder_of(embedder.name, embedder.encoder, embedder.subwords)
    return embedder


def encoder_of(name: str, encoder: Any, subwords: Subwords) -> ContextualEmbedder:
    """An encoder that is at work elsewhere, asked by its last layer."""
    return ContextualEmbedder(name, encoder, subwords, layers="last")


def _folders(place: Path) -> list[Path]:
    return sorted(each for each in place.iterdir() if each.is_dir()) if place.is_dir() else []


def _open(folder: Path) -> Candidates:
    embedder = open_embedder(str(folder), _Forgetting())
    return Candidates(embedder, _CONTEXTUAL_CANDIDATES if embedder.contextual else _CANDIDATES)


class _Forgetting(Cutter):
    """Keeps nothing of what visitors write."""

    def cut(self, sentences: Sequence[str]) -> list[list[str]]:
        return [each.split() for each in words_of(sentences)] if sentences else []
