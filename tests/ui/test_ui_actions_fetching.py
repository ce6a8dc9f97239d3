"""Recordings by address: which addresses are asked, and what is taken from them."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from slu.errors import NetworkError
from ui.actions.fetching import FetchOptions, fetch, is_public

OPEN, INSIDE = "93.184.216.34", "10.0.0.7"
NAMES = {"sound.example": [OPEN], "inside.example": [INSIDE], "both.example": [OPEN, INSIDE]}
Answering = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    def look_up(host: str, port: int, **_: Any) -> list[Any]:
        if host not in NAMES:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in NAMES[host]]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)


def fetched(url: str, answer: Answering, **options: Any) -> bytes:
    return fetch(url, FetchOptions(**options), httpx.MockTransport(answer))


def test_the_checked_machine_is_asked_by_its_name() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=b"sound")

    assert fetched("https://me:pw@sound.example:8443/a.wav?b=1", answer) == b"sound"
    (request,) = asked
    assert str(request.url) == f"https://{OPEN}:8443/a.wav?b=1"
    assert request.headers["host"] == "sound.example:8443"
    assert request.extensions["sni_hostname"] == "sound.example"
    assert "authorization" not in request.headers


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://inside.example/a", "안쪽 네트워크"),
        ("http://both.example/a", "안쪽 네트워크"),
        ("http://none.example/a", "찾지 못했습니다"),
        ("ftp://sound.example/a", "http://나"),
        ("http:///a", "http://나"),
        ("http://[::1", "읽을 수 없습니다"),
        ("http://a b/", "찾지 못했습니다|읽을 수 없습니다"),
    ],
)
def test_an_address_that_may_not_be_asked_is_not(url: str, says: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request.url)

    with pytest.raises(NetworkError, match=says):
        fetched(url, answer)


def test_ones_own_network_may_be_allowed() -> None:
    ok = httpx.Response(200, content=b"a")
    assert fetched("http://inside.example/a", lambda request: ok, private=True) == b"a"


def test_a_way_on_is_checked_anew() -> None:
    def lead(to: str) -> Answering:
        def answer(request: httpx.Request) -> httpx.Response:
            if request.url.path == "/a":
                return httpx.Response(302, headers={"Location": to})
            return httpx.Response(200, content=request.url.raw_path)

        return answer

    assert fetched("http://sound.example/a", lead("/b?c")) == b"/b?c"
    for to in ("http://inside.example/b", "file:///etc/passwd"):
        with pytest.raises(NetworkError):
            fetched("http://sound.example/a", lead(to))
    with pytest.raises(NetworkError, match="여러 번"):
        fetched("http://sound.example/a", lead("/a"))


@pytest.mark.parametrize(
    ("response", "says"),
    [
        (httpx.Response(404), "404"),
        (httpx.Response(200, content=b"x" * 2000), "너무 큽니다"),
    ],
)
def test_what_comes_may_be_refused(response: httpx.Response, says: str) -> None:
    with pytest.raises(NetworkError, match=says):
        fetched("http://sound.example/a", lambda request: response, most_bytes=1000)


def test_what_does_not_come_is_told() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("late")

    with pytest.raises(NetworkError, match="ReadTimeout"):
        fetched("http://sound.example/a", answer)


@pytest.mark.parametrize("machine", [OPEN, "2606:2800:220:1:248:1893:25c8:1946", "8.8.8.8"])
def test_the_open_internet_is_public(machine: str) -> None:
    assert is_public(machine)


@pytest.mark.parametrize(
    "machine",
    [
        INSIDE,
        "127.0.0.1",
        "0.0.0.0",
        "169.254.169.254",
        "192.168.0.1",
        "172.16.3.4",
        "100.64.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.7",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_what_is_inside_is_not_public(machine: str) -> None:
    assert not is_public(machine)
