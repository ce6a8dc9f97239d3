"""임베딩: where things stand on the page, and which of them calls what."""

from __future__ import annotations

from functools import cache
from typing import Any

import gradio as gr

from ui.web.frame import BUSY, QUIET, lay_out_head, section, text_box
from ui.web.words import LONGEST_GROUPS, LONGEST_LINE, WordsPage

PATH = "words"
_ONE = "밤새 [눈]이 많이 내렸다"
_OTHER = "피곤해서 [눈]이 아프다"
# One at a time: opening a family, and an encoder's vectors of many words, use every core.
_ASKED: dict[str, Any] = {**BUSY, "concurrency_limit": 1, "concurrency_id": "families"}


def lay_out(page: WordsPage, blocks: gr.Blocks) -> None:
    """The page's widgets, and what they do."""
    lay_out_head(PATH)
    names = list(page.families.names)
    families = gr.CheckboxGroup(
        names, value=names[:1], label="견줄 임베딩(넷까지)", elem_id="mg-families"
    )
    _lay_out_asking(
        page.neighbours,
        families,
        ("neighbours", "낱말(다섯까지)", "왕 서울"),
        ("이웃", "벡터가 가장 가까운 낱말과 코사인입니다. 낱말은 형태소입니다(먹었다 대신 먹)."),
        blocks,
    )
    _lay_out_asking(
        page.analogy,
        families,
        ("analogy", "낱말 셋: 가 나 다", "아들 딸 왕"),
        ("유추", "가와 나의 사이는 다와 무엇의 사이일까요(나 − 가 + 다)."),
    )
    _lay_out_asking(
        page.likeness,
        families,
        ("likeness", "낱말(둘에서 다섯)", "비 눈 우산"),
        ("비슷함", "두 낱말의 벡터가 이루는 코사인입니다. 1이면 같은 쪽입니다."),
    )
    _lay_out_senses(page, families)
    _lay_out_map(page, names, blocks)


def _lay_out_asking(
    ask: Any,
    families: gr.CheckboxGroup,
    box: tuple[str, str, str],
    title: tuple[str, str],
    opens: gr.Blocks | None = None,
) -> None:
    """A box (its id, label and words), and below it what was found; with `opens` it is asked as
    the page opens, too."""
    name, label, words = box
    gr.HTML(section(*title, ""), elem_classes="mg-page")
    text = text_box(label, words, LONGEST_LINE, name, submit_btn="보기")
    found = gr.HTML(elem_classes="mg-page", elem_id=f"mg-{name}-found")
    triggers = [text.submit] if opens is None else [text.submit, opens.load]
    gr.on(triggers, ask, [families, text], found, **_ASKED)


def _lay_out_senses(page: WordsPage, families: gr.CheckboxGroup) -> None:
    gr.HTML(
        section(
            "두 뜻",
            "볼 낱말을 [대괄호]로 묶으세요. 낱말 벡터는 두 문장에서 같고, 문장을 읽으면 다릅니다. "
            "문장 아래에는 우리가 쓴 문장 가운데 가장 가까운 낱말이 놓입니다.",
            "",
        ),
        elem_classes="mg-page",
    )
    with gr.Row():
        one = text_box("첫 문장", _ONE, LONGEST_LINE, "one")
        other = text_box("둘째 문장", _OTHER, LONGEST_LINE, "other")
    press = gr.Button("두 뜻 견주기", elem_id="mg-senses-press", elem_classes="mg-press")
    found = gr.HTML(elem_classes="mg-page", elem_id="mg-senses")

    def compare(names: object, one: object, other: object) -> str:
        return page.senses(names, one, other, _references())

    inputs = [families, one, other]
    gr.on([press.click, one.submit, other.submit], compare, inputs, found, **_ASKED)


def _lay_out_map(page: WordsPage, names: list[str], blocks: gr.Blocks) -> None:
    gr.HTML(
        section(
            "낱말 지도",
            "가까운 벡터가 가까이 놓입니다(t-SNE). 먼 무리 사이의 거리에는 뜻이 없습니다.",
            "",
        ),
        elem_classes="mg-page",
    )
    name = gr.Dropdown(names, value=names[0] if names else None, label="그릴 임베딩")
    text = text_box(
        "낱말(한 줄에 '갈래: 낱말, 낱말')", "", LONGEST_GROUPS, "groups", lines=4, max_lines=8
    )
    press = gr.Button("지도 그리기", elem_id="mg-map-press", elem_classes="mg-press")
    found = gr.HTML(elem_classes="mg-page", elem_id="mg-map")

    blocks.load(_words, None, text, **QUIET)
    press.click(page.map, [name, text], found, **_ASKED)


@cache
def _references() -> Any:
    """The sentences of `malgwi draw senses`."""
    from slu.evaluation.figures.chosen import read_senses

    return read_senses().references


@cache
def _words() -> str:
    """The words of `malgwi draw map`, as a person would write them."""
    from slu.evaluation.figures.chosen import read_groups

    return "\n".join(f"{name}: {', '.join(words)}" for name, words in read_groups().items())
