"""What is drawn to look into, in a real browser: maps that are zoomed and moved by buttons, keys,
the wheel and two fingers, arrows of a piece that is pressed, a sound with its words, blanks, and
all of it in English. Screenshots stay in `artifacts/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import browser_kit
import page_kit
import pytest
from browser_kit import PHONE, choose, keep, serving, visiting
from playwright.sync_api import Browser, Locator, Page, expect

from dialog.voice import Hearing, VoiceAssistant
from slu.core import Audio, Segment, Transcript, Word
from slu.evaluation.words import filling
from slu.paths import DEFAULT_MODEL
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions
from slu.training.pretraining.samples import Filled, Guess
from slu.understanding.understander import Understander

PATIENCE = 120_000
MAP, ATTENTION = "#mg-nearby svg.mg-map", "#mg-attention .mg-arrows"
TAP_TWICE = """
(svg) => {
  const box = svg.getBoundingClientRect(), y = box.top + box.height / 2;
  const send = (name, id, x) => svg.dispatchEvent(new PointerEvent(name, {
    pointerId: id, pointerType: 'touch', clientX: x, clientY: y, bubbles: true}));
  svg.setPointerCapture = () => {};
  const middle = box.left + box.width / 2;
  send('pointerdown', 1, middle - 20);
  send('pointerdown', 2, middle + 20);
  send('pointermove', 1, middle - 80);
  send('pointermove', 2, middle + 80);
  send('pointerup', 1, middle - 80);
  send('pointerup', 2, middle + 80);
}
"""


class Ear:
    """Hears a sentence, each of its words for half a second."""

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        said = page_kit.WAKE.split()
        words = tuple(Word(n / 2, (n + 1) / 2, each, 0.9) for n, each in enumerate(said))
        segment = Segment(0, audio.seconds, page_kit.WAKE, words=words if options.words else ())
        return Transcript(page_kit.WAKE, (segment,), confidence=0.9, seconds=audio.seconds)


class OneFiller(filling.Fillers):
    def fill(self, name: str, text: str, count: int = 5) -> Filled:
        return Filled(text, (Guess("▁시", 0.75), Guess("▁때", 0.125)))


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    database = tmp_path_factory.mktemp("look") / "malgwi.db"
    voice = VoiceAssistant.load(Understander.load(DEFAULT_MODEL), Hearing(Ear()), database)
    with pytest.MonkeyPatch.context() as patch:
        here = staticmethod(lambda: OneFiller({"tiny": Path("tiny")}))
        patch.setattr(filling.Fillers, "here", here)
        with serving(voice, page_kit.Clock()) as address:
            yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browser_kit.launched() as started:
        yield started


def view(svg: Locator) -> list[float]:
    return [float(each) for each in (svg.get_attribute("viewBox") or "").split()]


def wait_for_map(page: Page, place: str) -> Locator:
    svg = page.locator(place)
    expect(svg).to_be_visible(timeout=PATIENCE)
    expect(svg).to_have_attribute("style", re.compile("--unit"))
    svg.scroll_into_view_if_needed()
    return svg


def test_a_map_is_zoomed_and_moved(browser: Browser, address: str) -> None:
    with visiting(browser, address, "inside", ATTENTION) as page:
        svg = wait_for_map(page, MAP)
        whole = view(svg)
        page.locator("#mg-nearby").get_by_role("button", name="가까이").click()
        near = view(svg)
        assert near[2] == pytest.approx(whole[2] / 1.5)
        middle = [near[n] + near[n + 2] / 2 for n in (0, 1)]
        assert middle == pytest.approx([whole[2] / 2, whole[3] / 2]), "the middle stays"
        svg.page.locator("#mg-nearby .mg-atlas").focus()
        page.keyboard.press("ArrowRight")
        assert view(svg)[0] > near[0]
        page.keyboard.press("-")
        page.keyboard.press("-")
        assert view(svg) == whole
        box = svg.bounding_box()
        assert box is not None
        across, down = box["x"] + box["width"] / 4, box["y"] + box["height"] / 4
        page.mouse.move(across, down)
        page.mouse.wheel(0, -300)
        expect(svg).not_to_have_attribute("viewBox", " ".join(f"{each:g}" for each in whole))
        zoomed = view(svg)
        assert zoomed[0] + zoomed[2] / 4 == pytest.approx(whole[2] / 4, abs=2), "it stays under it"
        page.mouse.down()
        page.mouse.move(across - 60, down, steps=4)
        page.mouse.up()
        assert view(svg)[0] > zoomed[0]
        page.keyboard.press("0")
        assert view(svg) == whole
        keep(page, "inside-map")


def test_the_wheel_scrolls_the_page_over_a_map_that_was_not_pressed(
    browser: Browser, address: str
) -> None:
    with visiting(browser, address, "inside", ATTENTION) as page:
        svg = wait_for_map(page, MAP)
        before, at = view(svg), page.evaluate("scrollY")
        svg.hover()
        page.mouse.wheel(0, 200)
        page.wait_for_function(f"scrollY > {at}")
        assert view(svg) == before


def test_two_fingers_and_what_would_overlap(browser: Browser, address: str) -> None:
    with visiting(browser, address, "inside", ATTENTION, viewport=PHONE) as page:
        svg = wait_for_map(page, MAP)
        whole, waiting = view(svg), page.locator("#mg-nearby .mg-waits").count()
        assert waiting > 0, "a phone has no room for all words"
        svg.evaluate(TAP_TWICE)
        near = view(svg)
        assert near[2] == pytest.approx(whole[2] / 4, rel=0.02)
        size = page.locator("#mg-nearby .mg-own text").first.evaluate(
            "each => each.getBoundingClientRect().height"
        )
        assert 12 < size < 24, "words keep their size"
        assert page.locator("#mg-nearby .mg-waits").count() < waiting
        keep(page, "inside-map-phone")


def test_the_map_of_the_models_own_pieces(browser: Browser, address: str) -> None:
    with visiting(browser, address, "inside", ATTENTION) as page:
        wait_for_map(page, MAP)
        choose(page.get_by_label("무엇의 벡터로"), "모델의 조각 벡터(읽기 전)")
        own = page.locator("#mg-nearby .mg-own title").first
        expect(own).to_have_text(re.compile("^▁"), timeout=PATIENCE)


def test_a_piece_shows_its_arrows(browser: Browser, address: str) -> None:
    with visiting(browser, address, "inside", ATTENTION) as page:
        wait_for_map(page, MAP)
        shown = "all => all.filter(each => each.checkVisibility()).map(each => each.dataset.from)"
        lines = page.locator(f"{ATTENTION} line")
        pieces = {str(n) for n in range(page.locator(f"{ATTENTION} button").count())}
        assert set(lines.evaluate_all(shown)) == pieces
        button = page.locator(f"{ATTENTION} button").nth(1)
        button.press("Enter")
        expect(button).to_have_attribute("aria-pressed", "true")
        assert set(lines.evaluate_all(shown)) == {"1"}
        told = page.locator("#mg-attention .mg-told")
        expect(told).to_contain_text("가장 많이 보는 조각")
        first = told.inner_text()
        shares = page.locator(f"{ATTENTION} .mg-to small").all_inner_texts()
        assert 90 <= sum(int(each.rstrip("%")) for each in shares if each) <= 105
        choose(page.get_by_label("층"), "3")
        expect(told).not_to_have_text(first, timeout=PATIENCE)
        expect(button).to_have_attribute("aria-pressed", "true")
        page.locator("#mg-attention").scroll_into_view_if_needed()
        keep(page, "inside", whole=True)
        button.click()
        expect(button).to_have_attribute("aria-pressed", "false")
        assert set(lines.evaluate_all(shown)) == pieces


@pytest.mark.parametrize("looks", [{}, {"viewport": PHONE}], ids=["wide", "phone"])
def test_a_sound_is_seen_with_its_words(
    browser: Browser, address: str, recordings: Path, looks: dict[str, object]
) -> None:
    theme = "?__theme=dark" if looks else ""
    with visiting(browser, address, f"inside{theme}", ATTENTION, **looks) as page:
        page.get_by_role("button", name="말로 하기").click()
        page.locator("#mg-recording").get_by_label("Upload file").click()
        page.locator("#mg-recording input[type=file]").set_input_files(
            recordings / "alarm-seven.wav"
        )
        spoken = page.locator(".mg-sound .mg-spoken text")
        expect(spoken).to_have_text(page_kit.WAKE.split(), timeout=PATIENCE)
        starts = [each["x"] for each in map(Locator.bounding_box, spoken.all()) if each]
        assert starts == sorted(starts)
        expect(page.get_by_label("들여다볼 문장")).to_have_value(page_kit.WAKE)
        given = page.locator("#mg-stages .mg-texts dd").first
        expect(given).to_have_text(page_kit.WAKE.replace(" ", "␣"), timeout=PATIENCE)
        assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]  # type: ignore[index]
        page.locator("#mg-heard").scroll_into_view_if_needed()
        keep(page, f"inside-sound{'-phone-dark' if looks else ''}")


def test_what_is_no_sound_gives_a_sentence(browser: Browser, address: str, tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF no sound")
    with visiting(browser, address, "inside", ATTENTION) as page:
        page.get_by_role("button", name="말로 하기").click()
        page.locator("#mg-recording").get_by_label("Upload file").click()
        page.locator("#mg-recording input[type=file]").set_input_files(broken)
        alert = page.locator("#mg-heard").get_by_role("alert")
        expect(alert).to_contain_text("소리 파일로 읽을 수 없습니다", timeout=PATIENCE)


def test_groups_are_chosen_and_drawn(browser: Browser, address: str) -> None:
    with visiting(browser, address, "words", "#mg-neighbours-found table") as page:
        groups = page.locator("#mg-map-groups")
        expect(groups.get_by_label("나라")).to_be_checked(timeout=PATIENCE)
        words = page.get_by_label("한 줄에 '갈래: 낱말, 낱말'")
        for box in groups.get_by_role("checkbox").all()[2:]:
            box.uncheck()
        expect(words).to_have_value(re.compile("^가족: .*\n왕실: [^\n]*$"))
        words.fill(f"{words.input_value()}\n때: 아침, 저녁")
        page.get_by_role("button", name="지도 그리기").click()
        svg = wait_for_map(page, "#mg-map svg")
        expect(page.locator("#mg-map .mg-legend li")).to_have_text(["가족", "왕실", "때"])
        page.locator("#mg-map").get_by_role("button", name="가까이").click()
        assert view(svg)[2] == pytest.approx(600)
        keep(page, "words-map")


def test_likeness_senses_and_blanks(browser: Browser, address: str) -> None:
    with visiting(browser, address, "words", "#mg-likeness-found .mg-heat") as page:
        fields = page.locator("#mg-likeness-found tbody td span")
        assert fields.first.inner_text() == "100"
        page.get_by_label("첫 문장").fill("칼로 [배]를 깎았다")
        page.get_by_label("둘째 문장").fill("[배]를 타고 섬에 갔다")
        page.get_by_role("button", name="두 뜻 견주기").click()
        bars = page.locator("#mg-senses .mg-bars li")
        expect(bars.first).to_contain_text("1.000", timeout=PATIENCE)
        expect(bars.last).to_contain_text("알아듣는 모델")
        page.get_by_label("[MASK]나 ___가").press("Enter")
        filled = page.locator("#mg-blank-found")
        expect(filled.locator("mark")).to_have_text("시", timeout=PATIENCE)
        expect(filled.locator(".mg-bars li").first).to_contain_text("75.0%")
        keep(page, "words", whole=True)


@pytest.mark.parametrize("path", ["inside", "words"])
def test_in_english(browser: Browser, address: str, path: str) -> None:
    ready = {"inside": ATTENTION, "words": "#mg-neighbours-found table"}[path]
    with visiting(browser, address, f"en-{path}", ready, viewport=PHONE) as page:
        told = "h2:visible, [data-testid=block-info]:visible, .mg-part > p.mg-dim:visible"
        labels = page.locator(told).all_inner_texts()
        assert len(labels) > 5
        assert not [each for each in labels if re.search("[가-힣]", each)]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        keep(page, f"{path}-english-phone", whole=True)
