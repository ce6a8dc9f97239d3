"""Dates and times here and anywhere: what time it is there, what day that is, how long until.

Places and their zones stand in `tables/places.yml`; the rules of the zones are the system's
(or tzdata's) time zone database.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from zoneinfo import ZoneInfo

from dialog.assistants.malgwi.skills import calendar
from dialog.assistants.malgwi.skills.data import read_table
from dialog.assistants.malgwi.skills.found_times import find_times
from dialog.assistants.malgwi.skills.speak import local, near_day, say_day, say_when, today
from dialog.assistants.malgwi.skills.when import Days, days_of, moment, time_slots
from dialog.assistants.malgwi.skills.words import answered, plain
from dialog.saying import say_date, say_duration, say_time
from dialog.skill import Outcome, Request
from slu.core import Slot
from slu.korean.alike import meant
from slu.understanding.resolve import resolve
from slu.values import DateValue

_ASKS_TIME = re.compile(r"몇 ?시|시간|시각|타임")
_ASKS_DAY = re.compile(r"며칠|몇 ?일|날짜|요일|언제|무슨 날")
_HOW_LONG = re.compile(r"남았|남은|얼마나|디데이|d-?day", re.IGNORECASE)
_YEAR, _MONTH = re.compile(r"몇 ?년|연도|년도"), re.compile(r"몇 ?월")
_DIFFERENCE = re.compile(r"시차|차이|비교")
_CHANGES = re.compile(
    r"(?:시간대|시계|시간|표준시)\S*\s*(?:로\s*)?(?:변경|바꿔|바꾸|바꾼|설정|필요)"
)


_SOMEWHERE = re.compile(r"(?:다른|어느|어떤)?\s?(?:나라|도시|곳|데|지역|외국|해외)(?: 시각| 시간)?")


@cache
def _zones() -> dict[str, str]:
    """Place name, without spaces: zone."""
    table = read_table("places", dict[str, tuple[str, ...]])
    return {name.replace(" ", ""): zone for zone, names in table.items() for name in names}


def zone_of(name: str) -> str | None:
    """The zone of a place or of a zone's own name; the last known word of it counts."""
    joined = re.sub(r"[\s.]|표준시간?|시간대?$|시$", "", name.lower())
    for candidate in (joined, *reversed(name.replace(".", "").lower().split())):
        if candidate in _zones():
            return _zones()[candidate]
    return None


def _places(request: Request) -> list[str]:
    """The places said, or those they sound like. 오타와 stays whole although it ends like a word
    with a particle; 크리스마스 is a day, whatever it was marked as."""
    marked = [slot for slot in request.slots if slot.name in ("place_name", "time_zone")]
    slots = [slot for slot in marked if not find_times(slot.text, request.context)]
    return [slot.text if zone_of(slot.text) else _known(plain(slot)) for slot in slots]


def _known(place: str) -> str:
    """뉴욕 for 뉴역."""
    return place if zone_of(place) else meant(place, {name: name for name in _zones()}) or place


def tell_time(request: Request) -> Outcome:
    """The time, or the date, here or at the place said; how many days until one."""
    places = _places(request)
    if places:
        return _time_there(request, places[0])
    days = days_of(request)
    if days is None and request.slot("event_name") is not None:
        return _day_of_event(request)
    if _HOW_LONG.search(request.text) and days is not None:
        return _days_until(request, days, _name(request, days))
    if days is not None and not _is_plain_now(request, days.first):
        return _tell_days(request, days)
    now = local(request.context.now, request.context)
    if _ASKS_DAY.search(request.text) or _YEAR.search(request.text) or _MONTH.search(request.text):
        return _tell_days(request, Days(now.date(), now.date()))
    data = {"now": now.isoformat()}
    if _ASKS_TIME.search(request.text):
        return Outcome("utter_now", {"time": say_time(now.time())}, data=data)
    return Outcome("utter_now_and_today", {"when": say_when(now, request.context)}, data=data)


def _is_plain_now(request: Request, day: dt.date) -> bool:
    """오늘 몇 시야 asks for the time, though a day is said."""
    asks_time = _ASKS_TIME.search(request.text) and not _ASKS_DAY.search(request.text)
    return day == today(request.context) and bool(asks_time)


def _full_day(day: dt.date) -> str:
    return f"{day.year}년 {say_date(day)}"


def _name(request: Request, days: Days) -> str:
    """오늘, 내일, the words that were said, or 그날."""
    near = near_day(days.first, request.context) if days.first == days.last else None
    said = [slot for slot in time_slots(request) if slot.text and slot.name in ("date", "time")]
    return near or (re.sub("(?<=[뒤후전])가$", "", plain(said[0])) if said else "그날")


def _tell_days(request: Request, days: Days) -> Outcome:
    name = _name(request, days)
    if days.first == days.last:
        return Outcome("utter_day", {"name": name, "day": _full_day(days.first)})
    values = {"name": name, "first": _full_day(days.first), "last": _full_day(days.last)}
    return Outcome("utter_days", values)


def _days_until(request: Request, days: Days, name: str) -> Outcome:
    """Until the day, or the last of the days: 올해 며칠 남았어."""
    left = (days.last - today(request.context)).days
    if days.first != days.last:
        name = f"{name} 마지막 날"
    values = {"day": _full_day(days.last), "days": str(abs(left)), "name": name}
    if left == 0:
        return Outcome("utter_day", values)
    return Outcome("utter_days_left" if left > 0 else "utter_days_gone", values)


def _day_of_event(request: Request) -> Outcome:
    """A feast by its name, else an entry of the person's own calendar."""
    slot = request.slot("event_name")
    name = plain(slot) if slot is not None else ""
    value = resolve(Slot("date", 0, len(name), name), request.context)
    if isinstance(value, DateValue):
        if _HOW_LONG.search(request.text):
            return _days_until(request, Days(value.date, value.date), name)
        return Outcome("utter_feast", {"name": name, "day": _full_day(value.date)})
    return calendar.query_events(request)


def _time_there(request: Request, place: str) -> Outcome:
    zone = zone_of(place)
    if zone is None:
        return Outcome("utter_place_unknown", {"place": place})
    there = request.context.now.astimezone(ZoneInfo(zone))
    values = {"place": _shown(place), "when": _said_there(request, there)}
    return Outcome("utter_time_there", values, data={"zone": zone, "at": there.isoformat()})


def _said_there(request: Request, there: dt.datetime) -> str:
    """The date is said only where it is another than here; 어제 would be wrong there."""
    here = local(request.context.now, request.context)
    if there.date() == here.date():
        return say_time(there.time())
    return f"{say_date(there.date())} {say_time(there.time())}"


def _shown(place: str) -> str:
    """c. s. t. is CST, 동부 is 동부 시간대."""
    letters = re.sub(r"[\s.]", "", place)
    if letters.isascii():
        return letters.upper()
    return (
        f"{place} 시간대"
        if re.fullmatch(r"동부|서부|중부|산악|산지|태평양|중서부", place)
        else place
    )


def convert(request: Request) -> Outcome:
    """A time from one place to another, or how far their clocks are apart."""
    places = _places(request)
    kept = answered(request, "place_name")
    if not places and kept is not None:
        places = [kept]
    if not places or any(_SOMEWHERE.fullmatch(place) for place in places):
        return Outcome("utter_ask_place", ask="place_name")
    zones = [zone_of(place) for place in places[:2]]
    unknown = [place for place, zone in zip(places, zones, strict=False) if zone is None]
    if unknown:
        return Outcome("utter_place_unknown", {"place": unknown[0]})
    known = [(zone, _shown(place)) for zone, place in zip(zones, places, strict=False) if zone]
    if len(known) == 1:
        known.insert(0, (request.context.zone, "여기"))
    if _DIFFERENCE.search(request.text):
        return _difference(request, known[0], known[1])
    said = moment(request)
    if said is None:
        response = "utter_zone_not_changed" if _CHANGES.search(request.text) else "utter_time_there"
        there = request.context.now.astimezone(ZoneInfo(known[1][0]))
        return Outcome(response, {"place": known[1][1], "when": _said_there(request, there)})
    return _converted(request, said.at, known[0], known[1])


def _converted(
    request: Request, at: dt.datetime, source: tuple[str, str], target: tuple[str, str]
) -> Outcome:
    """The wall-clock time that was said holds at the source, not here."""
    wall = local(at, request.context).replace(tzinfo=ZoneInfo(source[0]))
    there = wall.astimezone(ZoneInfo(target[0]))
    days = (there.date() - wall.date()).days
    day = {-1: "전날 ", 0: "", 1: "다음 날 "}.get(
        days, f"{say_day(there.date(), request.context)} "
    )
    values = {
        "source": source[1],
        "time": say_time(wall.time()),
        "target": target[1],
        "result": day + say_time(there.time()),
    }
    return Outcome("utter_converted", values, data={"at": there.isoformat()})


def _difference(request: Request, first: tuple[str, str], second: tuple[str, str]) -> Outcome:
    now = request.context.now
    offsets = [now.astimezone(ZoneInfo(zone)).utcoffset() for zone, _ in (first, second)]
    apart = (offsets[1] or dt.timedelta()) - (offsets[0] or dt.timedelta())
    values = {
        "first": first[1],
        "second": second[1],
        "length": say_duration(abs(int(apart.total_seconds()))),
        "way": "빨라요" if apart > dt.timedelta() else "느려요",
    }
    return Outcome("utter_same_time" if not apart else "utter_time_apart", values)
