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
    bool, typer.Option("--overwrite", help="폴더에 이미 있는 모델을 새 모델로 바꿉니다.")
]
_MOST_NAMES = 10


def check_place(out: Path, overwrite: bool) -> None:
    """Raises DataError where something stands that is no model, or a model that is not to be
    replaced. A training that was interrupted has written nothing there yet."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / "labels.json").is_file():
        raise DataError("모델 폴더가 아닌 것이 이미 있습니다. 다른 폴더를 주세요.", out)
    if not overwrite:
        raise DataError(
            "모델이 이미 있습니다. 다른 폴더를 주거나, 새 모델로 바꾸려면 --overwrite를 주세요.",
            out,
        )


def warn_of_untaught(train: Sequence[Utterance], dev: Sequence[Utterance]) -> None:
    """Names the intents and slots of dev that no example to learn from has."""
    from slu.understanding.labels import LabelSet

    untaught = LabelSet.of(dev).without(LabelSet.of(train))
    for kind, names in (("의도", untaught.intents), ("슬롯", untaught.slots)):
        if names:
            load.SIGNS.print(
                f"잴 자료의 {kind} {_listed(names)}은(는) 학습 자료에 없습니다. 배울 수 없어 늘 "
                "틀린 것으로 셉니다. 이름이 맞는지 보고, 맞으면 학습 자료에 예문을 더하세요.",
                markup=False,
                soft_wrap=True,
            )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" 외 {more}개" if more > 0 else "")
