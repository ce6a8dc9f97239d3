"""Actions of a rasa-sdk action server, for the tests to call; the server process imports this."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import (
    ActionReverted,
    ActiveLoop,
    AllSlotsReset,
    BotUttered,
    ConversationPaused,
    FollowupAction,
    ReminderScheduled,
    Restarted,
    SlotSet,
)
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection

Events = list[dict[str, Any]]


class Order(Action):
    """Says what it was given, asks for what is missing, keeps a list for later."""

    def name(self) -> str:
        return "action_order"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        place = tracker.get_slot("place")
        if place is None:
            dispatcher.utter_message(response="utter_ask_place")
            return [SlotSet("requested_slot", "place")]
        buttons = [{"title": "네", "payload": "/greet"}, {"title": "payload가 없음"}]
        dispatcher.utter_message(text=f"{place}로 보낼게요.", buttons=buttons)
        cart = [*(tracker.get_slot("cart") or []), {"food": "치킨", "where": place}]
        return [SlotSet("cart", cart), SlotSet("count", len(cart))]


class Cart(Action):
    def name(self) -> str:
        return "action_cart"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        foods = [one["food"] for one in tracker.get_slot("cart") or []]
        dispatcher.utter_message(response="utter_cart", foods=" ".join(foods) or "없음")
        return []


class Look(Action):
    """Says what it sees of the conversation and of the domain."""

    def name(self) -> str:
        return "action_look"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        message = tracker.latest_message
        users = [event["text"] for event in tracker.events if event["event"] == "user"]
        seen = {
            "sender": tracker.sender_id,
            "text": message["text"],
            "intent": tracker.get_intent_of_latest_message(),
            "place": next(tracker.get_latest_entity_values("place_name"), None),
            "users": users,
            "forms": domain["forms"],
            "actions": len(domain["actions"]),
        }
        dispatcher.utter_message(json_message=seen, text="봤어요.", image="https://a.example/b.png")
        return [BotUttered("하나 더.")]


class Empty(Action):
    def name(self) -> str:
        return "action_empty"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        return [AllSlotsReset(), FollowupAction("action_cart")]


class Begin(Action):
    def name(self) -> str:
        return "action_begin"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        dispatcher.utter_message(text="그럼 예약할게요.")
        return [SlotSet("place", "부산"), ActiveLoop("trip_form")]


class Odd(Action):
    """Events that mean nothing to Malgwi."""

    def name(self) -> str:
        return "action_odd"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        at = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
        dispatcher.utter_message(text="했어요.")
        return [ReminderScheduled("greet", at), ConversationPaused(), ActionReverted()]


class Anew(Action):
    def name(self) -> str:
        return "action_anew"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        dispatcher.utter_message(text="처음부터 해요.")
        return [Restarted()]


class Refuse(Action):
    def name(self) -> str:
        return "action_refuse"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        raise ActionExecutionRejection(self.name())


class Break(Action):
    def name(self) -> str:
        return "action_break"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        raise RuntimeError("broken")


class Sleep(Action):
    def name(self) -> str:
        return "action_sleep"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        await asyncio.sleep(60)
        return []
