"""Sentences of conversations labelled one by one or as a sheet: what is accepted becomes an example
once, what is left out never comes again, and a faulty sheet changes nothing."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest
import teaching_kit
from conversation_kit import Scripted, slot

from dialog.assistant import Assistant
from dialog.assistant_folder import AssistantFolder
from dialog.store import Store
from dialog.teaching.examples import Examples
from dialog.teaching.labels import Labels, Taken
from dialog.voice import MALGWI
from slu.core import Slot, Utterance
from slu.errors import DataError

NOW = dt.datetime(2026, 3, 2, 21, 0, 7, tzinfo=dt.UTC)
SKY, TRAIN, HELLO = "부산 하늘 알려 줘", "울산, 기차", "글쎄"


@pytest.fixture
def labels(tmp_path: Path) -> Labels:
    folder = teaching_kit.written(tmp_path / "비서")
    with (folder.path / "domain.yml").open("a", encoding="utf-8") as domain:
        domain.write("privacy: {learning: true}\n")
    told = Scripted()
    told.tell(SKY, "weather", slot("city", "부산", SKY), confidence=0.7)
    told.tell(TRAIN, "ticket", slot("city", "울산", TRAIN), confidence=0.6)
    told.tell(HELLO, "greet", confidence=0.5)
    store = Store.open(tmp_path / "db")
    assistant = Assistant.load(folder.path, told, store)
    for text in (SKY, TRAIN, HELLO):
        assistant.turn("a", text, NOW)
    return Labels(folder, store)


def waiting(labels: Labels) -> list[str]:
    return [said.text for said in labels.waiting()]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, **answers: dict[str, str]) -> None:
    """Writes other cells into the rows of these sentences."""
    found = rows(path)
    for row in found:
        row.update(answers.get(row["said"].split()[0].strip(","), {}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(found[0]))
        writer.writeheader()
        writer.writerows(found)


def test_a_guess_is_what_was_understood(labels: Labels) -> None:
    assert [labels.guess(said) for said in labels.waiting()] == [
        (HELLO, None),
        ("[울산](city), 기차", "ticket"),
        ("[부산](city) 하늘 알려 줘", "weather"),
    ]


def test_a_sentence_is_learned_or_left_out(labels: Labels) -> None:
    hello, train, sky = labels.waiting()
    labels.learn(sky, "[부산](city) 하늘 알려 줘", "weather", NOW)
    labels.leave_out(hello)
    with pytest.raises(DataError, match="의도 'tiket'"):
        labels.learn(train, "울산 기차", "tiket", NOW)
    assert waiting(labels) == [TRAIN]
    (added,) = [one for one in Examples(labels.folder).all() if one.example.text == SKY]
    assert added.example == Utterance(SKY, "weather", (Slot("city", 0, 2, "부산"),))


def test_a_sheet_goes_out_and_comes_back(labels: Labels, tmp_path: Path) -> None:
    sheet = tmp_path / "말.csv"
    assert labels.write(sheet) == 3
    assert [tuple(row.values()) for row in rows(sheet)] == [
        (HELLO, "", HELLO, "0.50"),
        ("[울산](city), 기차", "ticket", TRAIN, "0.60"),
        ("[부산](city) 하늘 알려 줘", "weather", SKY, "0.70"),
    ]
    fill(sheet, 울산={"intent": "-"}, 부산={"text": "[부산](city) 날씨 알려 줘요"})
    assert labels.take_in(sheet, NOW) == Taken(added=1, left_out=1, waiting=1)
    assert waiting(labels) == [HELLO]
    assert labels.take_in(sheet, NOW) == Taken(waiting=1, gone=2), "twice does nothing twice"
    assert "부산 날씨 알려 줘요" in [one.example.text for one in Examples(labels.folder).all()]


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        ({"text": "[부산](citi) 하늘"}, r"말\.csv:4: .*슬롯 'citi'"),
        ({"text": "[부산](city 하늘"}, r"말\.csv:4: .*괄호가 맞지"),
        ({"intent": "wether"}, r"말\.csv:4: .*의도 'wether'.*혹시 'weather'"),
    ],
)
def test_a_faulty_sheet_changes_nothing(
    labels: Labels, tmp_path: Path, cells: dict[str, str], says: str
) -> None:
    sheet, before = tmp_path / "말.csv", Examples(labels.folder).all()
    labels.write(sheet)
    fill(sheet, 글쎄={"intent": "-"}, 부산=cells)
    with pytest.raises(DataError, match=says):
        labels.take_in(sheet, NOW)
    assert waiting(labels) == [HELLO, TRAIN, SKY]
    assert Examples(labels.folder).all() == before


def test_a_sheet_of_another_shape_is_refused(labels: Labels, tmp_path: Path) -> None:
    sheet = tmp_path / "말.csv"
    sheet.write_text("text,intent\n눈,weather\n", "utf-8")
    with pytest.raises(DataError, match=r"말\.csv:1: 열 'said'이\(가\) 없습니다"):
        labels.take_in(sheet, NOW)


def test_an_assistant_has_to_allow_it(labels: Labels) -> None:
    labels.refuse_unwanted()
    domain = labels.folder.domain
    domain.write_text(teaching_kit.DOMAIN, "utf-8")
    with pytest.raises(DataError, match="learning: true"):
        labels.refuse_unwanted()
    with pytest.raises(DataError, match="malgwi new"):
        Labels(AssistantFolder(MALGWI), labels.store).refuse_unwanted()
