"""Entries to HTML: everything that is known is shown, and nothing that was written runs."""

from __future__ import annotations

import datetime as dt
import html
import re
from pathlib import Path

import page_kit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.domain import read_domain
from dialog.domain_file import Button
from dialog.events import Recorded, UserSaid
from dialog.names import Names
from dialog.voice import MALGWI, Pending
from slu.core import Alternative, Context, Slot, Transcript, Understanding
from slu.errors import DomainError
from slu.values import NameValue
from ui.web import beside, chat_html, render
from ui.web.entries import Entry, Spent, Visit
from ui.web.why import Telling

NAMES = Names({"alarm_set": "알람 맞추기"}, {"time": "시각"})
TELLING = Telling(read_domain(MALGWI / "domain.yml"), NAMES)
WAKE = page_kit.Told().understand(page_kit.WAKE, Context(page_kit.NOW))


def plain(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", shown))


def test_before_the_first_sentence_the_page_says_what_to_say() -> None:
    shown = chat_html.conversation((), TELLING)
    assert "무엇을 도와드릴까요?" in shown
    assert 'data-say="내일 아침 일곱 시에 깨워 줘"' in shown


def test_an_answer_shows_all_that_was_understood() -> None:
    readings = (Alternative("내일 아침", -1.0), Alternative(page_kit.WAKE, -1.1))
    entry = Entry(
        said=page_kit.WAKE,
        reply="알람을 맞췄어요.",
        understanding=WAKE,
        transcript=Transcript(page_kit.WAKE, alternatives=readings),
        spent=Spent(1.25, 0.018, 0.004),
    )
    shown = chat_html.conversation([entry], TELLING)
    assert '<mark class="mg-when" data-slot="time">내일 아침 일곱 시<small>시각</small>' in shown
    assert '<td class="mg-value">3월 3일 화요일 오전 7시</td>' in shown
    for words in ("알람 맞추기", "97%", "97.0%", "듣기 1,250 ms", "알아듣기 18 ms"):
        assert words in shown
    (chosen,) = re.findall(r"<li>(?:(?!</li>).)*mg-chosen.*?</li>", shown)
    assert plain(chosen) == f"{page_kit.WAKE} 고름-1.10"
    assert "calendar_set" in shown, "the next intent is there, by its own name if it has no other"


def test_only_the_last_exchange_is_open_and_offers_buttons() -> None:
    entry = Entry("뭐", "골라 주세요.", WAKE, buttons=(Button(title="알람", payload="/alarm_set"),))
    shown = chat_html.conversation([entry, entry, Entry(reply="7시예요!", rings=True)], TELLING)
    assert shown.count("<details") == 2
    assert shown.count('<details class="mg-why" open') == 1
    assert shown.count('data-say="/alarm_set"') == 1
    assert 'data-ring="2"' in shown


@given(st.text())
def test_marks_change_no_character(text: str) -> None:
    middle = len(text) // 2
    slot = Slot("time", 0, middle, text[:middle], NameValue("", "place"))
    found = Understanding(text, "alarm_set", 0.5, slots=(slot,) if middle else ())
    shown = re.sub(r"<small>.*?</small>", "", render.sentence(found, NAMES), flags=re.DOTALL)
    assert plain(shown) == text


@given(st.text(alphabet="<>&\"'`${}a/=", max_size=40))
def test_nothing_written_can_become_a_tag_or_a_template(text: str) -> None:
    shown = render.escape(text)
    assert not set(shown) & set("<>\"'`${}")
    assert html.unescape(shown) == text


def test_a_sentence_of_tags_is_shown_as_written() -> None:
    evil = "<img src=x onerror=alert(1)>"
    found = Understanding(evil, evil, 0.5, ())
    entry = Entry(said=evil, reply=evil, understanding=found)
    assert "<img" not in chat_html.conversation([entry], TELLING)


def test_the_panel_tells_what_will_ring_and_the_state_of_things() -> None:
    later = page_kit.NOW + dt.timedelta(hours=10)
    state = {
        "devices": [
            {
                "kind": "light",
                "place": "거실",
                "name": "",
                "on": True,
                "level": 40,
                "colour": "파란색",
            }
        ],
        "lists": {"장보기": ["우유<b>"], "빈 것": []},
        "volume": 30,
        "muted": False,
    }
    pending = [
        Pending("alarm", "", later, None),
        Pending("reminder", "약", later, "FREQ=DAILY"),
    ]
    shown = beside.panel(pending, state, page_kit.NOW)
    for words in (
        "내일 오전 7시",
        "매일 오전 7시",
        "약",
        "거실",
        "파란색 40%",
        "30",
        "비어 있습니다.",
    ):
        assert words in shown
    assert "우유<b>" not in shown


def test_an_empty_panel_says_so() -> None:
    assert "맞춰 둔 알람이 없습니다." in beside.panel([], {}, page_kit.NOW)


def test_a_visit_goes_on_from_what_was_recorded() -> None:
    visit = Visit("a", [Recorded(1, page_kit.NOW, UserSaid("안녕"))])
    assert visit.restored == 1
    assert [entry.said for entry in visit.entries] == ["안녕"]


def test_every_intent_of_the_assistant_has_a_name() -> None:
    names, domain = Names.load(MALGWI), read_domain(MALGWI / "domain.yml")
    assert set(domain.spec.intents) <= set(names.intents)


def test_faulty_names_say_which_file(tmp_path: Path) -> None:
    (tmp_path / "names.yml").write_text("intents: [alarm_set]", "utf-8")
    with pytest.raises(DomainError, match=r"names\.yml"):
        Names.load(tmp_path)
    assert Names.load(tmp_path / "none").intent("alarm_set") == "alarm_set"
