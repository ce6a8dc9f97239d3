"""`malgwi label`: what waits is shown, accepted, put right, left out or kept for later, at the
terminal and by a sheet; what a person cannot do is a Korean sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dialog.assistant import Assistant
from dialog.store import Store
from dialog.teaching.labels import Labels
from slu.core import Context, IntentScore, Slot, Understanding
from ui import cli

sys.path.append(str(Path(__file__).parents[1] / "dialog"))
import page_kit
import teaching_kit

SAID = {"부산 하늘": ("weather", 0.45), "울산 기차": ("ticket", 0.6), "글쎄": ("greet", 0.3)}


class Guessing:
    """Takes the first word of what it knows for a city."""

    def understand(self, text: str, context: Context) -> Understanding:
        intent, sure = SAID[text]
        slots = (Slot("city", 0, 2, text[:2]),) if " " in text else ()
        return Understanding(text, intent, sure, (IntentScore(intent, sure),), slots)

    def understand_all(self, texts: list[str], context: Context) -> list[Understanding]:
        return [self.understand(text, context) for text in texts]


@pytest.fixture
def labels(tmp_path: Path) -> Labels:
    folder = teaching_kit.written(tmp_path / "비서")
    with (folder.path / "domain.yml").open("a", encoding="utf-8") as domain:
        domain.write("privacy: {learning: true}\n")
    store = Store.open(tmp_path / "db")
    assistant = Assistant.load(folder.path, Guessing(), store)
    for text in SAID:
        assistant.turn("a", text, page_kit.NOW)
    return Labels(folder, store)


def run(labels: Labels, *args: str, typed: str = "") -> str:
    place = labels.folder.path
    command = ["label", str(place), "--database", str(place.parent / "db"), *args]
    done = CliRunner().invoke(cli.app, command, input=typed)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.output


def nlu(labels: Labels) -> str:
    return (labels.folder.path / "nlu.yml").read_text("utf-8")


def waiting(labels: Labels) -> list[str]:
    return [said.text for said in labels.waiting()]


def test_what_waits_is_listed_the_doubtful_first(labels: Labels) -> None:
    lines = [line for line in run(labels, "--list").splitlines() if "%" in line]
    assert [line.split("│")[1].strip() for line in lines] == ["30%", "45%", "60%"]
    assert "[부산](city) 하늘" in lines[1]
    assert "?" in lines[0], "greet is no intent of this assistant"
    assert waiting(labels) == ["글쎄", "부산 하늘", "울산 기차"]


def test_one_by_one(labels: Labels) -> None:
    """Left out; put right after a mistake; accepted as it is."""
    shown = run(labels, typed="s\ne\n[부산](citi) 눈\n\ne\n[부산](city) 눈\nweather\n\n")
    assert "슬롯 'citi'" in shown
    assert "예문 2개를 더했습니다" in shown
    assert "    - [부산](city) 눈\n" in nlu(labels)
    assert "    - [울산](city) 기차\n" in nlu(labels)
    assert waiting(labels) == []
    assert "기다리는 문장이 없습니다" in run(labels)


def test_later_and_enough_change_nothing(labels: Labels) -> None:
    before = nlu(labels)
    shown = run(labels, typed="\nㅣ\n나중에\nㅂ\n")
    assert "짐작한 의도가 이 비서에 없습니다" in shown
    assert "예문 0개" in shown
    assert "예문 0개" in run(labels, typed="what\n"), "the end of what is typed is enough, too"
    assert waiting(labels) == ["글쎄", "부산 하늘", "울산 기차"]
    assert nlu(labels) == before


def test_a_sheet_for_scripts(labels: Labels, tmp_path: Path) -> None:
    sheet = tmp_path / "말.csv"
    assert "문장 3개" in run(labels, "--export", str(sheet))
    sheet.write_text(sheet.read_text("utf-8").replace("ticket", "-"), "utf-8")
    shown = run(labels, "--import", str(sheet))
    assert "예문 1개를 더하고 1개를 넘겼습니다. 의도를 적지 않은 1개는 계속" in shown
    assert waiting(labels) == ["글쎄"]
    assert "2줄은 건너뛰었습니다" in run(labels, "--import", str(sheet))
    assert "하나만" in run(labels, "--list", "--export", str(sheet))


def test_an_assistant_has_to_allow_it(labels: Labels) -> None:
    labels.folder.domain.write_text(teaching_kit.DOMAIN, "utf-8")
    assert "domain.yml: 이 비서는 대화에서 배우지 않습니다" in run(labels)
