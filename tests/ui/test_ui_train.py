"""What the page to teach on does beside the browser: a model that is accepted is asked by every
page at once, what changed meanwhile is told, and files that cannot be read bring no page down."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import page_kit
import pytest

from dialog.teaching.progress import Course, write_course
from dialog.voice import Hearing, VoiceAssistant
from slu.paths import DEFAULT_MODEL
from slu.understanding.understander import Understander
from ui.web import app, server, train_layout
from ui.web.language import Language
from ui.web.train import TrainPage
from ui.web.train_said import SaidPage

sys.path.append(str(Path(__file__).parents[1] / "dialog"))
import teaching_kit


@pytest.fixture
def page(tmp_path: Path) -> TrainPage:
    folder = teaching_kit.written(tmp_path / "비서")
    hearing = Hearing(page_kit.Deaf())
    voice = VoiceAssistant.load(page_kit.Told(), hearing, tmp_path / "db", folder.path)
    return TrainPage.of(voice, page_kit.Clock())


def taught(page: TrainPage) -> None:
    """As if a training had just ended with this model."""
    room = page.teaching.room
    room.path.mkdir()
    shutil.copytree(DEFAULT_MODEL, room.model)
    write_course(room.progress, Course("done"))


def test_every_page_asks_the_model_that_was_accepted(page: TrainPage) -> None:
    pages = server._pages(page.voice, False, page.clock)
    assert pages.words.own_model() is None
    assert pages.inside.layers_and_heads == (0, 0)
    taught(page)
    told = page.accept()
    assert "받아들였습니다" in told
    assert "domain.yml" not in told
    understander = page.voice.assistant.understander
    assert isinstance(understander, Understander)
    assert pages.words.own_model() is understander.predictor
    assert pages.words.in_(Language.ENGLISH).own_model() is understander.predictor
    assert pages.inside.layers_and_heads == (12, 12)
    taught(page)
    page.throw_away()
    assert page.voice.assistant.understander is understander
    assert pages.words.own_model() is understander.predictor


def test_what_changed_in_the_domain_is_told(page: TrainPage) -> None:
    domain = page.folder.domain
    domain.write_text(domain.read_text("utf-8").replace("[weather,", "[bye, weather,"), "utf-8")
    assert ("bye", "bye") in page.intents, "examples of it may be written at once"
    taught(page)
    assert "다시 열어야 쓰입니다" in page.accept()


def test_a_file_that_cannot_be_read_is_told(page: TrainPage) -> None:
    (page.folder.path / "nlu.yml").write_text("nlu:\n- intent: [\n", "utf-8")
    assert page.pick("nlu.yml:3") is None
    for shown in (page.examples(), page.add("눈", "weather"), page.begin(True, 0)):
        assert 'role="alert"' in shown
        assert "nlu.yml:" in shown
    domain = page.folder.domain
    domain.write_text(domain.read_text("utf-8") + "privacy: {learning: true}\n", "utf-8")
    voice = VoiceAssistant.load(
        page_kit.Told(), Hearing(page_kit.Deaf()), domain.parent / "db", domain.parent
    )
    said = SaidPage(TrainPage.of(voice, page.clock))
    with app.gr.Blocks() as blocks:
        train_layout.lay_out(said.page, blocks, Language.KOREAN)
    looks = [each.fn for each in blocks.fns.values() if each.name == "look"]
    shown = [each() for each in looks if each is not None]
    waiting = next(each for each in shown if len(each) == 4 and each[0] is None)
    assert "nlu.yml:" in waiting[1]
