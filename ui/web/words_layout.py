"""임베딩: where things stand on the page, and which of them calls what."""

from __future__ import annotations

from functools import cache
from typing import Any

import gradio as gr

from ui.web.family_names import choices
from ui.web.frame import BUSY, QUIET, empty, section, text_box
from ui.web.language import Language
from ui.web.word_map import ZOOMING, about_zooming
from ui.web.words import LONGEST_GROUPS, LONGEST_LINE, WordsPage
from ui.web.words_given import written

PATH = "words"
_ONE = "밤새 [눈]이 많이 내렸다"
_OTHER = "피곤해서 [눈]이 아프다"
_BLANK = "내일 아침 일곱 [MASK]에 깨워 줘"
# One at a time: opening a family, and an encoder's vectors of many words, use every core.
_ASKED: dict[str, Any] = {**BUSY, "concurrency_limit": 1, "concurrency_id": "families"}


def lay_out(page: WordsPage, blocks: gr.Blocks, say: Language = Language.KOREAN) -> None:
    """The page's widgets, and what they do."""
    page = page.in_(say)
    names = choices(page.families.names, say)
    families = gr.CheckboxGroup(
        names,
        value=[name for _, name in names[:1]],
        label=say("견줄 임베딩(넷까지)", "Embeddings to compare (up to four)"),
        elem_id="mg-families",
    )
    _lay_out_tables(page, families, blocks)
    _lay_out_senses(page, families)
    _lay_out_blanks(page)
    _lay_out_map(page, names, blocks)


def _lay_out_tables(page: WordsPage, families: gr.CheckboxGroup, blocks: gr.Blocks) -> None:
    say = page.say
    _lay_out_asking(
        page.neighbours,
        families,
        ("neighbours", say("낱말(다섯까지)", "Words (up to five)"), "왕 서울"),
        (
            say("이웃", "Neighbours"),
            say(
                "벡터가 가장 가까운 낱말과 코사인입니다. 낱말은 형태소입니다(먹었다 대신 먹).",
                "The words with the nearest vectors, and their cosines. Words are morphemes.",
            ),
        ),
        say,
        blocks,
    )
    _lay_out_asking(
        page.analogy,
        families,
        ("analogy", say("낱말 셋: 가 나 다", "Three words: a b c"), "아들 딸 왕"),
        (
            say("유추", "Analogies"),
            say(
                "가와 나의 사이는 다와 무엇의 사이일까요(나 − 가 + 다).",
                "What is to c as b is to a (b − a + c)?",
            ),
        ),
        say,
    )
    _lay_out_asking(
        page.likeness,
        families,
        (
            "likeness",
            say("낱말(둘에서 열둘)", "Words (two to twelve)"),
            "비 눈 바람 우산 사과 포도 기차 버스",
        ),
        (
            say("비슷함", "Likeness"),
            say(
                "두 낱말의 벡터가 이루는 코사인을 100분의 1로 적었습니다. 100이면 같은 쪽입니다.",
                "The cosine of two words in hundredths. At 100 they point the same way.",
            ),
        ),
        say,
        blocks,
    )


def _lay_out_asking(
    ask: Any,
    families: gr.CheckboxGroup,
    box: tuple[str, str, str],
    title: tuple[str, str],
    say: Language,
    opens: gr.Blocks | None = None,
) -> None:
    """A box (its id, label and words), and below it what was found; with `opens` it is asked as
    the page opens, too."""
    name, label, words = box
    gr.HTML(section(*title, ""), elem_classes="mg-page")
    text = text_box(label, words, LONGEST_LINE, name, submit_btn=say("보기", "Look"))
    found = gr.HTML(elem_classes="mg-page", elem_id=f"mg-{name}-found")
    triggers = [text.submit] if opens is None else [text.submit, opens.load]
    gr.on(triggers, ask, [families, text], found, **_ASKED)


def _lay_out_senses(page: WordsPage, families: gr.CheckboxGroup) -> None:
    say = page.say
    about = say(
        "볼 낱말을 [대괄호]로 묶으세요. 낱말 벡터는 두 문장에서 같고, 문장을 읽는 임베딩은 "
        "다릅니다. 코사인은 한 임베딩 안에서 견주세요: 저마다 크기가 다릅니다. 그 아래에는 우리가 "
        "쓴 문장 가운데 가장 가까운 자리가 놓입니다.",
        "Put the word into [brackets]. Word vectors are the same in both sentences; embeddings "
        "that read them differ. Cosines compare within a family only: each has a scale of its "
        "own. Below stand the nearest places among sentences of ours.",
    )
    gr.HTML(section(say("두 뜻", "Two senses"), about, ""), elem_classes="mg-page")
    with gr.Row():
        one = text_box(say("첫 문장", "First sentence"), _ONE, LONGEST_LINE, "one")
        other = text_box(say("둘째 문장", "Second sentence"), _OTHER, LONGEST_LINE, "other")
    press = gr.Button(
        say("두 뜻 견주기", "Compare the two"), elem_id="mg-senses-press", elem_classes="mg-press"
    )
    found = gr.HTML(elem_classes="mg-page", elem_id="mg-senses")

    def compare(names: object, one: object, other: object) -> str:
        return page.senses(names, one, other, _references)

    inputs = [families, one, other]
    gr.on([press.click, one.submit, other.submit], compare, inputs, found, **_ASKED)


def _lay_out_blanks(page: WordsPage) -> None:
    """A model to choose and a sentence; where no model fills blanks, what to do."""
    say = page.say
    about = say(
        "가린 조각을 앞뒤를 보고 맞히도록 배운 인코더(BERT)가 빈칸에 기대하는 조각입니다. ▁는 말의 "
        "첫머리입니다.",
        "What an encoder that learned to guess hidden pieces from both sides (BERT) expects in the "
        "blank. ▁ begins a word.",
    )
    gr.HTML(section(say("빈칸 채우기", "Blanks"), about, ""), elem_classes="mg-page")
    names = choices(page.fillers.names, say)
    if not names:
        told = say(
            "빈칸을 채울 인코더가 없습니다. 터미널에서 `malgwi pretrain "
            "slu/training/recipes/malgwi-bert-cpu.yml`로 BERT를 만들면 여기에서 채웁니다.",
            "There is no encoder that fills blanks. Make a BERT in the terminal by `malgwi "
            "pretrain slu/training/recipes/malgwi-bert-cpu.yml`, and it will do so here.",
        )
        gr.HTML(empty(told), elem_classes="mg-page", elem_id="mg-blank-found")
        return
    name = gr.Dropdown(names, value=names[0][1], label=say("인코더", "Encoder"))
    text = text_box(
        say("[MASK]나 ___가 한 번 든 문장", "A sentence with one [MASK] or ___"),
        _BLANK,
        LONGEST_LINE,
        "blank",
        submit_btn=say("채우기", "Fill"),
    )
    found = gr.HTML(elem_classes="mg-page", elem_id="mg-blank-found")
    gr.on([text.submit, name.input], page.fill, [name, text], found, **_ASKED)


def _lay_out_map(page: WordsPage, names: list[tuple[str, str]], blocks: gr.Blocks) -> None:
    say = page.say
    about = say(
        "가까운 벡터가 가까이 놓입니다(t-SNE). 먼 무리 사이의 거리에는 뜻이 없습니다.",
        "Near vectors stand near (t-SNE). Distances between far groups mean nothing.",
    )
    title = section(say("낱말 지도", "Map of words"), f"{about} {about_zooming(say)}", "")
    gr.HTML(title, elem_classes="mg-page")
    name = gr.Dropdown(
        names, value=names[0][1] if names else None, label=say("그릴 임베딩", "Embedding to draw")
    )
    groups = gr.CheckboxGroup(
        [], label=say("갈래에서 고르기", "Choose groups"), elem_id="mg-map-groups"
    )
    text = text_box(
        say("낱말(한 줄에 '갈래: 낱말, 낱말')", "Words (a line: group: word, word)"),
        "",
        LONGEST_GROUPS,
        "groups",
        lines=4,
        max_lines=8,
    )
    press = gr.Button(
        say("지도 그리기", "Draw the map"), elem_id="mg-map-press", elem_classes="mg-press"
    )
    found = gr.HTML(elem_classes="mg-page", elem_id="mg-map", js_on_load=ZOOMING)

    def open_groups() -> tuple[Any, str]:
        there = _groups()
        return gr.CheckboxGroup(list(there), value=list(there)), written(there)

    def choose(chosen: list[str]) -> str:
        there = _groups()
        return written({name: there[name] for name in chosen if name in there})

    blocks.load(open_groups, None, [groups, text], **QUIET)
    groups.input(choose, groups, text, **QUIET)
    press.click(page.map, [name, text], found, **_ASKED)


@cache
def _references() -> Any:
    """The sentences of `malgwi draw senses`."""
    from slu.evaluation.figures.chosen import read_senses

    return read_senses().references


@cache
def _groups() -> dict[str, list[str]]:
    """The words of `malgwi draw map`."""
    from slu.evaluation.figures.chosen import read_groups

    return read_groups()
