"""Understandings and measures for reading in a terminal: pure functions to what rich prints."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from dialog.names import Names
from dialog.saying import say
from slu.core import Understanding
from ui.kinds import Kind, kind_of

_STYLES: dict[Kind, str] = {
    "when": "bold blue",
    "amount": "bold green",
    "name": "bold magenta",
    "text": "bold yellow",
}
_RANKED = 5


def understanding(found: Understanding, names: Names) -> Group:
    """The sentence with its slots in colour, the intents with confidence, the slots' values."""
    parts: list[RenderableType] = [Padding(marked(found), (0, 0, 1, 0)), ranking(found, names)]
    if found.slots:
        parts.append(Padding(slots(found, names), (1, 0, 0, 0)))
    return Group(*parts, *(understanding(part, names) for part in found.parts))


def marked(found: Understanding) -> Text:
    text = Text(found.text)
    for slot in found.slots:
        text.stylize(_STYLES[kind_of(slot.value)] + " underline", slot.start, slot.end)
    return text


def ranking(found: Understanding, names: Names) -> Table:
    table = Table("의도", "", "확신", box=None, pad_edge=False)
    best = Text("" if found.in_scope else " (확신이 낮습니다)", style="dim")
    for place, score in enumerate(found.ranking[:_RANKED] or ()):
        style = "bold" if place == 0 else "dim"
        name = Text(names.intent(score.name), style=style)
        share = Text(f"{score.confidence:.1%}", style=style)
        table.add_row(name + best if place == 0 else name, Text(score.name, style="dim"), share)
    return table


def slots(found: Understanding, names: Names) -> Table:
    table = Table("슬롯", "", "들은 말", "뜻", "확신", box=None, pad_edge=False)
    for slot in found.slots:
        table.add_row(
            Text(names.slot(slot.name), style=_STYLES[kind_of(slot.value)]),
            Text(slot.name, style="dim"),
            Text(slot.text),
            Text("" if slot.value is None else say(slot.value)),
            Text(f"{slot.confidence:.1%}", style="dim"),
        )
    return table
