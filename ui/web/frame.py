"""What every page has: the head with the ways to the other pages, a place to write in, and a
sentence in place of a fault."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from typing import Any, Final

import gradio as gr

from slu.errors import DataError, MalgwiError
from slu.paths import ROOT
from ui.web.render import escape

PAGES: Final = (
    ("", "대화", "말하거나 적으면 알아듣습니다."),
    ("inside", "들여다보기", "한 문장이 뜻이 되기까지."),
    ("words", "임베딩", "낱말을 수로 적으면 보이는 것."),
    ("compare", "비교", "재어 본 결과."),
)
QUIET: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "hidden"}
BUSY: Final[dict[str, Any]] = {"api_visibility": "private", "show_progress": "minimal"}
# A button in the HTML says its sentence.
PRESSED: Final = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-say]');
  if (button) trigger('select', {say: button.dataset.say});
});
"""
_SORRY = "처리하지 못했습니다. 잠시 뒤에 다시 해 주세요."
_LOG = logging.getLogger(__name__)


def head(current: str) -> str:
    """The name, the pages, and what the current one (by its path) is for. Addresses are relative,
    so that the page may stand anywhere."""
    links = "".join(
        f'<a href="./{path}"{" aria-current=page" if path == current else ""}>{name}</a>'
        for path, name, _ in PAGES
    )
    about = next(about for path, _, about in PAGES if path == current)
    return (
        f'<header class="mg-head"><h1>말귀</h1><nav aria-label="쪽">{links}</nav>'
        f"<p>{about}</p></header>"
    )


def lay_out_head(current: str) -> None:
    """Puts the head on the page that is being built; Gradio's own bar is hidden by the style."""
    gr.HTML(head(current))


def text_box(label: str, value: str, most: int, name: str, **more: Any) -> gr.Textbox:
    """A place to write in, for at most so many characters."""
    return gr.Textbox(
        value,
        label=label,
        max_length=most,
        elem_id=f"mg-{name}",
        elem_classes="mg-box",
        **more,
    )


def fault(sentence: str) -> str:
    return f'<p class="mg-fault" role="alert">{escape(sentence)}</p>'


def empty(sentence: str) -> str:
    return f'<p class="mg-dim">{escape(sentence)}</p>'


def shown(make: Callable[[], str]) -> str:
    """What `make` gives; where it fails, a sentence that says so, never a stack, nor where on this
    machine things lie."""
    try:
        return make()
    except MalgwiError as known:
        return fault(str(known).replace(f"{ROOT}{os.sep}", ""))
    except Exception:  # a fault of ours, which the log shows whole
        _LOG.exception("a page could not be shown")
        return fault(_SORRY)


def checked(text: object, most: int, what: str = "문장") -> str:
    """What a person wrote, without space around it; `what` it is (문장, 낱말) ends in a consonant.
    Raises DataError where there is nothing, or more than `most` characters."""
    clean = text.strip() if isinstance(text, str) else ""
    if not clean:
        raise DataError(f"{what}을 적어 주세요.")
    if len(clean) > most:
        raise DataError(f"{what}이 너무 깁니다({len(clean):,}자). {most:,}자까지 볼 수 있습니다.")
    return clean


def section(title: str, about: str, body: str, name: str = "") -> str:
    """A stretch of a page: its title, a line on what it shows, and what it shows."""
    label = f' id="mg-{name}"' if name else ""
    note = f'<p class="mg-dim">{escape(about)}</p>' if about else ""
    return f'<section class="mg-part"{label}><h2>{escape(title)}</h2>{note}{body}</section>'


def say_buttons(sentences: Sequence[str]) -> str:
    buttons = "".join(
        f'<button type="button" data-say="{escape(each)}">{escape(each)}</button>'
        for each in sentences
    )
    return f'<div class="mg-buttons">{buttons}</div>'
