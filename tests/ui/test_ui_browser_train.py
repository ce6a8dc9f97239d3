"""The page to teach on in a real browser: examples edited, a faulty file refused, a model learned
to the end and accepted, a sentence of a conversation labelled; and nobody else sees any of it.

Screenshots stay in `artifacts/`.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import browser_kit
import page_kit
import pytest
from browser_kit import PHONE, choose, keep, options, serving, visiting
from playwright.sync_api import Browser, Page, expect

from dialog.voice import Hearing, VoiceAssistant
from ui.web.builder import Builder

sys.path.append(str(Path(__file__).parents[1] / "dialog"))
import teaching_kit

PATIENCE = 200_000  # training, on a machine that has much else to do
expect.set_options(timeout=60_000)
READY = "#mg-examples table"
FOREIGN = {"X-Forwarded-For": "192.0.2.7"}
DOUBTFUL = "부산 하늘 알려 줘"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("train") / "비서"
    teaching_kit.assistant_folder(place)
    domain = place / "domain.yml"
    domain.write_text(domain.read_text("utf-8") + "privacy: {learning: true}\n", "utf-8")
    return place


@pytest.fixture(scope="module")
def voice(folder: Path) -> VoiceAssistant:
    hearing = Hearing(page_kit.Deaf())
    voice = VoiceAssistant.load(page_kit.Told(), hearing, folder.parent / "db", folder)
    voice.assistant.turn("somebody", DOUBTFUL, page_kit.NOW)
    return voice


@pytest.fixture(scope="module")
def builder() -> Builder:
    return Builder()


@pytest.fixture(scope="module")
def address(voice: VoiceAssistant, builder: Builder) -> Iterator[str]:
    with serving(voice, page_kit.Clock(), builder) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_kit.launched() as started:
        yield started


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def upload_file(page: Page, path: Path) -> None:
    with page.expect_file_chooser() as chooser:
        page.locator("#mg-upload").click()
    chooser.value.set_files(path)


def test_examples_are_filtered_edited_and_taken_in(
    browser: Browser, address: str, folder: Path, tmp_path: Path
) -> None:
    with visiting(browser, address, "train", READY) as page:
        rows = page.locator("#mg-examples tbody tr")
        expect(rows).to_have_count(24)
        choose(page.locator("#mg-only input"), "ticket")
        expect(rows).to_have_count(12)
        rows.first.get_by_role("button").click()
        box = page.locator("#mg-marked textarea")
        expect(box).to_have_value("[서울](city)에 가는 기차")
        box.fill("[서울](city)까지 가는 기차")
        press(page, "고치기")
        expect(page.locator("#mg-told")).to_contain_text("예문을 고쳤습니다")
        expect(rows.first).to_contain_text("까지 가는 기차")
        assert "- [서울](city)까지 가는 기차" in (folder / "nlu.yml").read_text("utf-8")
        box.fill("[서울](town) 표")
        press(page, "더하기")
        expect(page.locator("#mg-told [role=alert]")).to_contain_text("슬롯 'town'")
        more = tmp_path / "더.csv"
        more.write_text("text,intent\n[울산](city) 날씨,weather\n[울산](citi) 표,ticket\n", "utf-8")
        upload_file(page, more)
        expect(page.locator("#mg-told [role=alert]")).to_contain_text("더.csv:3: ")
        more.write_text("text,intent\n[울산](city) 날씨,weather\n[울산](city) 표,ticket\n", "utf-8")
        upload_file(page, more)
        expect(page.locator("#mg-told")).to_contain_text("예문 2개를 더했습니다")
        expect(rows).to_have_count(13)
        expect(page.locator("#mg-problems")).to_contain_text("예문 26개, 의도 2개")


def test_a_model_is_learned_compared_and_accepted(
    browser: Browser, address: str, folder: Path, voice: VoiceAssistant
) -> None:
    with visiting(browser, address, "train", READY) as page:
        press(page, "문장으로 견주기")
        expect(page.locator("#mg-pairs [role=alert]")).to_contain_text("먼저 가르쳐 주세요")
        press(page, "가르치기 시작")
        expect(page.locator("#mg-course")).to_contain_text("가르치는 중입니다")
        page.reload()
        page.wait_for_selector("#mg-course progress, #mg-course .mg-lines", timeout=PATIENCE)
        expect(page.locator("#mg-course")).to_contain_text("다 가르쳤습니다", timeout=PATIENCE)
        expect(page.locator("#mg-course .mg-lines")).to_have_count(2)
        page.locator("#mg-sentences textarea").fill("서울 날씨 어때\n대구 가는 표")
        press(page, "문장으로 견주기")
        compared = page.locator("#mg-pairs tbody tr")
        expect(compared).to_have_count(2)
        expect(compared.first).to_contain_text(re.compile(r"\d+%"))
        press(page, "재어 보기")
        expect(page.locator("#mg-measured")).to_contain_text("남겨 둔 예문")
        keep(page, "train", whole=True)
        press(page, "새 모델 받아들이기")
        expect(page.locator("#mg-decided")).to_contain_text("받아들였습니다")
        assert (folder / "model" / "config.json").is_file()
        reply = voice.assistant.turn("tester", "서울 날씨 어때", page_kit.NOW)
        assert reply.understanding is not None
        assert {each.name for each in reply.understanding.ranking} == {"weather", "ticket"}


def test_other_pages_follow_the_model_that_was_accepted(
    browser: Browser, address: str, voice: VoiceAssistant
) -> None:
    """Pages opened before the other model came, and still open."""

    def offered(page: Page, box: str) -> list[str]:
        found = options(page.get_by_label(box)).all_inner_texts()
        page.keyboard.press("Escape")
        return [each.strip("✓ \n") for each in found]

    taught = voice.assistant.understander
    voice.assistant.understander = page_kit.Told()
    with (
        visiting(browser, address, "inside", "#mg-stages [role=alert]") as inside,
        visiting(browser, address, "words", "#mg-neighbours-found table") as words,
    ):
        assert offered(inside, "층") == ["평균"]
        press(words, "두 뜻 견주기")
        families = words.locator("#mg-senses .mg-bars li")
        expect(families.first).to_be_visible()
        expect(families.filter(has_text="알아듣는 모델")).to_have_count(0)
        voice.assistant.understander = taught
        inside.get_by_label("들여다볼 문장").fill("서울 날씨 어때")
        press(inside, "보기")
        expect(inside.locator("#mg-intents li")).to_have_count(2)
        assert offered(inside, "층") == ["평균", "1"]
        assert offered(inside, "머리") == ["평균", "1", "2"]
        choose(inside.get_by_label("층"), "1")
        expect(inside.locator("#mg-attention .mg-heat")).to_be_visible()
        press(words, "두 뜻 견주기")
        expect(families.filter(has_text="알아듣는 모델")).to_have_count(1)
        voice.assistant.understander = page_kit.Told()
        press(inside, "보기")
        expect(inside.locator("#mg-stages [role=alert]")).to_be_visible()
        expect(inside.get_by_label("층")).to_have_value("평균")
        assert offered(inside, "층") == ["평균"]
    voice.assistant.understander = taught


def test_a_sentence_of_a_conversation_is_labelled(
    browser: Browser, address: str, folder: Path
) -> None:
    with visiting(browser, address, "train", READY) as page:
        expect(page.locator("#mg-waiting")).to_contain_text(DOUBTFUL)
        page.locator("#mg-said textarea").fill("[부산](city) 하늘 알려 줘")
        choose(page.locator("#mg-said-intent input"), "weather")
        press(page, "예문에 더하기")
        expect(page.locator("#mg-said-told")).to_contain_text("예문에 더했습니다")
        expect(page.locator("#mg-waiting")).not_to_contain_text(DOUBTFUL)
        assert "- [부산](city) 하늘 알려 줘" in (folder / "nlu.yml").read_text("utf-8")


def test_a_training_is_stopped(browser: Browser, address: str) -> None:
    with visiting(browser, address, "train", READY) as page:
        page.get_by_label("예문을 도는 횟수").fill("900")
        press(page, "가르치기 시작")
        page.wait_for_selector("#mg-course .mg-lines", timeout=PATIENCE)
        press(page, "멈추기")
        expect(page.locator("#mg-course")).to_contain_text("멈췄습니다")
        press(page, "새 모델 버리기")
        expect(page.locator("#mg-decided")).to_contain_text("버렸습니다")


def test_a_visitor_sees_nothing_of_it(browser: Browser, address: str, builder: Builder) -> None:
    with visiting(browser, address, extra_http_headers=FOREIGN) as page:
        assert page.get_by_role("link", name="학습").count() == 0
        found = page.request.get(f"{address}train")
        assert found.status == 404
        wrong = page.request.get(f"{address}train?token=wrong")
        assert wrong.status == 404
        page.goto(builder.link(address))
        page.wait_for_selector(READY)
        assert "token" not in page.url
        expect(page.get_by_role("link", name="학습")).to_be_visible()
        page.goto(address)
        expect(page.get_by_role("link", name="학습")).to_be_visible()


def test_it_fits_a_phone_and_speaks_english(browser: Browser, address: str) -> None:
    with visiting(browser, address, "en-train?__theme=dark", READY, viewport=PHONE) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        expect(page.get_by_role("button", name="Train", exact=True)).to_be_visible()
        korean = re.findall("[가-힣]+", page.locator(".mg-part h2").all_inner_texts().__str__())
        assert korean == []
        keep(page, "train-phone-dark", whole=True)
