"""The stages of one sentence as HTML: pure functions over what `slu` found."""

from __future__ import annotations

import numpy as np

from dialog.names import Names
from slu.core import Slot, Understanding
from slu.evaluation.reports import Table
from slu.understanding.inspecting import OUTSIDE, Attention, Floats, Reading, SlotScores
from slu.understanding.occlusion import Effect, Occlusion, Way
from ui.web import charts, render
from ui.web.frame import section
from ui.web.render import escape

_MOST_SLOTS = 6
_LEAST_SHARE = 0.05
_WAYS = {
    Way.JOINED: "모두 붙이면",
    Way.RESPACED: "바르게 띄우면",
    Way.APART: "음절마다 띄우면",
}


def reading(found: Reading) -> str:
    """Normalising, morphemes, subwords."""
    rows = (
        ("적은 대로", found.given),
        ("다듬은 글", found.normalised),
        ("모델이 읽는 글", found.spaced),
    )
    texts = "".join(f"<dt>{name}</dt><dd>{_visible(text)}</dd>" for name, text in rows)
    changes = "".join(
        f"<li>{change.start + 1}번째 글자: {_visible(change.before) or '(없음)'} → "
        f"{_visible(change.after) or '(뺌)'}</li>"
        for change in found.changes
    )
    nothing = '<p class="mg-dim">다듬을 것이 없었습니다.</p>'
    kept = f'<ul class="mg-changes">{changes}</ul>' if changes else nothing
    morphemes = "".join(
        _chip(each.form, each.kind, each.start, each.end) for each in found.morphemes
    )
    pieces = "".join(
        _chip(each.text, "띄어쓰기가 바뀜" if each.respaced else "", each.start, each.end)
        for each in found.pieces
    )
    return (
        section(
            "다듬기와 띄어쓰기",
            "뜻은 두고 적은 모양만 고릅니다. 빈칸은 ␣로 보입니다.",
            f'<dl class="mg-texts">{texts}</dl>{kept}',
            "clean",
        )
        + section(
            "형태소",
            "Kiwi가 나눈 것입니다. 수는 적은 글에서의 자리입니다.",
            f'<ol class="mg-chips">{morphemes}</ol>',
            "morphemes",
        )
        + section(
            "조각",
            "모델이 읽는 낱낱입니다. ▁는 말의 첫머리입니다.",
            f'<ol class="mg-chips">{pieces}</ol>',
            "pieces",
        )
    )


def meaning(found: Understanding, names: Names) -> str:
    """The intents and the slots."""
    scope = "비서의 일입니다" if found.in_scope else "비서의 일이 아닌 듯합니다"
    intents = (
        f'{render.ranking(found, names)}<p class="mg-dim">{scope}(범위 점수 {found.scope:.0%}).</p>'
    )
    slots = f"{render.sentence(found, names)}{render.values(found, names)}"
    return section("의도", "가장 그럴듯한 다섯과 확신입니다.", intents, "intents") + section(
        "슬롯", "문장에서 값이 되는 곳입니다.", slots, "slots"
    )


def scores(found: SlotScores, pieces: Reading, names: Names) -> str:
    """What the slot head held of each piece, before and after the CRF."""
    most = np.maximum(found.alone, found.together).max(0)
    order = sorted(range(1, len(found.names)), key=lambda n: -most[n])
    kept = [n for n in order if most[n] >= _LEAST_SHARE][:_MOST_SLOTS]
    rows = [names.slot(found.names[n]) for n in kept] + [f"슬롯 아님({OUTSIDE})"]
    columns = [piece.text for piece in pieces.pieces][: len(found.alone)]
    heats = "".join(
        f"<h3>{title}</h3>{charts.heat(rows, columns, values[:, [*kept, 0]].T, title)}"
        for title, values in (
            ("조각만 보았을 때", found.alone),
            ("이웃한 조각과 함께(CRF)", found.together),
        )
    )
    return section("슬롯 점수", "조각마다 어느 슬롯이라고 믿는지, 백분율입니다.", heats, "scores")


def attention(found: Attention, weights: Floats) -> str:
    """Rows look at columns. `weights` (length, length) are coloured against the largest."""
    label = "어텐션: 가로줄의 조각이 세로줄의 조각을 보는 몫"
    return charts.heat(found.pieces, found.pieces, weights, label, float(weights.max()))


def occlusion(found: Occlusion, names: Names) -> str:
    """A row an alteration."""
    heading = ("바꾼 것", "확신", "달라진 만큼", "이제 으뜸인 의도", "잃은 슬롯", "새 슬롯")
    rows = tuple(_effect(effect, found, names) for effect in found.effects)
    about = (
        f"낱말을 하나씩 빼거나 달리 띄우고 다시 물었습니다. 처음 답은 "
        f"'{names.intent(found.intent)}'({found.confidence:.1%})입니다."
    )
    return section("가려 보기", about, charts.table(Table(heading, rows)), "occlusion")


def _effect(effect: Effect, found: Occlusion, names: Names) -> tuple[str, ...]:
    name = f"'{effect.word}' 없이" if effect.way is Way.WITHOUT else _WAYS[effect.way]
    turned = effect.best.name != found.intent
    best = f"{names.intent(effect.best.name)} {effect.best.confidence:.0%}" if turned else "그대로"
    return (
        name,
        f"{effect.confidence:.1%}",
        f"{effect.change * 100:+.1f}%p",
        best,
        _slots(effect.lost, names),
        _slots(effect.gained, names),
    )


def _slots(slots: tuple[Slot, ...], names: Names) -> str:
    return ", ".join(f"{names.slot(slot.name)} '{slot.text}'" for slot in slots) or "–"


def _chip(text: str, note: str, start: int, end: int) -> str:
    return f"<li><b>{escape(text)}</b><span>{escape(note)}</span><small>{start}–{end}</small></li>"


def _visible(text: str) -> str:
    return escape(text).replace(" ", '<i aria-label="빈칸">␣</i>')
