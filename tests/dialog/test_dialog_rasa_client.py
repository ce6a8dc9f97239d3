"""The talk with an action server, step by step, and the files that name one."""

from __future__ import annotations

import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import rasa_kit

from dialog.domain import Domain, read_domain
from dialog.domain_file import Endpoint
from dialog.rasa.answers import read
from dialog.rasa.client import REJECTED, UNREACHABLE, UNSURE, ActionServer
from dialog.rasa.domain_json import digest, domain_to_json
from dialog.rasa.endpoints import find_endpoint
from dialog.replies import Spoken
from dialog.skill import Failed
from dialog.skills import load_skills
from slu.errors import DomainError

TRACKER = {"sender_id": "철수", "events": []}
Answering = Callable[[httpx.Request], httpx.Response]


@pytest.fixture
def domain(tmp_path: Path) -> Domain:
    (tmp_path / "domain.yml").write_text(rasa_kit.DOMAIN, encoding="utf-8")
    return read_domain(tmp_path / "domain.yml")


def server(domain: Domain, answer: Answering, **endpoint: Any) -> ActionServer:
    made = ActionServer.at(Endpoint(url="http://actions.example/webhook?a=1", **endpoint), domain)
    made.http.close()
    client = httpx.Client(transport=httpx.MockTransport(answer), headers=made.http.headers)
    return ActionServer(made.endpoint, made.domain, made.digest, client)


def run(asked: ActionServer, seconds: float = 60) -> dict[str, Any]:
    return asked.run("action_order", TRACKER, "key", time.monotonic() + seconds)


def test_the_domain_is_sent_only_when_it_is_asked_for(domain: Domain) -> None:
    calls: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(json.loads(request.content))
        known = len(calls) > 1
        return httpx.Response(200 if known else 449, json={"events": [], "responses": []})

    asked = server(domain, answer)
    run(asked)
    run(asked)
    assert ["domain" in call for call in calls] == [False, True, False]
    assert {call["domain_digest"] for call in calls} == {digest(domain_to_json(domain))}
    assert calls[0]["next_action"] == "action_order"
    assert calls[0]["sender_id"] == "철수"
    assert calls[1]["domain"]["intents"][0] == "greet"


def test_an_older_server_gets_the_domain_each_time(domain: Domain) -> None:
    calls: list[dict[str, Any]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        calls.append(json.loads(request.content))
        return httpx.Response(200, content=b"null")

    asked = server(domain, answer, send_domain=True)
    assert run(asked) == run(asked) == {}
    assert ["domain" in call for call in calls] == [True, True]


def test_a_server_that_asks_for_ever_is_given_up(domain: Domain) -> None:
    with pytest.raises(Failed, match="449"):
        run(server(domain, lambda request: httpx.Response(449)))


def test_token_headers_and_key_go_along(domain: Domain) -> None:
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    run(server(domain, answer, token="s3cret", params={"b": "2"}, headers={"X-Team": "7"}))
    (request,) = seen
    assert dict(request.url.params) == {"a": "1", "b": "2", "token": "s3cret"}
    assert request.headers["X-Team"] == "7"
    assert request.headers["Idempotency-Key"] == "key"


@pytest.mark.parametrize(
    ("response", "says"),
    [
        (httpx.Response(400, json={"error": "no", "action_name": "action_order"}), REJECTED),
        (httpx.Response(400, text="bad"), UNSURE),
        (httpx.Response(404, json={"error": "none"}), UNREACHABLE),
        (httpx.Response(500, text="<html>"), UNSURE),
        (httpx.Response(302, headers={"Location": "http://other.example"}), UNSURE),
        (httpx.Response(200, text="<html>"), UNSURE),
        (httpx.Response(200, json=[1]), UNSURE),
        (httpx.Response(200, content=b" " * 5_000_000), UNSURE),
    ],
)
def test_an_error_names_what_to_say(domain: Domain, response: httpx.Response, says: str) -> None:
    with pytest.raises(Failed) as failed:
        run(server(domain, lambda request: response))
    assert failed.value.response == says
    assert says in domain.responses


def test_what_was_sent_is_not_sent_again(domain: Domain) -> None:
    """A server that takes the call and hangs up: whether it did it, nobody knows."""
    taken: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def take() -> None:
            for _ in range(2):
                connection, _ = listening.accept()
                with connection:
                    taken.append(connection.recv(100))

        threading.Thread(target=take, daemon=True).start()
        port = listening.getsockname()[1]
        asked = ActionServer.at(Endpoint(url=f"http://127.0.0.1:{port}/webhook"), domain)
        with pytest.raises(Failed) as failed:
            run(asked)
        assert failed.value.response == UNSURE
        assert len(taken) == 1
        with socket.create_connection(("127.0.0.1", port)):
            pass  # lets the thread end


@pytest.mark.parametrize(
    "data", [{"events": [1]}, {"events": {"a": 1}}, {"responses": ["a"]}, {"responses": 7}]
)
def test_what_is_no_answer_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="lists"):
        read("action_a", data, lambda name, values: Spoken(name, name))


def test_an_answer_is_read_as_rasa_reads_it(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    said: list[tuple[str, dict[str, str]]] = []

    def speak(name: str, values: Any) -> Spoken:
        said.append((name, dict(values)))
        return Spoken(name, "틀")

    data = {
        "responses": [
            {"text": "글", "buttons": [{"title": "네", "payload": "/yes"}, {"title": "?"}]},
            {"template": "utter_a", "count": 3, "text": None, "image": None},
            {"response": "utter_b", "text": "제 말"},
            {"text": None, "custom": {"a": 1}},
            {},
        ],
        "events": [
            {"event": "slot", "name": "a", "value": None, "timestamp": None},
            {"event": "slot", "name": "requested_slot", "value": "b"},
            {"event": "followup", "name": "action_listen"},
            {"event": "form", "name": "a_form"},
            {"event": "rewind"},
            {},
        ],
    }
    answer = read("action_a", data, speak)
    assert [one.text for one in answer.messages] == ["글", "틀", "제 말", ""]
    assert [button.title for button in answer.messages[0].buttons] == ["네"]
    assert answer.messages[3].rich == {"custom": {"a": 1}}
    assert said == [("utter_a", {"count": "3"}), ("utter_b", {})]
    assert answer.changes.events == ({"event": "slot", "name": "a", "value": None},)
    assert (answer.requested, answer.follow, answer.form) == ("b", None, "a_form")
    assert "action_a: events left out: None, rewind" in caplog.text
    assert "button without" in caplog.text


ENDPOINT = "action_endpoint:\n  url: {url}\n"


def test_the_endpoint_stands_in_the_domain_or_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHERE", "actions.example")
    path = tmp_path / "domain.yml"
    path.write_text(rasa_kit.DOMAIN, encoding="utf-8")
    beside = ENDPOINT.format(url="http://${WHERE}:5055/webhook") + "tracker_store: {type: x}\n"
    path.with_name("endpoints.yml").write_text(beside, encoding="utf-8")
    found = find_endpoint(read_domain(path))
    assert found is not None
    assert found.url == "http://actions.example:5055/webhook"
    path.write_text(rasa_kit.DOMAIN + ENDPOINT.format(url="https://other"), encoding="utf-8")
    found = find_endpoint(read_domain(path))
    assert found is not None
    assert found.url == "https://other"


@pytest.mark.parametrize(
    ("beside", "says"),
    [
        (None, "할 함수가 없습니다"),
        ("nlg: {url: http://a}\n", "action_endpoint로 적어"),
        ("action_endpoint:\n  url: ftp://a\n", ":2: 주소는 http"),
        ("action_endpoint:\n  urll: http://a\n", "혹시 'url'인가요"),
        ("action_endpoint:\n  url: http://${NO_SUCH_NAME}/\n", "환경 변수 NO_SUCH_NAME"),
        ("action_endpoint: [\n", "YAML 문법"),
    ],
)
def test_a_fault_in_the_endpoint_is_named(tmp_path: Path, beside: str | None, says: str) -> None:
    path = tmp_path / "domain.yml"
    path.write_text(rasa_kit.DOMAIN, encoding="utf-8")
    if beside is not None:
        path.with_name("endpoints.yml").write_text(beside, encoding="utf-8")
    with pytest.raises(DomainError) as error:
        load_skills(read_domain(path))
    assert says in str(error.value)
