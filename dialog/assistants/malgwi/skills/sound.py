"""The loudness of the assistant's own sound: kept as a percentage, shown to the faces as data.

A face that plays sound follows `data["volume"]` and `data["muted"]`; other players are not
reached from here.
"""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy.orm import Session

from dialog.assistants.malgwi.skills.amounts import find_change
from dialog.assistants.malgwi.skills.speak import say_when
from dialog.assistants.malgwi.skills.tables import read_setting, write_setting
from dialog.assistants.malgwi.skills.when import length_of
from dialog.skill import Outcome, Request

_VOLUME, _MUTED = "volume", "muted_until"
_USUAL = 50
_FOREVER = "forever"
_UP = re.compile(r"높|올[려리]|키[워우]|크게|큰 소리|안 들려|커|업")
_DOWN = re.compile(r"낮|줄[여이]|내[려리]|작게|작은|조용|시끄|약하게|다운")
_UNMUTE = re.compile(
    r"음소거\S*\s*(?:해제|풀|취소|꺼)|무음\S*\s*(?:해제|풀|취소|꺼)|"
    r"소리\S*\s*(?:다시\s*)?(?:켜|나게|나오게|들리게)|다시\s(?:들리게|말해도)"
)
_MUTE = re.compile(r"음소거|무음|뮤트|소리\s*꺼|입\s*다물")
_SETS = re.compile(r"바꿔|바꾸|조절|설정|맞춰|조정|변경")
_TURN_UP = re.compile(r"키[워우]|올[려리]|높")
_TURN_DOWN = re.compile(r"줄[여이]|낮|내[려리]")
_TOO_LOW, _TOO_HIGH = re.compile(r"작|안 들|더 크게|더 커"), re.compile(r"크|커|시끄")
_MARK = re.compile(r"^(?:아니\S*|아냐|아뇨|앗|아|참|잠깐\S*|미안\S*|다시)[\s,]+")
_SHOWS = re.compile(r"보여|봐야|얼마|몇|레벨|알려")


def change_volume(request: Request) -> Outcome:
    """Up, down, to a level, mute or unmute: as the sentence says, else as its intent does."""
    if _UNMUTE.search(request.text):
        return unmute(request)
    if _MUTE.search(request.text):
        return mute(request)
    direction = _direction(request)
    change = find_change(request.text)
    if direction == 0 and change.to is None:
        if _SHOWS.search(request.text):
            return show_volume(request)
        return Outcome("utter_ask_volume", ask="volume")
    before = _volume(request)
    after = change.applied(before, direction or 1, usual=10)
    if after == before and change.to is None:
        _set(request, after)
        name = "utter_volume_most" if direction > 0 else "utter_volume_least"
        return Outcome(name, {"level": str(after)}, data=state(request))
    return _set_to(request, after)


def set_again(request: Request, key: str) -> Outcome:
    """아니 40, 너무 작다: another level than that just set; `key` is what it was before."""
    change = find_change(_MARK.sub("", request.text))
    direction = _wish(request.text)
    if change.to is None and not direction:
        return Outcome("utter_change_unclear")
    level = change.applied(_volume(request), direction, usual=10)
    return _set_to(request, level, before=key if change.to is not None else None)


def _wish(text: str) -> int:
    """Up or down: as the verb says, else against what is complained of (너무 작다)."""
    for pattern, direction in ((_TURN_UP, 1), (_TURN_DOWN, -1), (_TOO_LOW, 1), (_TOO_HIGH, -1)):
        if pattern.search(text):
            return direction
    return 0


def put_back(request: Request, key: str) -> Outcome:
    """As loud as before, and heard again."""
    return _set_to(request, int(key))


def _set_to(request: Request, level: int, before: str | None = None) -> Outcome:
    made = f"volume:{before or _volume(request)}"
    _set(request, level)
    return Outcome("utter_volume", {"level": str(level)}, data=state(request), made=made)


def _set(request: Request, level: int) -> None:
    write_setting(request.session, request.conversation, _VOLUME, str(level))
    write_setting(request.session, request.conversation, _MUTED, None)


def _direction(request: Request) -> int:
    up, down = _UP.search(request.text), _DOWN.search(request.text)
    if up and not down:
        return 1
    if down and not up:
        return -1
    if _SETS.search(request.text) and not (up or down):
        return 0
    return {"audio_volume_up": 1, "audio_volume_down": -1}.get(request.intent, 0)


def mute(request: Request) -> Outcome:
    """Silent for the time said, else until told otherwise."""
    if _UNMUTE.search(request.text):
        return unmute(request)
    if find_change(request.text).to is not None and length_of(request) is None:
        return _set_level(request)
    length = length_of(request)
    until = None if length is None else request.context.now + length
    value = _FOREVER if until is None else until.isoformat()
    write_setting(request.session, request.conversation, _MUTED, value)
    made = f"volume:{_volume(request)}"
    if until is None:
        return Outcome("utter_muted", data=state(request), made=made)
    when = say_when(until, request.context)
    return Outcome("utter_muted_until", {"when": when}, data=state(request), made=made)


def _set_level(request: Request) -> Outcome:
    """볼륨 영으로 낮춰 comes as a wish for silence, too."""
    return _set_to(request, find_change(request.text).applied(_volume(request), -1))


def unmute(request: Request) -> Outcome:
    write_setting(request.session, request.conversation, _MUTED, None)
    return Outcome("utter_unmuted", {"level": str(_volume(request))}, data=state(request))


def show_volume(request: Request) -> Outcome:
    name = "utter_volume_muted" if _is_muted(request) else "utter_volume_now"
    return Outcome(name, {"level": str(_volume(request))}, data=state(request))


def state(request: Request) -> dict[str, object]:
    """What a face needs to know."""
    return {"volume": _volume(request), "muted": _is_muted(request)}


def _volume(request: Request) -> int:
    return volume(request.session, request.conversation)


def _is_muted(request: Request) -> bool:
    return is_muted(request.session, request.conversation, request.context.now)


def volume(session: Session, conversation: str) -> int:
    """In percent."""
    return int(read_setting(session, conversation, _VOLUME) or _USUAL)


def is_muted(session: Session, conversation: str, now: dt.datetime) -> bool:
    until = read_setting(session, conversation, _MUTED)
    if until is None or until == _FOREVER:
        return until is not None
    return now < dt.datetime.fromisoformat(until)
