"""The probes by name: what each measures, on what, and which of its figures a table shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from slu.core import Utterance
from slu.data import read
from slu.data.tasks import find_file, read_task
from slu.errors import DataError
from slu.evaluation.words import analogies, senses, similarity
from slu.evaluation.words.coverage import measure_coverage
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.robustness import measure_robustness
from slu.evaluation.words.sentences import (
    classes_of,
    intents_of,
    measure_frozen,
    measure_likeness,
    some,
)
from slu.evaluation.words.static import Cutter
from slu.paths import find_data

_TRAIN: Final = "data/massive-ko/train.jsonl"
_DEV: Final = "data/massive-ko/dev.jsonl"
_WORDS, _SENSES, _REQUESTS = "word-eval", "wic-ko", "massive-ko"  # in the catalogue
NOISES: Final = ("typos", "spacing")


@dataclass(frozen=True, slots=True)
class Settings:
    """`train`, `dev`: requests with intents, by path or within the data folder. `candidates`: among
    how many frequent words analogies are answered; `train_rows`: how many sentences a linear model
    learns of; `layers`: which states of an encoder are read."""

    train: str = _TRAIN
    dev: str = _DEV
    candidates: int = 50_000
    train_rows: int = 10_000
    layers: str = "mean"
    seed: int = 0

    def __post_init__(self) -> None:
        if min(self.candidates, self.train_rows) < 1:
            raise DataError("후보 낱말과 학습 예문의 수는 1 이상이어야 합니다.")


@dataclass(frozen=True, slots=True)
class Column:
    """A figure that a table shows: its Korean `title`, where it stands in what was measured
    (`dev.accuracy.value`), and how it is written. Higher is better in all of them."""

    title: str
    path: str
    form: str = ".1%"

    def of(self, measured: Mapping[str, Any]) -> float | None:
        """The figure; None where it was not measured."""
        found: Any = measured
        for key in self.path.split("."):
            found = found.get(key) if isinstance(found, Mapping) else None
        return found if isinstance(found, (int, float)) else None


@dataclass(frozen=True, slots=True)
class Probe:
    """`on`: the data it reads, by the names of the catalogue, or `train` and `dev` of the settings.
    `measure` gives a dataclass, or several by name; it raises DataError for data that is missing or
    of another form."""

    about: str
    on: tuple[str, ...]
    columns: tuple[Column, ...]
    measure: Callable[[Embedder, Settings, Cutter], Any]

    def data(self, settings: Settings) -> list[str]:
        """What it is measured on."""
        requests = {"train": settings.train, "dev": settings.dev}
        return [requests.get(name, name) for name in self.on]


def _wordsim(embedder: Embedder, settings: Settings, cutter: Cutter) -> Any:
    pairs = similarity.read_pairs(find_file(_WORDS, similarity.FILE))
    return similarity.measure_similarity(embedder, pairs)


def _analogies(embedder: Embedder, settings: Settings, cutter: Cutter) -> Any:
    questions = analogies.read_questions(find_file(_WORDS, analogies.FILE))
    return analogies.measure_analogies(embedder, questions, settings.candidates)


def _coverage(embedder: Embedder, settings: Settings, cutter: Cutter) -> Any:
    return measure_coverage(embedder, _dev(settings), cutter)


def _coverage_nsmc(embedder: Embedder, settings: Settings, cutter: Cutter) -> Any:
    reviews = [example.first for example in read_task("nsmc").dev]
    return measure_coverage(embedder, reviews, cutter)


def _robustness(embedder: Embedder, settings: Settings, cutter: Cutter) -> Any:
    requests = _dev(settings)
    return {noise: measure_robustness(embedder, requests, noise, settings.seed) for noise in NOISES}


def _senses(embedder: Embedder, settings: Settings, cutter: Cutter) -> Any:
    train, dev = (
        senses.read_senses(find_file(_SENSES, path)) for path in (senses.TRAIN, senses.DEV)
    )
    return senses.measure_senses(embedder, train, dev)


def _korsts(embedder: Embedder, settings: Settings, cutter: Cutter) -> Any:
    return measure_likeness(embedder, read_task("korsts").dev)


def _intents(embedder: Embedder, settings: Settings, cutter: Cutter) -> Any:
    train, dev = intents_of(_utterances(settings.train), _utterances(settings.dev))
    return measure_frozen(embedder, some(train, settings.train_rows, settings.seed), dev)


def _classes(task: str) -> Callable[[Embedder, Settings, Cutter], Any]:
    def measure(embedder: Embedder, settings: Settings, cutter: Cutter) -> Any:
        train, dev = classes_of(read_task(task))
        return measure_frozen(embedder, some(train, settings.train_rows, settings.seed), dev)

    return measure


def _dev(settings: Settings) -> list[str]:
    return [utterance.text for utterance in _utterances(settings.dev)]


def _utterances(name: str) -> list[Utterance]:
    return read(find_file(_REQUESTS, name) if name in (_TRAIN, _DEV) else find_data(name))


PROBES: Final[Mapping[str, Probe]] = MappingProxyType(
    {
        "wordsim": Probe(
            "두 낱말이 비슷한 정도를 사람과 견줍니다(WordSim-353, 스피어먼 상관).",
            (_WORDS,),
            (Column("낱말 유사도", "spearman.value", ".3f"),),
            _wordsim,
        ),
        "analogies": Probe(
            "낱말 유추 1만 문제에 답합니다(3CosAdd).",
            (_WORDS,),
            (
                Column("유추(아는 문제)", "known.accuracy"),
                Column("유추(모든 문제)", "known.accuracy_all"),
            ),
            _analogies,
        ),
        "coverage": Probe(
            "비서에게 한 부탁의 낱말 가운데 벡터가 있는 몫입니다.",
            ("dev",),
            (Column("아는 낱말(부탁)", "reached_tokens"),),
            _coverage,
        ),
        "coverage-nsmc": Probe(
            "영화평의 낱말 가운데 벡터가 있는 몫입니다.",
            ("nsmc",),
            (Column("아는 낱말(영화평)", "reached_tokens"),),
            _coverage_nsmc,
        ),
        "robustness": Probe(
            "오타나 띄어쓰기를 흩뜨려도 제 문장에 가장 가까운 몫입니다.",
            ("dev",),
            (
                Column("오타에도 제자리", "typos.nearest"),
                Column("띄어쓰기에도 제자리", "spacing.nearest"),
            ),
            _robustness,
        ),
        "senses": Probe(
            "두 문장의 한 낱말이 같은 뜻인지 가립니다(KoBEST WiC).",
            (_SENSES,),
            (Column("낱말 뜻", "accuracy.value"),),
            _senses,
        ),
        "korsts": Probe(
            "두 문장이 비슷한 정도를 사람과 견줍니다(KorSTS dev, 스피어먼 상관).",
            ("KorSTS",),
            (Column("문장 유사도", "spearman.value", ".3f"),),
            _korsts,
        ),
        "nsmc": Probe(
            "굳은 벡터로 영화평의 좋고 나쁨을 가립니다(NSMC dev).",
            ("nsmc",),
            (Column("NSMC", "dev.accuracy.value"),),
            _classes("nsmc"),
        ),
        "3i4k": Probe(
            "굳은 벡터로 말의 의도를 가립니다(3i4K dev).",
            ("3i4K",),
            (Column("3i4K", "dev.accuracy.value"),),
            _classes("3i4k"),
        ),
        "intents": Probe(
            "굳은 벡터로 부탁의 의도를 가립니다.",
            ("train", "dev"),
            (Column("부탁의 의도", "dev.accuracy.value"),),
            _intents,
        ),
    }
)
