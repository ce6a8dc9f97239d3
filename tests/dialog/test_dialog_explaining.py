"""What a turn did by its events: the way of the policy, and the rows that came and went."""

from __future__ import annotations

import pytest

from dialog.domain import Domain, read_domain
from dialog.events import (
    ActionFailed,
    Asked,
    BotReplied,
    Event,
    NotUnderstood,
    SlotSet,
    TaskEnded,
    TaskStarted,
    Understood,
    UserSaid,
)
from dialog.explaining import Change, changes, ways
from dialog.voice import MALGWI
from slu.core import Understanding
from slu.values import DurationValue


@pytest.fixture(scope="module")
def domain() -> Domain:
    return read_domain(MALGWI / "domain.yml")


def understood(text: str, intent: str = "general_joke") -> tuple[Event, ...]:
    return UserSaid(text), Understood(Understanding(text, intent, 0.9))


ALARM = TaskStarted("action_alarm_set", "alarm_set")
FIVE = SlotSet("length", DurationValue(300))


@pytest.mark.parametrize(
    ("events", "found"),
    [
        ((*understood("농담해 줘"), BotReplied("", ("utter_joke",))), ("rule",)),
        ((*understood("아무 말"), ALARM, FIVE, BotReplied("", ("a",))), ("rule",)),
        (
            (*understood("타이머 오 분", "alarm_set"), ALARM, FIVE, BotReplied("", ("a",))),
            ("pattern", "rule"),
        ),
        ((*understood("/general_joke"), BotReplied("", ("utter_joke",))), ("command", "rule")),
        ((*understood("오 분"), FIVE, BotReplied("", ("a",))), ("answer",)),
        (
            (*understood("글쎄"), Asked("length", "utter_ask", again=True), BotReplied("", ("a",))),
            ("again",),
        ),
        (
            (
                *understood("글쎄"),
                TaskStarted("action_not_understood", "general_joke"),
                BotReplied("", ("utter_default",)),
            ),
            ("fallback",),
        ),
        (
            (*understood("그거 취소"), TaskStarted("action_undo", "x"), BotReplied("", ("a",))),
            ("follow_up",),
        ),
        (
            (
                *understood("그만"),
                TaskEnded("action_alarm_set", "cancelled"),
                BotReplied("", ("utter_cancelled",)),
            ),
            ("cancelled",),
        ),
        ((*understood("됐어"), BotReplied("", ("utter_nothing_to_cancel",))), ("cancelled",)),
        (
            (
                *understood("아무 말"),
                ALARM,
                ActionFailed("action_alarm_set", "x"),
                TaskEnded("action_alarm_set", "failed"),
                BotReplied("", ("utter_error",)),
            ),
            ("rule", "failed"),
        ),
        (
            (UserSaid("아무 말"), NotUnderstood("x"), BotReplied("", ("utter_error",))),
            ("not_understood",),
        ),
    ],
)
def test_the_way_is_told_by_the_events(
    domain: Domain, events: tuple[Event, ...], found: tuple[str, ...]
) -> None:
    assert ways(events, domain) == found


def test_a_rule_that_begins_a_form_is_told_as_one() -> None:
    clinic = read_domain(MALGWI.parent / "clinic" / "domain.yml")
    form = next(iter(clinic.spec.forms))
    events = (*understood("아무 말"), TaskStarted(form, "x"), BotReplied("", ("a",)))
    assert ways(events, clinic) == ("form",)


def test_rows_that_came_and_went_are_told() -> None:
    seven = {"kind": "alarm", "label": "", "at": "2026-03-03T07:00:00+09:00", "rule": None}
    eight = {**seven, "at": "2026-03-03T08:00:00+09:00"}
    same = {**seven, "at": "2026-03-02T22:00:00+00:00"}
    assert changes({"alarms": [seven]}, {"alarms": [same]}) == [], "one moment in two zones"
    assert changes({"alarms": [seven]}, {"alarms": [eight]}) == [
        Change("alarms", seven, added=False),
        Change("alarms", eight),
    ]
    daily = {**seven, "rule": "FREQ=DAILY"}
    rung = {**daily, "at": "2026-03-04T07:00:00+09:00"}
    assert changes({"alarms": [daily]}, {"alarms": [rung]}) == [], "it has rung meanwhile"
    lists = {"lists": {"장보기": ["우유"]}}
    assert changes({}, lists) == [Change("장보기", "우유")]
    assert changes(lists, {"lists": {}}) == [Change("장보기", "우유", added=False)]
    assert changes({}, {"volume": 30, "muted": False}) == [Change("volume", 30)]
    assert changes({"muted": True}, {"muted": False}) == [Change("muted", False)]
