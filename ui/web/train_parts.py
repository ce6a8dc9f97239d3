"""학습: what the parts of the page to teach on are laid out with."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from ui.web.frame import section
from ui.web.language import Language
from ui.web.train import TrainPage

# One at a time: models are opened, files are written.
ONE: Final[dict[str, Any]] = {"concurrency_limit": 1, "concurrency_id": "teaching"}


def title_of(korean: tuple[str, str], english: tuple[str, str], say: Language) -> None:
    gr.HTML(
        section(say(korean[0], english[0]), say(korean[1], english[1]), ""), elem_classes="mg-page"
    )


def intents_of(page: TrainPage, say: Language, name: str) -> gr.Dropdown:
    return gr.Dropdown(page.intents, value=None, label=say("의도", "Intent"), elem_id=f"mg-{name}")


def button(label: str, name: str, look: str = "mg-plain") -> gr.Button:
    return gr.Button(label, size="sm", elem_id=f"mg-{name}", elem_classes=look)
