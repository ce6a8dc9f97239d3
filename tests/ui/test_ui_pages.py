"""What the pages beside the talk answer: figures as HTML, and a sentence where all is not well."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from slu.core import Segment, Transcript, Word
from slu.evaluation.compare import Row, rows_json
from slu.evaluation.reports import RESULTS, Bar, Table
from slu.speech.picture import Picture
from ui.web import charts, frame
from ui.web.arrows import arrows
from ui.web.compare import ComparePage
from ui.web.language import Language
from ui.web.sound import sound_picture
from ui.web.word_map import Point, word_map


def plain(shown: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", shown))


def cells(shown: str) -> list[str]:
    return [plain(cell).strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", shown)]


def test_every_page_is_one_step_away() -> None:
    visited = ["", "inside", "words", "compare"]
    for path in visited:
        shown = frame.head(path, paths=visited)
        others = ["./", "./inside", "./words", "./compare", f"./en-{path}".rstrip("-")]
        assert re.findall(r'href="([^"]*)"', shown) == others
        assert re.findall(r'href="./([^"]*)" aria-current=page', shown) == [path]
        assert frame.PAGES[path].about[0] in shown


def test_the_other_language_is_the_same_page() -> None:
    for path in frame.PAGES:
        english = frame.head(path, Language.ENGLISH)
        back = re.findall(r'href="./([^"]*)" lang="ko"', english)
        assert back == [path]
        assert not re.search("[가-힣]", plain(english).replace("한국어", ""))
        there = re.findall(r'href="./([^"]*)" lang="en"', frame.head(path))
        assert re.findall(r'href="./([^"]*)" aria-current=page', english) == there


def test_a_fault_of_ours_is_no_stack() -> None:
    def fail() -> str:
        raise RuntimeError("out of memory")

    shown = frame.shown(fail)
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
    assert page.measures() == [("낱말 유사도", "낱말 유사도")]
    assert page.measures(Language.ENGLISH) == [("likeness of words", "낱말 유사도")]
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
    assert set(files) == {path.name for path in RESULTS.glob("*.json")}
    groups = re.findall("<h2>(.*?)</h2>", shown)
    assert groups == ["알아듣기", "인코더와 가르치는 법", "말소리", "대화"]
    assert not re.findall("[가-힣]+", ComparePage().reports(say=Language.ENGLISH))
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
        word_map([Point(text, 0, value, 1.0), Point("b", 0, 0.5, value)], [text]),
        arrows([text, "b"], np.array([[value, 1 - value]] * 2)),
        sound_picture(
            Picture(np.zeros((2, 2), np.float32), np.full((80, 3), value, np.float32), 1.0),
            Transcript(text, (Segment(0, 1, text, words=(Word(0, value, text),)),)),
        ),
        charts.curve([(value, 1 - value)], text, text),
        charts.lines({text: [value, 1 - value], "b": []}, 1.0, text),
    )
    tags = {"div", "table", "thead", "tbody", "tr", "th", "td", "ol", "ul", "li", "span", "i", "b"}
    tags |= {"svg", "g", "circle", "text", "path", "polyline", "polygon", "line", "rect", "title"}
    tags |= {"button", "p", "small", "mask", "image", "figure", "figcaption"}
    for shown in figures:
        assert not set("`${}") & set(shown)
        assert set(re.findall(r"</?([^\s>/]*)", shown)) <= tags
