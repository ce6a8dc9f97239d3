"""What the pages beside the talk answer: figures as HTML, and a sentence where all is not well."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import page_kit
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialog.names import Names
from dialog.voice import MALGWI
from slu.evaluation.compare import Row, rows_json
from slu.evaluation.reports import RESULTS, Bar, Table
from slu.evaluation.words.families import Families
from slu.paths import DEFAULT_MODEL, PRETRAINED, ROOT
from slu.understanding.predictor import Predictor
from slu.understanding.understander import Understander
from ui.web import charts, frame
from ui.web.compare import ComparePage
from ui.web.inside import LONGEST, InsidePage
from ui.web.words import WordsPage

WORDS = "말귀 낱말"


@pytest.fixture(scope="module")
def inside(tmp_path_factory: pytest.TempPathFactory) -> InsidePage:
    voice = page_kit.voice_assistant(
        tmp_path_factory.mktemp("inside"), Understander.load(DEFAULT_MODEL)
    )
    return InsidePage(voice.assistant, Names.load(MALGWI), page_kit.Clock())


@pytest.fixture(scope="module")
def words() -> WordsPage:
    return WordsPage(Families({WORDS: PRETRAINED / "malgwi-words"}))


def plain(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", shown))


def cells(shown: str) -> list[str]:
    return [plain(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", shown)]


def test_every_page_is_one_step_away() -> None:
    for path, _, about in frame.PAGES:
        shown = frame.head(path)
        assert re.findall(r'href="([^"]*)"', shown) == ["./", "./inside", "./words", "./compare"]
        assert re.findall(r'href="./([^"]*)" aria-current=page', shown) == [path]
        assert about in shown


def test_a_sentence_shows_all_its_stages(inside: InsidePage) -> None:
    shown = inside.look("내일 아침 일곱 시 에깨워 줘ㅋㅋㅋㅋ")
    text = plain(shown)
    for title in (
        "다듬기와 띄어쓰기",
        "형태소",
        "조각",
        "의도",
        "슬롯",
        "슬롯 점수",
        "가려 보기",
    ):
        assert re.search(f"<h2>{title}</h2>", shown)
    for words in (
        "알람 맞추기",
        "부사격 조사",
        "3월 3일",
        "'일곱' 없이",
        "모두 붙이면",
        "ㅋ  → (뺌)",
    ):
        assert re.sub(r"\s+", " ", words) in re.sub(r"\s+", " ", text)
    assert shown.count('<ol class="mg-ranking"') == 1
    assert len(re.findall(r"<li title=", shown)) == 5


def test_attention_is_that_of_the_chosen_layer_and_head(inside: InsidePage) -> None:
    mean, chosen = (
        inside.attend("거실 불 켜 줘", *pick) for pick in (("평균", "평균"), ("1", "12"))
    )
    assert inside.layers_and_heads == (12, 12)
    assert mean != chosen
    for shown in (mean, chosen):
        rows = re.findall(r"<tr>.*?</tr>", shown)[1:]
        assert all(95 <= sum(map(int, cells(row))) <= 105 for row in rows), "rounded hundredths"
    assert "층은 12개" in inside.attend("거실 불 켜 줘", "13", "평균")


@pytest.mark.parametrize("given", ["", "  ", None, 7, "가" * (LONGEST + 1), "\u200b"])
def test_what_cannot_be_looked_into_gives_a_sentence(inside: InsidePage, given: object) -> None:
    for shown in (inside.look(given), inside.attend(given, "평균", "평균")):
        assert shown.startswith('<p class="mg-fault" role="alert">')
        assert plain(shown).strip().endswith("니다.") or "주세요" in shown


def test_another_understanding_is_not_looked_into(tmp_path: Path) -> None:
    voice = page_kit.voice_assistant(tmp_path)
    page = InsidePage(voice.assistant, Names(), page_kit.Clock())
    assert "들여다볼 수 없습니다" in page.look(page_kit.WAKE)
    assert page.layers_and_heads == (0, 0)
    voice.close()


def test_what_is_written_stays_text(inside: InsidePage, words: WordsPage) -> None:
    evil = "<img src=x> ${1} {{value}}"
    for shown in (
        inside.look(evil),
        inside.attend(evil, "평균", "평균"),
        words.neighbours([WORDS], "<b>왕</b>"),
        words.neighbours(["<i>"], "왕"),
        words.map(WORDS, "<b>: 왕, 여왕, 아들, 딸, <i>없는말</i>"),
        words.senses([WORDS], "<b>[눈]", "[눈]<i>", []),
    ):
        assert not re.search(r"<img|<b>왕|<i>없|<i>'|<b>\[|\]<i>|\$\{|\{\{", shown)


def test_neighbours_stand_side_by_side(words: WordsPage) -> None:
    shown = words.neighbours([WORDS], "왕, 없는말ㅋㄷㅋ")
    found = Families.here().open(WORDS).nearest(["왕"], 8)[0]
    assert cells(shown)[:8] == [f"{each.word} {each.similarity:.2f}" for each in found]
    assert cells(shown)[8] == "모르는 낱말"


def test_analogies_and_likeness_name_what_is_unknown(words: WordsPage) -> None:
    assert "모르는 낱말: 없는말ㅋ" in words.analogy([WORDS], "아들 딸 없는말ㅋ")
    assert re.fullmatch(r"\S+ 0\.\d\d", cells(words.analogy([WORDS], "아들 딸 왕"))[0])
    shown = words.likeness([WORDS], "비 눈 없는말ㅋ")
    assert re.fullmatch(r"-?0\.\d{3}", cells(shown)[0])
    assert cells(shown)[1:] == ["모르는 낱말"] * 2


def test_senses_ask_the_assistants_encoder_too(inside: InsidePage, words: WordsPage) -> None:
    predictor = inside.assistant.understander.predictor  # type: ignore[attr-defined]
    assert isinstance(predictor, Predictor)
    page = WordsPage(words.families, predictor)
    shown = page.senses([WORDS], "밤새 [눈]이 내렸다", "[눈]이 아프다", [])
    first, joint = cells(shown)[0], cells(shown)[3]
    assert first == "1.000 (문장을 보지 않음)"
    assert 0 < float(joint) < 1


def test_a_map_names_its_words_and_groups(words: WordsPage) -> None:
    shown = words.map(WORDS, "가족: 아들, 딸\n왕 여왕\n가족: 어머니, 없는말ㅋ")
    assert re.findall(r"<text[^>]*>(.*?)</text>", shown) == ["아들", "딸", "어머니", "왕", "여왕"]
    assert re.findall(r"</i>(.*?)</li>", shown) == ["가족", "낱말"]
    assert "벡터가 없는 낱말: 없는말ㅋ" in shown


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
        ("map", (WORDS, "왕 여왕"), "2개뿐"),
        ("map", (None, "왕 여왕"), "모르는 임베딩"),
        ("map", (WORDS, " ".join(f"말{n}" for n in range(121))), "120개까지"),
        ("senses", ([WORDS], "눈이 온다", "[눈]이 아프다", []), "대괄호"),
        ("senses", ([WORDS], "[눈]" + "가" * 200, "[눈]이 아프다", []), "너무 깁니다"),
    ],
)
def test_what_cannot_be_asked_gives_a_sentence(
    words: WordsPage, ask: str, given: tuple[object, ...], sentence: str
) -> None:
    shown = getattr(words, ask)(*given)
    assert 'class="mg-fault"' in shown
    assert sentence in shown


def test_a_broken_folder_is_told_without_its_place(tmp_path: Path) -> None:
    page = WordsPage(Families({"broken": ROOT / "vectors" / "broken"}))
    shown = page.neighbours(["broken"], "왕")
    assert "mg-fault" in shown
    assert str(ROOT) not in shown


def test_a_fault_of_ours_is_no_stack(words: WordsPage, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of memory")

    monkeypatch.setattr(Families, "open_all", fail)
    shown = words.neighbours([WORDS], "왕")
    assert "처리하지 못했습니다" in shown
    assert "out of memory" not in shown


def results(folder: Path, **cosines: float) -> ComparePage:
    rows = [
        Row(name, "", {}, probes={"wordsim": {"spearman": {"value": value}}})
        for name, value in cosines.items()
    ]
    (folder / "words.json").write_text(json.dumps(rows_json(rows)), "utf-8")
    return ComparePage(folder)


def test_families_are_compared_best_first(tmp_path: Path) -> None:
    page = results(tmp_path, low=0.2, high=0.4)
    assert page.measures() == ["낱말 유사도"]
    shown = page.families("낱말 유사도")
    bars = re.findall(
        r"<li><span>(\w+)</span>.*?width:([\d.]+)%.*?<span>([\d.]+)</span></li>", shown
    )
    assert bars == [("high", "100.0", "0.400"), ("low", "50.0", "0.200")]
    assert cells(shown) == ["0.200", "0.400"], "the table keeps the order of the file"
    assert "고르세요" in page.families("없는 것")


def test_the_page_of_results_shows_every_file(tmp_path: Path) -> None:
    shown = ComparePage().reports()
    assert "mg-fault" not in shown
    files = re.findall(r"docs/results/([\w-]+\.json)", shown)
    assert {"understanding.json", "speech.json"} <= set(files)
    assert set(files) <= {path.name for path in RESULTS.iterdir()}
    empty = ComparePage(tmp_path)
    assert "아직 재지 않았습니다" in empty.reports()
    assert "아직 재지 않았습니다" in empty.families(None)
    (tmp_path / "words.json").write_text("{", "utf-8")
    assert 'class="mg-fault"' in empty.families(None)


@given(st.text(alphabet="<>&\"'`${}a가", max_size=12), st.floats(0, 1))
def test_figures_never_let_text_out(text: str, value: float) -> None:
    figures = (
        charts.table(Table((text, "b"), ((text, text),))),
        charts.bars([Bar(text, value, text, 0.1, 0.2)], text),
        charts.heat([text], [text], [[value]], text),
        charts.scatter([(text, 0, value, 1.0)], [text]),
        charts.curve([(value, 1 - value)], text, text),
    )
    tags = {"div", "table", "thead", "tbody", "tr", "th", "td", "ol", "ul", "li", "span", "i", "b"}
    tags |= {"svg", "g", "circle", "text", "path", "polyline"}
    for shown in figures:
        assert not set("`${}") & set(shown)
        assert set(re.findall(r"</?([^\s>/]*)", shown)) <= tags
