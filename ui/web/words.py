"""임베딩: what the page does. Neighbours, analogies, likeness and senses, families side by side,
and a map; the figures are `slu.evaluation.words`', where things stand is `ui.web.words_layout`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.static.vectors import Neighbour
from slu.errors import DataError
from slu.evaluation.reports import Table
from slu.evaluation.words.embedder import Embedder, Place
from slu.evaluation.words.families import ELMO, Families, encoder_of, in_sentences
from slu.evaluation.words.neighbours import (
    Candidates,
    nearest_places,
    place_likeness,
    word_likeness,
)
from slu.understanding.predictor import Predictor
from ui.web import charts
from ui.web.frame import checked, empty, shown

MOST_FAMILIES, MOST_WORDS, MOST_ON_MAP = 4, 5, 120
LONGEST_LINE, LONGEST_GROUPS = 120, 2000
_LONGEST_WORD = 20
_NEIGHBOURS, _NEAR_PLACES = 8, 3
_JOINT = "알아듣는 모델"
_UNKNOWN = "모르는 낱말"


@dataclass(frozen=True)
class WordsPage:
    """`families` that are there; `predictor` is the assistant's own model, whose encoder tells
    senses apart, if there is one."""

    families: Families = field(default_factory=Families.here)
    predictor: Predictor | None = None

    def neighbours(self, names: object, given: object) -> str:
        """A table a word, a column a family."""

        def make() -> str:
            words = _words(checked(given, LONGEST_LINE, "낱말"), MOST_WORDS)
            opened = self._opened(names)
            found = {name: each.nearest(words, _NEIGHBOURS) for name, each in opened.items()}
            tables = "".join(
                charts.table(
                    _side_by_side(
                        word,
                        {
                            name: _neighbours(opened[name], word, rows[place])
                            for name, rows in found.items()
                        },
                    )
                )
                for place, word in enumerate(words)
            )
            return f'<div class="mg-side">{tables}</div>'

        return shown(make)

    def analogy(self, names: object, given: object) -> str:
        """Of three words a, b, c what is to c as b is to a."""

        def make() -> str:
            words = _words(checked(given, LONGEST_LINE, "낱말"), 3)
            if len(words) != 3:
                raise DataError("서로 다른 낱말을 셋 적어 주세요. 보기: 아들 딸 왕")
            a, b, c = words
            answers = {}
            for name, each in self._opened(names).items():
                known = each.embedder.word_vectors(words)[1]
                missing = [w for w, is_known in zip(words, known, strict=True) if not is_known]
                found = _written(each.analogy(a, b, c)) or ["가까운 것이 없습니다"]
                answers[name] = [f"{_UNKNOWN}: {', '.join(missing)}"] if missing else found
            return charts.table(_side_by_side(f"{a} : {b} = {c} : ?", answers))

        return shown(make)

    def likeness(self, names: object, given: object) -> str:
        """The cosine of each two of the words, a column a family."""

        def make() -> str:
            words = _words(checked(given, LONGEST_LINE, "낱말"), MOST_WORDS)
            if len(words) < 2:
                raise DataError("서로 다른 낱말을 둘 넘게 적어 주세요. 보기: 비 눈 우산")
            opened = self._opened(names)
            pairs = [(one, other) for n, one in enumerate(words) for other in words[n + 1 :]]
            rows = tuple(
                (
                    f"{one} · {other}",
                    *(
                        _cosine(word_likeness(each.embedder, one, other))
                        for each in opened.values()
                    ),
                )
                for one, other in pairs
            )
            return charts.table(Table(("두 낱말", *opened), rows))

        return shown(make)

    def map(self, name: object, given: object) -> str:
        """Words in groups on a plane."""

        def make() -> str:
            from slu.evaluation.words.placing import place_words  # scikit-learn takes a second

            groups = _groups(checked(given, LONGEST_GROUPS, "낱말"))
            number = {word: n for n, words in enumerate(groups.values()) for word in words}
            if len(number) > MOST_ON_MAP:
                raise DataError(
                    f"낱말이 {len(number)}개입니다. 지도에는 {MOST_ON_MAP}개까지 그립니다."
                )
            placed = place_words(self.families.open(str(name)).embedder, list(number))
            points = [
                (word, number[word], float(x), float(y))
                for word, (x, y) in zip(placed.words, placed.places, strict=True)
            ]
            missing = ", ".join(placed.left_out)
            left_out = empty(f"벡터가 없는 낱말: {missing}") if missing else ""
            return charts.scatter(points, list(groups)) + left_out

        return shown(make)

    def senses(self, names: object, one: object, other: object, among: Sequence[Place]) -> str:
        """A word in two sentences: how alike its vectors are, and what stands near each. What reads
        sentences answers too, chosen or not."""

        def make() -> str:
            places = [Place.marked(checked(each, LONGEST_LINE)) for each in (one, other)]
            opened = self._opened(names)
            if ELMO in self.families.names:
                opened |= {ELMO: self.families.open(ELMO)}
            columns = {
                name: _senses(in_sentences(each.embedder), places, among)
                for name, each in opened.items()
            }
            if self.predictor is not None:
                model = self.predictor.model.encoder, self.predictor.subwords
                columns[_JOINT] = _senses(encoder_of(_JOINT, *model), places, among)
            heading = ("임베딩", "두 벡터의 코사인", *map(_in_brackets, places))
            rows = tuple((name, *cells) for name, cells in columns.items())
            return charts.table(Table(heading, rows))

        return shown(make)

    def _opened(self, names: object) -> dict[str, Candidates]:
        chosen = [str(name) for name in names] if isinstance(names, list | tuple) else []
        if len(chosen) > MOST_FAMILIES:
            raise DataError(f"한 번에 {MOST_FAMILIES}가지까지 견줍니다. 몇을 빼 주세요.")
        return self.families.open_all(chosen)


def _senses(embedder: Embedder, places: Sequence[Place], among: Sequence[Place]) -> tuple[str, ...]:
    found = place_likeness(embedder, *places)
    if found is None:
        return (_UNKNOWN, "", "")
    cosine = f"{found:.3f}" if embedder.contextual else f"{found:.3f} (문장을 보지 않음)"
    rows = nearest_places(embedder, places, among, _NEAR_PLACES)
    return (cosine, *(" / ".join(_in_brackets(place) for place, _ in row) or "–" for row in rows))


def _in_brackets(place: Place) -> str:
    return f"{place.text[: place.start]}[{place.word}]{place.text[place.end :]}"


def _neighbours(family: Candidates, word: str, found: Sequence[Neighbour]) -> list[str]:
    if found:
        return _written(found)
    known = family.embedder.word_vectors([word])[1].all()
    return ["가까운 것이 없습니다" if known else _UNKNOWN]


def _written(found: Sequence[Neighbour]) -> list[str]:
    return [f"{each.word} {each.similarity:.2f}" for each in found]


def _side_by_side(title: str, columns: dict[str, list[str]]) -> Table:
    """A row a rank."""
    longest = max(map(len, columns.values()))
    rows = tuple(
        (str(rank + 1), *(each[rank] if rank < len(each) else "" for each in columns.values()))
        for rank in range(longest)
    )
    return Table((title, *columns), rows)


def _cosine(value: float | None) -> str:
    return _UNKNOWN if value is None else f"{value:.3f}"


def _words(given: str, most: int) -> list[str]:
    """Raises DataError for too many, or one that is too long."""
    words = list(dict.fromkeys(given.replace(",", " ").split()))
    if not words:
        raise DataError("낱말을 적어 주세요.")
    if len(words) > most:
        raise DataError(f"낱말이 {len(words)}개입니다. {most}개까지 적어 주세요.")
    long = next((word for word in words if len(word) > _LONGEST_WORD), None)
    if long is not None:
        raise DataError(f"'{long[:_LONGEST_WORD]}…': 낱말로 보기에는 너무 깁니다.")
    return words


def _groups(given: str) -> dict[str, list[str]]:
    """`갈래: 낱말, 낱말` a line; words without a group stand in one of their own. A word stays in
    the group that named it first."""
    groups: dict[str, list[str]] = {}
    taken: set[str] = set()
    for line in filter(str.strip, given.splitlines()):
        name, colon, words = line.partition(":")
        fresh = [w for w in _words(words if colon else line, MOST_ON_MAP) if w not in taken]
        taken.update(fresh)
        groups.setdefault(name.strip() if colon else "낱말", []).extend(fresh)
    return groups
