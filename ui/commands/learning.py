"""The bar under which the commands that train show their progress."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from slu.errors import MalgwiError
from ui.commands import load

if TYPE_CHECKING:
    from slu.training.task_loop import Measures, Progress


@contextmanager
def learning_bar() -> Iterator[Bar]:
    """A bar on stderr; what the disk refuses within becomes a sentence."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    try:
        with Bar(*columns, console=load.SIGNS) as bar:
            yield bar
    except OSError as fault:
        raise MalgwiError(f"파일을 읽거나 쓸 수 없습니다: {fault}") from fault


def epochs_on(
    bar: Bar, told: Callable[[tuple[Measures, ...]], str] | None = None
) -> Callable[[Progress], None]:
    """A report of fine-tuning that moves the bar, and after each epoch says what `told` makes of
    its measures."""
    task = bar.add_task("학습", total=None)

    def report(progress: Progress) -> None:
        epoch = progress.epoch + 1
        bar.update(
            task,
            total=progress.epochs * progress.steps,
            completed=progress.epoch * progress.steps + progress.step,
            description=f"{epoch}/{progress.epochs}번째, 손실 {progress.loss:.3f}",
        )
        if progress.dev is not None and told is not None:
            bar.console.print(f"{epoch}번째: {told(progress.dev)}")

    return report
