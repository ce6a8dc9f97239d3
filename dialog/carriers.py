"""Carry one message to where it belongs: an MQTT broker (QoS 1) or a webhook (HTTP POST).

The key goes along, as the header `Idempotency-Key` or the MQTT 5 user property of that name. Either
ends within its time limit, delivered or not. When to try again is `dialog.delivery`'s affair.
"""

from __future__ import annotations

import threading
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

import httpx
from paho.mqtt.client import Client, MQTTMessageInfo, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from dialog.outbox import Message
from slu.errors import DataError

SECONDS = 10.0
KEY = "idempotency-key"
_PORTS = {"mqtt": 1883, "mqtts": 8883}
_PASSING = {408, 425, 429}  # of the answers that blame the message, those that pass by waiting


class Undelivered(Exception):
    """The message did not arrive, as far as is known; `final`: it never will."""

    def __init__(self, error: str, final: bool = False):
        super().__init__(error)
        self.final = final


class Carrier(Protocol):
    """Delivers, or raises Undelivered; keeps connections open between messages."""

    def carry(self, message: Message) -> None: ...

    def close(self) -> None: ...


class Webhooks:
    """Posts JSON. Any 2xx is a receipt; a redirection is none, so that a body goes only where it
    was meant to go."""

    def __init__(self, seconds: float = SECONDS):
        self._client = httpx.Client(timeout=seconds / 2, follow_redirects=False)

    def carry(self, message: Message) -> None:
        headers = {"Content-Type": "application/json", KEY: message.key}
        try:
            with self._client.stream(
                "POST", message.target, content=message.body.encode(), headers=headers
            ) as answer:
                status = answer.status_code  # what else it says is not read
        except httpx.InvalidURL as fault:
            raise Undelivered(f"{type(fault).__name__}", final=True) from fault
        except httpx.HTTPError as fault:
            raise Undelivered(f"{type(fault).__name__}: {fault}") from fault
        if not 200 <= status < 300:
            raise Undelivered(f"HTTP {status}", final=status < 500 and status not in _PASSING)

    def close(self) -> None:
        self._client.close()


class Mqtt:
    """Publishes to one broker, `mqtt://name:password@host:1883` or `mqtts://...`. Raises DataError
    for another address; the broker itself is looked for at the first message."""

    def __init__(self, address: str, seconds: float = SECONDS):
        parts = urlsplit(address)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in _PORTS or not parts.hostname or port == -1:
            raise DataError(
                "MQTT 주소를 읽을 수 없습니다. mqtt://이름:비밀번호@호스트:1883처럼 적어 주세요."
            )
        self._host, self._port = parts.hostname, port or _PORTS[parts.scheme]
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._is_secure, self._seconds = parts.scheme == "mqtts", seconds
        self._connection: _Connection | None = None

    def carry(self, message: Message) -> None:
        try:
            self._open().publish(message, self._seconds)
        except Undelivered as fault:
            if not fault.final:  # an unsent message may wait in the client: it goes with it
                self.close()
            raise
        except (OSError, RuntimeError, ValueError) as fault:
            self.close()
            raise Undelivered(f"{type(fault).__name__}: {fault}") from fault

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> _Connection:
        if self._connection is None:
            client = Client(
                CallbackAPIVersion.VERSION2, protocol=MQTTv5, reconnect_on_failure=False
            )
            client.connect_timeout = self._seconds
            if self._user is not None:
                client.username_pw_set(self._user, self._password)
            if self._is_secure:
                client.tls_set()
            self._connection = _Connection(client)
            self._connection.open(self._host, self._port, self._seconds)
        return self._connection


class _Connection:
    """One connection, used by one thread; it is closed at the first trouble."""

    def __init__(self, client: Client):
        self._client, self._answered = client, threading.Event()
        self._refusal: str | None = None
        self._refused: dict[int, str] = {}
        client.on_connect = self._connected
        client.on_publish = self._published

    def open(self, host: str, port: int, seconds: float) -> None:
        self._client.connect(host, port, keepalive=30)
        self._client.loop_start()
        if not self._answered.wait(seconds):
            raise Undelivered("the broker does not answer")
        if self._refusal is not None:
            raise Undelivered(self._refusal)

    def publish(self, message: Message, seconds: float) -> None:
        properties = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]
        properties.UserProperty = (KEY, message.key)
        properties.ContentType = "application/json"
        sent: MQTTMessageInfo = self._client.publish(
            message.target, message.body.encode(), qos=1, properties=properties
        )
        sent.wait_for_publish(seconds)
        if not sent.is_published():
            raise Undelivered("the broker gave no receipt")
        refusal = self._refused.pop(sent.mid, None)
        if refusal is not None:
            raise Undelivered(refusal, final=True)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()

    def _connected(self, client: Any, data: Any, flags: Any, reason: Any, properties: Any) -> None:
        self._refusal = str(reason) if reason.is_failure else None
        self._answered.set()

    def _published(self, client: Any, data: Any, mid: int, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self._refused[mid] = str(reason)
