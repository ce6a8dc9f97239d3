"""Slot mappings validated by a rasa-sdk action server, and a form that an action begins with
values, for the tests to call; the server process imports this."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker, ValidationAction
from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.executor import CollectingDispatcher

Events = list[dict[str, Any]]
Domain = dict[str, Any]


class ValidateMappings(ValidationAction):
    """Knows Seoul by its long name, goes nowhere else than there and to Busan; hears a mood in any
    sentence."""

    def validate_place(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        if value == "고장":
            raise RuntimeError("broken")
        if value == "서울특별시":
            return {"place": "서울"}
        if value in ("서울", "부산"):
            return {"place": value}
        dispatcher.utter_message(text=f"{value}은 몰라요.")
        return {"place": None}

    def validate_day(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        raise AssertionError("the slot is the form's alone")

    def extract_mood(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        text = tracker.latest_message["text"] or ""
        return {"mood": "신남"} if "신난다" in text else {}

    def validate_mood(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        return {"mood": value}


class ValidateTrip(FormValidationAction):
    def name(self) -> str:
        return "validate_trip_form"

    def validate_place(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        assert tracker.active_loop.get("name") == "trip_form", tracker.active_loop
        if value == "제주":
            dispatcher.utter_message(text="제주에는 배가 없어요.")
            return {"place": None}
        return {"place": "부산" if value == "해운대" else value}

    def validate_day(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        if value == "고장":
            raise RuntimeError("broken")
        return {"day": value}


class Begin(Action):
    """Begins the form with the values that the sentence names: place=해운대 day=2026-03-03."""

    def name(self) -> str:
        return "action_begin"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        words = (tracker.latest_message["text"] or "").split()
        given = [word.split("=") for word in words if "=" in word]
        return [ActiveLoop("trip_form"), *(SlotSet(name, value) for name, value in given)]


class Look(Action):
    def name(self) -> str:
        return "action_look"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        told = [str(tracker.get_slot(name)) for name in ("place", "day", "mood")]
        dispatcher.utter_message(text=" ".join([*told, str(tracker.active_loop.get("name"))]))
        return []
