"""Fetches a recording from an address that somebody else wrote: http(s) only, public machines
only, so much and so long. Nothing is kept.

The name is looked up once and the connection goes to the address that was checked, so that a
name cannot point elsewhere a moment later.
"""

from __future__ import annotations

import ipaddress
import socket
import time
from dataclasses import dataclass
from typing import Final

import httpx

from slu.errors import NetworkError

_MOST_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
# Networks that lead on to addresses of version 4, whatever these are.
_TUNNELS: Final = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")))


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """`private` allows addresses of one's own network."""

    most_bytes: int = 25 * 1024 * 1024
    seconds: float = 20.0
    private: bool = False


def fetch(url: str, options: FetchOptions, transport: httpx.BaseTransport | None = None) -> bytes:
    """What is at the address. Raises NetworkError, a Korean sentence, for anything that may not or
    could not be fetched."""
    until = time.monotonic() + options.seconds
    with httpx.Client(transport=transport, trust_env=False) as client:
        address = httpx.URL(_readable(url))
        for _ in range(_MOST_REDIRECTS + 1):
            answer = _get(client, address, options, until)
            if isinstance(answer, bytes):
                return answer
            address = address.join(_readable(answer))
    raise NetworkError("소리의 주소가 다른 곳으로 너무 여러 번 이끕니다. 마지막 주소를 주세요.")


def _readable(url: str) -> str:
    try:
        httpx.URL(url)
    except (httpx.InvalidURL, TypeError) as fault:
        raise NetworkError("소리의 주소를 읽을 수 없습니다. https://로 시작하게 주세요.") from fault
    return url


def _get(
    client: httpx.Client, address: httpx.URL, options: FetchOptions, until: float
) -> bytes | str:
    """The content, or where the address leads on to."""
    if address.scheme not in ("http", "https") or not address.host:
        raise NetworkError("소리의 주소는 http://나 https://로 시작해야 합니다.")
    machine = _machine(address, options)
    left = until - time.monotonic()
    try:
        with client.stream(
            "GET",
            address.copy_with(host=machine, username=None, password=None),
            headers={"Host": address.netloc.decode("ascii").rpartition("@")[2]},
            timeout=max(left, 0.01),
            extensions={"sni_hostname": address.raw_host.decode("ascii")},
        ) as response:
            if response.status_code in _REDIRECTS and "location" in response.headers:
                return response.headers["location"]
            if response.status_code != 200:
                raise NetworkError(f"소리의 주소가 {response.status_code}(으)로 답했습니다.")
            return _content(response, options, until)
    except httpx.HTTPError as fault:
        raise NetworkError(f"소리를 가져오지 못했습니다({type(fault).__name__}).") from fault


def _content(response: httpx.Response, options: FetchOptions, until: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    for part in response.iter_bytes():
        parts.append(part)
        size += len(part)
        if size > options.most_bytes:
            most = options.most_bytes / 1024 / 1024
            raise NetworkError(f"소리가 너무 큽니다. {most:g}MB까지 받습니다.")
        if time.monotonic() > until:
            raise NetworkError(f"소리를 {options.seconds:g}초 안에 다 받지 못했습니다.")
    return b"".join(parts)


def _machine(address: httpx.URL, options: FetchOptions) -> str:
    """The number of the machine. Raises NetworkError where one of the name's is not public."""
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(address.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise NetworkError("소리의 주소에 있는 이름을 찾지 못했습니다.") from fault
    machines = [str(one[4][0]) for one in found]
    if not options.private and not all(map(is_public, machines)):
        raise NetworkError("안쪽 네트워크의 주소에서는 소리를 가져오지 않습니다.")
    return machines[0]


def is_public(machine: str) -> bool:
    """Whether the address is one of the open internet."""
    address = ipaddress.ip_address(machine.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            address = address.ipv4_mapped
        elif any(address in network for network in _TUNNELS):
            return False
    return address.is_global and not address.is_multicast
