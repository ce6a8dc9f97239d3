"""Appointments: made, moved, cancelled and told, within the clinic's opening hours.

Finding the words of a sentence that tell which appointment, and its new time, is `mentioned`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from dialog.saying import say_moment
from dialog.skill import Outcome, Request
from dialog.store import Base, Utc
from slu.core import Context, Slot
from slu.understanding.moment import moment_of
from slu.values import DateValue, NameValue, TextValue, TimeValue, Value

from .mentioned import new_times, old_times

_OPENS = dt.time(9)
_CLOSES = dict.fromkeys(range(5), dt.time(18, 30)) | {5: dt.time(13)}
_LUNCH = (dt.time(13), dt.time(14))
_NOON = dt.timedelta(hours=12)


class Appointment(Base):
    """One appointment of the person who holds the conversation."""

    __tablename__ = "clinic_appointments"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation: Mapped[str] = mapped_column(index=True)
    at: Mapped[dt.datetime] = mapped_column(Utc)
    department: Mapped[str]
    doctor: Mapped[str]
    patient: Mapped[str]


def book(request: Request) -> Outcome:
    """Keeps an appointment, unless the clinic is closed then or the time is gone."""
    department, doctor = _said(request, "department"), _said(request, "doctor")
    slots = [
        Slot(name, 0, 0, "", value=request.filled[name])
        for name in ("date", "time")
        if name in request.filled
    ]
    at = _moment(slots, request.context)
    if at is None:
        return Outcome("utter_ask_time", ask="time")
    refused = _refused(request, at)
    if refused is not None:
        return refused
    made = Appointment(
        conversation=request.conversation,
        at=at,
        department=department,
        doctor=doctor,
        patient=_said(request, "patient"),
    )
    request.session.add(made)
    request.session.flush()
    values = {"when": _when(at, request.context), "what": _what(made)}
    return Outcome("utter_booked", values, made=f"appointment:{made.id}")


def change(request: Request) -> Outcome:
    """Moves an appointment to the time that the sentence, or its answer, names."""
    found = _meant(request)
    if isinstance(found, Outcome):
        return found
    new = _moment(_over(found.at, new_times(request), request.context), request.context)
    if new is None:
        return _other_doctor(request, found) or _asking(
            Outcome("utter_ask_new_time", {"booking": _told(found, request.context)}),
            found,
            request.context,
        )
    refused = _refused(request, new)
    if refused is not None:
        return _asking(refused, found, request.context)
    found.at = new
    request.session.flush()
    return Outcome("utter_changed", {"when": _when(new, request.context)})


def _asking(question: Outcome, found: Appointment, context: Context) -> Outcome:
    """The question when to move to, which remembers what is to be moved."""
    keep: dict[str, Value] = {"which": DateValue(_local(found.at, context).date())}
    return replace(question, ask="moved_to", keep=keep)


def _other_doctor(request: Request, found: Appointment) -> Outcome | None:
    """The appointment with another doctor, where the sentence names one and no time."""
    said = request.slot("doctor")
    if said is None or (doctor := _name(said.value, said.text)) == found.doctor:
        return None
    found.doctor = doctor
    request.session.flush()
    return Outcome("utter_doctor_changed", {"booking": _told(found, request.context)})


def cancel(request: Request) -> Outcome:
    """Takes an appointment away."""
    found = _meant(request)
    if isinstance(found, Outcome):
        return found
    told = _told(found, request.context)
    request.session.delete(found)
    return Outcome("utter_cancelled_booking", {"booking": told})


def check(request: Request) -> Outcome:
    """Tells the appointments to come."""
    kept = _kept(request)
    if not kept:
        return Outcome("utter_no_bookings")
    told = ", ".join(_told(one, request.context) for one in kept)
    return Outcome("utter_bookings", {"bookings": told})


def _kept(request: Request) -> list[Appointment]:
    query = (
        select(Appointment)
        .where(Appointment.conversation == request.conversation)
        .where(Appointment.at >= request.context.now)
        .order_by(Appointment.at)
    )
    return list(request.session.scalars(query))


def _meant(request: Request) -> Appointment | Outcome:
    """The one that the sentence speaks of, or the question which."""
    kept = _kept(request)
    for name in ("department", "doctor", "patient"):
        said = request.slot(name)
        if said is not None and len(kept) > 1:
            same = [one for one in kept if getattr(one, name) == _name(said.value, said.text)]
            kept = same or (kept if name == "doctor" else [])  # a doctor may be the new one
    days = [slot.value for slot in old_times(request)] or [request.filled.get("which")]
    for day in days:
        if len(kept) > 1 and isinstance(day, DateValue):
            kept = [one for one in kept if _local(one.at, request.context).date() == day.date]
    if not kept:
        return Outcome("utter_no_bookings")
    if len(kept) > 1:
        told = ", ".join(_told(one, request.context) for one in kept)
        return Outcome("utter_which", {"bookings": told}, ask="which")
    return kept[0]


def _over(at: dt.datetime, new: list[Slot], context: Context) -> list[Slot]:
    """The new date and time, what is not named taken from the old; none where none is named."""
    local, names = _local(at, context), {slot.name for slot in new}
    old: dict[str, Value] = {"date": DateValue(local.date()), "time": TimeValue(local.time())}
    kept = [Slot(name, 0, 0, "", value=value) for name, value in old.items() if name not in names]
    return new + kept if new else []


def _moment(slots: list[Slot], context: Context) -> dt.datetime | None:
    """The moment; of a time that may be in either half of the day, the one while it is open."""
    found = moment_of(slots, context)
    if found is None:
        return None
    at = _local(found.at, context)
    return at + _NOON if found.ambiguous and at.hour < 12 and not _is_open(at) else at


def _is_open(at: dt.datetime) -> bool:
    closes = _CLOSES.get(at.weekday(), _OPENS)
    return _OPENS <= at.time() < closes and not _LUNCH[0] <= at.time() < _LUNCH[1]


def _refused(request: Request, at: dt.datetime) -> Outcome | None:
    values = {"when": _when(at, request.context)}
    if at < request.context.now:
        return Outcome("utter_past", values, ask="date")
    if not _is_open(at):
        return Outcome("utter_closed", values, ask="date")
    return None


def _said(request: Request, name: str) -> str:
    value = request.filled.get(name)
    return "" if value is None else _name(value, "")


def _name(value: Value | None, text: str) -> str:
    match value:
        case NameValue(name=name) | TextValue(text=name):
            return name
    return text


def _what(one: Appointment) -> str:
    """어머니 내과 김민수 선생님 진료, as far as it is known."""
    doctor = f"{one.doctor} 선생님" if one.doctor else ""
    return " ".join(filter(None, (one.patient, one.department, doctor)))


def _told(one: Appointment, context: Context) -> str:
    return f"{_when(one.at, context)} {_what(one)}"


def _when(at: dt.datetime, context: Context) -> str:
    return say_moment(at, _local(context.now, context))


def _local(at: dt.datetime, context: Context) -> dt.datetime:
    return at.astimezone(ZoneInfo(context.zone))
