"""학습: what the parts of the page to teach on are laid out with."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from slu.errors import MalgwiError
from ui.web.frame import QUIET, section
from ui.web.language import Language
from ui.web.train import TrainPage

# One at a time: models are opened, files are written.
ONE: Final[dict[str, Any]] = {"concurrency_limit": 1, "concurrency_id": "teaching"}


def title_of(korean: tuple[str, str], english: tuple[str, str], say: Language) -> None:
    gr.HTML(
        section(say(korean[0], english[0]), say(korean[1], english[1]), ""), elem_classes="mg-page"
    )


def intents_of(page: TrainPage, blocks: gr.Blocks, say: Language, name: str) -> gr.Dropdown:
    """The domain's intents to choose from, read anew whenever the page is opened."""
    label = say("의도", "Intent")
    box = gr.Dropdown(page.intents, value=None, label=label, elem_id=f"mg-{name}")
    offer_anew(page, blocks, box)
    return box


def offer_anew(
    page: TrainPage, blocks: gr.Blocks, box: gr.Dropdown, *first: tuple[str, str]
) -> None:
    """Before the intents stands what comes `first`; a domain that cannot be read changes nothing,
    since the checks tell of it."""

    def offer() -> Any:
        try:
            return gr.Dropdown([*first, *page.intents])
        except MalgwiError:
            return gr.skip()

    blocks.load(offer, None, box, **QUIET)


def button(label: str, name: str, look: str = "mg-plain") -> gr.Button:
    return gr.Button(label, size="sm", elem_id=f"mg-{name}", elem_classes=look)
