"""All pages as one application: which there are, and at which address. A page is laid out by its
own module; nothing of it is computed before it is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from ui.web import compare, inside, talk_layout, words_layout
from ui.web.compare import ComparePage
from ui.web.frame import PAGES
from ui.web.inside import InsidePage
from ui.web.talk import TalkPage
from ui.web.words import WordsPage

HERE = Path(__file__).parent
STYLES = (HERE / "style.css", HERE / "pages.css")
_WAITING_AT_MOST = 64


@dataclass(frozen=True)
class Pages:
    """What each page does."""

    talk: TalkPage
    inside: InsidePage
    words: WordsPage
    compare: ComparePage


def build(pages: Pages) -> gr.Blocks:
    """The application, ready to be launched."""
    layouts: dict[str, Callable[[gr.Blocks], None]] = {
        talk_layout.PATH: lambda blocks: talk_layout.lay_out(pages.talk, blocks),
        inside.PATH: lambda blocks: inside.lay_out(pages.inside, blocks),
        words_layout.PATH: lambda blocks: words_layout.lay_out(pages.words, blocks),
        compare.PATH: lambda blocks: compare.lay_out(pages.compare, blocks),
    }
    blocks = gr.Blocks(title="말귀", analytics_enabled=False)
    for path, name, _ in PAGES:
        with blocks.route(name, path) if path else blocks:
            layouts[path](blocks)
    return blocks.queue(max_size=_WAITING_AT_MOST, default_concurrency_limit=4)
