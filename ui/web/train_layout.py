"""학습: where things stand on the page to teach on, and which of them calls what. What happens is
`ui.web.train`."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from dialog.teaching.examples import Placed
from ui.web.frame import BUSY, PRESSED, QUIET, section, text_box
from ui.web.language import Language
from ui.web.train import LONGEST, TrainPage
from ui.web.train_after import lay_out_comparing, lay_out_labelling
from ui.web.train_parts import ONE, button, intents_of, offer_anew, title_of
from ui.web.train_said import SaidPage

PATH = "train"
_TICK_SECONDS: Final = 1.0


def lay_out(page: TrainPage, blocks: gr.Blocks, say: Language) -> None:
    """The page's widgets, and what they do."""
    if page.folder.ships:
        gr.HTML(_shipped(say), elem_classes="mg-page")
        return
    table, problems = _lay_out_examples(page, blocks, say)
    _lay_out_training(page, blocks, say)
    lay_out_comparing(page, say)
    lay_out_labelling(SaidPage(page), blocks, say, [table, problems])


def _shipped(say: Language) -> str:
    return section(
        say("내 비서를 가르치는 쪽입니다", "This page teaches an assistant of your own"),
        say(
            "지금 열린 것은 함께 온 비서입니다. 그 폴더는 여기서 고치지 않습니다. "
            "터미널에서 내 비서를 하나 만들어 여세요.",
            "What is open now is the assistant that ships; its folder is not edited here. "
            "Make one of your own in the terminal, and open it.",
        ),
        '<pre class="mg-code">malgwi new 내비서\nmalgwi web --builder --assistant 내비서</pre>',
    )


def _lay_out_examples(page: TrainPage, blocks: gr.Blocks, say: Language) -> tuple[gr.HTML, gr.HTML]:
    """The table, the editor, the upload and what was found wrong."""
    title_of(
        (
            "예문",
            "문장을 누르면 아래에서 고칠 수 있습니다. 바꾸기 전의 파일은 kept/에 있습니다.",
        ),
        ("Examples", "Press a sentence to edit it below. What was there is kept by date in kept/."),
        say,
    )
    everything = (say("모두", "all"), "")
    with gr.Row():
        only = gr.Dropdown(
            [everything, *page.intents],
            value="",
            label=say("의도로 거르기", "Filter by intent"),
            elem_id="mg-only",
        )
        words = gr.Textbox(
            label=say("낱말로 거르기", "Filter by words"), max_length=LONGEST, elem_id="mg-words"
        )
    offer_anew(page, blocks, only, everything)
    table = gr.HTML(js_on_load=PRESSED, elem_id="mg-examples", elem_classes="mg-page")
    picked, intent = gr.State(None), intents_of(page, blocks, say, "intent")
    hint = ", ".join(page.entities)
    marked = text_box(
        say(f"문장, 슬롯은 [글](이름): {hint}", f"Sentence, slots as [text](name): {hint}"),
        "",
        LONGEST,
        "marked",
    )
    with gr.Row(elem_classes="mg-row"):
        add = button(say("더하기", "Add"), "add")
        change = button(say("고치기", "Change"), "change")
        remove = button(say("지우기", "Remove"), "remove")
        upload = gr.UploadButton(
            say("파일 올리기(CSV, Rasa YAML, JSON 줄)", "Upload (CSV, Rasa YAML, JSON lines)"),
            file_types=[".csv", ".yml", ".yaml", ".jsonl", ".json", ".conll"],
            size="sm",
            elem_id="mg-upload",
            elem_classes="mg-plain",
        )
    told = gr.HTML(elem_id="mg-told", elem_classes="mg-page")
    title_of(
        ("살펴보기", "배우기 전에 잘못된 곳을 찾습니다."),
        ("Checks", "What is wrong, before anything is learned."),
        say,
    )
    problems = gr.HTML(elem_id="mg-problems", elem_classes="mg-page")

    def show(intent: object, words: object) -> str:
        return page.examples(intent, words, say)

    def look() -> str:
        return page.checks(say)

    def pick(event: gr.EventData) -> tuple[Any, ...]:
        found = page.pick(str(event.say))
        if found is None:
            return None, gr.skip(), gr.skip()
        return found, found.marked, found.example.intent

    def after(event: Any) -> None:
        """What follows a change: the table and the checks anew."""
        event.then(show, [only, words], table, **QUIET).then(look, None, problems, **QUIET)

    def put_in(marked: object, intent: object) -> str:
        return page.add(marked, intent, say)

    def put_right(old: Placed | None, marked: object, intent: object) -> tuple[str, None]:
        return page.change(old, marked, intent, say), None

    def take_out(old: Placed | None) -> tuple[str, None]:
        return page.remove(old, say), None

    def take_in(file: str | None) -> tuple[str, None]:
        return page.take_in(file, say), None

    blocks.load(show, [only, words], table, **QUIET)
    blocks.load(look, None, problems, **QUIET)
    gr.on([only.input, words.change], show, [only, words], table, **QUIET)
    table.select(pick, None, [picked, marked, intent], **QUIET)
    after(add.click(put_in, [marked, intent], told, **BUSY, **ONE))
    after(change.click(put_right, [picked, marked, intent], [told, picked], **BUSY, **ONE))
    after(remove.click(take_out, picked, [told, picked], **BUSY, **ONE))
    after(upload.upload(take_in, upload, [told, upload], **BUSY, **ONE))
    return table, problems


def _lay_out_training(page: TrainPage, blocks: gr.Blocks, say: Language) -> None:
    title_of(
        ("가르치기", "쪽을 닫았다 열어도 이어서 보입니다. 몇 분 걸립니다."),
        ("Train", "It takes minutes; the page may be closed and opened again."),
        say,
    )
    hold_out = gr.Checkbox(
        True,
        label=say("다섯에 하나는 빼고 배워 그것으로 재기", "Hold a fifth out to measure on"),
        interactive=page.folder.dev is None,
        elem_id="mg-hold-out",
    )
    epochs = gr.Number(
        0,  # an empty one is sent as 0, too
        label=say("예문을 도는 횟수(0: 알아서)", "Epochs (0: as recommended)"),
        minimum=0,
        maximum=1000,
        precision=0,
        elem_id="mg-epochs",
    )
    with gr.Row(elem_classes="mg-row"):
        begin = button(say("가르치기 시작", "Train"), "begin", "mg-press")
        stop = button(say("멈추기", "Stop"), "stop")
    course = gr.HTML(elem_id="mg-course", elem_classes="mg-page")
    clock = gr.Timer(_TICK_SECONDS)

    def look() -> tuple[str, gr.Timer]:
        return page.course(say), gr.Timer(active=page.is_running)

    def start(hold_out: object, epochs: object) -> tuple[str, gr.Timer]:
        return page.begin(hold_out, epochs, say), gr.Timer(active=page.is_running)

    def end() -> str:
        return page.stop(say)

    blocks.load(look, None, [course, clock], **QUIET)
    clock.tick(look, None, [course, clock], concurrency_limit=None, **QUIET)
    begin.click(start, [hold_out, epochs], [course, clock], **QUIET)
    stop.click(end, None, course, **QUIET)
