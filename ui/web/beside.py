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
from ui.web.render import escape

_KINDS = {"alarm": "알람", "timer": "타이머", "reminder": "할 일", "event": "일정"}


def panel(pending: Sequence[Pending], state: Mapping[str, Any], now: dt.datetime) -> str:
    """The sections that have something in them, pending rings always."""
    sections = [_section("울릴 것", _pending(pending, now), "맞춰 둔 알람이 없습니다.")]
    if devices := state.get("devices"):
        sections.append(_section("집", [_device(device) for device in devices]))
    if "volume" in state:
        sections.append(_section("소리", [_volume(state)]))
    sections += [
        _section(str(name), [_row(str(item)) for item in items], "비어 있습니다.")
        for name, items in (state.get("lists") or {}).items()
    ]
    return f'<div class="mg-beside">{"".join(sections)}</div>'


def _section(title: str, rows: Iterable[str], empty: str = "") -> str:
    shown = "".join(rows)
    body = f"<ul>{shown}</ul>" if shown else f'<p class="mg-dim">{escape(empty)}</p>'
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _row(first: str, second: str = "") -> str:
    return f'<li><span>{escape(first)}</span><span class="mg-dim">{escape(second)}</span></li>'


def _pending(pending: Sequence[Pending], now: dt.datetime) -> list[str]:
    return [_row(_when(one, now), one.label or _KINDS.get(one.kind, one.kind)) for one in pending]


def _when(one: Pending, now: dt.datetime) -> str:
    at = one.at.astimezone(now.tzinfo)
    if one.rule is None:
        return say_moment(at, now)
    return say_recurrence(RecurrenceValue(one.rule, at.time()))


def _device(device: Mapping[str, Any]) -> str:
    name = " ".join(str(device[key]) for key in ("place", "name") if device.get(key))
    state = "켜짐" if device.get("on") else "꺼짐"
    if device.get("on") and device.get("kind") == "light":
        state += f" · {device.get('colour')} {device.get('level')}%"
    return _row(name, state)


def _volume(state: Mapping[str, Any]) -> str:
    return _row("크기", "음소거" if state.get("muted") else f"{state['volume']}")
