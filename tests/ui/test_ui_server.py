"""The server by HTTP: Rasa's interface, its errors, its gate, and simultaneous sentences."""

from __future__ import annotations

import json
import logging
import threading
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import anyio
import page_kit
import pytest
from starlette.testclient import TestClient

from dialog.domain_file import Button
from dialog.rasa.tracker_json import RasaTracker
from dialog.replies import Reply
from models.heads.crf import CRF
from models.joint import Batch, Scores
from slu.core import Context, IntentScore, Understanding
from slu.understanding.confidence import UNCALIBRATED
from slu.understanding.labels import LabelSet
from slu.understanding.predictor import Prediction, TextPredictor
from slu.understanding.understander import Understander
from ui.server.app import build
from ui.server.batching import BatchingPredictor
from ui.server.logs import JsonLines
from ui.server.options import ServerOptions
from ui.server.service import Service, messages_of

WAV = Path(__file__).parent.parent / "audio" / "wake-seven.wav"


def service(folder: Path, understander: Any = None, **options: Any) -> Service:
    voice = page_kit.voice_assistant(folder, understander)
    return Service(voice.assistant, voice, page_kit.Clock(), ServerOptions(**options), ("m", "d"))


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
    ("GET", "/conversations/nobody/tracker", {}, 404, "그런 대화가 없습니다"),
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


def test_a_text_too_long_for_the_model_is_refused_with_its_length(tmp_path: Path) -> None:
    longs = service(tmp_path, Understander(Echo()))
    with TestClient(build(longs)) as client:
        answer = client.post("/model/parse", json={"text": "가" * 2000})
    assert answer.status_code == 422
    assert "2,000자" in answer.json()["message"]


def test_a_fault_of_ours_says_nothing_of_itself(tmp_path: Path) -> None:
    class Broken:
        def understand(self, text: str, context: Context) -> Understanding:
            raise RuntimeError(text)

    app = build(service(tmp_path, Broken()))
    with TestClient(app, raise_server_exceptions=False) as client:
        answer = client.post("/model/parse", json={"text": "비밀"})
    assert answer.status_code == 500
    assert "비밀" not in answer.text


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


def test_the_log_has_the_request_and_no_words(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "malgwi.server")
    client.post("/webhooks/rest/webhook?token=s3cret", json={"sender": "김철수", "message": "비밀"})
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


@dataclass
class Echo(TextPredictor):
    """Names each text as its intent; the first call waits for `gate`, `poison` breaks a call."""

    calls: list[list[str]] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    entered: threading.Event = field(default_factory=threading.Event)
    poison: str = ""
    calibration = UNCALIBRATED
    labels = LabelSet((), ())
    subwords: Any = None

    @property
    def positions(self) -> int:
        return 512

    @property
    def crf(self) -> CRF:
        raise NotImplementedError

    def score(self, batch: Batch) -> Scores:
        raise NotImplementedError

    def predict_all(self, texts: list[str], batch_size: int = 32) -> list[Prediction]:
        self.calls.append(texts)
        if len(self.calls) == 1:
            self.entered.set()
            assert self.gate.wait(60)
        if self.poison in texts:
            raise RuntimeError(self.poison)
        return [Prediction((IntentScore(text, 1.0),), (), 1.0) for text in texts]


def together(
    client: TestClient, batching: BatchingPredictor, echo: Echo, texts: list[str]
) -> dict[str, Any]:
    """What each text is answered when all but the first come while that is being read."""
    answers: dict[str, Any] = {}

    def ask(text: str) -> None:
        answers[text] = client.post("/model/parse", json={"text": text}).json()

    threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
    threads[0].start()
    assert echo.entered.wait(60)
    for thread in threads[1:]:
        thread.start()
    while batching._queue.qsize() < len(texts) - 1:
        assert any(thread.is_alive() for thread in threads[1:])
    echo.gate.set()
    for thread in threads:
        thread.join(60)
    return answers


def test_simultaneous_sentences_share_a_call_and_keep_their_answers(tmp_path: Path) -> None:
    echo, texts = Echo(), [f"문장 {number}" for number in range(24)]
    batching = BatchingPredictor(echo)
    with TestClient(build(service(tmp_path, Understander(batching)))) as client:
        answers = together(client, batching, echo, texts)
    batching.close()
    assert [len(call) for call in echo.calls] == [1, 23]
    for text in texts:
        assert answers[text]["text"] == answers[text]["intent"]["name"] == text


def test_a_sentence_that_breaks_the_model_breaks_no_other(tmp_path: Path) -> None:
    echo = Echo(poison="독")
    batching = BatchingPredictor(echo)
    app = build(service(tmp_path, Understander(batching)))
    with TestClient(app, raise_server_exceptions=False) as client:
        answers = together(client, batching, echo, ["하나", "독", "둘", "셋"])
    batching.close()
    assert answers.pop("독")["code"] == 500
    assert [answers[text]["intent"]["name"] for text in ("하나", "둘", "셋")] == [
        "하나",
        "둘",
        "셋",
    ]


def test_no_batch_is_larger_than_it_may_be() -> None:
    echo = Echo()
    batching = BatchingPredictor(echo, most=4)
    echo.gate.set()
    found = batching.predict_all([str(number) for number in range(10)])
    batching.close()
    assert [one.ranking[0].name for one in found] == [str(number) for number in range(10)]
    assert max(len(call) for call in echo.calls) <= 4


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
