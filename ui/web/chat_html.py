"""A conversation as HTML: what was said, answered and rung, with buttons. Pure functions.

Why an answer is what it is stands in `ui.web.why`. `data-say` and `data-ring` are read by the
page's scripts.
"""

from __future__ import annotations

from collections.abc import Sequence

from dialog.domain_file import Button
from ui.web.entries import Entry
from ui.web.language import Language
from ui.web.render import escape
from ui.web.why import Telling, why

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


def conversation(
    entries: Sequence[Entry], telling: Telling, restored: int = 0, waiting: str = ""
) -> str:
    """All entries, the last exchange opened; before the first, what to say.

    `restored`: how many are from an earlier visit; `waiting`: what is going on now."""
    say = telling.say
    if not entries and not waiting:
        return f'<div class="mg-log">{_welcome(say)}</div>'
    last = max((place for place, entry in enumerate(entries) if not entry.rings), default=-1)
    shown = "".join(
        _entry(entry, telling, place, place == last) for place, entry in enumerate(entries)
    )
    if waiting:
        shown += (
            f'<div class="mg-turn"><div class="mg-said mg-waiting">{escape(waiting)}</div></div>'
        )
    return (
        f'<div class="mg-log" role="log" aria-live="polite" tabindex="0" '
        f'aria-label="{say("대화", "Conversation")}" data-restored="{restored}">{shown}</div>'
    )


def _welcome(say: Language) -> str:
    buttons = "".join(_say_button(text, text) for text in _EXAMPLES)
    hello = say("무엇을 도와드릴까요?", "What can I do for you?")
    about = say(
        "말하거나 적어 보세요. 이런 말을 알아듣습니다.",
        "Speak or type, in Korean. It understands sentences like these.",
    )
    return (
        f'<div class="mg-welcome"><p class="mg-hello">{hello}</p><p>{about}</p>'
        f'<div class="mg-buttons" lang="ko">{buttons}</div></div>'
    )


def _entry(entry: Entry, telling: Telling, place: int, is_last: bool) -> str:
    if entry.rings:
        return (
            f'<div class="mg-turn"><div class="mg-reply mg-ring" lang="ko" data-ring="{place}">'
            f"{_BELL}<span>{escape(entry.reply)}</span></div></div>"
        )
    say, parts = telling.say, []
    if entry.said is not None:
        parts.append(
            f'<div class="mg-said" lang="ko"><span class="mg-sr">{say("나", "I")}: </span>'
            f"{escape(entry.said)}</div>"
        )
    fault = " mg-fault" if entry.fault else ""
    parts.append(
        f'<div class="mg-reply{fault}" lang="ko" data-reply="{place}">'
        f'<span class="mg-sr">{say("말귀", "Malgwi")}: </span>'
        f"<span>{escape(entry.reply)}</span></div>"
    )
    if is_last and entry.buttons:
        parts.append(_buttons(entry.buttons))
    parts.append(why(entry, telling, is_last))
    return f'<div class="mg-turn">{"".join(parts)}</div>'


def _buttons(buttons: Sequence[Button]) -> str:
    shown = "".join(_say_button(button.title, button.payload) for button in buttons)
    return f'<div class="mg-buttons" lang="ko">{shown}</div>'


def _say_button(title: str, payload: str) -> str:
    return f'<button type="button" data-say="{escape(payload)}">{escape(title)}</button>'
