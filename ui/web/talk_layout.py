"""대화: where things stand on the page to talk on, and which of them calls what. What happens is
`ui.web.talk`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from ui.web import render
from ui.web.entries import Visit
from ui.web.frame import PRESSED, QUIET, lay_out_head
from ui.web.talk import Shown, TalkPage

PATH = ""
_TICK_SECONDS = 1.0


@dataclass(frozen=True)
class Widgets:
    conversation: gr.BrowserState
    visit: gr.State
    chat: gr.HTML
    text: gr.Textbox
    recording: gr.Audio
    side: gr.HTML
    new: gr.Button


def lay_out(page: TalkPage, blocks: gr.Blocks) -> None:
    """The page's widgets, and what they do."""
    _bind(blocks, page, _laid_out(page))


def _laid_out(page: TalkPage) -> Widgets:
    # The id is a random one; whoever reads it in this browser already sits at it.
    conversation = gr.BrowserState(None, storage_key="malgwi-conversation", secret="malgwi")
    lay_out_head(PATH)
    with gr.Row(elem_id="mg-talk"):
        with gr.Column(scale=5, min_width=320):
            chat = gr.HTML(
                render.conversation((), page.names),
                elem_id="mg-chat",
                js_on_load=PRESSED,
            )
            text, recording = _ways_to_say()
        with gr.Column(scale=2, min_width=220):
            side = gr.HTML(elem_id="mg-beside")
            new = gr.Button("새 대화", size="sm", elem_id="mg-new")
    return Widgets(conversation, gr.State(None), chat, text, recording, side, new)


def _ways_to_say() -> tuple[gr.Textbox, gr.Audio]:
    text = gr.Textbox(
        label="하고 싶은 말",
        placeholder="하고 싶은 말을 적어 주세요",
        show_label=False,
        max_length=1000,
        submit_btn="보내기",
        autofocus=True,
        elem_id="mg-text",
    )
    recording = gr.Audio(
        sources=["microphone", "upload"],
        type="filepath",
        label="말로 하기",
        buttons=[],
        editable=False,
        elem_id="mg-voice",
    )
    return text, recording


def _bind(blocks: gr.Blocks, page: TalkPage, on: Widgets) -> None:
    shown, opened = [on.visit, on.chat, on.side], [on.conversation, on.visit, on.chat, on.side]
    whose = [on.visit, on.conversation]

    def press(visit: Visit | None, conversation: object, event: gr.EventData) -> Shown:
        return page.say(visit, conversation, str(event.say))

    def send(visit: Visit | None, conversation: object, text: str) -> tuple[Any, ...]:
        return (*page.say(visit, conversation, text), "")

    def hear(visit: Visit | None, conversation: object, file: str | None) -> Iterator[Any]:
        for seen in page.hear(visit, conversation, file):
            yield (*seen, gr.skip())
        yield (*seen, None)

    def tick(visit: Visit | None) -> Any:
        return page.ring(visit) or gr.skip()

    blocks.load(page.open, on.conversation, opened, **QUIET)
    on.text.submit(send, [*whose, on.text], [*shown, on.text], **QUIET)
    on.chat.select(press, whose, shown, **QUIET)
    gr.on(
        [on.recording.stop_recording, on.recording.upload],
        hear,
        [*whose, on.recording],
        [*shown, on.recording],
        concurrency_limit=2,
        **QUIET,
    )
    on.new.click(page.renew, whose, opened, **QUIET)
    gr.Timer(_TICK_SECONDS).tick(tick, on.visit, shown, concurrency_limit=None, **QUIET)
