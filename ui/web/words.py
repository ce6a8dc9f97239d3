"""임베딩: what the page does. Neighbours, analogies, likeness, senses and blanks, families side by
side, and a map; the figures are `slu.evaluation.words`', their look `ui.web.words_html`'s and where
they stand `ui.web.words_layout`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from models.static.vectors import Neighbour
from slu.errors import DataError
from slu.evaluation.words.embedder import Embedder, Place
from slu.evaluation.words.families import BERT, ELMO, Families, encoder_of, in_sentences
from slu.evaluation.words.filling import Fillers
from slu.evaluation.words.neighbours import (
    Candidates,
    nearest_places,
    place_likeness,
    word_likeness,
)
from slu.understanding.predictor import Predictor
from ui.web.family_names import shown_name
from ui.web.frame import checked, empty, shown
from ui.web.language import Language
from ui.web.word_map import Point, word_map
from ui.web.words_given import groups_in, words_in
from ui.web.words_html import Sense, guesses, likeness, senses, side_by_side

MOST_FAMILIES, MOST_WORDS, MOST_ALIKE = 4, 5, 12
LONGEST_LINE, LONGEST_GROUPS = 120, 2000
_NEIGHBOURS, _NEAR_PLACES = 8, 3


@dataclass(frozen=True)
class WordsPage:
    """`families` that are there; `own_model` gives the model by which the assistant understands
    now, if there is one, whose encoder tells senses apart; `fillers` fill blanks."""

    families: Families = field(default_factory=Families.here)
    own_model: Callable[[], Predictor | None] = lambda: None
    fillers: Fillers = field(default_factory=lambda: Fillers.here())
    say: Language = Language.KOREAN

    def in_(self, say: Language) -> WordsPage:
        """The same page in a language."""
        return replace(self, say=say)

    def neighbours(self, names: object, given: object) -> str:
        """A table a word, a column a family."""

        def make() -> str:
            words = words_in(checked(given, LONGEST_LINE, "낱말"), MOST_WORDS)
            opened = self._opened(names)
            found = {name: each.nearest(words, _NEIGHBOURS) for name, each in opened.items()}
            tables = "".join(
                side_by_side(
                    word,
                    {
                        self._shown(name): self._neighbours(opened[name], word, rows[place])
                        for name, rows in found.items()
                    },
                )
                for place, word in enumerate(words)
            )
            return f'<div class="mg-side">{tables}</div>'

        return shown(make)

    def analogy(self, names: object, given: object) -> str:
        """Of three words a, b, c what is to c as b is to a."""

        def make() -> str:
            words = words_in(checked(given, LONGEST_LINE, "낱말"), 3)
            if len(words) != 3:
                raise DataError("서로 다른 낱말을 셋 적어 주세요. 보기: 아들 딸 왕")
            a, b, c = words
            answers = {}
            for name, each in self._opened(names).items():
                known = each.embedder.word_vectors(words)[1]
                missing = [w for w, is_known in zip(words, known, strict=True) if not is_known]
                found = _written(each.analogy(a, b, c)) or [self._nothing]
                unknown = [f"{self._unknown}: {', '.join(missing)}"]
                answers[self._shown(name)] = unknown if missing else found
            return side_by_side(f"{a} : {b} = {c} : ?", answers)

        return shown(make)

    def likeness(self, names: object, given: object) -> str:
        """The cosine of each word with each, a table of heat a family."""

        def make() -> str:
            words = words_in(checked(given, LONGEST_LINE, "낱말"), MOST_ALIKE)
            if len(words) < 2:
                raise DataError("서로 다른 낱말을 둘 넘게 적어 주세요. 보기: 비 눈 우산")
            tables = "".join(
                likeness(self._shown(name), words, *word_likeness(each.embedder, words), self.say)
                for name, each in self._opened(names).items()
            )
            return f'<div class="mg-side">{tables}</div>'

        return shown(make)

    def map(self, name: object, given: object) -> str:
        """Words in groups on a plane."""

        def make() -> str:
            from slu.evaluation.words.placing import place_words  # scikit-learn takes a second

            groups = groups_in(checked(given, LONGEST_GROUPS, "낱말"))
            number = {word: n for n, words in enumerate(groups.values()) for word in words}
            placed = place_words(self.families.open(str(name)).embedder, list(number))
            points = [
                Point(word, number[word], *place)
                for word, place in zip(placed.words, placed.places.tolist(), strict=True)
            ]
            missing = ", ".join(placed.left_out)
            told = self.say(f"벡터가 없는 낱말: {missing}", f"Without a vector: {missing}")
            return word_map(points, list(groups), self.say) + (empty(told) if missing else "")

        return shown(make)

    def senses(
        self, names: object, one: object, other: object, among: Callable[[], Sequence[Place]]
    ) -> str:
        """A word in two sentences: how alike its vectors are, and what stands near each in the
        sentences of `among`. Word vectors, and whatever reads sentences, answer unasked."""

        def make() -> str:
            places = [Place.marked(checked(each, LONGEST_LINE)) for each in (one, other)]
            asked = self._side_by_side(names)
            references = among()
            found = [self._sense(name, each, places, references) for name, each in asked.items()]
            return senses(places, found, self.say)

        return shown(make)

    def fill(self, name: object, given: object) -> str:
        """The likeliest pieces for the blank of a sentence."""

        def make() -> str:
            text = checked(given, LONGEST_LINE)
            return guesses(self.fillers.fill(str(name), text), self.say)

        return shown(make)

    def _side_by_side(self, names: object) -> dict[str, Embedder]:
        """The families chosen, before them word vectors where none is among them, and after them
        what reads sentences: ELMo, BERT, the assistant's own model."""
        opened = self._opened(names)
        if all(each.embedder.contextual for each in opened.values()):
            first = self.families.names[0]
            opened = {first: self.families.open(first)} | opened
        for name in (ELMO, BERT):
            if name in self.families.names:
                opened |= {name: self.families.open(name)}
        asked = {self._shown(name): in_sentences(each.embedder) for name, each in opened.items()}
        model = self.own_model()
        if model is not None:
            own = self.say("알아듣는 모델", "Malgwi's own model")
            asked[own] = encoder_of(own, model.model.encoder, model.subwords)
        return asked

    def _sense(
        self, name: str, embedder: Embedder, places: Sequence[Place], among: Sequence[Place]
    ) -> Sense:
        cosine = place_likeness(embedder, *places)
        if cosine is None:
            return Sense(name, embedder.contextual, None, ())
        rows = nearest_places(embedder, places, among, _NEAR_PLACES)
        near = tuple(tuple(place for place, _ in row) for row in rows)
        return Sense(name, embedder.contextual, cosine, near)

    def _opened(self, names: object) -> dict[str, Candidates]:
        chosen = [str(name) for name in names] if isinstance(names, list | tuple) else []
        if len(chosen) > MOST_FAMILIES:
            raise DataError(f"한 번에 {MOST_FAMILIES}가지까지 견줍니다. 몇을 빼 주세요.")
        return self.families.open_all(chosen)

    def _neighbours(self, family: Candidates, word: str, found: Sequence[Neighbour]) -> list[str]:
        if found:
            return _written(found)
        known = family.embedder.word_vectors([word])[1].all()
        return [self._nothing if known else self._unknown]

    def _shown(self, name: str) -> str:
        return shown_name(name, self.say)

    @property
    def _unknown(self) -> str:
        return self.say("모르는 낱말", "unknown word")

    @property
    def _nothing(self) -> str:
        return self.say("가까운 것이 없습니다", "nothing is near")


def _written(found: Sequence[Neighbour]) -> list[str]:
    return [f"{each.word} {each.similarity:.2f}" for each in found]
