"""What families of embeddings answer, as HTML: pure functions over what `slu` found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from slu.evaluation.reports import Bar, Table
from slu.evaluation.words.embedder import Place
from slu.evaluation.words.features import Floats
from slu.training.pretraining.samples import BLANK, Filled
from ui.web import charts
from ui.web.frame import empty
from ui.web.language import Language
from ui.web.render import escape


@dataclass(frozen=True, slots=True)
class Sense:
    """What a family makes of a word in two sentences: whether it reads them, the `cosine` of its
    vectors there (None where it knows no such word), and what is `near` each."""

    name: str
    contextual: bool
    cosine: float | None
    near: tuple[tuple[Place, ...], ...]


def side_by_side(title: str, columns: Mapping[str, Sequence[str]]) -> str:
    """A row a rank, a column a family."""
    longest = max(map(len, columns.values()))
    rows = tuple(
        (str(rank + 1), *(each[rank] if rank < len(each) else "" for each in columns.values()))
        for rank in range(longest)
    )
    return charts.table(Table((title, *columns), rows))


def likeness(
    name: str, asked: Sequence[str], known: Sequence[str], cosines: Floats, say: Language
) -> str:
    """The cosines (n, n) of the `known` of the words in hundredths, and which are not known."""
    label = say(f"{name}: 두 낱말의 코사인(100분의 1)", f"{name}: cosines of two words, in percent")
    table = charts.heat(known, known, cosines, label) if len(known) else ""
    missing = ", ".join(word for word in asked if word not in known)
    told = say(f"모르는 낱말: {missing}", f"Unknown words: {missing}")
    return f"<div><h3>{escape(name)}</h3>{table}{empty(told) if missing else ''}</div>"


def senses(places: Sequence[Place], found: Sequence[Sense], say: Language) -> str:
    """How alike the word is in its two sentences, family by family, as bars; then what stands near
    it in each."""
    unknown = say("모르는 낱말", "unknown word")
    bars = [Bar(each.name, max(each.cosine or 0.0, 0.0), _cosine(each, unknown)) for each in found]
    label = say("두 문장 속 같은 낱말의 코사인", "Cosine of the word in the two sentences")
    heading = (
        say("임베딩", "Embedding"),
        say("두 벡터의 코사인", "Cosine of the two"),
        *map(in_brackets, places),
    )
    blind = say("(문장을 보지 않음)", "(does not read sentences)")
    rows = tuple(
        (
            each.name,
            _cosine(each, unknown)
            + ("" if each.contextual or each.cosine is None else f" {blind}"),
            *(" / ".join(map(in_brackets, row)) or "–" for row in each.near or ((), ())),
        )
        for each in found
    )
    title = say("가장 가까운 자리", "What stands nearest")
    return (
        f"<h3>{label}</h3>{charts.bars(bars, label)}"
        f"<h3>{title}</h3>{charts.table(Table(heading, rows))}"
    )


def in_brackets(place: Place) -> str:
    return f"{place.text[: place.start]}[{place.word}]{place.text[place.end :]}"


def guesses(found: Filled, say: Language) -> str:
    """The sentence with the best guess in its blank, and bars as long as the probabilities."""
    before, _, after = found.sentence.partition(BLANK)
    best = found.guesses[0].piece
    filled = f"{escape(before)}<mark>{escape(best.strip('▁'))}</mark>{escape(after)}"
    bars = [Bar(each.piece, each.probability, f"{each.probability:.1%}") for each in found.guesses]
    label = say("빈칸에 올 조각과 확률", "Pieces for the blank, with their probability")
    return f'<p class="mg-filled" lang="ko">{filled}</p>{charts.bars(bars, label)}'


def _cosine(found: Sense, unknown: str) -> str:
    return unknown if found.cosine is None else f"{found.cosine:.3f}"
