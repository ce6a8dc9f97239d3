"""What the commands that train look at before they begin: where the model goes, and what is asked
of it that it cannot learn."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slu.errors import DataError
from ui.commands import load

if TYPE_CHECKING:
    from slu.core import Utterance

Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="폴더에 이미 있는 것을 새것으로 바꿉니다.")
]
Precision = Annotated[
    str | None,
    typer.Option(metavar="꼴", help="fp32, bf16, auto(이 기계에서 더 빠른 것)."),
]


def check_place(out: Path, overwrite: bool) -> None:
    """Raises DataError where something stands that is no model, or a model that is not to be
    replaced. A training that was interrupted has written nothing there yet."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / "labels.json").is_file():
        raise DataError("모델 폴더가 아닌 것이 이미 있습니다. 다른 폴더를 주세요.", out)
    keep_older(out, overwrite)


def keep_older(out: Path, overwrite: bool) -> None:
    """Raises DataError where what stands in a folder is not to be replaced."""
    if not overwrite:
        raise DataError(
            "이미 쓰는 폴더입니다. 다른 폴더를 주거나, 새것으로 바꾸려면 --overwrite를 주세요.",
            out,
        )


def warn_of_untaught(train: Sequence[Utterance], dev: Sequence[Utterance]) -> None:
    """Names the intents and slots of dev that no example to learn from has."""
    from slu.understanding.untaught import untaught

    for sentence in untaught(train, dev):
        load.SIGNS.print(sentence, markup=False, soft_wrap=True)
