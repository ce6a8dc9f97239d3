"""All pages as one application: which there are, in which languages, and at which address. A
page is laid out by its own module; nothing of it is computed before it is opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import gradio as gr

from ui.web import compare, inside_layout, talk_layout, train_layout, words_layout
from ui.web.compare import ComparePage
from ui.web.frame import PAGES, address, lay_out_head
from ui.web.inside import InsidePage
from ui.web.language import Language
from ui.web.talk import TalkPage
from ui.web.train import TrainPage
from ui.web.words import WordsPage

HERE = Path(__file__).parent
STYLES = (HERE / "style.css", HERE / "pages.css", HERE / "look.css", HERE / "train.css")
_WAITING_AT_MOST = 64


@dataclass(frozen=True)
class Pages:
    """What each page does; `train` is there for the builder alone."""

    talk: TalkPage
    inside: InsidePage
    words: WordsPage
    compare: ComparePage
    train: TrainPage | None = None


def build(pages: Pages) -> gr.Blocks:
    """The application, ready to be launched: every page in every language."""
    layouts: dict[str, Callable[[gr.Blocks, Language], None]] = {
        talk_layout.PATH: partial(talk_layout.lay_out, pages.talk),
        inside_layout.PATH: partial(inside_layout.lay_out, pages.inside),
        words_layout.PATH: partial(words_layout.lay_out, pages.words),
        compare.PATH: partial(compare.lay_out, pages.compare),
    }
    if pages.train is not None:
        layouts[train_layout.PATH] = partial(train_layout.lay_out, pages.train)
    paths = [path for path in PAGES if path in layouts]
    blocks = gr.Blocks(title="말귀", analytics_enabled=False)
    for say in Language:
        for path in paths:
            place = address(path, say)
            with blocks.route(say(*PAGES[path].name), place) if place else blocks:
                lay_out_head(path, say, paths)
                layouts[path](blocks, say)
    return blocks.queue(max_size=_WAITING_AT_MOST, default_concurrency_limit=4)
