"""들여다보기: one sentence through every stage. What happens and where it stands; the figures are
`slu.understanding`'s, their look `ui.web.inside_html`'s."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import gradio as gr

from dialog.assistant import Assistant
from dialog.names import Names
from slu.core import Context
from slu.errors import ModelError
from slu.understanding.inspecting import attention, read_through, slot_scores
from slu.understanding.occlusion import occlude
from slu.understanding.predictor import Predictor, TextPredictor
from slu.understanding.understander import Understander
from ui.web import inside_html as html
from ui.web.frame import (
    BUSY,
    PRESSED,
    checked,
    empty,
    lay_out_head,
    say_buttons,
    section,
    shown,
    text_box,
)

PATH = "inside"
LONGEST = 120
_EXAMPLES = (
    "내일 아침 일곱 시 에깨워 줘",
    "거실불좀어둡게해줘",
    "부산 주말 날씨 어때???????",
)
_MEAN = "평균"


@dataclass(frozen=True)
class InsidePage:
    """The page of the assistant's own model."""

    assistant: Assistant
    names: Names
    clock: Callable[[], dt.datetime]

    def look(self, given: object) -> str:
        """Every stage but attention."""
        return shown(lambda: self._stages(checked(given, LONGEST)))

    def attend(self, given: object, layer: str, head: str) -> str:
        """One layer and head, counted from 1, or the mean over them."""
        return shown(lambda: self._attention(checked(given, LONGEST), layer, head))

    @property
    def layers_and_heads(self) -> tuple[int, int]:
        """How many there are to choose from; none where the model cannot be looked into."""
        try:
            predictor = self._predictor()
        except ModelError:
            return 0, 0
        config = predictor.model.encoder.config if isinstance(predictor, Predictor) else None
        layers, heads = (
            getattr(config, key, 0) for key in ("num_hidden_layers", "num_attention_heads")
        )
        return int(layers), int(heads)

    def _stages(self, text: str) -> str:
        predictor = self._predictor()
        domain = self.assistant.domain
        context = Context(self.clock(), domain.spec.zone, vocabulary=domain.vocabulary)
        reading = read_through(text, predictor.subwords)
        return (
            html.reading(reading)
            + html.meaning(self.assistant.understander.understand(text, context), self.names)
            + html.scores(slot_scores(text, predictor), reading, self.names)
            + html.occlusion(occlude(text, predictor), self.names)
        )

    def _attention(self, text: str, layer: str, head: str) -> str:
        found = attention(text, self._predictor())
        return html.attention(found, found.chosen(_number(layer), _number(head)))

    def _predictor(self) -> TextPredictor:
        """Raises ModelError where the assistant's understanding is none of ours."""
        understander = self.assistant.understander
        if not isinstance(understander, Understander):
            raise ModelError("이 비서의 모델은 들여다볼 수 없습니다.")
        return understander.predictor


def lay_out(page: InsidePage, blocks: gr.Blocks) -> None:
    """The page's widgets, and what they do."""
    lay_out_head(PATH)
    text = text_box(
        "들여다볼 문장", _EXAMPLES[0], LONGEST, "sentence", submit_btn="보기", autofocus=True
    )
    examples = gr.HTML(say_buttons(_EXAMPLES), js_on_load=PRESSED, elem_classes="mg-page")
    stages = gr.HTML(
        empty("문장을 적고 보기를 누르세요."), elem_classes="mg-page", elem_id="mg-stages"
    )
    gr.HTML(
        section("어텐션", "가로줄의 조각이 어느 조각을 보는지, 백분율입니다.", ""),
        elem_classes="mg-page",
    )
    layers, heads = page.layers_and_heads
    with gr.Row():
        layer = gr.Dropdown(_choices(layers), value=_MEAN, label="층", elem_id="mg-layer")
        head = gr.Dropdown(_choices(heads), value=_MEAN, label="머리", elem_id="mg-attending")
    seen = gr.HTML(elem_classes="mg-page", elem_id="mg-attention")
    inspected = gr.State(_EXAMPLES[0])

    def show(given: str, layer: str, head: str) -> tuple[str, str, str]:
        return given, page.look(given), page.attend(given, layer, head)

    def press(layer: str, head: str, event: gr.EventData) -> tuple[str, str, str, str]:
        said = str(event.say)
        return said, *show(said, layer, head)

    outputs = [inspected, stages, seen]
    gr.on([text.submit, blocks.load], show, [text, layer, head], outputs, **BUSY)
    examples.select(press, [layer, head], [text, *outputs], **BUSY)
    gr.on([layer.input, head.input], page.attend, [inspected, layer, head], seen, **BUSY)


def _choices(count: int) -> list[str]:
    return [_MEAN, *(str(number + 1) for number in range(count))]


def _number(chosen: object) -> int | None:
    """Counted from 0; None for the mean."""
    return int(chosen) - 1 if isinstance(chosen, str) and chosen.isdecimal() else None
