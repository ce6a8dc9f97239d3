"""The calendar as iCalendar: read back by the library, and as the standard writes it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

from icalendar import Calendar
from typer.testing import CliRunner

from dialog import schedule
from dialog.assistants.malgwi.ics import to_ics
from dialog.assistants.malgwi.skills import tables
from dialog.store import Store
from ui.cli import app

SEOUL = ZoneInfo("Asia/Seoul")
NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=SEOUL)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def kept(folder: Path) -> Store:
    store = Store.open(folder / "malgwi.db")
    store.create_tables()
    with store.writing() as session:
        reminder = schedule.add(session, "c", "reminder", "회의", NOW + 4 * HOUR)
        schedule.add(session, "c", "alarm", "", NOW + DAY, "FREQ=WEEKLY;BYDAY=MO,TU")
        schedule.add(session, "someone else", "alarm", "", NOW + DAY)
        common = {"conversation": "c", "rule": None, "place": None, "scheduled": None}
        start = NOW + 5 * HOUR
        meeting = {**common, "place": "강남", "scheduled": reminder.id}
        session.add(
            tables.Event(**meeting, title="회의", start=start, end=start + HOUR, all_day=False)
        )
        midnight = NOW.replace(hour=0) + DAY
        session.add(
            tables.Event(**common, title="제주; 여행, 셋이", start=midnight, end=midnight + 2 * DAY,
                         all_day=True)
        )  # fmt: skip
    return store


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    store = kept(tmp_path)
    with store.reading() as session:
        data = to_ics(session, "c", NOW, "Asia/Seoul")
    store.close()
    events = {str(one["summary"]): one for one in Calendar.from_ical(data).walk("VEVENT")}
    assert set(events) == {"회의", "제주; 여행, 셋이", "알람"}
    meeting = events["회의"]
    assert meeting.decoded("dtstart") == NOW + 5 * HOUR
    assert meeting.decoded("dtend") == NOW + 6 * HOUR
    assert str(meeting["location"]) == "강남"
    (alarm,) = meeting.walk("VALARM")
    assert alarm.decoded("trigger") == -HOUR
    trip = events["제주; 여행, 셋이"]
    assert trip.decoded("dtstart") == dt.date(2026, 11, 22)
    assert trip.decoded("dtend") == dt.date(2026, 11, 25)
    assert events["알람"]["rrule"].to_ical() == b"FREQ=WEEKLY;BYDAY=MO,TU"
    assert len({str(one["uid"]) for one in events.values()}) == 3


def test_the_file_is_written_as_the_standard_says(tmp_path: Path) -> None:
    kept(tmp_path).close()
    file, database = tmp_path / "c.ics", str(tmp_path / "malgwi.db")
    words = ["calendar", "export", str(file), "--conversation", "c", "--database", database]
    done = CliRunner().invoke(app, words)
    assert "3개를" in done.stdout, done.output
    data = file.read_bytes()
    assert data.startswith(b"BEGIN:VCALENDAR\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))
    assert "SUMMARY:제주\\; 여행\\, 셋이\r\n".encode() in data
    assert b"DTSTART;TZID=Asia/Seoul:20261121T150000\r\n" in data
    assert b"BEGIN:VTIMEZONE" in data
