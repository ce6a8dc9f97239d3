"""What a turn did, in plain words, Korean or English: the ways of the policy, the events, the rows
that changed. What is told is `dialog.explaining`'s; nothing here is HTML.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from dialog.events import (
    Acted,
    ActionFailed,
    Asked,
    BotReplied,
    Event,
    NotUnderstood,
    SessionStarted,
    SlotsChanged,
    SlotSet,
    TaskEnded,
    TaskStarted,
    Understood,
    UserSaid,
)
from dialog.explaining import Change, Way
from dialog.names import Names
from dialog.saying import say as said
from slu.values import value_to_plain
from ui.web import beside
from ui.web.language import Language

_WAYS: Final[Mapping[Way, tuple[str, str]]] = {
    "command": (
        "단추나 명령이라서 모델에 묻지 않았습니다.",
        "A button or command: the model was not asked.",
    ),
    "pattern": (
        "도메인에 적힌 꼴(patterns)이 문장에 있어 의도가 확실합니다.",
        "One of the domain's patterns is in the sentence, so the intent is certain.",
    ),
    "rule": ("규칙: ‘{named}’에 정해진 대로 했습니다.", "Rule: what the domain has for “{named}”."),
    "form": (
        "규칙과 양식: ‘{named}’에 있어야 할 것을 모읍니다.",
        "Rule and form: gathers what “{named}” needs.",
    ),
    "follow_up": (
        "이어 말하기: 바로 앞에서 한 일을 바꾸거나 되돌렸습니다.",
        "Follow-up: changes or undoes what was done last.",
    ),
    "answer": ("앞에서 물은 것의 답으로 받았습니다.", "Taken as the answer to the open question."),
    "again": ("답으로 쓸 수 없어 다시 물었습니다.", "No use as an answer: asked again."),
    "resumed": (
        "끼어든 일을 마치고 기다리던 것을 다시 물었습니다.",
        "The other request is done: the waiting question once more.",
    ),
    "fallback": (
        "되묻기: 맡은 일인지 확실하지 않았습니다(확신의 문턱 {least:.0%}).",
        "Fallback: not sure that this is one of its tasks (threshold {least:.0%}).",
    ),
    "cancelled": ("그만두라는 말로 받았습니다.", "Taken as a cancelling."),
    "given_up": (
        "여러 번 물어도 답을 얻지 못해 그만두었습니다.",
        "Given up: no answer after several questions.",
    ),
    "failed": (
        "액션이 실패해 적던 것을 되돌리고 사과했습니다.",
        "The action failed: what it wrote was taken back.",
    ),
    "not_understood": ("모델이 답하지 못했습니다.", "The model gave no answer."),
}
_REASONS: Final = {
    "done": ("마침", "done"),
    "cancelled": ("그만둠", "cancelled"),
    "given_up": ("답을 얻지 못함", "given up"),
    "replaced": ("다른 일로 바뀜", "replaced"),
    "dropped": ("버려짐", "dropped"),
    "failed": ("실패", "failed"),
}
_TABLES: Final = {
    "alarms": ("알람", "Alarm"),
    "events": ("일정", "Event"),
    "devices": ("집", "Home"),
    "contacts": ("연락처", "Contact"),
    "volume": ("소리 크기", "Volume"),
    "muted": ("음소거", "Mute"),
}


def way_words(way: Way, named: str, least: float, say: Language) -> str:
    """`named`: the intents; `least`: the confidence below which the fallback is taken."""
    return say(*_WAYS[way]).format(named=named, least=least)


def event_words(event: Event, names: Names, say: Language) -> str:
    """An event in a few words."""
    match event:
        case UserSaid():
            return say("들은 문장", "what was said")
        case SessionStarted():
            return say("새로 시작", "a new session")
        case Understood(understanding=found):
            return say("뜻: ", "meaning: ") + names.intent(found.intent)
        case NotUnderstood():
            return say("알아듣지 못함", "not understood")
        case TaskStarted(name=name):
            return say(f"할 일 시작: {name}", f"task begun: {name}")
        case SlotSet(name=name, value=value):
            means = said(value) if say is Language.KOREAN else value_to_plain(value)
            return f"{names.slot(name)} = {means}"
        case Asked(slot=slot, response=response):
            return say(f"물음: {names.slot(slot)} ({response})", f"asked: {slot} ({response})")
        case Acted(action=action, response=response):
            return say(f"한 일: {action} → {response}", f"done: {action} → {response}")
        case SlotsChanged():
            return say("액션 서버가 바꾼 슬롯", "slots that the action server changed")
        case ActionFailed(action=action):
            return say(f"실패하여 되돌림: {action}", f"failed, taken back: {action}")
        case TaskEnded(name=name, reason=reason):
            ended = say(*_REASONS[reason])
            return say(f"할 일 끝({ended}): {name}", f"task ended ({ended}): {name}")
        case BotReplied(responses=responses):
            return say("답: ", "reply: ") + ", ".join(responses)
    return event.kind


def change_words(change: Change, now: dt.datetime, say: Language) -> str:
    """A row that came or went. Of a device only how it is now: it does not go."""
    if change.table == "devices" and not change.added:
        return ""
    name = say(*_TABLES.get(change.table, (change.table, change.table)))
    sign = "" if not isinstance(change.row, Mapping | str) else "+ " if change.added else "− "
    return f"{sign}{name}: {_row(change.row, now, say)}"


def _row(row: Any, now: dt.datetime, say: Language) -> str:
    if isinstance(row, bool):
        return beside.switched(row, say)
    if not isinstance(row, Mapping):
        return str(row)
    if "on" in row:
        return " ".join(part for part in beside.device(row, say) if part)
    at = row.get("at") or row.get("start")
    when = "" if not isinstance(at, str) else _when(at, row, now, say)
    words = (str(row[key]) for key in ("title", "label", "name", "value") if row.get(key))
    return " · ".join(filter(None, (when, *words)))


def _when(at: str, row: Mapping[str, Any], now: dt.datetime, say: Language) -> str:
    rule = row.get("rule")
    return beside.when(dt.datetime.fromisoformat(at), rule if rule else None, now, say)
