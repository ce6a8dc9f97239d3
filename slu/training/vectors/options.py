"""What can be chosen in training word vectors: the families, and frozen dataclasses filled by YAML
or the command line. In YAML each section is a mapping; on the command line its fields are named
alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

from slu.errors import DataError
from slu.training.reading import read_into

Kind = Literal["onehot", "documents", "pairs", "word2vec", "fasttext", "glove", "swivel"]
STORAGES = ("float32", "float16", "int8")
_WIDEST = 20  # of a window of words


@dataclass(frozen=True, slots=True)
class Family:
    """A way to vectors: what learns it (`kind`), and what it takes where nothing else is said.
    `spelling`: how n-grams see a word (`folder.SPELLINGS`)."""

    kind: Kind
    window: int = 5
    epochs: int = 1
    rate: float = 0.0
    sample: float = 0.0
    shortest: int = 0
    longest: int = 0
    spelling: str = "syllables"


_WORD2VEC = Family("word2vec", epochs=5, rate=0.025, sample=1e-3)
_CBOW = replace(_WORD2VEC, rate=0.05)
# Lengths of n-grams by Park et al. 2018, "Subword-level Word Vector Representations for Korean".
_FASTTEXT = Family("fasttext", epochs=5, rate=0.05, sample=1e-4, shortest=1, longest=4)

FAMILIES: Final[Mapping[str, Family]] = MappingProxyType(
    {
        "onehot": Family("onehot"),
        "bow": Family("documents"),
        "tfidf": Family("documents"),
        "cooccurrence": Family("pairs"),
        "ppmi": Family("pairs"),
        "sppmi": Family("pairs"),
        "skipgram": _WORD2VEC,
        "skipgram-hs": _WORD2VEC,
        "cbow": _CBOW,
        "cbow-hs": _CBOW,
        "fasttext": _FASTTEXT,
        "fasttext-jamo": replace(_FASTTEXT, shortest=3, longest=5, spelling="jamo"),
        "glove": Family("glove", window=10, epochs=15, rate=0.3),
        "swivel": Family("swivel", window=10, epochs=5, rate=0.3),
    }
)


@dataclass(frozen=True, slots=True)
class Counting:
    """Of families that count. `power` of the singular values in the SVD; `smoothing` of contexts in
    PMI; `shift`: sppmi takes log of it off."""

    power: float = 0.5
    smoothing: float = 0.75
    shift: float = 5.0

    def __post_init__(self) -> None:
        if not 0 <= self.power <= 1 or not 0 <= self.smoothing <= 1 or self.shift < 1:
            raise DataError("power와 smoothing은 0에서 1 사이, shift는 1 이상이어야 합니다.")


@dataclass(frozen=True, slots=True)
class Guessing:
    """Of Word2Vec and fastText. `negative`: words drawn against a right one. `sample`: the share of
    the text above which a word is now and then passed over (0: the family's own). `shortest`,
    `longest`: letters of fastText's n-grams (0: the family's own); these share `buckets` vectors.
    """

    negative: int = 5
    sample: float = 0.0
    shortest: int = 0
    longest: int = 0
    buckets: int = 200_000

    def __post_init__(self) -> None:
        if self.negative < 1 or self.buckets < 1:
            raise DataError("negative와 buckets는 1 이상이어야 합니다.")
        if not 0 <= self.sample < 1 or not 0 <= self.shortest <= self.longest:
            raise DataError("sample은 0 이상 1 미만, shortest는 longest 이하여야 합니다.")


@dataclass(frozen=True, slots=True)
class Fitting:
    """Of GloVe and Swivel. `peak`: the count from which on GloVe takes a pair in full (x_max);
    `batch`: pairs that it sees at a step; `square`: rows and columns of a shard of Swivel.
    `device`: `cpu` or `cuda`."""

    peak: float = 10.0
    batch: int = 8192
    square: int = 1024
    device: str = "cpu"

    def __post_init__(self) -> None:
        if self.peak <= 0 or min(self.batch, self.square) < 1:
            raise DataError("peak는 0보다 크고, batch와 square는 1 이상이어야 합니다.")
        if self.device.partition(":")[0] not in ("cpu", "cuda"):
            raise DataError(f"device는 cpu나 cuda여야 합니다(받은 값: {self.device}).")


@dataclass(frozen=True, slots=True)
class VectorOptions:
    """Options of word vectors.

    `family`: one of `FAMILIES`. `text`: a text of words (`.words.txt`), or any text that
    `malgwi corpus` reads, which is cut first. `out`: the folder to write. `minimal_count`,
    `most_words`: which words are learned, the same for every family. `window`: words to either
    side; `epochs`, `rate`: how often the text (its pairs) is learned from, and how fast; 0 for the
    family's own. `threads`: with 1 the same seed gives the same vectors. `storage`: how numbers
    lie on the disk.
    """

    family: str
    text: str
    out: str
    dimension: int = 100
    window: int = 0
    epochs: int = 0
    rate: float = 0.0
    minimal_count: int = 5
    most_words: int = 100_000
    seed: int = 0
    threads: int = 1
    storage: str = "float32"
    counting: Counting = field(default_factory=Counting)
    guessing: Guessing = field(default_factory=Guessing)
    fitting: Fitting = field(default_factory=Fitting)

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise DataError(f"'{self.family}': 없는 방법입니다. 방법: {', '.join(FAMILIES)}.")
        if self.storage not in STORAGES:
            raise DataError(f"storage는 {', '.join(STORAGES)} 가운데 하나여야 합니다.")
        if not 1 <= self.dimension <= 4096 or not 0 <= self.window <= _WIDEST:
            raise DataError(f"dimension은 1에서 4096, window는 1에서 {_WIDEST} 사이여야 합니다.")
        if min(self.epochs, self.rate, self.seed) < 0:
            raise DataError("epochs, rate, seed는 0 이상이어야 합니다.")
        if min(self.minimal_count, self.most_words, self.threads) < 1:
            raise DataError("minimal_count, most_words, threads는 1 이상이어야 합니다.")

    @property
    def chosen(self) -> Family:
        """The family, as these options change it."""
        given = {name: getattr(self, name) for name in ("window", "epochs", "rate")}
        given |= {name: getattr(self.guessing, name) for name in ("sample", "shortest", "longest")}
        return replace(
            FAMILIES[self.family], **{name: each for name, each in given.items() if each}
        )


def read_options(path: Path | None, overrides: Mapping[str, Any]) -> VectorOptions:
    """Options from a YAML file, then from what the command line named (None: not named). Raises
    DataError as `read_into`, and for values out of range."""
    return read_into(VectorOptions, path, overrides)
