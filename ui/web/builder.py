"""Who builds the assistant, told from who visits it: by the machine, or by a secret.

What is done with it is `ui.web.gate`.
"""

from __future__ import annotations

import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from starlette.types import Scope

COOKIE: Final = "malgwi-builder"
_ASKED: Final = "token"
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_LOCAL_NAMES: Final = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Builder:
    """Knows the builder: whoever comes from this very machine, with nobody in between, or shows the
    token, which is made anew whenever the server starts."""

    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))

    def link(self, address: str) -> str:
        """Where the builder goes from another machine; the token stays in a cookie."""
        return f"{address.rstrip('/')}/train?{_ASKED}={self.token}"

    def is_builder(self, scope: Scope) -> bool:
        """Whether a request is the builder's. One that another site's page makes never is."""
        headers = _headers(scope)
        if _is_foreign(headers):
            return False
        return _is_local(scope, headers) or self._matches(_cookie(headers))

    def shows_token(self, scope: Scope) -> bool:
        """Whether the address itself holds the token."""
        query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        return self._matches(query.get(_ASKED, [""])[0])

    def _matches(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.token.encode())


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _is_local(scope: Scope, headers: dict[str, str]) -> bool:
    """From this machine, by an address of this machine, and not handed on by a proxy."""
    host, _ = scope.get("client") or ("", 0)
    name = urlsplit(f"//{headers.get('host', '')}").hostname
    if name not in _LOCAL_NAMES or any(each in headers for each in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_foreign(headers: dict[str, str]) -> bool:
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _cookie(headers: dict[str, str]) -> str:
    try:
        found: Any = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return "" if found is None else str(found.value)
