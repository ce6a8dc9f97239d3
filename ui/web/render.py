"""Entries as HTML: pure functions. Whatever a person wrote is escaped here, and only here.

The classes are those of `style.css`; `data-say` and `data-ring` are read by `page.js`.
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence

from dialog.domain_file import Button
from dialog.names import Names
from dialog.saying import say
from slu.core import IntentScore, Slot, Transcript, Understanding
from ui.kinds import kind_of
from ui.web.entries import Entry, Spent

_RANKED = 5
_EXAMPLES = (
    "내일 아침 일곱 시에 깨워 줘",
    "거실 불 켜 줘",
    "장보기 목록에 우유 넣어 줘",
    "뉴욕은 지금 몇 시야?",
)
_BELL = (
    '<svg aria-hidden="true" width="18" height="18" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" stroke-width="2" stroke-linecap="round">'
    '<path d="M6 9a6 6 0 0 1 12 0c0 6 2 7 2 7H4s2-1 2-7M10 20a2 2 0 0 0 4 0"/></svg>'
)
# Gradio puts a value into a template of its own: these must not look like its marks.
_TEMPLATE_MARKS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})


def escape(text: str) -> str:
    return html.escape(text).translate(_TEMPLATE_MARKS)


def conversation(
    entries: Sequence[Entry], names: Names, restored: int = 0, waiting: str = ""
) -> str:
    """All entries, the last exchange opened; before the first, what to say.

    `restored`: how many are from an earlier visit; `waiting`: what is going on now."""
    if not entries and not waiting:
        return f'<div class="mg-log">{_welcome()}</div>'
    last = max((place for place, entry in enumerate(entries) if not entry.rings), default=-1)
    shown = "".join(
        _entry(entry, names, place, place == last) for place, entry in enumerate(entries)
    )
    if waiting:
        shown += (
            f'<div class="mg-turn"><div class="mg-said mg-waiting">{escape(waiting)}</div></div>'
        )
    return (
        f'<div class="mg-log" role="log" aria-live="polite" aria-label="대화" tabindex="0" '
        f'data-restored="{restored}">{shown}</div>'
    )


def _welcome() -> str:
    buttons = "".join(_say_button(text, text) for text in _EXAMPLES)
    return (
        '<div class="mg-welcome"><p class="mg-hello">무엇을 도와드릴까요?</p>'
        "<p>말하거나 적어 보세요. 이런 말을 알아듣습니다.</p>"
        f'<div class="mg-buttons">{buttons}</div></div>'
    )


def _entry(entry: Entry, names: Names, place: int, is_last: bool) -> str:
    if entry.rings:
        return (
            f'<div class="mg-turn"><div class="mg-reply mg-ring" data-ring="{place}">'
            f"{_BELL}<span>{escape(entry.reply)}</span></div></div>"
        )
    parts = []
    if entry.said is not None:
        parts.append(
            f'<div class="mg-said"><span class="mg-sr">나: </span>{escape(entry.said)}</div>'
        )
    fault = " mg-fault" if entry.fault else ""
    parts.append(
        f'<div class="mg-reply{fault}"><span class="mg-sr">말귀: </span>{escape(entry.reply)}</div>'
    )
    if is_last and entry.buttons:
        parts.append(_buttons(entry.buttons))
    if entry.understanding is not None:
        parts.append(_why(entry, entry.understanding, names, is_last))
    return f'<div class="mg-turn">{"".join(parts)}</div>'


def _buttons(buttons: Sequence[Button]) -> str:
    shown = "".join(_say_button(button.title, button.payload) for button in buttons)
    return f'<div class="mg-buttons">{shown}</div>'


def _say_button(title: str, payload: str) -> str:
    return f'<button type="button" data-say="{escape(payload)}">{escape(title)}</button>'


def _why(entry: Entry, found: Understanding, names: Names, is_open: bool) -> str:
    """What was understood, folded but for the last entry."""
    doubt = "" if found.in_scope else '<span class="mg-doubt">확신이 낮아요</span>'
    parts = "".join(_understood(part, names) for part in (found, *found.parts))
    return (
        f'<details class="mg-why"{" open" if is_open else ""}><summary>'
        f'<span class="mg-intent">{escape(names.intent(found.intent))}</span>'
        f'<span class="mg-share">{found.confidence:.0%}</span>{doubt}</summary>'
        f"{_heard(entry.transcript)}{parts}{_spent(entry.spent)}</details>"
    )


def _understood(found: Understanding, names: Names) -> str:
    return f"{sentence(found, names)}{values(found, names)}{ranking(found, names)}"


def _heard(transcript: Transcript | None) -> str:
    if transcript is None:
        return ""
    texts = [other.text for other in transcript.alternatives if other.text != transcript.text]
    others = "".join(f"<li>{escape(text)}</li>" for text in texts)
    more = f'<ul class="mg-others" aria-label="달리 들린 말">{others}</ul>' if others else ""
    return (
        f'<p class="mg-heard"><b>들은 말</b> <q>{escape(transcript.text)}</q> '
        f'<span class="mg-dim">{transcript.seconds:.1f}초 소리, 확신 '
        f"{transcript.confidence:.0%}</span></p>{more}"
    )


def sentence(found: Understanding, names: Names) -> str:
    """The sentence, each slot marked in place with its name beneath."""
    return f'<p class="mg-sentence">{"".join(_marked(found, names))}</p>'


def _marked(found: Understanding, names: Names) -> Iterator[str]:
    slots = sorted(found.slots, key=lambda slot: slot.start)
    ends = [0, *(slot.end for slot in slots)]
    for end, slot in zip(ends, slots, strict=False):
        yield escape(found.text[end : slot.start])
        yield (
            f'<mark class="mg-{kind_of(slot.value)}" data-slot="{escape(slot.name)}">'
            f"{escape(found.text[slot.start : slot.end])}"
            f"<small>{escape(names.slot(slot.name))}</small></mark>"
        )
    yield escape(found.text[ends[-1] :])


def values(found: Understanding, names: Names) -> str:
    """A row a slot: its name, what was heard, what it means, how sure."""
    if not found.slots:
        return ""
    rows = "".join(_value(slot, names) for slot in found.slots)
    return (
        '<table class="mg-values"><thead class="mg-sr"><tr><th>슬롯</th><th>들은 말</th>'
        f"<th>뜻</th><th>확신</th></tr></thead><tbody>{rows}</tbody></table>"
    )


def _value(slot: Slot, names: Names) -> str:
    meaning = "" if slot.value is None else escape(say(slot.value))
    return (
        f'<tr><th scope="row"><i class="mg-{kind_of(slot.value)}"></i>'
        f"{escape(names.slot(slot.name))}</th><td>{escape(slot.text)}</td>"
        f'<td class="mg-value">{meaning}</td>'
        f'<td class="mg-dim">{slot.confidence:.0%}</td></tr>'
    )


def ranking(found: Understanding, names: Names) -> str:
    """The best intents with bars as long as their confidence."""
    rows = "".join(_rank(score, names) for score in found.ranking[:_RANKED])
    return f'<ol class="mg-ranking" aria-label="의도 순위">{rows}</ol>' if rows else ""


def _rank(score: IntentScore, names: Names) -> str:
    return (
        f'<li title="{escape(score.name)}"><span>{escape(names.intent(score.name))}</span>'
        f'<span class="mg-bar"><i style="width:{score.confidence:.1%}"></i></span>'
        f"<span>{score.confidence:.1%}</span></li>"
    )


def _spent(spent: Spent) -> str:
    stages = (
        ("듣기", spent.listening),
        ("알아듣기", spent.understanding),
        ("답하기", spent.acting),
    )
    shown = [f"{name} {_length(seconds)}" for name, seconds in stages if seconds is not None]
    return f'<p class="mg-dim mg-spent">{" · ".join(shown)}</p>' if shown else ""


def _length(seconds: float) -> str:
    return f"{seconds * 1000:.0f}ms" if seconds < 1 else f"{seconds:.1f}초"
