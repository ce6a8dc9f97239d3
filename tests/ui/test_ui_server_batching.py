"""Simultaneous sentences through the server: fewer calls of the model, each its own answer."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from server_kit import service
from starlette.testclient import TestClient

from models.heads.crf import CRF
from models.joint import Batch, Scores
from slu.core import IntentScore
from slu.understanding.confidence import UNCALIBRATED
from slu.understanding.labels import LabelSet
from slu.understanding.predictor import Prediction, TextPredictor
from slu.understanding.understander import Understander
from ui.server.app import build
from ui.server.batching import BatchingPredictor


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


def test_a_text_too_long_for_the_model_is_refused_with_its_length(tmp_path: Path) -> None:
    longs = service(tmp_path, Understander(Echo()))
    with TestClient(build(longs)) as client:
        answer = client.post("/model/parse", json={"text": "가" * 2000})
    assert answer.status_code == 422
    assert "2,000자" in answer.json()["message"]


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
