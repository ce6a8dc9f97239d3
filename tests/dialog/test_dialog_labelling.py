"""Sentences to learn from: only where the domain says so, masked as stored, the doubtful first."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from conversation_kit import DOMAIN, NOW, Scripted, slot, write_assistant

from dialog import archive, labelling
from dialog.assistant import Assistant
from dialog.store import Store

ON = DOMAIN + "privacy: {mask: [phone], learning: true}\n"
PHONE = "010-1234-5678로 알람"


@pytest.fixture
def scripted() -> Scripted:
    told = Scripted()
    told.tell("알람 맞춰", "alarm_set", confidence=0.9)
    told.tell("서울 날씨", "weather", slot("place_name", "서울", "서울 날씨"), confidence=0.7)
    told.tell("글쎄", "greet", confidence=0.45)
    told.tell(PHONE, "greet", slot("note", "010-1234-5678", PHONE), confidence=0.6)
    return told


def opened(folder: Path, scripted: Scripted, domain: str = ON) -> Assistant:
    return Assistant.load(
        write_assistant(folder, domain), scripted, Store.open(folder / "db.sqlite")
    )


def said(assistant: Assistant, *texts: str, conversation: str = "a") -> None:
    for text in texts:
        assistant.turn(conversation, text, NOW)


def texts(assistant: Assistant, known: tuple[str, ...] = ()) -> list[str]:
    return [one.text for one in labelling.waiting(assistant.store, known)]


def test_the_least_sure_comes_first_and_each_once(tmp_path: Path, scripted: Scripted) -> None:
    assistant = opened(tmp_path, scripted)
    said(assistant, "글쎄", "서울 날씨", "글쎄")
    said(assistant, "글쎄", conversation="b")
    assert texts(assistant) == ["글쎄", "서울 날씨"]
    first, second = labelling.waiting(assistant.store)
    assert len(first.places) == 3
    assert [each.text for each in second.understanding.slots] == ["서울"]
    assert texts(assistant, known=("글쎄",)) == ["서울 날씨"]


def test_nothing_is_noted_unless_the_domain_says_so(tmp_path: Path, scripted: Scripted) -> None:
    before = opened(tmp_path, scripted, DOMAIN)
    said(before, "글쎄")
    assert texts(before) == []
    after = opened(tmp_path, scripted)
    assert texts(after) == [], "what was said before it was allowed stays out"
    said(after, "서울 날씨")
    assert texts(after) == ["서울 날씨"]


def test_answers_and_commands_are_no_examples(tmp_path: Path, scripted: Scripted) -> None:
    assistant = opened(tmp_path, scripted)
    said(assistant, "알람 맞춰", "글쎄", "/greet", " ")
    assert texts(assistant) == ["알람 맞춰"]


def test_what_is_masked_stays_masked(tmp_path: Path, scripted: Scripted) -> None:
    assistant = opened(tmp_path, scripted)
    said(assistant, PHONE)
    (only,) = labelling.waiting(assistant.store)
    assert only.text == "***-****-****로 알람"
    assert [each.text for each in only.understanding.slots] == ["***-****-****"]


def test_what_is_settled_is_not_shown_again(tmp_path: Path, scripted: Scripted) -> None:
    assistant = opened(tmp_path, scripted)
    said(assistant, "글쎄", "서울 날씨")
    labelling.settle(assistant.store, labelling.waiting(assistant.store)[0])
    said(assistant, "글쎄", conversation="b")
    assert texts(assistant) == ["서울 날씨"]
    assert texts(opened(tmp_path, scripted)) == ["서울 날씨"]


def test_it_goes_with_the_conversation(tmp_path: Path, scripted: Scripted) -> None:
    assistant = opened(tmp_path, scripted)
    said(assistant, "글쎄")
    said(assistant, "서울 날씨", conversation="b")
    assert archive.erase(assistant.store, "a")["learnable"] == 1
    assert texts(assistant) == ["서울 날씨"]
    taken = archive.expire(assistant.store, NOW + dt.timedelta(days=1))
    assert taken["learnable"] == 1
    assert texts(assistant) == []
