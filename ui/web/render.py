"""A sentence's meaning as HTML: its slots marked, their values, its intents. Pure functions.

Whatever a person wrote is escaped here, and only here. The classes are those of `style.css`.
"""

from __future__ import annotations

import html
import json
from collections.abc import Iterator

from dialog.names import Names
from dialog.saying import say as said
from slu.core import IntentScore, Slot, Understanding
from slu.values import Value, value_to_plain
from ui.kinds import kind_of
from ui.web.language import Language

_RANKED = 5
# Gradio puts a value into a template of its own: these must not look like its marks.
_TEMPLATE_MARKS = str.maketrans({"{": "&#123;", "}": "&#125;", "$": "&#36;", "`": "&#96;"})


def escape(text: str) -> str:
    return html.escape(text).translate(_TEMPLATE_MARKS)


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


def values(found: Understanding, names: Names, say: Language = Language.KOREAN) -> str:
    """A row a slot: its name, what was heard, what it means, how sure."""
    if not found.slots:
        return ""
    rows = "".join(_value(slot, names, say) for slot in found.slots)
    titles = say(("슬롯", "들은 말", "뜻", "확신"), ("Slot", "Heard", "Meaning", "Confidence"))
    head = "".join(f"<th>{title}</th>" for title in titles)
    return (
        f'<table class="mg-values"><thead class="mg-sr"><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def meaning(value: Value, say: Language) -> str:
    """A value as people say it; in English as it is stored, since the assistant speaks Korean."""
    if say is Language.KOREAN:
        return escape(said(value))
    plain = value_to_plain(value)
    return escape(plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False))


def _value(slot: Slot, names: Names, say: Language) -> str:
    means = "" if slot.value is None else meaning(slot.value, say)
    return (
        f'<tr><th scope="row"><i class="mg-{kind_of(slot.value)}"></i>'
        f"{escape(names.slot(slot.name))}</th><td>{escape(slot.text)}</td>"
        f'<td class="mg-value">{means}</td>'
        f'<td class="mg-dim">{slot.confidence:.0%}</td></tr>'
    )


def ranking(found: Understanding, names: Names, say: Language = Language.KOREAN) -> str:
    """The best intents with bars as long as their confidence."""
    rows = "".join(_rank(score, names) for score in found.ranking[:_RANKED])
    label = say("의도 순위", "Intents by confidence")
    return f'<ol class="mg-ranking" aria-label="{label}">{rows}</ol>' if rows else ""


def _rank(score: IntentScore, names: Names) -> str:
    return (
        f'<li title="{escape(score.name)}"><span>{escape(names.intent(score.name))}</span>'
        f'<span class="mg-bar"><i style="width:{score.confidence:.1%}"></i></span>'
        f"<span>{score.confidence:.1%}</span></li>"
    )
