"""The things of the house as they are kept: found or new, told to a face, put off to a later time.

What is done with them is `home`.
"""

from __future__ import annotations

from sqlalchemy import select

from dialog import schedule
from dialog.assistants.malgwi.skills.home_bridge import topic
from dialog.assistants.malgwi.skills.speak import say_when
from dialog.assistants.malgwi.skills.tables import Device
from dialog.assistants.malgwi.skills.when import later_moment
from dialog.skill import Outcome, Request


def later_done(request: Request, label: str) -> Outcome | None:
    at = later_moment(request)
    if at is None:
        return None
    zone = request.context.zone
    schedule.add(request.session, request.conversation, "reminder", label, at, None, zone)
    values = {"when": say_when(at, request.context), "what": label}
    return Outcome("utter_device_later", values, data=state(request))


def devices(request: Request, kind: str | None = None) -> list[Device]:
    wanted = select(Device).where(Device.conversation == request.conversation)
    if kind is not None:
        wanted = wanted.where(Device.kind == kind)
    return list(request.session.scalars(wanted.order_by(Device.kind, Device.place, Device.name)))


def device_of(request: Request, kind: str, place: str, name: str) -> Device:
    """The one that is kept, else a new one, not yet in the session."""
    key = (request.conversation, kind, place, name)
    return request.session.get(Device, key) or Device(
        conversation=request.conversation,
        kind=kind,
        place=place,
        name=name,
        on=False,
        level=100,
        colour="흰색",
    )


def note_of(request: Request) -> str:
    """Said once a conversation, before anything of the house is kept, if no device is reached."""
    if topic(request) is not None or devices(request):
        return ""
    return " 실제 기기와는 아직 연결되어 있지 않아서 제 기록에만 적어 뒀어요."


def state(request: Request) -> dict[str, object]:
    """The house as the assistant keeps it."""
    return {
        "devices": [
            {
                "kind": device.kind,
                "place": device.place,
                "name": device.name,
                "on": device.on,
                "level": device.level,
                "colour": device.colour,
            }
            for device in devices(request)
        ]
    }
