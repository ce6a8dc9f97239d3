"""What 들여다보기 answers: every stage as HTML in either language, a recording that is seen and
then deleted, and a sentence where all is not well."""

from __future__ import annotations

import base64
import html
import io
import re
import shutil
from pathlib import Path

import numpy as np
import page_kit
import pytest
from PIL import Image

from dialog.names import Names
from dialog.voice import MALGWI, Hearing, VoiceAssistant
from slu.core import Audio, Segment, Transcript, Word
from slu.errors import AudioError
from slu.evaluation.words.families import WORDS, Families
from slu.paths import DEFAULT_MODEL, PRETRAINED
from slu.speech.picture import picture
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions
from slu.understanding.understander import Understander
from ui.web.arrows import arrows
from ui.web.inside import LONGEST, PIECES, InsidePage
from ui.web.language import Language
from ui.web.sound import png, sound_picture
from ui.web.word_map import Point, word_map

LIGHT = page_kit.LIGHT


class Ear:
    """Hears two words at their times."""

    def __init__(self, text: str = "거실 불") -> None:
        self.text, self.options = text, list[RecognitionOptions]()

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        self.options.append(options)
        if self.text == "?":
            raise AudioError("들을 수 없는 소리입니다.")
        words = tuple(Word(n, n + 0.5, each, 0.75) for n, each in enumerate(self.text.split()))
        segments = (Segment(0, 2, self.text, words=words),) if words else ()
        return Transcript(self.text, segments, confidence=0.9, seconds=audio.seconds)


@pytest.fixture(scope="module")
def voice(tmp_path_factory: pytest.TempPathFactory) -> VoiceAssistant:
    folder = tmp_path_factory.mktemp("inside")
    understander = Understander.load(DEFAULT_MODEL)
    return VoiceAssistant.load(understander, Hearing(Ear()), folder / "malgwi.db")


@pytest.fixture(scope="module")
def inside(voice: VoiceAssistant) -> InsidePage:
    families = Families({WORDS: PRETRAINED / "malgwi-words"})
    return InsidePage(voice.assistant, Names.load(MALGWI), page_kit.Clock(), voice, families)


@pytest.fixture
def recording(tmp_path: Path, recordings: Path) -> Path:
    return Path(shutil.copyfile(recordings / "wake-seven.wav", tmp_path / "said.wav"))


def plain(shown: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", shown)))


def cells(shown: str) -> list[str]:
    return [plain(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", shown)]


def test_a_sentence_shows_all_its_stages(inside: InsidePage) -> None:
    shown = "".join(inside.look("내일 아침 일곱 시 에깨워 줘ㅋㅋㅋㅋ", "mean", "mean"))
    titles = re.findall("<h2>(.*?)</h2>", shown)
    assert titles == [
        "다듬기와 띄어쓰기",
        "형태소",
        "조각",
        "의도",
        "슬롯",
        "슬롯 점수",
        "가려 보기",
    ]
    for words in (
        "알람 맞추기",
        "부사격 조사",
        "3월 3일",
        "'일곱' 없이",
        "모두 붙이면",
        "ㅋ → (뺌)",
    ):
        assert words in plain(shown)
    assert shown.count('<ol class="mg-ranking"') == 1
    assert len(re.findall(r"<li title=", shown)) == 5


def test_in_english_only_the_sentence_is_korean(inside: InsidePage, recording: Path) -> None:
    english = inside.in_(Language.ENGLISH)
    shown = "".join(english.look("불 불 불", "1", "2"))
    shown += english.nearby("불", WORDS) + english.hear(str(recording))[1]
    for own in ("거실", "불"):
        shown = shown.replace(own, "")
    shown = re.sub(r'<g class="mg-word".*?</g></g>|role="img" aria-label="Map[^"]*"', "", shown)
    left = re.findall("[가-힣]+", shown)
    assert left == []
    assert "What the answer hangs on" in shown
    assert "iot_" in shown or "general_" in shown


def test_attention_is_that_of_the_chosen_layer_and_head(inside: InsidePage) -> None:
    mean, chosen = (inside.attend(LIGHT, *pick) for pick in (("mean", "mean"), ("1", "12")))
    assert inside.layers_and_heads == (12, 12)
    assert mean != chosen
    for shown in (mean, chosen):
        rows = re.findall(r"<tr>.*?</tr>", shown)[1:]
        assert all(95 <= sum(map(int, cells(row))) <= 105 for row in rows), "rounded hundredths"
    assert "층은 12개" in inside.attend(LIGHT, "13", "mean")


def test_arrows_are_the_shares() -> None:
    weights = np.array([[0.7, 0.3, 0.0], [0.005, 0.005, 0.99], [0.2, 0.2, 0.6]], np.float32)
    shown = arrows(["가", "나", "다"], weights)
    found = re.findall(
        r'data-from="(\d)" data-to="(\d)" data-share="(\d+)%" style="--share:([\d.]+)"', shown
    )
    assert {(int(a), int(b)): int(share) for a, b, share, _ in found} == {
        (0, 0): 70,
        (0, 1): 30,
        (1, 2): 99,
        (2, 0): 20,
        (2, 1): 20,
        (2, 2): 60,
    }
    assert max(float(each[3]) for each in found) == 1
    told = html.unescape(re.findall(r'data-told="([^"]*)"', shown)[0])
    assert told.endswith("'가' 70%, '나' 30%, '다' 0%")


def test_words_stand_among_their_neighbours(inside: InsidePage) -> None:
    shown = inside.nearby(LIGHT, WORDS)
    own = re.findall(r'mg-word mg-own"[^>]*><g><title>(.*?)</title>', shown)
    assert own == ["거실", "불", "켜", "줘"]
    near = {each.word for each in inside.families.open(WORDS).nearest(["거실"], 6)[0]}
    assert near <= set(re.findall(r"<title>(.*?)</title>", shown))
    pieces = inside.nearby(LIGHT, PIECES)
    assert re.findall(r'mg-word mg-own"[^>]*><g><title>(.*?)</title>', pieces)[0] == "▁거"
    assert inside.nearby("  ", WORDS) == ""
    assert "모르는 임베딩" in inside.nearby(LIGHT, "없는 것")
    assert "벡터가 있는 낱말이 없습니다" in inside.nearby("뷁쉙뚫훕", WORDS)


def test_a_map_keeps_its_words_inside() -> None:
    shown = word_map([Point("가", 0, -5, 3), Point("나", 1, 1e6, 3, True)], ["첫", "둘"])
    found = re.findall(r'data-at="(\d+) (\d+)"', shown)
    assert all(0 < int(x) < 900 and 0 < int(y) < 620 for x, y in found)
    assert re.findall(r"<text[^>]*>(.*?)</text>", shown) == ["나", "가"], "marked ones come first"
    assert re.findall(r"</i>(.*?)</li>", shown) == ["첫", "둘"]


def test_a_recording_is_seen_and_deleted(inside: InsidePage, recording: Path) -> None:
    said, shown = inside.hear(str(recording))
    assert said == "거실 불"
    assert not recording.exists()
    titles = [html.unescape(each) for each in re.findall("<title>(.*?)</title>", shown)]
    assert titles == ["거실 0.00–0.50 s, 75%", "불 1.00–1.50 s, 75%"]
    assert "확신 90%" in shown
    assert inside.hear(None) == ("", "")


@pytest.mark.parametrize(
    ("text", "told"), [("", "말소리가 들리지 않았습니다"), ("?", "들을 수 없는 소리입니다")]
)
def test_a_sound_without_words_is_seen_all_the_same(
    inside: InsidePage, recording: Path, tmp_path: Path, text: str, told: str
) -> None:
    assistant = inside.assistant
    page = InsidePage(
        assistant, inside.names, inside.clock, VoiceAssistant(assistant, Hearing(Ear(text)))
    )
    said, shown = page.hear(str(recording))
    assert said == ""
    assert told in shown
    assert "mg-sound" in shown


def test_what_is_no_sound_gives_a_sentence(inside: InsidePage, tmp_path: Path) -> None:
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF no sound at all")
    said, shown = inside.hear(str(broken))
    assert (said, broken.exists()) == ("", False)
    assert "소리 파일로 읽을 수 없습니다" in shown
    assert str(tmp_path) not in shown


def test_the_voice_asks_for_one_reading_with_words(voice: VoiceAssistant) -> None:
    ear = Ear()
    options = RecognitionOptions(readings=5)
    many = VoiceAssistant(voice.assistant, Hearing(ear, options))
    assert many.listen(Audio(np.zeros(16_000, np.float32), 16_000)).text == "거실 불"
    assert [(each.readings, each.words) for each in ear.options] == [(1, True)]


def test_the_spectrogram_is_a_picture_with_low_tones_below() -> None:
    rate, seconds = 16_000, 2
    times = np.arange(rate * seconds) / rate
    samples = (0.5 * np.sin(2 * np.pi * 300 * times)).astype(np.float32)
    shown = sound_picture(picture(Audio(samples, rate)), Transcript("", seconds=seconds))
    data = re.findall(r"data:image/png;base64,([^\"]*)", shown)[0]
    image = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    assert image.shape == (80, 200)
    assert image[40:, 100].argmax() + 40 == pytest.approx(80 - 1 - 80 * 4.5 / 42.5, abs=8)
    ticks = re.findall(r'x="-6" y="(\d+)">(\w+)<', shown)
    assert [name for _, name in ticks] == ["0", "1k", "2k", "4k", "8k"]
    heights = [int(y) for y, _ in ticks]
    assert heights == sorted(heights, reverse=True)
    assert "들린 낱말이 없습니다" in shown


def test_a_png_is_read_back() -> None:
    grey = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(png(grey)))), grey)


@pytest.mark.parametrize("given", ["", "  ", None, 7, "가" * (LONGEST + 1), "\u200b"])
def test_what_cannot_be_looked_into_gives_one_sentence(inside: InsidePage, given: object) -> None:
    read, *others = inside.look(given, "mean", "mean")
    assert others == ["", ""]
    for shown in (read, inside.answer(given), inside.attend(given, "mean", "mean")):
        assert shown.startswith('<p class="mg-fault" role="alert">')
        assert plain(shown).strip().endswith("니다.") or "주세요" in shown


def test_another_understanding_is_not_looked_into(tmp_path: Path) -> None:
    voice = page_kit.voice_assistant(tmp_path)
    page = InsidePage(voice.assistant, Names(), page_kit.Clock())
    for shown in (page.read(LIGHT), page.answer(LIGHT), page.nearby(LIGHT, PIECES)):
        assert "들여다볼 수 없습니다" in shown
    assert page.layers_and_heads == (0, 0)
    voice.close()


def test_what_is_written_stays_text(inside: InsidePage) -> None:
    evil = "<img src=x> ${1} {{value}}"
    for shown in (*inside.look(evil, "mean", "mean"), inside.nearby(evil, PIECES)):
        assert not re.search(r"<img|\$\{|\{\{", shown)
