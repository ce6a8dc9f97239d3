"""Form validation and questions of a rasa-sdk action server, for the tests to call; the server
process imports this."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, FormValidationAction, Tracker
from rasa_sdk.executor import CollectingDispatcher

Events = list[dict[str, Any]]
Domain = dict[str, Any]


class ValidateTrip(FormValidationAction):
    """Goes to Seoul and Busan only; finds a number of people by itself; who goes to Busan is not
    asked for the day."""

    def name(self) -> str:
        return "validate_trip_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: Domain,
    ) -> list[str]:
        if tracker.get_slot("place") == "부산":
            return [slot for slot in domain_slots if slot != "day"]
        return domain_slots

    def validate_place(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        if value in ("서울", "서울특별시", "부산"):
            return {"place": "서울" if value == "서울특별시" else value, "fare": 9000}
        dispatcher.utter_message(text=f"{value}에는 가지 않아요.")
        return {"place": None}

    def validate_day(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        if value == "2026-03-02":
            dispatcher.utter_message(text="오늘은 늦었어요.")
            return {"day": None, "place": None}
        return {"day": value}

    def extract_people(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        text = tracker.latest_message["text"] or ""
        return {"people": 2} if "둘" in text else {}

    def validate_people(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> dict[str, Any]:
        return {"people": value}


class AskPeople(Action):
    def name(self) -> str:
        return "action_ask_people"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        buttons = [{"title": "둘", "payload": "둘이요"}]
        asked = tracker.get_slot("requested_slot")
        dispatcher.utter_message(
            text=f"{tracker.get_slot('place')}에 몇 분이 가세요? ({asked})", buttons=buttons
        )
        return []


class AskDay(Action):
    def name(self) -> str:
        return "action_ask_other_form_day"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        raise RuntimeError("broken")


class ValidateOther(Action):
    def name(self) -> str:
        return "validate_other_form"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        if tracker.get_slot("place") == "고장":
            raise RuntimeError("broken")
        return []


class Book(Action):
    def name(self) -> str:
        return "action_book"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Domain
    ) -> Events:
        told = [str(tracker.get_slot(name)) for name in ("place", "day", "people", "fare")]
        dispatcher.utter_message(text=" ".join(told))
        return []
