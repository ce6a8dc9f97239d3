"""Asks an action server, by the webhook of rasa-sdk 3.21, to run one action.

A call is sent again only when nothing of it can have arrived: where no connection came about. What
an answer means for the conversation is `dialog.rasa.answers`.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from typing import Any

import httpx

from dialog.domain import Domain
from dialog.domain_file import Endpoint
from dialog.rasa.domain_json import digest, domain_to_json
from dialog.skill import Failed

SDK_VERSION = "3.21.1"
_CONNECT_SECONDS = 2.0
_TRIES_MORE = 2  # for a connection; httpx waits a little longer each time
_MOST_BYTES = 4 * 1024 * 1024
_DOMAIN_WANTED = 449
_LOG = logging.getLogger(__name__)
UNREACHABLE, UNSURE = "utter_action_unreachable", "utter_action_unsure"
REJECTED = "utter_ask_rephrase"


@dataclass(frozen=True)
class ActionServer:
    """The server of an endpoint, for the actions of a domain. Safe to share between threads."""

    endpoint: Endpoint
    domain: dict[str, Any]
    digest: str
    http: httpx.Client

    @staticmethod
    def at(endpoint: Endpoint, domain: Domain) -> ActionServer:
        described = domain_to_json(domain)
        basic = endpoint.basic_auth
        client = httpx.Client(
            transport=httpx.HTTPTransport(retries=_TRIES_MORE),
            auth=(basic.get("username", ""), basic.get("password", "")) if basic else None,
            headers=endpoint.headers,
            trust_env=False,
        )
        return ActionServer(endpoint, described, digest(described), client)

    def run(self, action: str, tracker: dict[str, Any], key: str, until: float) -> dict[str, Any]:
        """What the server answers: `events` and `responses`. `key` is the call's idempotency key,
        `until` when to give up, by `time.monotonic`. Raises Failed with what to say of it."""
        call = {
            "next_action": action,
            "sender_id": tracker["sender_id"],
            "tracker": tracker,
            "domain_digest": self.digest,
            "version": SDK_VERSION,
        }
        with_domain = {**call, "domain": self.domain}
        if self.endpoint.send_domain:
            status, body = self._send(action, with_domain, key, until)
        else:
            status, body = self._send(action, call, key, until)
            if status == _DOMAIN_WANTED:
                status, body = self._send(action, with_domain, key, until)
        return _read(action, status, body)

    def _send(self, action: str, call: dict[str, Any], key: str, until: float) -> tuple[int, bytes]:
        left = until - time.monotonic()
        if left <= 0:
            raise Failed(f"{action}: no time left", UNSURE)
        timeout = httpx.Timeout(left, connect=min(left, _CONNECT_SECONDS))
        try:
            with self.http.stream(
                "POST",
                self._address(),
                json=call,
                headers={"Idempotency-Key": key} if key else None,
                timeout=timeout,
            ) as response:
                return response.status_code, _body(action, response, until)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as fault:
            raise Failed(f"{action}: not reached ({type(fault).__name__})", UNREACHABLE) from fault
        except httpx.HTTPError as fault:
            raise Failed(f"{action}: {type(fault).__name__}", UNSURE) from fault

    def _address(self) -> httpx.URL:
        """The endpoint's, with its token where Rasa puts it."""
        params = dict(self.endpoint.params)
        if self.endpoint.token is not None:
            params[self.endpoint.token_name] = self.endpoint.token
        return httpx.URL(self.endpoint.url).copy_merge_params(params)


def _body(action: str, response: httpx.Response, until: float) -> bytes:
    """The whole body, if it is of a reasonable size and comes in time."""
    parts: list[bytes] = []
    for part in response.iter_bytes():
        parts.append(part)
        if sum(map(len, parts)) > _MOST_BYTES:
            raise Failed(f"{action}: an answer of more than {_MOST_BYTES} bytes", UNSURE)
        if time.monotonic() > until:
            raise Failed(f"{action}: the answer did not end in time", UNSURE)
    return b"".join(parts)


def _read(action: str, status: int, body: bytes) -> dict[str, Any]:
    """The answer's JSON. Raises Failed for an error of the server, or what is no answer."""
    try:
        data = json.loads(body) if body else None
    except ValueError:
        data = None
    if status == 400 and isinstance(data, dict) and data.get("action_name"):
        raise Failed(f"{action}: execution rejected", REJECTED)
    if status == 404:
        raise Failed(f"{action}: the action server does not have it (404)", UNREACHABLE)
    if status != 200:
        raise Failed(f"{action}: the action server answered {status}", UNSURE)
    if data is None and body.strip() == b"null":
        return {}
    if not isinstance(data, dict):
        raise Failed(f"{action}: the answer is no JSON object", UNSURE)
    return data
