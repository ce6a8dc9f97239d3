"""`malgwi new` and `malgwi train`: an assistant of one's own, begun from an example and taught."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from ui.commands import load
from ui.commands.before_learning import check_place, warn_of_untaught
from ui.commands.learning import epochs_on, learning_bar
from ui.commands.measure import show_evaluation


def new(
    folder: Annotated[Path, typer.Argument(metavar="폴더", help="새 비서를 만들 폴더.")],
) -> None:
    """내 비서를 시작합니다. 작은 의원의 예약 비서를 베껴 주니, 고쳐서 내 것으로 만드세요."""
    from dialog.assistant_folder import AssistantFolder

    AssistantFolder.new(folder)
    typer.echo(
        f"{folder}에 비서를 만들었습니다.\n"
        f"  {folder}/nlu.yml      알아들을 말의 예문\n"
        f"  {folder}/domain.yml   묻고 답할 말과 할 일\n"
        f"  {folder}/skills/      할 일을 적은 파이썬 함수\n"
        f"  {folder}/dialogs/     이렇게 답해야 한다는 대화\n"
        f"다음: malgwi train {folder}"
    )


def train(
    folder: Annotated[Path, typer.Argument(metavar="폴더", help="비서의 폴더.")],
    out: Annotated[
        Path | None, typer.Option(metavar="폴더", help="모델을 쓸 폴더. 없으면 비서의 model/.")
    ] = None,
    dev: Annotated[
        Path | None,
        typer.Option(metavar="파일", help="배우지 않고 재기만 할 예문. 없으면 비서의 dev.yml."),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="YAML", help="학습 옵션을 적은 파일. 없으면 비서의 training.yml, 그다음 기본값."
        ),
    ] = None,
    epochs: Annotated[int | None, typer.Option(metavar="수", help="예문을 도는 횟수.")] = None,
    seed: Annotated[int | None, typer.Option(metavar="수", help="난수의 씨앗.")] = None,
) -> None:
    """비서의 예문(nlu.yml)에서 의도와 슬롯을 배웁니다. 의도마다 열 개면 시작할 수 있습니다."""
    from dialog.assistant_folder import AssistantFolder

    assistant = AssistantFolder(folder)
    examples = assistant.training_file()
    place, dev = out or folder / "model", dev or assistant.dev
    with load.busy("준비하는 중…"):
        from dialog.teaching.checks import few_examples
        from dialog.teaching.lesson import RECIPE, Lesson, teach
        from slu.data import read

        check_place(place, overwrite=True)  # an assistant's model is taught again and again
        taught = read(examples)
        _warn_of_few(few_examples(taught))
        warn_of_untaught(taught, read(dev) if dev is not None else ())
        lesson = Lesson(examples, place, config or assistant.options or RECIPE, dev, epochs, seed)
    with learning_bar() as bar:
        measured = teach(assistant, lesson, epochs_on(bar))
    if dev is not None:
        show_evaluation(measured, Console())
    typer.echo(
        f"모델을 {place}에 썼습니다."
        + (f"\n다음: malgwi chat --assistant {folder}" if out is None else "")
    )


def _warn_of_few(few: list[str]) -> None:
    if few:
        load.SIGNS.print(
            f"예문이 다섯 개가 안 되는 의도가 있습니다({', '.join(few)}). "
            "여러 말투로 열 개쯤 적으면 훨씬 잘 알아듣습니다."
        )
