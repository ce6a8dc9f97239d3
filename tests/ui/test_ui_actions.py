"""`malgwi actions` as a process of its own, called as Rasa calls it, by HTTP."""

from __future__ import annotations

import base64
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from process_kit import free_port, process

from slu.paths import ROOT

pytest.importorskip("rasa_sdk", reason="rasa-sdk가 없습니다: pip install -e '.[rasa]'")

BOT = """\
version: "3.1"
intents: [book, malgwi_ring]
slots:
  time: {type: text, mappings: [{type: from_entity, entity: time}]}
  when: {type: any, mappings: [{type: from_entity, entity: date}]}
  people: {type: float, mappings: [{type: from_text}]}
  city: {type: text, mappings: [{type: from_text}]}
  menu: {type: categorical, values: [김치찌개, 된장찌개], mappings: [{type: from_text}]}
  sure: {type: bool, mappings: [{type: from_text}]}
  malgwi_intent: {type: text, mappings: [{type: custom}]}
  malgwi_say: {type: text, mappings: [{type: custom}]}
  malgwi_audio: {type: any, mappings: [{type: custom}]}
  malgwi_transcript: {type: text, mappings: [{type: custom}]}
  malgwi_ambiguous: {type: bool, mappings: [{type: custom}]}
  malgwi_asked: {type: text, mappings: [{type: custom}]}
forms:
  book_form: {required_slots: [when, people, menu, sure]}
responses:
  utter_booked:
    - text: "{city:으로} {people}명 예약했어요."
      buttons: [{title: 네, payload: /yes}]
  utter_invalid_people: [{text: "몇 분인지 숫자로 말씀해 주세요."}]
"""
TOKEN = "s3cret"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    (folder / "bot.yml").write_text(BOT, encoding="utf-8")
    command = [sys.executable, "-c", "from ui.cli import main; main()", "actions"]
    command += ["--port", str(port), "--bot", str(folder / "bot.yml"), "--token", TOKEN]
    command += ["--database", str(folder / "malgwi.db"), "--device", "cpu"]
    address = f"http://127.0.0.1:{port}"
    with (
        process(command, f"{address}/health", folder, ROOT),
        httpx.Client(
            base_url=address, params={"token": TOKEN}, timeout=60, trust_env=False
        ) as client,
    ):
        yield client


class Rasa:
    """Calls actions as a Rasa server does: the domain when it is asked for."""

    def __init__(self, client: httpx.Client):
        import yaml

        self.client, self.domain = client, yaml.safe_load(BOT)
        self.slots: dict[str, Any] = dict.fromkeys(self.domain["slots"])
        self.message: dict[str, Any] = {"text": "", "intent": {"name": None}, "entities": []}
        self.events: list[dict[str, Any]] = []

    def run(self, action: str, with_domain: bool = True) -> httpx.Response:
        tracker = {
            "sender_id": "철수",
            "slots": self.slots,
            "latest_message": self.message,
            "events": self.events,
            "active_loop": {},
            "latest_action_name": "action_listen",
        }
        call = {
            "next_action": action,
            "tracker": tracker,
            "domain_digest": "1",
            "version": "3.21.1",
        }
        if with_domain:
            call["domain"] = self.domain
        return self.client.post("/webhook", json=call)

    def act(self, action: str, text: str = "", **slots: Any) -> tuple[list[str], dict[str, Any]]:
        """The texts that the action says, and the slots that it sets."""
        self.message = {**self.message, "text": text}
        self.slots |= slots
        answer = self.run(action)
        assert answer.status_code == 200, answer.text
        self.answer = answer.json()
        set_ = {e["name"]: e["value"] for e in self.answer["events"] if e["event"] == "slot"}
        return [one["text"] for one in self.answer["responses"]], set_


@pytest.fixture
def rasa(server: httpx.Client) -> Rasa:
    return Rasa(server)


def test_a_message_is_parsed_into_the_bots_slots(rasa: Rasa) -> None:
    said, slots = rasa.act("action_malgwi_parse", "내일 아침 일곱 시에 깨워 줘")
    assert said == []
    assert slots["malgwi_intent"] == "alarm_set"
    assert slots["time"] == "07:00:00"
    assert len(slots["when"]) == len("2026-03-03")
    assert set(slots) <= set(rasa.slots)


def test_dates_in_words_become_iso(rasa: Rasa) -> None:
    rasa.message["entities"] = [{"entity": "date", "value": "2026년 3월 2일"}]
    _, slots = rasa.act(
        "action_malgwi_resolve_dates",
        "2026년 3월 2일 일곱 시",
        when="2026년 3월 2일",
        city="사월",
        time="일곱 시",
    )
    # The next seven o'clock: the server has the real clock.
    assert slots.pop("time") in ("07:00:00", "19:00:00")
    assert slots == {"when": "2026-03-02", "malgwi_ambiguous": True}


def test_a_reply_has_the_particle_that_fits(rasa: Rasa) -> None:
    said, _ = rasa.act("action_malgwi_say_booked", city="부산", people=3.0)
    assert said == ["부산으로 3명 예약했어요."]
    assert rasa.answer["responses"][0]["buttons"] == [{"title": "네", "payload": "/yes"}]
    assert rasa.act("action_malgwi_say_booked", city="제주")[0] == ["제주로 3명 예약했어요."]
    said, _ = rasa.act("action_malgwi_say", malgwi_say="{city:은} 맑고 {nobody:이} 없어요.")
    assert said == ["제주는 맑고  없어요."]
    assert rasa.act("action_malgwi_say", malgwi_say="utter_booked")[0][0].startswith("제주로")


def test_a_form_is_validated_by_its_slots_kinds(rasa: Rasa) -> None:
    given = {
        "when": "2026년 3월 2일",
        "people": "세 명이요",
        "menu": "김치지개",
        "sure": "네 그래요",
    }
    rasa.events = [{"event": "slot", "name": n, "value": v} for n, v in given.items()]
    _, slots = rasa.act("validate_book_form", **given)
    assert slots == {"when": "2026-03-02", "people": 3, "menu": "김치찌개", "sure": True}
    wrong = {"when": "글쎄", "people": "여럿", "menu": "피자", "sure": "글쎄"}
    rasa.events = [{"event": "slot", "name": n, "value": v} for n, v in wrong.items()]
    _, slots = rasa.act("validate_book_form", **wrong)
    assert set(slots.values()) == {None}
    assert [one["response"] for one in rasa.answer["responses"]] == ["utter_invalid_people"]


def test_a_recording_in_base64_is_heard_and_understood(rasa: Rasa, recordings: Path) -> None:
    sound = base64.b64encode((recordings / "wake-seven.wav").read_bytes()).decode()
    for given in (sound, f"data:audio/wav;base64,{sound}", {"base64": sound}):
        rasa.message["metadata"] = {"audio": given}
        said, slots = rasa.act("action_malgwi_transcribe")
        assert said == []
        assert "일곱" in slots["malgwi_transcript"] or "7" in slots["malgwi_transcript"]
        assert slots["malgwi_intent"] == "alarm_set"
        assert slots["time"] == "07:00:00"


@pytest.mark.parametrize(
    ("audio", "says"),
    [
        (None, "소리가 없습니다"),
        ("글자", "base64가 아닙니다"),
        (base64.b64encode(b"no sound").decode(), "소리 파일로 읽을 수 없습니다"),
        ("http://127.0.0.1:1/a.wav", "안쪽 네트워크"),
        ("http://localhost/a.wav", "안쪽 네트워크"),
        ("http://[::1]/a.wav", "안쪽 네트워크"),
        ("http://169.254.169.254/latest", "안쪽 네트워크"),
        ("file:///etc/passwd", "http://나 https://"),
    ],
)
def test_what_is_no_recording_is_said_so(rasa: Rasa, audio: str | None, says: str) -> None:
    said, slots = rasa.act("action_malgwi_transcribe", malgwi_audio=audio)
    assert says in said[0]
    assert slots["malgwi_transcript"] is None


def test_our_skills_work_for_the_bot(rasa: Rasa) -> None:
    said, _ = rasa.act("action_calculate", "25 곱하기 4는 얼마야")
    assert "100" in said[0]
    said, slots = rasa.act("action_list_add", "장보기 목록에 우유 추가해 줘")
    assert "우유" in said[0]
    assert slots == {"malgwi_asked": None}
    said, _ = rasa.act("action_list_query", "장보기 목록 보여 줘")
    assert "우유" in said[0]


def test_an_alarm_is_a_reminder_of_rasa_and_rings_once(rasa: Rasa) -> None:
    rasa.act("action_alarm_set", "1초 뒤에 알려 줘")
    (reminder,) = [one for one in rasa.answer["events"] if one["event"] == "reminder"]
    assert reminder["intent"] == "malgwi_ring"
    assert reminder["kill_on_user_msg"] is False
    rung: list[str] = []
    late = time.monotonic() + 30
    while not rung and time.monotonic() < late:
        rung = rasa.act("action_malgwi_ring")[0]
        time.sleep(0.05)
    assert len(rung) == 1
    assert rasa.act("action_malgwi_ring")[0] == []


def test_it_is_a_server_of_rasa_sdk(rasa: Rasa, server: httpx.Client) -> None:
    names = {one["name"] for one in server.get("/actions").json()}
    assert {"action_malgwi_parse", "validate_book_form", "action_malgwi_say_booked"} < names
    assert "action_change" not in names
    unknown = rasa.run("action_none")
    assert (unknown.status_code, unknown.json()["action_name"]) == (404, "action_none")
    rasa.run("action_malgwi_parse")
    rasa.domain = None
    assert rasa.run("action_malgwi_parse", with_domain=False).status_code == 200


def test_nobody_calls_without_the_token(server: httpx.Client) -> None:
    for params in ({"token": ""}, {"token": "s3cre"}):
        answer = server.post("/webhook", json={}, params=params)
        assert answer.status_code == 401
        assert "토큰" in answer.json()["message"]
    shown = {"Authorization": f"Bearer {TOKEN}"}
    assert server.get("/actions", params={"token": ""}, headers=shown).status_code == 200


def test_the_log_has_no_words_of_a_person(
    rasa: Rasa, server: httpx.Client, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rasa.act("action_malgwi_parse", "비밀번호는 무화과야")
    logs = [path.read_text("utf-8") for path in tmp_path_factory.getbasetemp().rglob("log.txt")]
    assert logs
    assert not any("무화과" in log or "철수" in log for log in logs)
