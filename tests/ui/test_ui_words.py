"""What 임베딩 answers: figures as HTML in either language, and a sentence where all is not well."""

from __future__ import annotations

import html
import re

import pytest

from slu.evaluation.figures.chosen import read_groups
from slu.evaluation.words.embedder import Place
from slu.evaluation.words.families import BERT, ELMO, WORDS, Families
from slu.evaluation.words.filling import Fillers
from slu.paths import DEFAULT_MODEL, PRETRAINED, ROOT
from slu.training.pretraining.samples import Filled, Guess
from slu.understanding.model_folder import load_folder
from ui.web.family_names import choices
from ui.web.language import Language
from ui.web.words import WordsPage
from ui.web.words_given import groups_in, written

SNOW, EYE = "하늘에서 [눈]이 펑펑 내린다", "[눈]이 아파서 안과에 갔다"


class OneFiller(Fillers):
    """Always fills alike."""

    def fill(self, name: str, text: str, count: int = 5) -> Filled:
        return Filled(text, (Guess("▁시", 0.75), Guess("<b>", 0.125)))


@pytest.fixture(scope="module")
def words() -> WordsPage:
    return WordsPage(Families({WORDS: PRETRAINED / "malgwi-words"}), fillers=OneFiller({}))


def nothing() -> list[Place]:
    return []


def plain(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", shown))


def cells(shown: str) -> list[str]:
    return [plain(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", shown)]


def test_neighbours_stand_side_by_side(words: WordsPage) -> None:
    shown = words.neighbours([WORDS], "왕, 없는말ㅋㄷㅋ")
    found = words.families.open(WORDS).nearest(["왕"], 8)[0]
    assert cells(shown)[:8] == [f"{each.word} {each.similarity:.2f}" for each in found]
    assert cells(shown)[8] == "모르는 낱말"


def test_an_analogy_names_what_is_unknown(words: WordsPage) -> None:
    assert "모르는 낱말: 없는말ㅋ" in words.analogy([WORDS], "아들 딸 없는말ㅋ")
    assert re.fullmatch(r"\S+ 0\.\d\d", cells(words.analogy([WORDS], "아들 딸 왕"))[0])


def test_likeness_is_heat_in_hundredths(words: WordsPage) -> None:
    shown = words.likeness([WORDS], "비 눈 없는말ㅋ")
    vectors = words.families.open(WORDS).embedder.vectors  # type: ignore[attr-defined]
    cosine = vectors.similarity("비", "눈")
    fields = [cell for cell in cells(shown) if cell]
    assert fields == ["100", f"{cosine * 100:.0f}", f"{cosine * 100:.0f}", "100"]
    assert "모르는 낱말: 없는말ㅋ" in shown
    assert "모르는 낱말: 뷁ㅋ, 쉙ㅋ" in words.likeness([WORDS], "뷁ㅋ 쉙ㅋ")


def test_senses_are_told_side_by_side() -> None:
    predictor = load_folder(DEFAULT_MODEL)
    folders = {WORDS: PRETRAINED / "malgwi-words", ELMO: PRETRAINED / "malgwi-elmo"}
    page = WordsPage(Families(folders), lambda: predictor)
    among = [Place.marked("산에 [눈]이 하얗게 쌓였다"), Place.marked("[눈]이 나빠서 안경을 썼다")]
    shown = page.senses([WORDS], SNOW, EYE, lambda: among)
    names = re.findall(r'<th scope="row">(.*?)</th>', shown)
    assert names == [WORDS, ELMO, "알아듣는 모델"]
    cosines = cells(shown)[::3]
    assert cosines[0] == "1.000 (문장을 보지 않음)"
    assert all(0 < float(each) < 1 for each in cosines[1:])
    bars = re.findall(r"<li><span>([^<]*)</span>.*?width:([\d.]+)%", shown)
    assert [float(width) for _, width in bars] == pytest.approx(
        [100, *(100 * float(each) for each in cosines[1:])], abs=0.1
    )
    snow, eye = cells(shown)[4:6]
    assert snow.startswith("산에 [눈]이"), "ELMo knows snow from an eye"
    assert eye.startswith("[눈]이 나빠서")
    alone = page.senses([ELMO], SNOW, EYE, lambda: among)
    assert re.findall(r'<th scope="row">(.*?)</th>', alone)[0] == WORDS, "word vectors answer too"


def test_a_blank_is_filled(words: WordsPage) -> None:
    shown = words.fill("any", "일곱 [MASK]에 깨워")
    assert "일곱 <mark>시</mark>에 깨워" in shown
    assert re.findall(r"<li><span>([^<]*)</span>.*?<span>([\d.]+%)</span></li>", shown) == [
        ("▁시", "75.0%"),
        ("&lt;b&gt;", "12.5%"),
    ]
    assert "문장을 적어 주세요" in words.fill("any", " ")
    nobody = WordsPage(words.families, fillers=Fillers({}))
    assert "모르는 인코더" in nobody.fill(None, "[MASK]")


def test_a_map_names_its_words_and_groups(words: WordsPage) -> None:
    shown = words.map(WORDS, "가족: 아들, 딸\n왕 여왕\n가족: 어머니, 없는말ㅋ")
    assert re.findall(r"<text[^>]*>(.*?)</text>", shown) == ["아들", "딸", "어머니", "왕", "여왕"]
    assert re.findall(r"</i>(.*?)</li>", shown) == ["가족", "낱말"]
    assert "벡터가 없는 낱말: 없는말ㅋ" in shown


def test_groups_are_written_as_they_are_read() -> None:
    groups = read_groups()
    assert groups_in(written(groups)) == groups
    assert groups_in("가 나\n\n둘: 나, 다\n라") == {"낱말": ["가", "나", "라"], "둘": ["다"]}


def test_in_english_only_words_are_korean(words: WordsPage) -> None:
    page = words.in_(Language.ENGLISH)
    asked = ("왕", "여왕", "아들", "딸", "없는말ㅋ")
    shown = "".join(
        (
            page.neighbours([WORDS], "없는말ㅋ"),
            page.analogy([WORDS], "아들 딸 없는말ㅋ"),
            page.likeness([WORDS], "왕 여왕 없는말ㅋ"),
            page.map(WORDS, "royal: 왕, 여왕, 아들, 딸, 없는말ㅋ"),
            page.senses([WORDS], "[왕]", "[왕]", nothing),
        )
    )
    for word in sorted(asked, key=len, reverse=True):
        shown = shown.replace(word, "")
    assert re.findall("[가-힣]+", shown) == []
    assert "Malgwi words" in shown
    assert choices([WORDS, BERT, "swivel"], Language.ENGLISH) == [
        ("Malgwi words", WORDS),
        ("Malgwi BERT", BERT),
        ("swivel", "swivel"),
    ]


@pytest.mark.parametrize(
    ("ask", "given", "sentence"),
    [
        ("neighbours", ([], "왕"), "하나 이상"),
        ("neighbours", ([WORDS] * 5, "왕"), "4가지까지"),
        ("neighbours", (["없는 것"], "왕"), "모르는 임베딩"),
        ("neighbours", (None, "왕"), "하나 이상"),
        ("neighbours", ([WORDS], "가 나 다 라 마 바"), "5개까지"),
        ("neighbours", ([WORDS], "가" * 21), "너무 깁니다"),
        ("neighbours", ([WORDS], ", ,"), "적어 주세요"),
        ("analogy", ([WORDS], "아들 딸"), "셋 적어 주세요"),
        ("analogy", ([WORDS], "아들 딸 아들"), "셋 적어 주세요"),
        ("likeness", ([WORDS], "왕"), "둘 넘게"),
        ("likeness", ([WORDS], " ".join("가나다라마바사아자차카타파")), "12개까지"),
        ("map", (WORDS, "왕 여왕"), "2개뿐"),
        ("map", (None, "왕 여왕"), "모르는 임베딩"),
        ("map", (WORDS, " ".join(f"말{n}" for n in range(121))), "120개까지"),
        (
            "map",
            (WORDS, "\n".join(" ".join(f"말{m}{n}" for n in range(70)) for m in (1, 2))),
            "120개까지",
        ),
        ("senses", ([WORDS], "눈이 온다", EYE, nothing), "대괄호"),
        ("senses", ([WORDS], "[눈]" + "가" * 200, EYE, nothing), "너무 깁니다"),
    ],
)
def test_what_cannot_be_asked_gives_a_sentence(
    words: WordsPage, ask: str, given: tuple[object, ...], sentence: str
) -> None:
    shown = getattr(words, ask)(*given)
    assert 'class="mg-fault"' in shown
    assert sentence in shown


def test_what_is_written_stays_text(words: WordsPage) -> None:
    for shown in (
        words.neighbours([WORDS], "<b>왕</b>"),
        words.neighbours(["<i>"], "왕"),
        words.likeness([WORDS], "<b>왕</b> <b>여왕"),
        words.map(WORDS, "<b>: 왕, 여왕, 아들, 딸, <i>없는말</i>"),
        words.senses([WORDS], "<b>[눈]", "[눈]<i>", nothing),
        words.fill("any", "<b>왕 [MASK] ${1}"),
    ):
        assert not re.search(r"<b>왕|<i>없|<i>'|<b>\[|\]<i>|<b>여|\$\{|\{\{", shown)


def test_a_broken_folder_is_told_without_its_place() -> None:
    page = WordsPage(Families({"broken": ROOT / "vectors" / "broken"}))
    shown = page.neighbours(["broken"], "왕")
    assert "mg-fault" in shown
    assert str(ROOT) not in shown
