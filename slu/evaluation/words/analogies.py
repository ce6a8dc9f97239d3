"""a is to b as c is to what? Analogies by section, answered by 3CosAdd.

The answer is the word nearest to b - a + c, all of unit length, among the most frequent words of
the vocabulary, a, b and c left out. Morphemes are the words of our vectors, so that inflected
forms (갔다, 자동차를) are none of theirs; asked a second time, such words are composed of their
morphemes and stand among the candidates too.

Sources: Mikolov, Yih and Zweig 2013, "Linguistic Regularities in Continuous Space Word
Representations", section 4; the Korean questions are those of Park et al. 2018, "Subword-level Word
Vector Representations for Korean".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from slu.data.rows import lines, read_text
from slu.errors import DataError
from slu.evaluation.words.embedder import Embedder, composed_vectors
from slu.evaluation.words.features import Bools, Features, products, stack, unit

FILE: Final = "data/word-eval/word_analogy_korean.txt"
Words = tuple[str, str, str, str]
_BLOCK = 256  # questions compared with all candidates at a time


@dataclass(frozen=True, slots=True)
class Question:
    """`words` a, b, c and the answer."""

    section: str
    words: Words


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Of the `questions` the share `covered`, whose words are all known, the share answered
    rightly among these (`accuracy`, 0 of none) and among all (`accuracy_all`)."""

    questions: int
    covered: float
    accuracy: float
    accuracy_all: float


@dataclass(frozen=True, slots=True)
class Analogies:
    """`known` with the words of the vocabulary alone, `composed` with words outside of it composed
    too; the first over all and by section."""

    candidates: int
    known: Accuracy
    composed: Accuracy
    sections: dict[str, Accuracy]
    composed_sections: dict[str, Accuracy]


def read_questions(path: Path) -> list[Question]:
    """Raises DataError for a line that is neither `: section` nor four words."""
    section = ""
    questions = []
    for number, line in lines(read_text(path)):
        match line.split():
            case []:
                continue
            case [":", name]:
                section = name
            case [a, b, c, answer] if section:
                questions.append(Question(section, (a, b, c, answer)))
            case _:
                message = "': 이름' 아래에 낱말 넷씩 적혀 있어야 합니다."
                raise DataError(message, path, number)
    if not questions:
        raise DataError("유추 문제가 하나도 없습니다.", path)
    return questions


def measure_analogies(
    embedder: Embedder, questions: Sequence[Question], candidates: int = 50_000
) -> Analogies:
    """Answers among the `candidates` most frequent words. Raises DataError for a family without a
    vocabulary of words."""
    words = list(embedder.words[:candidates])
    if not words:
        raise DataError("낱말이 아니라 조각을 배운 인코더라 유추의 답을 고를 어휘가 없습니다.")
    vectors = unit(embedder.word_vectors(words)[0])
    known = _answer_all(questions, words, vectors)
    asked = dict.fromkeys(word for question in questions for word in question.words)
    others = [word for word in asked if word not in set(words)]
    found, kept = composed_vectors(embedder, others)
    added = [word for word, keep in zip(others, kept, strict=True) if keep]
    whole = stack(vectors, unit(found[np.flatnonzero(kept)])) if added else vectors
    composed = _answer_all(questions, words + added, whole)
    return Analogies(
        candidates=len(words),
        known=_accuracy(known),
        composed=_accuracy(composed),
        sections=_by_section(questions, known),
        composed_sections=_by_section(questions, composed),
    )


def _answer_all(
    questions: Sequence[Question], words: Sequence[str], vectors: Features
) -> list[bool | None]:
    """For each question whether it is answered rightly; None where a word is no candidate.
    `vectors` (candidates, dimension) of length 1."""
    number = {word: n for n, word in enumerate(words)}
    rows = [[number.get(word, -1) for word in question.words] for question in questions]
    asked = np.array(rows, np.int64).reshape(-1, 4)
    covered: Bools = np.all(asked >= 0, axis=1)
    right: list[bool | None] = [None] * len(questions)
    for at in range(0, len(asked), _BLOCK):
        chosen = np.flatnonzero(covered[at : at + _BLOCK]) + at
        for place, hit in zip(chosen, _hits(asked[chosen], vectors), strict=True):
            right[place] = bool(hit)
    return right


def _hits(asked: NDArray[np.int64], vectors: Features) -> Bools:
    """(n,): whether the fourth word of each row of numbers (n, 4) is the nearest, and near at all:
    of one-hot words none is."""
    a, b, c, answer = asked.T
    likeness = products(vectors[b] - vectors[a] + vectors[c], vectors)
    for given in (a, b, c):
        likeness[np.arange(len(asked)), given] = -np.inf
    near = likeness[np.arange(len(asked)), answer] > 0
    found: Bools = near & (likeness.argmax(axis=1) == answer)
    return found


def _accuracy(right: Sequence[bool | None]) -> Accuracy:
    known = [hit for hit in right if hit is not None]
    return Accuracy(
        questions=len(right),
        covered=len(known) / len(right),
        accuracy=sum(known) / len(known) if known else 0.0,
        accuracy_all=sum(known) / len(right),
    )


def _by_section(questions: Sequence[Question], right: Sequence[bool | None]) -> dict[str, Accuracy]:
    sections: dict[str, list[bool | None]] = {}
    for question, hit in zip(questions, right, strict=True):
        sections.setdefault(question.section, []).append(hit)
    return {name: _accuracy(hits) for name, hits in sections.items()}
