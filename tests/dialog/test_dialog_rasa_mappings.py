"""Values validated by a real rasa-sdk action server: outside forms
(`action_validate_slot_mappings`), and where an action begins a form with them (`active_loop`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasa_kit
from conversation_kit import NOW, Scripted, slot

from dialog.assistant import Assistant, Exchange
from dialog.events import ActionFailed, SlotSet, TaskEnded, TaskStarted
from dialog.rasa.tracker_json import RasaTracker
from slu.values import DateValue, NameValue

pytest.importorskip("rasa_sdk", reason="rasa-sdk가 없습니다: pip install -e '.[rasa]'")

BEGINNING = """\
version: "3.1"
intents: [look, say, trip, begin]
entities: [place_name, date]
slots:
  place: {mappings: [{type: from_entity, entity: place_name}]}
  day:
    mappings: [{type: from_entity, entity: date, conditions: [{active_loop: trip_form}]}]
  mood: {mappings: [{type: custom}]}
forms:
  trip_form: {required_slots: [place, day]}
"""
REST = """\
responses:
  utter_ask_place: [{text: "어디로 가세요?"}]
  utter_ask_day: [{text: "{place:은} 언제 가세요?"}]
  utter_place: [{text: "{place:을} 말씀하셨어요."}]
rules:
  - {rule: 보기, steps: [{intent: look}, {action: action_look}]}
  - {rule: 말하기, steps: [{intent: say}, {action: utter_place}]}
  - {rule: 여행, steps: [{intent: trip}, {action: trip_form}, {action: action_look}]}
  - {rule: 시작, steps: [{intent: begin}, {action: action_begin}]}
"""
MAPPED = BEGINNING + "actions: [action_validate_slot_mappings, action_look, action_begin]\n" + REST
FORMS = BEGINNING + "actions: [validate_trip_form, action_look, action_begin]\n" + REST


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("mappings"), rasa_kit.free_port()
    with rasa_kit.action_server(folder, port, "rasa_mapping_actions") as url:
        yield url


class Talk:
    def __init__(self, assistant: Assistant, told: Scripted):
        self.assistant, self.told = assistant, told

    def say(self, text: str, intent: str = "none") -> Exchange:
        places = [p for p in ("서울특별시", "서울", "부산", "울릉도", "고장") if p in text][:1]
        slots = [slot("place_name", p, text, NameValue(p, "place")) for p in places]
        if "내일" in text:
            slots.append(slot("date", "내일", text, DateValue(NOW.date() + dt.timedelta(1))))
        self.told.tell(text, intent, *slots)
        return self.assistant.turn("철수", text, NOW)

    def reply(self, text: str, intent: str = "none") -> str:
        return self.say(text, intent).reply.text

    def slots(self) -> dict[str, object]:
        history = self.assistant.history("철수")
        return RasaTracker("철수", self.assistant.domain).take(history).slots

    def kinds(self, kind: type) -> list[object]:
        history = self.assistant.history("철수")
        return [one.event for one in history if isinstance(one.event, kind)]


@pytest.fixture
def mapped(tmp_path: Path, url: str) -> Iterator[Talk]:
    made = Talk(*rasa_kit.assistant(tmp_path, url, domain=MAPPED))
    yield made
    made.assistant.store.close()


@pytest.fixture
def forms(tmp_path: Path, url: str) -> Iterator[Talk]:
    made = Talk(*rasa_kit.assistant(tmp_path, url, domain=FORMS))
    yield made
    made.assistant.store.close()


def test_what_the_server_puts_right_goes_to_the_action(mapped: Talk) -> None:
    assert mapped.reply("서울특별시 보기", "look") == "서울 None None None"
    assert mapped.slots()["place"] == "서울"


def test_what_is_refused_is_not_set(mapped: Talk) -> None:
    assert mapped.reply("울릉도 보기", "look") == "울릉도은 몰라요. None None None None"
    assert mapped.kinds(SlotSet) == []


def test_a_slot_that_the_server_finds_by_itself_lasts(mapped: Talk) -> None:
    assert mapped.reply("신난다 보기", "look") == "None None 신남 None"
    assert mapped.reply("부산 보기", "look") == "부산 None 신남 None"


def test_a_response_takes_the_value_that_stands_and_it_lasts(mapped: Talk) -> None:
    assert mapped.reply("서울특별시 말하기", "say") == "서울을 말씀하셨어요."
    assert mapped.slots()["place"] == "서울"
    assert mapped.reply("보기", "look") == "서울 None None None"


def test_a_form_asks_for_what_was_refused(mapped: Talk) -> None:
    assert mapped.reply("울릉도 여행", "trip") == "울릉도은 몰라요. 어디로 가세요?"
    assert mapped.reply("울릉도") == "울릉도은 몰라요. 어디로 가세요?"
    assert mapped.reply("서울특별시") == "서울은 언제 가세요?"
    assert mapped.reply("내일") == "서울 2026-03-03 None trip_form"


def test_a_server_that_fails_lets_nothing_through(mapped: Talk) -> None:
    assert "되었는지" in mapped.reply("고장 보기", "look")
    assert mapped.kinds(TaskStarted) == []
    (event,) = mapped.kinds(ActionFailed)
    assert isinstance(event, ActionFailed)
    assert event.action == "action_validate_slot_mappings"
    assert mapped.reply("부산 보기", "look") == "부산 None None None"


def test_a_failure_leaves_an_open_question_open(mapped: Talk) -> None:
    mapped.say("여행", "trip")
    assert mapped.reply("고장").endswith("어디로 가세요?")
    assert mapped.reply("부산") == "부산은 언제 가세요?"


def test_an_action_begins_a_form_with_a_value_that_is_put_right(forms: Talk) -> None:
    assert forms.reply("시작 place=해운대", "begin") == "부산은 언제 가세요?"
    assert forms.slots()["place"] == "부산"
    assert forms.reply("내일") == "부산 2026-03-03 None trip_form"


def test_an_action_begins_a_form_with_a_value_that_is_refused(forms: Talk) -> None:
    assert forms.reply("시작 place=제주", "begin") == "제주에는 배가 없어요. 어디로 가세요?"
    assert forms.slots()["place"] is None
    assert forms.slots()["requested_slot"] == "place"
    assert forms.reply("부산") == "부산은 언제 가세요?"


def test_an_action_begins_a_form_with_all_its_values(forms: Talk) -> None:
    assert forms.reply("시작 place=해운대 day=2026-03-03", "begin") == "부산 2026-03-03 None None"
    assert forms.assistant.tracker("철수").tasks == ()


def test_a_validation_that_fails_ends_the_form_that_was_begun(forms: Talk) -> None:
    assert "되었는지" in forms.reply("시작 place=부산 day=고장", "begin")
    assert forms.assistant.tracker("철수").tasks == ()
    assert TaskEnded("trip_form", "failed") in forms.kinds(TaskEnded)
