"""대화: where things stand on the page to talk on, and which of them calls what. What happens is
`ui.web.talk`; the microphone's and the voice's side in the browser is `listen.js`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from ui.web import chat_html
from ui.web.entries import Visit
from ui.web.frame import PRESSED, QUIET
from ui.web.language import Language
from ui.web.render import escape
from ui.web.talk import Shown, TalkPage

PATH = ""
_TICK_SECONDS = 1.0
_LISTEN = Path(__file__).with_name("listen.js").read_text("utf-8")
_DOWNLOAD = """
(lines) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines], {type: "application/jsonl"}));
  link.download = `malgwi-${new Date().toISOString().slice(0, 16).replace(/[:T]/g, "-")}.jsonl`;
  link.click();
  URL.revokeObjectURL(link.href);
}
"""
_MICROPHONE = (
    '<svg aria-hidden="true" width="18" height="18" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" stroke-width="2" stroke-linecap="round"><path d="M12 3a3 3 0 0 1 3 3v5'
    'a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3M5 11a7 7 0 0 0 14 0M12 18v3"/></svg>'
)
_SPOKEN = {
    "speak": ("말하기", "Speak"),
    "stop": ("그만 듣기", "Stop"),
    "hint": ("누르고 말하면 알아서 답합니다.", "Press and speak: it knows when you are done."),
    "opening": ("마이크를 여는 중…", "Opening the microphone…"),
    "listening": ("듣고 있습니다. 말씀하세요.", "Listening. Go ahead, in Korean."),
    "thinking": ("알아듣는 중…", "Understanding…"),
    "over": ("듣기를 마쳤습니다.", "No longer listening."),
    "busy": (
        "지금은 말하는 사람이 많습니다. 잠시 뒤에 다시 누르거나 글로 적어 주세요.",
        "Too many people are speaking. Try again in a moment, or type.",
    ),
    "failed": (
        "듣지 못하게 되었습니다. 다시 누르거나 글로 적어 주세요.",
        "Listening broke off. Press again, or type.",
    ),
    "refused": (
        "마이크를 쓰도록 허락되지 않았습니다. 주소창 옆에서 마이크를 허용하고 다시 눌러 주세요.",
        "The microphone was refused. Allow it beside the address bar and press again.",
    ),
    "missing": (
        "마이크를 찾지 못했습니다. 마이크를 연결하고 다시 누르거나 글로 적어 주세요.",
        "No microphone was found. Connect one and press again, or type.",
    ),
    "insecure": (
        "브라우저는 https 주소나 이 기계(localhost)에서만 마이크를 내어 줍니다. 글로 적어 주세요.",
        "Browsers give a microphone only to https addresses and localhost. Please type.",
    ),
    "voiceless": (
        "이 브라우저에는 이 기계에서 말하는 한국어 목소리가 없습니다.",
        "This browser has no Korean voice on this machine.",
    ),
    "aloud": ("소리로 답하기", "Say replies"),
}


@dataclass(frozen=True)
class Widgets:
    conversation: gr.BrowserState
    visit: gr.State
    chat: gr.HTML
    microphone: gr.HTML
    text: gr.Textbox
    side: gr.HTML
    new: gr.Button
    recording: gr.UploadButton
    export: gr.Button
    exported: gr.Textbox


def lay_out(page: TalkPage, blocks: gr.Blocks, say: Language = Language.KOREAN) -> None:
    """The page's widgets, and what they do."""
    page = page.in_language(say)
    _bind(blocks, page, _laid_out(page, say))


def _laid_out(page: TalkPage, say: Language) -> Widgets:
    # The id is a random one; whoever reads it in this browser already sits at it.
    conversation = gr.BrowserState(None, storage_key="malgwi-conversation", secret="malgwi")
    with gr.Row(elem_id="mg-talk"):
        with gr.Column(scale=5, min_width=320):
            chat = gr.HTML(
                chat_html.conversation((), page.telling), elem_id="mg-chat", js_on_load=PRESSED
            )
            microphone = gr.HTML(_speaking(say), elem_id="mg-speak", js_on_load=_LISTEN)
            text = _box(say)
            if note := _note(page, say):
                gr.HTML(f'<p class="mg-dim mg-note">{note}</p>')
        with gr.Column(scale=2, min_width=220):
            side = gr.HTML(elem_id="mg-beside")
            with gr.Row(elem_id="mg-tools"):
                new = gr.Button(say("새 대화", "New conversation"), size="sm")
                recording = gr.UploadButton(
                    say("녹음 파일 올리기", "Upload a recording"), size="sm"
                )
                export = gr.Button(say("대화 내려받기", "Download"), size="sm")
            exported = gr.Textbox(visible="hidden", elem_id="mg-exported")
    visit = gr.State(None)
    return Widgets(
        conversation, visit, chat, microphone, text, side, new, recording, export, exported
    )


def _speaking(say: Language) -> str:
    """The button to speak, what is heard meanwhile, and the switch of the browser's voice."""
    texts = {key: say(*both) for key, both in _SPOKEN.items()}
    return (
        f'<div class="mg-speak" data-texts="{escape(json.dumps(texts, ensure_ascii=False))}">'
        f'<button type="button" class="mg-mic" aria-pressed="false">{_MICROPHONE}'
        f"<span>{texts['speak']}</span></button>"
        '<p class="mg-hearing" lang="ko"><b></b><i></i></p>'
        f'<p class="mg-notice mg-dim" role="status">{texts["hint"]}</p>'
        '<button type="button" class="mg-aloud" role="switch" aria-checked="false">'
        f"{texts['aloud']}</button></div>"
    )


def _box(say: Language) -> gr.Textbox:
    return gr.Textbox(
        label=say("하고 싶은 말", "What to say"),
        placeholder=say("하고 싶은 말을 적어 주세요", "Type what you want to say, in Korean"),
        show_label=False,
        max_length=1000,
        submit_btn=say("보내기", "Send"),
        autofocus=True,
        elem_id="mg-text",
    )


def _note(page: TalkPage, say: Language) -> str:
    """What becomes of what is said here beyond answering it."""
    notes = []
    if page.voice.assistant.domain.spec.privacy.learning:
        notes.append(
            say(
                "이 비서를 만드는 사람이 여기서 나눈 말을 보고 비서를 가르칠 수 있습니다.",
                "Whoever builds this assistant may see what is said here and teach it by that.",
            )
        )
    if page.kept is not None:
        notes.append(
            say(
                "녹음한 목소리를 이 서버에 남겨 둡니다.", "Recorded voices are kept on this server."
            )
        )
    return " ".join(notes)


def _bind(blocks: gr.Blocks, page: TalkPage, on: Widgets) -> None:
    shown, opened = [on.visit, on.chat, on.side], [on.conversation, on.visit, on.chat, on.side]
    whose = [on.visit, on.conversation]

    def press(visit: Visit | None, conversation: object, event: gr.EventData) -> Shown:
        return page.say(visit, conversation, str(event.say))

    def send(visit: Visit | None, conversation: object, text: str) -> tuple[Any, ...]:
        return (*page.say(visit, conversation, text), "")

    def answer(visit: Visit | None, conversation: object, event: gr.EventData) -> Shown:
        return page.answer(visit, conversation, event.turn)

    def hear(visit: Visit | None, conversation: object, file: str | None) -> Iterator[Shown]:
        yield from page.hear(visit, conversation, file)

    def tick(visit: Visit | None) -> Any:
        return page.ring(visit) or gr.skip()

    blocks.load(page.open, on.conversation, opened, **QUIET)
    on.text.submit(send, [*whose, on.text], [*shown, on.text], **QUIET)
    on.chat.select(press, whose, shown, **QUIET)
    on.microphone.submit(answer, whose, shown, **QUIET)
    on.recording.upload(hear, [*whose, on.recording], shown, concurrency_limit=2, **QUIET)
    on.new.click(page.renew, whose, opened, **QUIET)
    # The text goes through the page into a file of the browser's own: none lies on the server.
    on.export.click(page.export, whose, on.exported, **QUIET).then(
        None, on.exported, None, js=_DOWNLOAD, api_visibility="private"
    )
    gr.Timer(_TICK_SECONDS).tick(tick, on.visit, shown, concurrency_limit=None, **QUIET)
