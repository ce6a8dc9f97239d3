"""Lights, plugs, the robot cleaner and the coffee machine, as a state kept in the database.

Every change goes to `home_bridge`, which sends it on where the domain says so. What is asked for a
later time becomes a reminder.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialog.assistants.malgwi.skills.amounts import find_change
from dialog.assistants.malgwi.skills.devices import device_of, devices, later_done, note_of, state
from dialog.assistants.malgwi.skills.home_bridge import keep
from dialog.assistants.malgwi.skills.speak import say_all
from dialog.assistants.malgwi.skills.tables import Device
from dialog.assistants.malgwi.skills.words import answered, is_answering, plain, plain_slot
from dialog.skill import Outcome, Request
from slu.core import Slot
from slu.values import NameValue

_WHOLE = "집"
_WHOLE_WORDS = re.compile(r"모든|모두|전부|전체|집\s?안|다\s+[꺼켜]")
_EXCEPT = re.compile(r"(\S+?)\s*(?:쪽|은|는|만)?\s*(?:빼고|제외하고|말고)")
_OFF, _ON = re.compile(r"꺼|끄|꺼진|종료|차단|소등"), re.compile(r"켜|켤|켠|점등|어둡다|안\s?보여")
_BRIGHTER = re.compile(r"밝|올[려리]|높|환하게")
_DARKER = re.compile(r"어둡|낮|줄[여이]|희미|너무 밝|덜 밝|내[려리]|은은")
_TOO_BRIGHT = re.compile(r"너무 밝|덜 밝")
_CLAUSE = re.compile(r"(?:어|워|아|네|다|라|서|니까|데|는|은|좀)\s")
_THINGS = {"cleaner": "청소기", "coffee": "커피 머신"}
_STOPS = re.compile(r"꺼|끄|멈|중지|정지|그만|종료|취소|(?:필요|안 해도|됐)")
_LIGHT_TASKS = {"lighton": "조명 켜기", "lightoff": "조명 끄기"}
_COLOURS = {
    "빨간색": r"빨간|빨강|빨갛|붉|적색",
    "주황색": r"주황|오렌지",
    "노란색": r"노란|노랑|노랗",
    "초록색": r"초록|녹색|연두",
    "하늘색": r"하늘색",
    "파란색": r"파란|파랑|파랗|푸른|청색",
    "남색": r"남색",
    "보라색": r"보라|라벤더",
    "분홍색": r"분홍|핑크",
    "흰색": r"흰|하얀|하얗|백색",
    "따뜻한 색": r"따뜻|전구색|부드러|로맨틱|분위기",
    "차가운 색": r"차가|시원한",
    "책 읽기 좋은 색": r"독서|책 읽",
}


def light(request: Request) -> Outcome:
    """On, off, brighter, darker or coloured: as the sentence says, else as its intent does."""
    aim, colour = _aim(request), _colour(request)
    if aim == "lightchange" and colour is None:
        return Outcome("utter_ask_colour", ask="colour")
    later = later_done(request, _LIGHT_TASKS.get(aim, "조명 바꾸기"))
    if later is not None:
        return later
    lights, note = _lights(request), note_of(request)
    for device in lights:
        _change(device, aim, colour, request.text)
    keep(request, lights)
    values = {
        "what": say_all(_light_name(device) for device in lights),
        "level": str(lights[0].level),
        "colour": lights[0].colour,
        "note": note,
    }
    response = "utter_lightlevel" if aim in ("lightup", "lightdim") else f"utter_{aim}"
    made = f"light:{lights[0].place}:{lights[0].name}:{aim}"
    return Outcome(response, values, data=state(request), made=made)


def change_light(request: Request, key: str) -> Outcome:
    """Another colour for the light that was changed last, or the same done to another light."""
    place, name, aim = key.split(":")
    old = device_of(request, "light", place, name)
    if _colour(request) is not None:
        where = replace(request, slots=(_place_slot(place), *request.slots))
        return light(replace(where, intent="iot_hue_lightchange"))
    if request.slot("house_place") is None:
        return Outcome("utter_change_unclear")
    if aim in ("lighton", "lightoff"):
        old.on = aim == "lightoff"
    return light(replace(request, intent=f"iot_hue_{aim}"))


def _place_slot(place: str) -> Slot:
    return Slot("house_place", 0, 0, place, NameValue(place, "house_place"))


def switch_back(request: Request, kind: str, key: str) -> Outcome:
    """What was switched on is off again, and the other way round."""
    place, name, *_ = key.split(":")
    return switch(request, kind, key, on=not device_of(request, kind, place, name).on)


def switch(request: Request, kind: str, key: str, on: bool) -> Outcome:
    """The light or plug that was switched last: 다시 켜 줘."""
    place, name, *_ = key.split(":")
    device = device_of(request, kind, place, name)
    device.on = on
    keep(request, [device])
    what = _light_name(device) if kind == "light" else _THINGS.get(kind, f"{place} {name}".strip())
    response = "utter_plug_on" if on else "utter_plug_off"
    made = f"{kind}:{place}:{name}:light{'on' if on else 'off'}"
    return Outcome(response, {"what": what, "note": ""}, data=state(request), made=made)


def _change(device: Device, aim: str, colour: str | None, text: str) -> None:
    """A light that is coloured or dimmed is on; its brightness stays above nought."""
    device.on = aim != "lightoff"
    if aim == "lightchange" and colour is not None:
        device.colour = colour
    elif aim in ("lightup", "lightdim"):
        direction = 1 if aim == "lightup" else -1
        device.level = max(1, find_change(text).applied(device.level, direction))


def _aim(request: Request) -> str:
    """lighton, lightoff, lightup, lightdim or lightchange."""
    text = request.text
    if is_answering(request, "colour") or _colour(request) is not None:
        return "lightchange"
    if _OFF.search(text):
        return "lightoff"
    if _TOO_BRIGHT.search(text):
        return "lightdim"
    if _ON.search(text) and request.intent != "iot_hue_lightdim":
        return "lighton"
    if find_change(text).to is not None and request.intent == "iot_hue_lightchange":
        return "lightup"
    if _DARKER.search(text) and request.intent != "iot_hue_lighton":
        return "lightdim"
    if _BRIGHTER.search(text):
        return "lightup"
    return request.intent.removeprefix("iot_hue_")


def _colour(request: Request) -> str | None:
    """The last colour named: 하얀색에서 노란색으로 is yellow; else what was taken for one."""
    text = request.text
    found = [
        (match.start(), name)
        for name, pattern in _COLOURS.items()
        for match in re.finditer(pattern, text)
    ]
    named = plain_slot(request, "color_type")
    return max(found)[1] if found else named if named in _COLOURS else None


def _lights(request: Request) -> list[Device]:
    """The lights meant, known ones first looked up; unknown places get a new one."""
    excepted = _EXCEPT.search(request.text)
    left_out = excepted.group(1) if excepted else ""
    marked = [slot for slot in request.slots if slot.name == "house_place"] or _named_place(request)
    places = [_room(plain(slot)) for slot in marked if slot.text not in left_out]
    if not marked and is_answering(request, "colour"):
        kept = answered(request, "house_place")
        places = [] if kept is None else [kept]
    out = {plain(slot) for slot in marked if slot.text in left_out}
    known = [
        device
        for device in devices(request, "light")
        if device.place not in out and device.place not in left_out
    ]
    name = _lamp_name(request)
    everywhere = not places or _WHOLE in places or _WHOLE_WORDS.search(request.text)
    if everywhere and not name:
        return known or [device_of(request, "light", _WHOLE, "")]
    return [device_of(request, "light", place, name) for place in places or [_WHOLE]]


def _room(place: str) -> str:
    """현관만 is 현관."""
    return re.sub(r"(?<=\S\S)(?:만|쪽만?|부터)$", "", place)


def _named_place(request: Request) -> list[Slot]:
    """A room named at the beginning of a word, when understanding marked none: 서재 불켜."""
    words = request.context.vocabulary.get("house_place", {})
    for word in sorted(words, key=len, reverse=True):
        found = re.search(rf"(?<!\S){re.escape(word)}", request.text)
        if found is not None:
            value = NameValue(words[word], "house_place")
            return [Slot("house_place", found.start(), found.end(), word, value)]
    return []


def _lamp_name(request: Request) -> str:
    """A lamp with a name of its own (스탠드); 조명, 불 and the like are the place's light."""
    name = plain_slot(request, "device_type") or ""
    return "" if re.search(r"조명|전등|불|등$|조명만", name) else name


def _light_name(device: Device) -> str:
    return f"{device.place} {device.name or '조명'}"


def plug(request: Request) -> Outcome:
    """A plug or another thing with a switch."""
    name = _device_name(request) or "플러그"
    place = plain_slot(request, "house_place") or ""
    if not (_ON.search(request.text) or _OFF.search(request.text)):
        on = request.intent.endswith("_on")
    else:
        on = not _OFF.search(request.text)
    later = later_done(request, f"{name} {'켜기' if on else '끄기'}")
    if later is not None:
        return later
    device = device_of(request, "plug", place, name)
    note = note_of(request)
    device.on = on
    keep(request, [device])
    values = {"what": f"{place} {name}".strip(), "note": note}
    response = "utter_plug_on" if on else "utter_plug_off"
    return Outcome(response, values, data=state(request), made=f"plug:{place}:{name}")


def _device_name(request: Request) -> str | None:
    """The thing marked, without a clause before it (더워 선풍기), else one named in the text."""
    marked = plain_slot(request, "device_type")
    if marked is not None and not _CLAUSE.search(marked):
        return marked
    words = request.context.vocabulary.get("device_type", {})
    found = [word for word in words if word in request.text]
    return words[max(found, key=len)] if found else marked


def clean(request: Request) -> Outcome:
    """The robot cleaner: starts, stops, or is put off to a later time."""
    place = plain_slot(request, "house_place") or _WHOLE
    if _STOPS.search(request.text):
        return _run(request, "cleaner", place, "청소기", False, "utter_cleaning_stopped")
    return later_done(request, f"{place} 청소") or _run(
        request, "cleaner", place, "청소기", True, "utter_cleaning"
    )


def coffee(request: Request) -> Outcome:
    """The coffee machine: makes one kind of coffee now, or at a later time."""
    kind = plain_slot(request, "coffee_type") or "커피"
    kind = kind if kind.endswith(("커피", "노", "소", "떼")) else f"{kind} 커피"
    if _STOPS.search(request.text):
        return _run(request, "coffee", _WHOLE, kind, False, "utter_coffee_stopped")
    return later_done(request, f"{kind} 내리기") or _run(
        request, "coffee", _WHOLE, kind, True, "utter_coffee"
    )


def _run(request: Request, kind: str, place: str, name: str, on: bool, response: str) -> Outcome:
    device = device_of(request, kind, place, "")
    note = note_of(request)
    device.on = on
    keep(request, [device])
    values = {"place": place, "what": name, "note": note}
    return Outcome(response, values, data=state(request), made=f"{kind}:{place}:")
