"""Actions on a real rasa-sdk action server: what goes there, what comes back, what may fail."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import rasa_kit
from conversation_kit import NOW, Scripted, slot

from dialog.assistant import Assistant, Exchange
from dialog.events import Acted, ActionFailed, SessionStarted, SlotsChanged, TaskEnded
from dialog.rasa.tracker_json import RasaTracker
from slu.values import DateValue, NameValue

pytest.importorskip("rasa_sdk", reason="rasa-sdk가 없습니다: pip install -e '.[rasa]'")


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with rasa_kit.action_server(tmp_path_factory.mktemp("actions"), rasa_kit.free_port()) as url:
        yield url


class Talk:
    """One conversation, whose sentences are their intents."""

    def __init__(self, assistant: Assistant, told: Scripted):
        self.assistant, self.told = assistant, told

    def say(self, intent: str, place: str = "") -> Exchange:
        text = f"{place} {intent}".strip()
        named = [slot("place_name", place, text, NameValue(place, "place_name"))] if place else []
        self.told.tell(text, intent, *named)
        return self.assistant.turn("철수", text, NOW)

    def events(self, exchange: Exchange, kind: type) -> list[object]:
        return [one.event for one in exchange.events if isinstance(one.event, kind)]


def folded(tracker: RasaTracker) -> dict[str, object]:
    """The slots as whoever reads only the events comes to know them."""
    slots: dict[str, object] = {}
    for event in tracker.events:
        match event:
            case {"event": "slot", "name": name, "value": value}:
                slots[name] = value
            case {"event": "reset_slots" | "restart"}:
                slots = {}
    return {name: value for name, value in slots.items() if value is not None}


@pytest.fixture
def talk(tmp_path: Path, url: str) -> Iterator[Talk]:
    made = Talk(*rasa_kit.assistant(tmp_path, url))
    yield made
    made.assistant.store.close()


def test_text_and_buttons_come_back_and_slots_last(talk: Talk) -> None:
    ordered = talk.say("order", "서울")
    assert ordered.reply.text == "서울로 보낼게요."
    assert [button.payload for button in ordered.reply.buttons] == ["/greet"]
    assert talk.say("cart").reply.text == "치킨이 담겼어요."
    talk.say("order", "부산")
    assert talk.say("cart").reply.text == "치킨 치킨이 담겼어요."
    (changed,) = talk.events(ordered, SlotsChanged)
    assert changed == SlotsChanged(
        (
            {"event": "slot", "name": "cart", "value": [{"food": "치킨", "where": "서울"}]},
            {"event": "slot", "name": "count", "value": 1},
        )
    )


def test_the_server_may_ask_and_gets_the_answer(talk: Talk) -> None:
    asked = talk.say("order")
    assert asked.reply.text == "어디로 보낼까요?"
    assert talk.assistant.tracker("철수").expected == "place"
    talk.told.tell("대전", "none", slot("place_name", "대전", "대전", NameValue("대전", "place")))
    assert talk.assistant.turn("철수", "대전", NOW).reply.text == "대전로 보낼게요."


def test_it_sees_the_conversation_and_the_domain(talk: Talk) -> None:
    talk.say("greet")
    seen = talk.say("look", "제주")
    assert seen.reply.text == "봤어요. 하나 더."
    (rich,) = seen.reply.data["action_look"]["rich"]
    assert rich["image"] == "https://a.example/b.png"
    assert rich["custom"] == {
        "sender": "철수",
        "text": "제주 look",
        "intent": None,  # the understander of these tests has no ranking
        "place": "제주",
        "users": ["greet", "제주 look"],
        "forms": {"trip_form": {"required_slots": ["place", "day"]}},
        "actions": 11,
    }


def test_an_action_may_follow_and_all_slots_may_go(talk: Talk) -> None:
    talk.say("order", "서울")
    emptied = talk.say("empty")
    assert emptied.reply.text == "없음이 담겼어요."
    assert [one.action for one in talk.events(emptied, Acted)] == ["action_empty", "action_cart"]  # type: ignore[attr-defined]
    domain = talk.assistant.domain
    tracker = RasaTracker("철수", domain).take(talk.assistant.history("철수"))
    assert set(tracker.slots.values()) == {None}


def test_an_action_begins_a_form_of_ours(talk: Talk) -> None:
    begun = talk.say("begin")
    assert begun.reply.text == "그럼 예약할게요. 부산은 언제 가세요?"
    assert talk.assistant.tracker("철수").expected == "day"
    day = DateValue(NOW.date())
    talk.told.tell("오늘", "none", slot("date", "오늘", "오늘", day))
    done = talk.assistant.turn("철수", "오늘", NOW)
    assert done.reply.text == "봤어요. 하나 더."
    tracker = RasaTracker("철수", talk.assistant.domain).take(talk.assistant.history("철수"))
    assert tracker.slots["place"] == "부산"
    assert tracker.slots["day"] == "2026-03-02"
    kinds = [one["name"] for one in tracker.events if one["event"] == "active_loop"]
    assert kinds == ["trip_form", None]
    assert folded(tracker) == {"place": "부산", "day": "2026-03-02"}


def test_what_is_not_supported_is_named_in_the_log(
    talk: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "dialog.rasa")
    assert talk.say("odd").reply.text == "했어요."
    assert "action_odd: events left out: pause, reminder, undo" in caplog.text


def test_slots_and_events_tell_the_same_after_every_sentence(talk: Talk) -> None:
    for intent, place in (
        ("order", "서울"),
        ("trip", ""),
        ("look", "제주"),
        ("cart", ""),
        ("empty", ""),
        ("order", ""),
        ("begin", ""),
        ("anew", ""),
        ("trip", "부산"),
        ("greet", ""),
    ):
        talk.say(intent, place)
        tracker = RasaTracker("철수", talk.assistant.domain).take(talk.assistant.history("철수"))
        held = {name: value for name, value in tracker.slots.items() if value is not None}
        assert folded(tracker) == held, intent
        assert tracker.to_json()["events"] == tracker.events


def test_a_restart_drops_what_lasted(talk: Talk) -> None:
    talk.say("order", "서울")
    anew = talk.say("anew")
    assert talk.events(anew, SessionStarted) == [SessionStarted(asked=True)]
    assert talk.say("cart").reply.text == "없음이 담겼어요."


@pytest.mark.parametrize(
    ("intent", "says", "error"),
    [
        ("refuse", "다른 말로", "rejected"),
        ("break", "되었는지 알 수 없어요", "answered 500"),
        ("gone", "쓸 수 없어서", "404"),
    ],
)
def test_a_failure_is_an_apology_and_an_event(
    talk: Talk, intent: str, says: str, error: str
) -> None:
    failed = talk.say(intent)
    assert says in failed.reply.text
    (event,) = talk.events(failed, ActionFailed)
    assert error in event.error  # type: ignore[attr-defined]
    assert talk.events(failed, TaskEnded) == [TaskEnded(f"action_{intent}", "failed")]
    assert talk.say("greet").reply.text == "안녕하세요."


def test_a_slow_action_is_given_up(tmp_path: Path, url: str) -> None:
    talk = Talk(*rasa_kit.assistant(tmp_path, url, "  timeout: 0.5\n"))
    slept = talk.say("sleep")
    assert "알 수 없어요" in slept.reply.text
    (event,) = talk.events(slept, ActionFailed)
    assert "ReadTimeout" in event.error  # type: ignore[attr-defined]


def test_nobody_there_is_an_apology(tmp_path: Path) -> None:
    talk = Talk(*rasa_kit.assistant(tmp_path, f"http://127.0.0.1:{rasa_kit.free_port()}/webhook"))
    failed = talk.say("order")
    assert "쓸 수 없어서" in failed.reply.text
    (event,) = talk.events(failed, ActionFailed)
    assert "ConnectError" in event.error  # type: ignore[attr-defined]


def test_a_server_started_anew_asks_for_the_domain_again(tmp_path: Path) -> None:
    port = rasa_kit.free_port()
    talk = None
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        with rasa_kit.action_server(folder, port) as url:
            talk = talk or Talk(*rasa_kit.assistant(tmp_path, url))
            (rich,) = talk.say("look").reply.data["action_look"]["rich"]
            assert rich["custom"]["actions"] == 11
