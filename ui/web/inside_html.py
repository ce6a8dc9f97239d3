"""The stages of one sentence as HTML: pure functions over what `slu` found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dialog.names import Names
from slu.core import Slot, Understanding
from slu.evaluation.reports import Table
from slu.evaluation.words.surroundings import Surroundings
from slu.korean.tags import Morpheme
from slu.understanding.inspecting import OUTSIDE, Attention, Floats, Reading, SlotScores
from slu.understanding.occlusion import Effect, Occlusion, Way
from ui.web import charts, render
from ui.web.arrows import arrows
from ui.web.frame import empty, section
from ui.web.language import Language
from ui.web.render import escape
from ui.web.word_map import Point, word_map

_MOST_SLOTS = 6
_LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Stages:
    """Says the stages of a sentence in one language; intents and slots by their `names`."""

    names: Names
    say: Language = Language.KOREAN

    def reading(self, found: Reading) -> str:
        """Normalising, morphemes, subwords."""
        say = self.say
        respaced = say("띄어쓰기가 바뀜", "spaced anew")
        morphemes = "".join(
            _chip(each.form, self._kind(each), each.start, each.end) for each in found.morphemes
        )
        pieces = "".join(
            _chip(each.text, respaced if each.respaced else "", each.start, each.end)
            for each in found.pieces
        )
        return (
            section(
                say("다듬기와 띄어쓰기", "Normalising and spacing"),
                say(
                    "뜻은 두고 적은 모양만 고릅니다. 빈칸은 ␣로 보입니다.",
                    "How it is written changes, what it says stays. A space is shown as ␣.",
                ),
                self._texts(found),
                "clean",
            )
            + section(
                say("형태소", "Morphemes"),
                say(
                    "Kiwi가 나눈 것입니다. 수는 적은 글에서의 자리입니다.",
                    "As Kiwi cuts them, with their tags; the numbers are places in the text.",
                ),
                f'<ol class="mg-chips">{morphemes}</ol>',
                "morphemes",
            )
            + section(
                say("조각", "Pieces"),
                say(
                    "모델이 읽는 낱낱입니다. ▁는 말의 첫머리입니다.",
                    "What the model reads, one by one. ▁ begins a word.",
                ),
                f'<ol class="mg-chips">{pieces}</ol>',
                "pieces",
            )
        )

    def nearby(self, found: Surroundings) -> str:
        """The words of the sentence in bold among their neighbours, a colour each."""
        points = [Point(each.word, each.group, each.x, each.y, each.own) for each in found.placed]
        unknown = ", ".join(found.unknown)
        told = self.say(f"벡터가 없는 낱말: {unknown}", f"Without a vector: {unknown}")
        return word_map(points, found.words, self.say) + (empty(told) if unknown else "")

    def meaning(self, found: Understanding) -> str:
        """The intents and the slots."""
        names, say = self.names, self.say
        scope = (
            say("비서의 일입니다", "It is a task of the assistant")
            if found.in_scope
            else say("비서의 일이 아닌 듯합니다", "It seems no task of the assistant")
        )
        score = say(f"(범위 점수 {found.scope:.0%}).", f" (scope {found.scope:.0%}).")
        intents = f'{render.ranking(found, names, say)}<p class="mg-dim">{scope}{score}</p>'
        slots = f"{render.sentence(found, names)}{render.values(found, names, say)}"
        return section(
            say("의도", "Intents"),
            say("가장 그럴듯한 다섯과 확신입니다.", "The five likeliest, with their confidence."),
            intents,
            "intents",
        ) + section(
            say("슬롯", "Slots"),
            say("문장에서 값이 되는 곳입니다.", "Where in the sentence values stand."),
            slots,
            "slots",
        )

    def scores(self, found: SlotScores, pieces: Reading) -> str:
        """What the slot head held of each piece, before and after the CRF."""
        say = self.say
        most = np.maximum(found.alone, found.together).max(0)
        order = sorted(range(1, len(found.names)), key=lambda n: -most[n])
        kept = [n for n in order if most[n] >= _LEAST_SHARE][:_MOST_SLOTS]
        none = say(f"슬롯 아님({OUTSIDE})", f"no slot ({OUTSIDE})")
        rows = [*(self.names.slot(found.names[n]) for n in kept), none]
        columns = [piece.text for piece in pieces.pieces][: len(found.alone)]
        heats = "".join(
            f"<h3>{title}</h3>{charts.heat(rows, columns, values[:, [*kept, 0]].T, title)}"
            for title, values in (
                (say("조각만 보았을 때", "Each piece by itself"), found.alone),
                (
                    say("이웃한 조각과 함께(CRF)", "Together with its neighbours (CRF)"),
                    found.together,
                ),
            )
        )
        about = say(
            "조각마다 어느 슬롯이라고 믿는지, 백분율입니다.",
            "Which slot each piece is taken for, in percent.",
        )
        return section(say("슬롯 점수", "Slot scores"), about, heats, "scores")

    def attention(self, found: Attention, weights: Floats) -> str:
        """Arrows, and all shares as a table: rows look at columns. `weights` (length, length) are
        coloured against the largest."""
        say = self.say
        label = say(
            "어텐션: 가로줄의 조각이 세로줄의 조각을 보는 몫",
            "Attention: how much the piece of a row takes of that of a column",
        )
        table = charts.heat(found.pieces, found.pieces, weights, label, float(weights.max()))
        title = say("모두 백분율로", "All of them in percent")
        drawn = arrows(found.pieces, weights, say)
        return f"{drawn}<details open><summary>{title}</summary>{table}</details>"

    def occlusion(self, found: Occlusion) -> str:
        """A row an alteration."""
        say = self.say
        heading = say(
            ("바꾼 것", "확신", "달라진 만큼", "이제 으뜸인 의도", "잃은 슬롯", "새 슬롯"),
            ("Changed", "Confidence", "Difference", "Best intent now", "Slots lost", "New slots"),
        )
        rows = tuple(self._effect(effect, found) for effect in found.effects)
        first = f"'{self.names.intent(found.intent)}'({found.confidence:.1%})"
        about = say(
            f"낱말을 하나씩 빼거나 달리 띄우고 다시 물었습니다. 처음 답은 {first}입니다.",
            f"Asked again without each word, and spaced otherwise. The first answer was {first}.",
        )
        title = say("가려 보기", "What the answer hangs on")
        return section(title, about, charts.table(Table(heading, rows)), "occlusion")

    def _texts(self, found: Reading) -> str:
        say = self.say
        rows = (
            (say("적은 대로", "As given"), found.given),
            (say("다듬은 글", "Normalised"), found.normalised),
            (say("모델이 읽는 글", "As the model reads it"), found.spaced),
        )
        texts = "".join(f"<dt>{name}</dt><dd>{self._visible(text)}</dd>" for name, text in rows)
        changes = "".join(
            f"<li>{say(f'{change.start + 1}번째 글자', f'Character {change.start + 1}')}: "
            f"{self._visible(change.before) or say('(없음)', '(nothing)')} → "
            f"{self._visible(change.after) or say('(뺌)', '(taken out)')}</li>"
            for change in found.changes
        )
        nothing = empty(say("다듬을 것이 없었습니다.", "There was nothing to change."))
        kept = f'<ul class="mg-changes">{changes}</ul>' if changes else nothing
        return f'<dl class="mg-texts">{texts}</dl>{kept}'

    def _effect(self, effect: Effect, found: Occlusion) -> tuple[str, ...]:
        say = self.say
        turned = effect.best.name != found.intent
        now = f"{self.names.intent(effect.best.name)} {effect.best.confidence:.0%}"
        return (
            self._way(effect),
            f"{effect.confidence:.1%}",
            f"{effect.change * 100:+.1f}%p",
            now if turned else say("그대로", "the same"),
            self._slots(effect.lost),
            self._slots(effect.gained),
        )

    def _way(self, effect: Effect) -> str:
        say = self.say
        match effect.way:
            case Way.WITHOUT:
                return say(f"'{effect.word}' 없이", f"without '{effect.word}'")
            case Way.JOINED:
                return say("모두 붙이면", "no spaces")
            case Way.RESPACED:
                return say("바르게 띄우면", "spaced by Kiwi")
            case Way.APART:
                return say("음절마다 띄우면", "every syllable apart")

    def _slots(self, slots: tuple[Slot, ...]) -> str:
        return ", ".join(f"{self.names.slot(slot.name)} '{slot.text}'" for slot in slots) or "–"

    def _kind(self, found: Morpheme) -> str:
        """Tags are what is read internationally."""
        return self.say(found.kind, found.tag)

    def _visible(self, text: str) -> str:
        space = f'<i aria-label="{self.say("빈칸", "space")}">␣</i>'
        return escape(text).replace(" ", space)


def _chip(text: str, note: str, start: int, end: int) -> str:
    return (
        f'<li><b lang="ko">{escape(text)}</b><span>{escape(note)}</span>'
        f"<small>{start}–{end}</small></li>"
    )
