"""A small assistant for the tests: its domain, its skills, and an understander that is told."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from dialog.assistant import Assistant
from dialog.store import Store
from slu.core import Context, Slot, Understanding
from slu.values import Value

SEOUL = ZoneInfo("Asia/Seoul")
NOW = dt.datetime(2026, 3, 2, 21, 0, tzinfo=SEOUL)

DOMAIN = """\
version: "3.1"
intents: [greet, alarm_set, note_add, weather, broken, half, wrong, secret, buggy, odd]
entities: [time, place_name, note]
slots:
  time:
    mappings: [{type: from_entity, entity: time}]
  place:
    mappings: [{type: from_entity, entity: place_name}]
  note:
    mappings:
      - {type: from_entity, entity: note}
      - {type: from_text}
forms:
  alarm_form:
    required_slots: [time]
actions:
  action_alarm: kit:alarm
  action_note: kit:note
  action_weather: kit:weather
  action_broken: kit:broken
  action_half: kit:half
  action_wrong: kit:wrong
  action_commits: kit:commits
  action_odd: kit:odd
responses:
  utter_greet:
    - text: 안녕하세요.
    - text: 반갑습니다.
    - text: 어서 오세요.
  utter_ask_time:
    - text: 몇 시로 할까요?
      buttons: [{title: 아침, payload: 일곱 시}]
  utter_ask_note:
    - text: 무엇을 적을까요?
  utter_ask_place:
    - text: 어디요?
  utter_alarm:
    - text: "{time}에 깨울게요."
  utter_noted:
    - text: "{note:을} 적었어요."
  utter_weather:
    - text: "{place:은} 맑아요."
  utter_default:
    - text: 무엇을 도와드릴까요? 알람, 메모 중에서 골라 주세요.
      buttons: [{title: 알람, payload: /alarm_set}]
  utter_ring_alarm:
    - text: "{time} 알람이에요: {label}"
  utter_ring_alarm_unnamed:
    - text: "{time} 알람이에요."
rules:
  - {rule: 인사, steps: [{intent: greet}, {action: utter_greet}]}
  - {rule: 알람, steps: [{intent: alarm_set}, {action: alarm_form}, {action: action_alarm}]}
  - {rule: 메모, steps: [{intent: note_add}, {action: action_note}]}
  - {rule: 날씨, steps: [{intent: weather}, {action: action_weather}]}
  - {rule: 고장, steps: [{intent: broken}, {action: action_broken}]}
  - {rule: 반쪽, steps: [{intent: half}, {action: action_half}]}
  - {rule: 틀림, steps: [{intent: wrong}, {action: action_wrong}]}
  - {rule: 커밋, steps: [{intent: buggy}, {action: action_commits}]}
  - {rule: 이상, steps: [{intent: odd}, {action: action_odd}]}
"""

SKILLS = """\
import datetime as dt
from typing import Any

from dialog import schedule
from dialog.skill import Outcome, Request
from slu.values import TextValue, TimeValue


def _arm(request: Request, label: str) -> None:
    schedule.add(request.session, request.conversation, "alarm", label,
                 request.context.now + dt.timedelta(hours=1))


def alarm(request: Request) -> Outcome:
    time = request.filled["time"]
    assert isinstance(time, TimeValue), time
    _arm(request, time.time.isoformat())
    return Outcome("utter_alarm", data={"time": time.time.isoformat()})


def note(request: Request) -> Outcome:
    text = request.filled.get("note")
    if text is None:
        return Outcome("utter_ask_note", ask="note")
    return Outcome("utter_noted")


def weather(request: Request) -> Outcome:
    if "place" not in request.filled:
        return Outcome("utter_ask_place", ask="place")
    return Outcome("utter_weather")


def broken(request: Request) -> Outcome:
    _arm(request, "never")
    raise RuntimeError("broken")


def half(request: Request) -> Outcome:
    _arm(request, "never")
    return Outcome("utter_noted")  # its blank has no value


def wrong(request: Request) -> Any:
    _arm(request, "never")
    return {"response": "utter_greet"}


def commits(request: Request) -> Outcome:
    _arm(request, "never")
    request.session.commit()
    return Outcome("utter_greet")


def odd(request: Request) -> Outcome:
    _arm(request, "never")
    return Outcome("utter_greet", ask="no_such_slot")
"""


def slot(name: str, text: str, sentence: str, value: Value | None = None) -> Slot:
    start = sentence.index(text)
    return Slot(name, start, start + len(text), text, value)


@dataclass
class Scripted:
    """Understands the sentences that it was told; what it was asked is kept in `contexts`."""

    known: dict[str, Understanding] = field(default_factory=dict)
    contexts: list[Context] = field(default_factory=list)

    def tell(self, text: str, intent: str, *slots: Slot, confidence: float = 0.9) -> None:
        self.known[text] = Understanding(text, intent, confidence, slots=slots)

    def understand(self, text: str, context: Context) -> Understanding:
        self.contexts.append(context)
        return self.known.get(text) or Understanding(text, "none", 0.1)


def write_assistant(folder: Path, domain: str = DOMAIN) -> Path:
    (folder / "skills").mkdir(parents=True, exist_ok=True)
    (folder / "domain.yml").write_text(domain, encoding="utf-8")
    (folder / "skills" / "kit.py").write_text(SKILLS, encoding="utf-8")
    return folder


def assistant(folder: Path, understander: Scripted | None = None) -> Assistant:
    """The test assistant over a real SQLite file; called again, it is as after a restart."""
    write_assistant(folder)
    return Assistant.load(folder, understander or Scripted(), Store.open(folder / "db.sqlite"))
