"""The server by HTTP: Rasa's interface, its errors, its gate, and simultaneous sentences."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import page_kit
import pytest
from server_kit import service
from starlette.testclient import TestClient

from dialog.domain_file import Button
from dialog.rasa.tracker_json import RasaTracker
from dialog.replies import Reply
from slu.core import Context, Understanding
from ui.server.app import build
from ui.server.service import messages_of

WAV = Path(__file__).parent.parent / "audio" / "wake-seven.wav"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(build(service(tmp_path)), raise_server_exceptions=False) as client:
        yield client


def test_a_rasa_server_gets_what_its_nlu_would_have_found(client: TestClient) -> None:
    asked = {"token": None, "text": page_kit.WAKE, "message_id": "7f"}
    found = client.post("/model/parse", json=asked).json()
    assert found["intent"] == {"name": "alarm_set", "confidence": 1.0}  # by a pattern
    assert found["intent_ranking"][0] == {"name": "alarm_set", "confidence": 0.97}
    assert found["intent_ranking"][1]["name"] == "calendar_set"
    (entity,) = found["entities"]
    assert (entity["start"], entity["end"]) == (0, 10)
    assert entity["value"] == "2026-03-03T07:00:00+09:00"
    assert client.post("/model/parse", json={"text": " "}).json()["intent"]["name"] is None


def test_what_is_out_of_scope_may_be_rasas_fallback(tmp_path: Path) -> None:
    with TestClient(build(service(tmp_path, nlu_fallback=True))) as client:
        found = client.post("/model/parse", json={"text": "모르는 말"}).json()
        known = client.post("/model/parse", json={"text": page_kit.WAKE}).json()
    assert found["intent"]["name"] == found["intent_ranking"][0]["name"] == "nlu_fallback"
    assert found["intent_ranking"][1]["name"] == "general_quirky"
    assert known["intent"]["name"] == "alarm_set"


def test_a_rest_client_of_rasa_talks(client: TestClient) -> None:
    said = {"sender": "철수", "message": page_kit.WAKE}
    (reply,) = client.post("/webhooks/rest/webhook", json=said).json()
    assert reply["recipient_id"] == "철수"
    assert "오전 7시" in reply["text"]
    line = client.post("/webhooks/rest/webhook?stream=true", json={"message": "모르는 말"}).text
    unsure = json.loads(line)
    assert unsure["recipient_id"] == "default"
    assert {"title", "payload"} == set(unsure["buttons"][0])
    assert client.get("/webhooks/rest/").json() == {"status": "ok"}


def test_the_tracker_is_rasas(client: TestClient) -> None:
    client.post("/webhooks/rest/webhook", json={"sender": "a", "message": page_kit.WAKE})
    state = client.get("/conversations/a/tracker").json()
    kinds = [event["event"] for event in state["events"]]
    assert kinds[:4] == ["action", "session_started", "action", "user"]
    assert kinds[-2:] == ["bot", "action"]
    assert state["sender_id"] == "a"
    assert state["slots"]["time"] == "2026-03-03T07:00:00+09:00"
    assert state["slots"]["person"] is None
    assert state["latest_message"]["intent"]["name"] == "alarm_set"
    assert state["latest_action_name"] == "action_listen"
    assert (state["active_loop"], state["paused"]) == ({}, False)
    none = client.get("/conversations/a/tracker?include_events=NONE").json()
    assert none["events"] is None
    before = client.get("/conversations/a/tracker?until=1").json()
    assert before["events"] == []
    nobody = client.get("/conversations/nobody/tracker").json()
    assert (nobody["sender_id"], nobody["events"]) == ("nobody", [])


def test_a_spoken_sentence_is_heard_understood_and_answered(client: TestClient) -> None:
    sound = WAV.read_bytes()
    plain = client.post("/speech?sender=a", content=sound, headers={"Content-Type": "audio/wav"})
    form = client.post("/speech", files={"file": ("a.wav", sound)}, data={"sender": "a"})
    for heard in (plain.json(), form.json()):
        assert heard["sender"] == "a"
        assert heard["transcript"]["text"] == page_kit.WAKE
        assert heard["understanding"]["intent"]["name"] == "alarm_set"
        assert "오전 7시" in heard["replies"][0]["text"]


def test_an_alarm_is_due_once(tmp_path: Path) -> None:
    made = service(tmp_path)
    with TestClient(build(made)) as client:
        client.post("/webhooks/rest/webhook", json={"sender": "a", "message": page_kit.TIMER})
        assert client.post("/conversations/a/due").json() == []
        made.clock.now = made.clock.now.replace(minute=1)  # type: ignore[attr-defined]
        (rung,) = client.post("/conversations/a/due").json()
        assert rung["recipient_id"] == "a"
        assert client.post("/conversations/a/due").json() == []


JSON = {"Content-Type": "application/json"}
REFUSED: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("POST", "/model/parse", {"content": '{"text": "내', "headers": JSON}, 400, "올바른 JSON"),
    ("POST", "/model/parse", {"content": b"\xff\xfe", "headers": JSON}, 400, "본문"),
    ("POST", "/model/parse", {"json": {"txt": "내"}}, 422, "'text'이(가) 없습니다"),
    ("POST", "/model/parse", {"json": {"text": 7}}, 422, "'text'의 값"),
    ("POST", "/model/parse", {"json": [1]}, 422, "JSON 객체"),
    ("POST", "/model/parse", {"content": '{"text": "내"}'}, 422, "application/json"),
    ("POST", "/model/parse", {"json": {"text": "가" * 500_000}}, 413, "256KB"),
    ("POST", "/webhooks/rest/webhook", {"json": {"sender": "a"}}, 422, "'message'"),
    ("POST", "/webhooks/rest/webhook", {"json": {"sender": "", "message": "음"}}, 422, "sender"),
    ("GET", "/conversations/nobody/tracker?include_events=SOME", {}, 422, "include_events"),
    ("POST", "/speech", {"content": b"no sound"}, 422, "소리 파일로 읽을 수 없습니다"),
    ("POST", "/speech", {"content": b""}, 422, "빈 파일"),
    ("POST", "/speech", {"files": {"other": b"x"}}, 422, "'file'이 없습니다"),
    ("GET", "/nowhere", {}, 404, "/docs"),
    ("GET", "/model/parse", {}, 405, "방법"),
]


@pytest.mark.parametrize(("method", "path", "sent", "status", "says"), REFUSED)
def test_what_is_wrong_is_said_in_rasas_shape(
    client: TestClient, method: str, path: str, sent: dict[str, Any], status: int, says: str
) -> None:
    answer = client.request(method, path, **sent)
    told = answer.json()
    assert (answer.status_code, told["code"], told["status"]) == (status, status, "failure")
    assert says in told["message"]


def test_a_fault_of_ours_says_nothing_of_itself(tmp_path: Path) -> None:
    class Broken:
        def understand(self, text: str, context: Context) -> Understanding:
            raise RuntimeError(text)

    app = build(service(tmp_path, Broken()))
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.post("/model/parse", json={"text": "비밀"})
    assert answer.status_code == 500
    assert "비밀" not in answer.text


def test_ready_says_when_the_database_is_gone(tmp_path: Path) -> None:
    made = service(tmp_path)
    with TestClient(build(made), raise_server_exceptions=False) as client:
        assert client.get("/ready").status_code == 200
        broken = replace(made, assistant=None)  # type: ignore[arg-type]
    with TestClient(build(broken), raise_server_exceptions=False) as client:
        assert client.get("/ready").status_code == 503
        assert client.get("/health").status_code == 200


def test_the_document_describes_every_address(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {
        "/model/parse",
        "/webhooks/rest/webhook",
        "/conversations/{conversation}/tracker",
    } < set(paths)
    body = paths["/speech"]["post"]["requestBody"]["content"]
    assert {"audio/*", "multipart/form-data"} < set(body)
    assert client.get("/version").json()["version"].startswith("3.")
    assert client.get("/status").json()["model_file"] == "m"


def test_what_an_action_server_sends_besides_text_goes_along() -> None:
    rich = {"action_a": {"rich": [{"image": "https://a.example/b.png", "custom": {"c": 1}}]}}
    assert messages_of(
        "a", Reply("글", buttons=(Button(title="네", payload="/yes"),), data=rich)
    ) == [
        {"recipient_id": "a", "text": "글", "buttons": [{"title": "네", "payload": "/yes"}]},
        {"recipient_id": "a", "image": "https://a.example/b.png"},
        {"recipient_id": "a", "custom": {"c": 1}},
    ]
    assert len(messages_of("a", Reply("", data=rich))) == 2
    assert messages_of("a", Reply("", data={"ring": {"id": 1}})) == [
        {"recipient_id": "a", "text": ""}
    ]


def test_an_empty_history_is_an_empty_tracker(tmp_path: Path) -> None:
    state = RasaTracker("a", service(tmp_path).assistant.domain).to_json()
    assert state["events"] == []
    assert set(state["slots"].values()) == {None}
    assert state["latest_event_time"] is None
