"""What every page has: the head with the ways to the other pages, a place to write in, and a
sentence in place of a fault."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import gradio as gr

from slu.errors import DataError, MalgwiError
from slu.paths import ROOT
from ui.web.language import Language
from ui.web.render import escape


@dataclass(frozen=True, slots=True)
class Title:
    """What a page is called and what it is for, in Korean and in English."""

    name: tuple[str, str]
    about: tuple[str, str]


PAGES: Final = {
    "": Title(("대화", "Talk"), ("말하거나 적으면 알아듣습니다.", "Say it or type it, in Korean.")),
    "inside": Title(
        ("들여다보기", "Inside"), ("한 문장이 뜻이 되기까지.", "How a sentence becomes meaning.")
    ),
    "words": Title(
        ("임베딩", "Embeddings"),
        ("낱말을 수로 적으면 보이는 것.", "Words as numbers, and what shows."),
    ),
    "train": Title(
        ("학습", "Train"), ("예문으로 비서를 가르칩니다.", "Teach an assistant by examples.")
    ),
    "compare": Title(("비교", "Compare"), ("재어 본 결과.", "What was measured.")),
}
"""By path, in the order of the head; `train` is there for the builder alone."""
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


def address(path: str, say: Language) -> str:
    """Where a page stands in a language, beneath the root. Gradio's routes have no slashes."""
    return path if say is Language.KOREAN else f"en-{path}".removesuffix("-")


def head(current: str, say: Language = Language.KOREAN, paths: Iterable[str] = PAGES) -> str:
    """The name, the pages that there are, what the current one (by its path) is for, and the same
    page in the other language. Addresses are relative, so that the page may stand anywhere."""
    links = "".join(
        f'<a href="./{address(path, say)}"{" aria-current=page" if path == current else ""}>'
        f"{say(*PAGES[path].name)}</a>"
        for path in paths
    )
    other, name = say((Language.ENGLISH, "English"), (Language.KOREAN, "한국어"))
    return (
        f'<header class="mg-head" data-language="{say}"><h1>{say("말귀", "Malgwi")}</h1>'
        f'<nav aria-label="{say("쪽", "Pages")}">{links}</nav>'
        f"<p>{say(*PAGES[current].about)}</p>"
        f'<a class="mg-language" href="./{address(current, other)}" lang="{other}" '
        f'hreflang="{other}">{name}</a></header>'
    )


def lay_out_head(current: str, say: Language, paths: Iterable[str]) -> None:
    """Puts the head on the page that is being built; Gradio's own bar is hidden by the style."""
    gr.HTML(head(current, say, paths))


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
