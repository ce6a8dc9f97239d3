"""Events survive JSON, and a tracker is their fold, however it is cut."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from conversation_kit import NOW
from hypothesis import given
from hypothesis import strategies as st

from dialog import events as ev
from dialog.events import Event, Recorded, event_from_json, event_to_json
from dialog.tracker import Task, Tracker, TrackerCache
from slu.core import IntentScore, Slot, Understanding
from slu.values import DurationValue, NumberValue, TextValue, TimeValue, Value

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = st.sampled_from(["time", "place", "note"])
value: st.SearchStrategy[Value] = st.one_of(
    st.builds(TextValue, text),
    st.builds(TimeValue, st.times(), st.booleans()),
    st.builds(DurationValue, st.integers(0, 10**6)),
    st.builds(NumberValue, st.integers(-(10**9), 10**9), text),
)
scores = st.floats(0, 1)
slots = st.builds(
    Slot, names, st.integers(0, 9), st.integers(0, 9), text, st.none() | value, scores
)
understandings = st.builds(
    Understanding,
    text,
    names,
    scores,
    st.lists(st.builds(IntentScore, names, scores), max_size=2).map(tuple),
    st.lists(slots, max_size=2).map(tuple),
    st.booleans(),
)
event: st.SearchStrategy[Event] = st.one_of(
    st.builds(ev.SessionStarted, asked=st.booleans()),
    st.builds(ev.UserSaid, text),
    st.builds(ev.Understood, understandings),
    st.builds(ev.TaskStarted, names, names),
    st.builds(ev.SlotSet, names, value),
    st.builds(ev.Asked, names, names, st.dictionaries(names, text), st.booleans()),
    st.builds(ev.Acted, names, names, st.dictionaries(names, st.integers() | text)),
    st.builds(ev.ActionFailed, names, text),
    st.builds(ev.TaskEnded, names, st.sampled_from(["done", "cancelled", "failed"])),
    st.builds(ev.Rang, st.integers(1, 9), text, st.datetimes(timezones=st.just(dt.UTC))),
    st.builds(ev.BotReplied, text, st.lists(names, max_size=2).map(tuple)),
    st.builds(ev.NotUnderstood, text),
)


@given(event)
def test_an_event_survives_json(one: Event) -> None:
    assert event_from_json(json.loads(json.dumps(event_to_json(one)))) == one


@given(st.lists(event, max_size=30), st.integers(0, 30))
def test_a_fold_may_be_cut_anywhere(happened: list[Event], cut: int) -> None:
    recorded = [Recorded(n, NOW, one) for n, one in enumerate(happened, start=1)]
    whole = Tracker("a").apply_all(recorded)
    assert Tracker("a").apply_all(recorded[:cut]).apply_all(recorded[cut:]) == whole
    assert whole.number == len(happened)
    started = sum(isinstance(one, ev.TaskStarted) for one in happened)
    assert len(whole.tasks) <= started


def test_a_task_by_hand() -> None:
    seven = TimeValue(dt.time(7))
    steps: list[Event] = [
        ev.UserSaid("알람"),
        ev.TaskStarted("alarm_form", "alarm_set"),
        ev.Asked("time", "utter_ask_time"),
        ev.Asked("time", "utter_ask_time", again=True),
        ev.SlotSet("time", seven),
    ]
    tracker = Tracker("a").apply_all(Recorded(n, NOW, one) for n, one in enumerate(steps, 1))
    question = ev.Asked("time", "utter_ask_time", again=True)
    assert tracker.tasks == (Task("alarm_form", "alarm_set", {"time": seven}, question, 1),)
    assert (tracker.expected, tracker.heard) == ("time", NOW)
    ended = tracker.apply(Recorded(6, NOW, ev.TaskEnded("alarm_form", "done")))
    assert ended.task is None


def test_a_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot follow"):
        Tracker("a").apply(Recorded(2, NOW, ev.SessionStarted()))


def test_the_cache_forgets_the_oldest() -> None:
    cache = TrackerCache(most=2)
    for name in ("a", "b", "a", "c"):
        cache.put(Tracker(name, number=5))
    assert [cache.get(name).number for name in ("a", "b", "c")] == [5, 0, 5]
