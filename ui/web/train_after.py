"""학습: where the comparing of models and the labelling of sentences stand on the page, and which
widget calls what."""

from __future__ import annotations

from typing import Any

import gradio as gr

from dialog.labelling import Said
from slu.errors import MalgwiError
from ui.web import train_html
from ui.web.frame import BUSY, QUIET, empty, fault, text_box
from ui.web.language import Language
from ui.web.train import LONGEST, MOST_SENTENCES, TrainPage
from ui.web.train_parts import ONE, button, intents_of, title_of
from ui.web.train_said import SaidPage


def lay_out_comparing(page: TrainPage, say: Language) -> None:
    title_of(
        (
            "견주기",
            "같은 문장을 지금 모델과 새 모델에 묻습니다. 받아들이거나 버리세요.",
        ),
        ("Compare", "The same sentences to the old and the new model; accept it or throw it away."),
        say,
    )
    sentences = text_box(
        say(f"견줄 문장, 한 줄에 하나({MOST_SENTENCES}개까지)", "Sentences, one a line"),
        "",
        LONGEST * MOST_SENTENCES,
        "sentences",
        lines=4,
        max_lines=10,
    )
    with gr.Row(elem_classes="mg-row"):
        compare = button(say("문장으로 견주기", "Compare on these"), "compare")
        measure = button(say("재어 보기", "Measure both"), "measure")
        accept = button(say("새 모델 받아들이기", "Accept the new model"), "accept", "mg-press")
        throw = button(say("새 모델 버리기", "Throw it away"), "throw")
    compared = gr.HTML(elem_id="mg-pairs", elem_classes="mg-page")
    measured = gr.HTML(elem_id="mg-measured", elem_classes="mg-page")
    decided = gr.HTML(elem_id="mg-decided", elem_classes="mg-page")

    def ask(text: object) -> str:
        return page.compare(text, say)

    def gauge() -> str:
        return page.measure(say)

    def take() -> str:
        return page.accept(say)

    def drop() -> str:
        return page.throw_away(say)

    compare.click(ask, sentences, compared, **BUSY, **ONE)
    measure.click(gauge, None, measured, **BUSY, **ONE)
    accept.click(take, None, decided, **BUSY, **ONE)
    throw.click(drop, None, decided, **BUSY, **ONE)


def lay_out_labelling(
    page: SaidPage, blocks: gr.Blocks, say: Language, changed: list[gr.HTML]
) -> None:
    """Sentences of conversations, one after the other, where the assistant allows it."""
    title_of(
        (
            "대화에서 배우기",
            "가장 자신 없던 말부터 보여 줍니다. 가려진 말은 가려진 채입니다.",
        ),
        (
            "Learn from conversations",
            "The least surely understood come first; masked stays masked.",
        ),
        say,
    )
    if not page.is_allowed:
        off = say(
            "이 비서는 대화에서 배우지 않습니다. 배우게 하려면 domain.yml에 "
            "privacy: {learning: true}를 적고 다시 여세요. 그때부터 대화 쪽이 그렇게 알립니다.",
            "This assistant does not learn from conversations. To allow it, write privacy: "
            "{learning: true} into domain.yml and start again; the page to talk on then says so.",
        )
        gr.HTML(empty(off), elem_id="mg-waiting", elem_classes="mg-page")
        return
    waiting = gr.HTML(elem_id="mg-waiting", elem_classes="mg-page")
    said = gr.State(None)
    marked = text_box(
        say("이렇게 알아들었습니다. 맞게 고치세요", "As understood; put it right"),
        "",
        LONGEST,
        "said",
    )
    intent = intents_of(page.page, blocks, say, "said-intent")
    with gr.Row(elem_classes="mg-row"):
        learn = button(say("예문에 더하기", "Add to the examples"), "learn", "mg-press")
        leave = button(say("넘기기", "Leave out"), "leave")
    told = gr.HTML(elem_id="mg-said-told", elem_classes="mg-page")

    def look() -> tuple[Any, ...]:
        try:
            found, left = page.next()
            guessed = ("", None) if found is None else page.guessed(found)
        except MalgwiError as known:  # a file of examples that cannot be read
            return None, fault(str(known)), "", None
        if found is None:
            nothing = say(
                "기다리는 문장이 없습니다. 대화 쪽에서 누가 말하면 여기에 모입니다.",
                "No sentence waits. What people say on the page to talk on gathers here.",
            )
            return None, empty(nothing), *guessed
        shown = train_html.waiting(found.text, found.understanding.confidence, left, say)
        return found, shown, *guessed

    def keep(said: Said | None, marked: object, intent: object) -> str:
        return page.learn(said, marked, intent, say)

    def drop(said: Said | None) -> str:
        return page.leave_out(said, say)

    def refresh() -> tuple[str, str]:
        return page.page.examples(say=say), page.page.checks(say)

    everything = [said, waiting, marked, intent]
    blocks.load(look, None, everything, **QUIET)
    learn.click(keep, [said, marked, intent], told, **BUSY, **ONE).then(
        look, None, everything, **QUIET
    ).then(refresh, None, changed, **QUIET)
    leave.click(drop, said, told, **BUSY, **ONE).then(look, None, everything, **QUIET)
