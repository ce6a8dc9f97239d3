"""Forms validated, and asked for, by a real rasa-sdk action server."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasa_kit
from conversation_kit import NOW, Scripted, slot

from dialog.assistant import Assistant, Exchange
from dialog.events import ActionFailed, SlotUnset, TaskEnded
from dialog.rasa.tracker_json import RasaTracker
from slu.core import Slot
from slu.values import DateValue, NameValue

pytest.importorskip("rasa_sdk", reason="rasa-sdk가 없습니다: pip install -e '.[rasa]'")

DOMAIN = """\
version: "3.1"
intents: [trip, other, greet]
entities: [place_name, date, number]
slots:
  place: {mappings: [{type: from_entity, entity: place_name}]}
  day: {mappings: [{type: from_entity, entity: date}]}
  people: {type: float, mappings: [{type: from_entity, entity: number}]}
forms:
  trip_form: {required_slots: [place, day, people]}
  other_form: {required_slots: [place, day]}
actions:
  - validate_trip_form
  - validate_other_form
  - action_ask_people
  - action_ask_other_form_day
  - action_book
responses:
  utter_ask_place: [{text: "어디로 가세요?"}]
  utter_ask_day: [{text: "{place:은} 언제 가세요?"}]
  utter_greet: [{text: "안녕하세요."}]
  utter_thanks: [{text: "고마워요."}]
rules:
  - {rule: 인사, steps: [{intent: greet}, {action: utter_greet}]}
  - rule: 여행
    steps: [{intent: trip}, {action: trip_form}, {action: action_book}, {action: utter_thanks}]
  - {rule: 다른 것, steps: [{intent: other}, {action: other_form}, {action: action_book}]}
"""
TODAY, TOMORROW = NOW.date(), NOW.date() + dt.timedelta(1)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("forms"), rasa_kit.free_port()
    with rasa_kit.action_server(folder, port, "rasa_form_actions") as url:
        yield url


class Talk:
    def __init__(self, assistant: Assistant, told: Scripted):
        self.assistant, self.told = assistant, told

    def say(self, text: str, intent: str = "none") -> Exchange:
        """The names of places and the days in the text are its slots."""
        self.told.tell(text, intent, *self._slots(text))
        return self.assistant.turn("철수", text, NOW)

    def _slots(self, text: str) -> list[Slot]:
        places = ("서울특별시", "부산", "제주", "고장", "서울")
        found = [
            slot("place_name", one, text, NameValue(one, "place")) for one in places if one in text
        ]
        days = {"오늘": TODAY, "내일": TOMORROW}
        dates = [slot("date", w, text, DateValue(day)) for w, day in days.items() if w in text]
        return [*found[:1], *dates]

    @property
    def filled(self) -> set[str]:
        task = self.assistant.tracker("철수").task
        return set() if task is None else set(task.filled)

    def kinds(self, kind: type) -> list[object]:
        history = self.assistant.history("철수")
        return [one.event for one in history if isinstance(one.event, kind)]


@pytest.fixture
def talk(tmp_path: Path, url: str) -> Iterator[Talk]:
    made = Talk(*rasa_kit.assistant(tmp_path, url, domain=DOMAIN))
    yield made
    made.assistant.store.close()


def test_a_form_whose_values_are_all_right(talk: Talk) -> None:
    assert talk.say("여행 갈래", "trip").reply.text == "어디로 가세요?"
    assert talk.say("서울").reply.text == "서울은 언제 가세요?"
    asked = talk.say("내일")
    assert asked.reply.text == "서울에 몇 분이 가세요? (people)"
    assert [button.payload for button in asked.reply.buttons] == ["둘이요"]
    assert talk.say("둘이요").reply.text == "서울 2026-03-03 2 9000 고마워요."


def test_none_is_asked_again_and_given_up_in_the_end(talk: Talk) -> None:
    assert talk.say("제주 여행", "trip").reply.text == "제주에는 가지 않아요. 어디로 가세요?"
    assert talk.filled == set()
    for _ in range(2):
        assert talk.say("제주").reply.text == "제주에는 가지 않아요. 어디로 가세요?"
    given_up = talk.say("제주").reply.text
    assert given_up.startswith("제주에는 가지 않아요. ")
    assert "어디로" not in given_up
    assert talk.assistant.tracker("철수").tasks == ()


def test_what_the_server_puts_right_stands(talk: Talk) -> None:
    talk.say("서울특별시 여행", "trip")
    tracker = RasaTracker("철수", talk.assistant.domain).take(talk.assistant.history("철수"))
    assert tracker.slots["place"] == "서울"
    assert tracker.slots["fare"] == 9000


def test_a_value_of_an_earlier_turn_may_be_refused_later(talk: Talk) -> None:
    talk.say("서울 여행", "trip")
    again = talk.say("오늘")
    assert again.reply.text == "오늘은 늦었어요. 어디로 가세요?"
    assert talk.filled == set()
    assert talk.kinds(SlotUnset) == [SlotUnset("place")]
    tracker = RasaTracker("철수", talk.assistant.domain).take(talk.assistant.history("철수"))
    assert tracker.slots["place"] is None
    assert tracker.slots["requested_slot"] == "place"


def test_the_server_says_which_slots_are_needed(talk: Talk) -> None:
    """Going to Busan the day is not asked for, and two people are found in the first sentence."""
    asked = talk.say("부산 여행", "trip")
    assert asked.reply.text == "부산에 몇 분이 가세요? (people)"
    assert talk.say("음, 둘").reply.text == "부산 None 2 9000 고마워요."


def test_another_request_comes_between_and_the_server_asks_again(talk: Talk) -> None:
    talk.say("부산 여행", "trip")
    between = talk.assistant.turn("철수", "/greet", NOW)
    assert between.reply.text == "안녕하세요. 부산에 몇 분이 가세요? (people)"


def test_a_server_that_fails_ends_the_form_with_an_apology(talk: Talk) -> None:
    failed = talk.say("고장 다른 것", "other")
    assert "되었는지" in failed.reply.text
    assert talk.kinds(TaskEnded) == [TaskEnded("other_form", "failed")]
    (event,) = talk.kinds(ActionFailed)
    assert isinstance(event, ActionFailed)
    assert event.action == "validate_other_form"


def test_a_question_that_fails_stays_open(talk: Talk) -> None:
    talk.say("서울 다른 것", "other")
    assert talk.assistant.tracker("철수").expected == "day"
    assert talk.say("내일").reply.text == "서울 2026-03-03 None None"


def test_a_function_of_ours_is_no_validator(tmp_path: Path) -> None:
    """Only what the action server does has Rasa's contract."""
    domain = (
        DOMAIN[: DOMAIN.index("actions:")]
        + """\
actions: {validate_trip_form: kit:nothing, action_ask_day: kit:nothing, action_book: kit:nothing}
"""
        + DOMAIN[DOMAIN.index("responses:") :].replace("  - {rule: 다른", "  # ")
    )
    skills = tmp_path / "skills"
    skills.mkdir()
    (skills / "kit.py").write_text("def nothing(request): raise AssertionError", encoding="utf-8")
    domain = domain.replace("responses:\n", 'responses:\n  utter_ask_people: [{text: "몇 분?"}]\n')
    talk = Talk(*rasa_kit.assistant(tmp_path, "http://127.0.0.1:9", domain=domain))
    assert talk.say("제주 여행", "trip").reply.text == "제주는 언제 가세요?"
    talk.assistant.store.close()
