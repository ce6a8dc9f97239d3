"""들여다보기: where things stand on the page, and which of them calls what."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.web.arrows import PRESSING
from ui.web.frame import BUSY, PRESSED, empty, say_buttons, section, text_box
from ui.web.inside import LONGEST, PIECES, InsidePage
from ui.web.language import Language
from ui.web.word_map import ZOOMING, about_zooming

PATH = "inside"
_EXAMPLES = (
    "내일 아침 일곱 시 에깨워 줘",
    "거실불좀어둡게해줘",
    "부산 주말 날씨 어때???????",
)
_MEAN = "mean"
_PLACED: dict[str, Any] = {**BUSY, "concurrency_limit": 1, "concurrency_id": "families"}
_HEARD: dict[str, Any] = {**BUSY, "concurrency_limit": 1, "concurrency_id": "hearing"}


def lay_out(page: InsidePage, blocks: gr.Blocks, say: Language = Language.KOREAN) -> None:
    """The page's widgets, and what they do."""
    page = page.in_(say)
    text = text_box(
        say("들여다볼 문장", "Sentence to look into"),
        _EXAMPLES[0],
        LONGEST,
        "sentence",
        submit_btn=say("보기", "Look"),
        autofocus=True,
    )
    examples = gr.HTML(say_buttons(_EXAMPLES), js_on_load=PRESSED, elem_classes="mg-page")
    recording = _lay_out_recording(say)
    sound = gr.HTML(elem_classes="mg-page", elem_id="mg-heard")
    nothing = say("문장을 적고 보기를 누르세요.", "Write a sentence and press Look.")
    stages = gr.HTML(empty(nothing), elem_classes="mg-page", elem_id="mg-stages")
    by, near = _lay_out_nearby(page, say)
    layer, head, seen = _lay_out_attention(page, say)
    answer = gr.HTML(elem_classes="mg-page", elem_id="mg-answer")
    inspected = gr.State(_EXAMPLES[0])

    def show(given: str, layer: str, head: str) -> tuple[Any, ...]:
        counts = page.layers_and_heads
        chosen = [
            one if one.isdecimal() and int(one) <= count else _MEAN
            for one, count in zip((layer, head), counts, strict=True)
        ]
        # A model accepted meanwhile may have fewer, or more.
        choices = [
            gr.Dropdown(_choices(say, count), value=one)
            for one, count in zip(chosen, counts, strict=True)
        ]
        return given, *page.look(given, *chosen), *choices

    def press(layer: str, head: str, event: gr.EventData) -> tuple[Any, ...]:
        said = str(event.say)
        return said, "", *show(said, layer, head)

    def hear(file: str | None, layer: str, head: str) -> tuple[Any, ...]:
        said, drawn = page.hear(file)
        looked = show(said, layer, head) if said else [gr.skip()] * len(outputs)
        return None, drawn, said or gr.skip(), *looked

    heads = [layer, head]
    outputs = [inspected, stages, seen, answer, *heads]
    first = (
        gr.on([text.submit, blocks.load], show, [text, *heads], outputs, **BUSY),
        examples.select(press, heads, [text, sound, *outputs], **BUSY),
        gr.on(
            [recording.stop_recording, recording.upload],
            hear,
            [recording, *heads],
            [recording, sound, text, *outputs],
            **_HEARD,
        ),
    )
    for event in first:
        event.then(page.nearby, [inspected, by], near, **_PLACED)
    by.input(page.nearby, [inspected, by], near, **_PLACED)
    gr.on([layer.input, head.input], page.attend, [inspected, *heads], seen, **BUSY)


def _lay_out_recording(say: Language) -> gr.Audio:
    with gr.Accordion(say("말로 하기", "Say it"), open=False, elem_id="mg-saying"):
        return gr.Audio(
            sources=["microphone", "upload"],
            type="filepath",
            label=say("녹음하거나 소리 파일 올리기(30초까지)", "Record or upload (up to 30 s)"),
            buttons=[],
            editable=False,
            elem_id="mg-recording",
            elem_classes="mg-record",
        )


def _lay_out_nearby(page: InsidePage, say: Language) -> tuple[gr.Dropdown, gr.HTML]:
    about = say(
        "문장의 낱말(굵은 글씨)과 벡터가 가장 가까운 여섯씩입니다. 같은 빛깔은 한 낱말의 "
        "이웃입니다.",
        "The words of the sentence (bold), and the six nearest to each by their vectors. A colour "
        "is the neighbourhood of a word.",
    )
    title = say("벡터: 이웃 속의 낱말", "Vectors: words among their neighbours")
    gr.HTML(section(title, f"{about} {about_zooming(say)}", ""), elem_classes="mg-page")
    names = list(page.families.names)
    own = say("모델의 조각 벡터(읽기 전)", "The model's own pieces (before it reads)")
    by = gr.Dropdown(
        [*((name, name) for name in names), (own, PIECES)],
        value=[*names, PIECES][0],
        label=say("무엇의 벡터로", "By the vectors of"),
        elem_id="mg-nearby-by",
    )
    return by, gr.HTML(elem_classes="mg-page", elem_id="mg-nearby", js_on_load=ZOOMING)


def _lay_out_attention(page: InsidePage, say: Language) -> tuple[gr.Dropdown, gr.Dropdown, gr.HTML]:
    about = say(
        "왼쪽 조각이 오른쪽 조각을 보는 몫만큼 진합니다.",
        "As dark as the share that a piece on the left takes of one on the right.",
    )
    gr.HTML(section(say("어텐션", "Attention"), about, ""), elem_classes="mg-page")
    layers, heads = page.layers_and_heads
    with gr.Row():
        layer = gr.Dropdown(
            _choices(say, layers), value=_MEAN, label=say("층", "Layer"), elem_id="mg-layer"
        )
        head = gr.Dropdown(
            _choices(say, heads), value=_MEAN, label=say("머리", "Head"), elem_id="mg-attending"
        )
    seen = gr.HTML(elem_classes="mg-page", elem_id="mg-attention", js_on_load=PRESSING)
    return layer, head, seen


def _choices(say: Language, count: int) -> list[tuple[str, str]]:
    return [
        (say("평균", "Mean"), _MEAN),
        *((str(number + 1), str(number + 1)) for number in range(count)),
    ]
