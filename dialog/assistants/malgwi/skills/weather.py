"""The weather from Open-Meteo (open-meteo.com, CC BY 4.0, no key), where the domain says so.

`settings: {weather: https://api.open-meteo.com/v1/forecast}` connects it; `weather_home` is the
place meant when none is said. Cities of the table `weather_places` are known; others are looked up.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, Field, ValidationError

from dialog.assistants.malgwi.skills.data import read_table
from dialog.assistants.malgwi.skills.fetched import Answer, fetch
from dialog.assistants.malgwi.skills.services import need_service
from dialog.assistants.malgwi.skills.speak import local, say_day, today
from dialog.assistants.malgwi.skills.when import day_of
from dialog.assistants.malgwi.skills.words import plain_slot
from dialog.saying import say_time
from dialog.skill import Outcome, Request, time_limit

_PLACES = "https://geocoding-api.open-meteo.com/v1/search"
_FRESH, _KNOWN = dt.timedelta(minutes=30), dt.timedelta(days=30)
_DAYS = 16
_HERE = {"여기", "우리 동네", "이 동네", "동네", "밖", "바깥", "지금"}
# WMO 4677, as Open-Meteo gives it.
_SKIES = (
    (0, "맑아요"), (1, "대체로 맑아요"), (2, "구름이 조금 있어요"), (3, "흐려요"),
    (48, "안개가 껴요"), (57, "이슬비가 내려요"), (65, "비가 내려요"),
    (67, "어는 비가 내려요"), (77, "눈이 내려요"), (82, "소나기가 내려요"),
    (86, "소낙눈이 내려요"), (99, "천둥번개가 쳐요"),
)  # fmt: skip
_Point = tuple[float, float]
M = TypeVar("M", bound=BaseModel)


class _Now(BaseModel):
    temperature_2m: float
    weather_code: int


class _Days(BaseModel):
    time: list[dt.date]
    weather_code: list[int]
    temperature_2m_max: list[float]
    temperature_2m_min: list[float]
    precipitation_probability_max: list[float | None]


class _Forecast(BaseModel):
    current: _Now
    daily: _Days


class _Place(BaseModel):
    latitude: float
    longitude: float


class _Found(BaseModel):
    results: Annotated[list[_Place], Field(default_factory=list)]


@cache
def _known() -> dict[str, _Point]:
    return read_table("weather_places", dict[str, _Point])


@time_limit(15)
def forecast(request: Request) -> Outcome:
    """The weather of a place and a day; says so when the service is not to be reached."""
    service = request.settings.get("weather")
    if not service:
        return need_service(request)
    said = plain_slot(request, "place_name")
    place = request.settings.get("weather_home", "서울") if said in (None, *_HERE) else str(said)
    silent = Outcome("utter_service_silent", {"service": "날씨 서비스"})
    points = [_known()[place]] if place in _known() else _looked_up(request, place)
    if not points:
        return silent if points is None else Outcome("utter_weather_nowhere", {"place": place})
    answer = fetch(request, f"{service}?{urlencode(_question(request, points[0]))}", _FRESH)
    found = None if answer is None else _read(answer, _Forecast)
    if answer is None or found is None:
        return silent
    day = day_of(request) or today(request.context)
    return _said(request, found, answer, place, day)


def _said(request: Request, found: _Forecast, answer: Answer, place: str, day: dt.date) -> Outcome:
    values = {"place": place, "day": say_day(day, request.context)}
    if day not in found.daily.time:
        return Outcome("utter_weather_unknown", values)
    at, daily = found.daily.time.index(day), found.daily
    rain = daily.precipitation_probability_max[at]
    values |= {
        "sky": _sky(daily.weather_code[at]),
        "low": f"{daily.temperature_2m_min[at]:.0f}",
        "high": f"{daily.temperature_2m_max[at]:.0f}",
        "rain": "" if rain is None else f" 비나 눈이 올 확률은 {rain:.0f}%예요.",
        "age": _age(answer, request),
    }
    if day != today(request.context):
        return Outcome("utter_weather_day", values)
    now = {"now": f"{found.current.temperature_2m:.0f}", "sky": _sky(found.current.weather_code)}
    return Outcome("utter_weather_now", {**values, **now})


def _sky(code: int) -> str:
    return next((said for most, said in _SKIES if code <= most), "날씨가 변덕스러워요")


def _age(answer: Answer, request: Request) -> str:
    if not answer.stale:
        return ""
    at = local(answer.at, request.context)
    return f" 지금은 날씨 서비스가 대답하지 않아서, {say_time(at.time())}에 받은 예보예요."


def _question(request: Request, point: _Point) -> dict[str, Any]:
    return {
        "latitude": point[0],
        "longitude": point[1],
        "timezone": request.context.zone,
        "forecast_days": _DAYS,
        "current": "temperature_2m,weather_code",
        "daily": "weather_code,temperature_2m_max,temperature_2m_min,precipitation_probability_max",
    }


def _looked_up(request: Request, place: str) -> list[_Point] | None:
    """Where a place of this name is, if anywhere; None when nobody answers."""
    service = request.settings.get("weather_places", _PLACES)
    question = urlencode({"name": place, "count": 1, "language": "ko"})
    answer = fetch(request, f"{service}?{question}", _KNOWN)
    found = None if answer is None else _read(answer, _Found)
    if found is None:
        return None
    return [(one.latitude, one.longitude) for one in found.results]


def _read(answer: Answer, shape: type[M]) -> M | None:
    """The answer in its shape; None for one that is of another."""
    try:
        return shape.model_validate_json(answer.body)
    except ValidationError:
        return None
