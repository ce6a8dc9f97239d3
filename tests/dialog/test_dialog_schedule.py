"""What rings: once, in time order, recurring ones again, missed ones with their own time."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from conversation_kit import NOW, SEOUL, assistant

from dialog import schedule
from dialog.store import Store

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store.open(tmp_path / "db.sqlite")
    store.create_tables()
    return store


def test_each_rings_once_in_order(store: Store) -> None:
    with store.writing() as session:
        schedule.add(session, "a", "timer", "둘", NOW + 2 * HOUR)
        schedule.add(session, "a", "alarm", "하나", NOW + HOUR)
        schedule.add(session, "b", "alarm", "남", NOW)
        gone = schedule.add(session, "a", "alarm", "취소", NOW + HOUR)
        schedule.cancel(session, gone)
    with store.reading() as session:
        assert [one.label for one in schedule.upcoming(session, "a")] == ["하나", "둘"]
        assert [one.label for one in schedule.upcoming(session, "a", "timer")] == ["둘"]
        assert not schedule.is_due(session, "a", NOW)
    for labels in (["하나", "둘"], []):
        with store.writing() as session:
            rung = schedule.ring(session, "a", NOW + 3 * HOUR)
            assert [one.label for one in rung] == labels


def test_a_recurring_one_is_armed_again(store: Store) -> None:
    first = dt.datetime(2026, 3, 2, 7, tzinfo=SEOUL)  # a Monday
    with store.writing() as session:
        schedule.add(session, "a", "alarm", "", first, "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4")
    seen = []
    for day in range(0, 15):
        with store.writing() as session:
            seen += schedule.ring(session, "a", first + dt.timedelta(days=day))
    assert [one.at.date().day for one in seen] == [2, 4, 9, 11]
    assert {one.at.hour for one in seen} == {7}


def test_many_missed_ring_as_one_for_the_last_time(store: Store) -> None:
    first = dt.datetime(2026, 3, 2, 7, tzinfo=SEOUL)
    with store.writing() as session:
        schedule.add(session, "a", "alarm", "", first, "FREQ=DAILY")
    with store.writing() as session:
        [ring] = schedule.ring(session, "a", first + dt.timedelta(days=3, hours=5))
        assert (ring.at, ring.skipped) == (first + dt.timedelta(days=3), 3)
        [armed] = schedule.upcoming(session, "a")
        assert armed.at == first + dt.timedelta(days=4)


def test_a_rule_keeps_the_wall_clock_over_summer_time(store: Store) -> None:
    first = dt.datetime.fromisoformat("2026-03-07T12:00+00:00")  # 07:00 in New York
    with store.writing() as session:
        schedule.add(session, "a", "alarm", "", first, "FREQ=DAILY", zone="America/New_York")
    with store.writing() as session:
        [ring] = schedule.ring(session, "a", first + dt.timedelta(days=2))
    assert (ring.at.hour, ring.at.day) == (7, 9)


@pytest.mark.parametrize("rule", ["FREQ=NEVER", "곧", "FREQ=SECONDLY", "FREQ=DAILY;INTERVAL=0"])
def test_a_bad_rule_is_refused(store: Store, rule: str) -> None:
    with store.writing() as session, pytest.raises(ValueError, match=r".+"):
        schedule.add(session, "a", "alarm", "", NOW, rule)
    with store.writing() as session, pytest.raises(ValueError, match="zone"):
        schedule.add(session, "a", "alarm", "", NOW.replace(tzinfo=None))


def test_due_speaks_once_and_after_a_restart(tmp_path: Path) -> None:
    before = assistant(tmp_path)
    with before.store.writing() as session:
        schedule.add(session, "a", "alarm", "회의", NOW + HOUR)
        schedule.add(session, "a", "alarm", "", NOW + HOUR)
        schedule.add(session, "a", "reminder", "약", NOW + 2 * HOUR)
    assert before.due("a", NOW) == []
    now = [reply.text for reply in before.due("a", NOW + HOUR)]
    assert now == ["오후 10시 알람이에요: 회의", "오후 10시 알람이에요."]
    assert before.due("a", NOW + HOUR) == []
    before.store.close()
    after = assistant(tmp_path)
    [late] = after.due("a", NOW + dt.timedelta(days=1))
    assert late.text == "3월 2일 월요일 오후 11시에 울렸어야 할 알림이 있어요: 약."
    assert late.data["ring"]["kind"] == "reminder"
    assert after.due("a", NOW + dt.timedelta(days=1)) == []
    assert [one.number for one in after.history("a")] == [1, 2, 3, 4, 5, 6]
