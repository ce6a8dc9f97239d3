"""The gate of the server: token, other pages, size and time, and what the log tells."""

from __future__ import annotations

import json
import logging
import threading
import traceback
from pathlib import Path
from typing import Any

import anyio
import page_kit
import pytest
from server_kit import service
from starlette.testclient import TestClient

from slu.core import Context, Understanding
from ui.server.app import build
from ui.server.logs import JsonLines

TOKENS: list[tuple[dict[str, Any], int]] = [
    ({}, 401),
    ({"headers": {"Authorization": "Bearer 아님".encode()}}, 401),
    ({"headers": {"Authorization": "Basic s3cret"}}, 401),
    ({"headers": {"Authorization": "Bearer s3cret"}}, 200),
    ({"params": {"token": "s3cret"}}, 200),
    ({"params": {"token": "s3cre"}}, 401),
]


@pytest.mark.parametrize(("shown", "status"), TOKENS)
def test_the_token_opens_and_nothing_else(
    tmp_path: Path, shown: dict[str, Any], status: int
) -> None:
    with TestClient(build(service(tmp_path, token="s3cret"))) as client:
        said = {"sender": "a", "message": "음"}
        for path, body in (("/webhooks/rest/webhook", said), ("/model/parse", {"text": "음"})):
            answer = client.post(path, json=body, **shown)
            assert answer.status_code == status
        assert client.get("/status", **shown).status_code == status
        assert client.get("/health").status_code == 200


def test_a_rasa_server_shows_its_token_in_the_body(tmp_path: Path) -> None:
    with TestClient(build(service(tmp_path, token="s3cret"))) as client:
        asked = {"text": page_kit.WAKE, "token": "s3cret"}
        assert client.post("/model/parse", json=asked).status_code == 200
        assert client.post("/model/parse", json={**asked, "token": "x"}).status_code == 401
        said = {"sender": "a", "message": "음", "token": "s3cret"}
        assert client.post("/webhooks/rest/webhook", json=said).status_code == 401


def test_other_pages_are_let_in_only_when_named(tmp_path: Path) -> None:
    asking = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    allows = "access-control-allow-origin"
    with TestClient(build(service(tmp_path / "a"))) as client:
        assert allows not in client.options("/model/parse", headers=asking).headers
    opened = service(tmp_path / "b", origins=("https://shop.example",), token="s3cret")
    with TestClient(build(opened)) as client:
        answer = client.options("/model/parse", headers=asking)
        assert answer.headers[allows] == "https://shop.example"
        other = client.options("/model/parse", headers={**asking, "Origin": "https://x.example"})
        assert allows not in other.headers


def test_an_answer_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    over = threading.Event()

    class Slow:
        def understand(self, text: str, context: Context) -> Understanding:
            over.wait(60)
            return Understanding(text, "none", 0.1)

    with TestClient(build(service(tmp_path, Slow(), answer_seconds=0.05))) as client:
        answer = client.post("/model/parse", json={"text": "음"})
        over.set()
    assert answer.status_code == 504
    assert "확인한 뒤" in answer.json()["message"]


@pytest.mark.parametrize(
    ("parts", "status"),
    [([b'{"text"'], 408), ([b"x" * 200_000, b"x" * 200_000], 413)],
    ids=["never ends", "longer than announced"],
)
def test_a_body_that_never_ends_is_refused(tmp_path: Path, parts: list[bytes], status: int) -> None:
    app = build(service(tmp_path, body_seconds=0.05))
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": part, "more_body": True} for part in parts]

    async def receive() -> Any:
        if waiting:
            return waiting.pop(0)
        await anyio.sleep_forever()

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/model/parse",
        "query_string": b"",
        "headers": [(b"content-type", b"application/json")],
    }
    anyio.run(app, scope, receive, send)
    assert sent[0]["status"] == status
    assert json.loads(sent[1]["body"])["code"] == status


def test_the_log_has_the_request_and_no_words(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "malgwi.server")
    said = {"sender": "김철수", "message": "비밀"}
    with TestClient(build(service(tmp_path))) as client:
        client.post("/webhooks/rest/webhook?token=s3cret", json=said)
        client.get("/conversations/김철수/tracker")
    lines = [JsonLines().format(record) for record in caplog.records]
    told = [json.loads(line) for line in lines if "malgwi.server" in line]
    assert [one["route"] for one in told] == [
        "/webhooks/rest/webhook",
        "/conversations/{conversation}/tracker",
    ]
    assert [one["status"] for one in told] == [200, 200]
    for line in lines:
        assert "비밀" not in line
        assert "철수" not in line
        assert "s3cret" not in line


def test_a_logged_error_does_not_quote_its_message() -> None:
    try:
        raise ValueError("비밀")
    except ValueError as fault:
        given = (ValueError, fault, fault.__traceback__)
        records = [
            logging.LogRecord("a", 40, "f", 1, "failed", (), given),
            logging.LogRecord("a", 40, "f", 1, "failed\n%s", (traceback.format_exc(),), None),
        ]
    for record in records:
        line = JsonLines().format(record)
        told = json.loads(line)
        assert (told["event"], told["error"]) == ("failed", "ValueError")
        assert "test_a_logged_error" in told["where"][-1]
        assert "비밀" not in line
