"""Keeps what the house is to be, and sends it to real devices over MQTT where the domain says so.

With `settings: {home_topic: malgwi/house}` every change becomes a message to
`malgwi/house/<kind>/<place>/<name>`, by the outbox; without it the database is all there is. Topics
of a maker's own are a bridge's affair, on the broker's side.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from dialog import outbox
from dialog.assistants.malgwi.skills.tables import Device
from dialog.skill import Request

_GOOD_FOR = dt.timedelta(minutes=1)  # a light that goes on an hour late frightens people
_NOT_IN_A_TOPIC = re.compile(r"[\s/+#\0]+")


def keep(request: Request, devices: Sequence[Device]) -> None:
    """Writes the devices as they are now, and what is to be told to the real ones."""
    request.session.add_all(devices)
    request.session.flush()
    root = topic(request)
    if root is None:
        return
    for device in devices:
        outbox.post(request, "mqtt", f"{root}/{_path(device)}", _wish(device), _GOOD_FOR)


def topic(request: Request) -> str | None:
    """Where the house listens; None when there is no house."""
    return request.settings.get("home_topic", "").rstrip("/") or None


def _path(device: Device) -> str:
    parts = (device.kind, device.place, device.name)
    return "/".join(_NOT_IN_A_TOPIC.sub("_", part) for part in parts if part)


def _wish(device: Device) -> dict[str, object]:
    """The whole state, so that a message that comes twice changes nothing."""
    wish: dict[str, object] = {"on": device.on}
    if device.kind == "light":
        wish |= {"level": device.level, "colour": device.colour}
    return wish
