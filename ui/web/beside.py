"""What stands beside the chat, as HTML: what will ring, and the state of home and lists.

Pure functions over what the schedule and the skills told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dialog.saying import say_moment, say_recurrence
from dialog.voice import Pending
from slu.values import RecurrenceValue
from ui.web.language import Language
from ui.web.render import escape

_KINDS = {
    "alarm": ("알람", "alarm"),
    "timer": ("타이머", "timer"),
    "reminder": ("할 일", "reminder"),
    "event": ("일정", "event"),
}


def panel(
    pending: Sequence[Pending],
    state: Mapping[str, Any],
    now: dt.datetime,
    say: Language = Language.KOREAN,
) -> str:
    """The sections that have something in them, pending rings always."""
    none = say("맞춰 둔 알람이 없습니다.", "Nothing is set to ring.")
    sections = [_section(say("울릴 것", "To ring"), _pending(pending, now, say), none)]
    if devices := state.get("devices"):
        rows = [_row(*device(each, say)) for each in devices]
        sections.append(_section(say("집", "Home"), rows))
    if "volume" in state:
        sections.append(_section(say("소리", "Sound"), [_volume(state, say)]))
    empty = say("비어 있습니다.", "Empty.")
    sections += [
        _section(str(name), [_row(str(item)) for item in items], empty)
        for name, items in (state.get("lists") or {}).items()
    ]
    return f'<div class="mg-beside">{"".join(sections)}</div>'


def when(at: dt.datetime, rule: str | None, now: dt.datetime, say: Language) -> str:
    """When something is, the next time or how often."""
    at = at.astimezone(now.tzinfo)
    if say is Language.ENGLISH:
        return f"{at:%H:%M}, {rule}" if rule else f"{at:%Y-%m-%d %H:%M}"
    if rule is None:
        return say_moment(at, now)
    return say_recurrence(RecurrenceValue(rule, at.time()))


def device(row: Mapping[str, Any], say: Language) -> tuple[str, str]:
    """What it is called, and how it is."""
    name = " ".join(str(row[key]) for key in ("place", "name") if row.get(key))
    state = switched(bool(row.get("on")), say)
    if row.get("on") and row.get("kind") == "light":
        state += f" · {row.get('colour')} {row.get('level')}%"
    return name, state


def switched(on: bool, say: Language) -> str:
    return say("켜짐", "on") if on else say("꺼짐", "off")


def _section(title: str, rows: Iterable[str], empty: str = "") -> str:
    shown = "".join(rows)
    body = f"<ul>{shown}</ul>" if shown else f'<p class="mg-dim">{escape(empty)}</p>'
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _row(first: str, second: str = "") -> str:
    return f'<li><span>{escape(first)}</span><span class="mg-dim">{escape(second)}</span></li>'


def _pending(pending: Sequence[Pending], now: dt.datetime, say: Language) -> list[str]:
    return [
        _row(
            when(one.at, one.rule, now, say),
            one.label or say(*_KINDS.get(one.kind, (one.kind,) * 2)),
        )
        for one in pending
    ]


def _volume(state: Mapping[str, Any], say: Language) -> str:
    muted = say("음소거", "muted")
    return _row(say("크기", "Volume"), muted if state.get("muted") else f"{state['volume']}")
