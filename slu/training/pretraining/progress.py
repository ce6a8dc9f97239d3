"""How a run is going: the values reported, and the loss curve as JSON and PNG."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from slu.training.pretraining.samples import Filled


@dataclass(frozen=True, slots=True)
class Step:
    """Where a run stands, averaged over the steps since the last report.

    `losses` and `accuracy` by term; `rate` is the learning rate; `mfu` the share of the device's
    peak (None: not known); `seconds` since the run began, over all its sittings.
    """

    step: int
    steps: int
    losses: dict[str, float]
    accuracy: dict[str, float]
    rate: float
    pieces_a_second: float
    mfu: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Saved:
    """The state was saved at a step, and the blanks were filled as follows."""

    step: int
    filled: tuple[Filled, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A sentence for the person."""

    text: str


News = Step | Saved | Note
Report = Callable[[News], None]


def line(news: News) -> str:
    """The news as a line (or lines) of plain text."""
    if isinstance(news, Note):
        return news.text
    if isinstance(news, Saved):
        blanks = "".join(f"\n    {each.sentence} → {each.shown()}" for each in news.filled)
        return f"{news.step}번째 고침까지 저장했습니다.{blanks}"
    losses = " ".join(
        f"{name} {loss:.3f}({news.accuracy[name]:.1%})" for name, loss in news.losses.items()
    )
    used = "" if news.mfu is None else f", 최고 속도의 {news.mfu:.1%}"
    return (
        f"{news.step}/{news.steps} 손실(정답률) {losses}, 학습률 {news.rate:.2e}, "
        f"초당 {news.pieces_a_second:,.0f}조각{used}, {news.seconds:,.0f}초"
    )


def write_curve(folder: Path, history: list[Step]) -> str | None:
    """Writes `curve.json` and, where matplotlib is installed, `curve.png`.

    Returns a sentence for the person when there could be no picture.
    """
    rows = [asdict(step) for step in history]
    text = json.dumps(rows, ensure_ascii=False, indent=1)
    (folder / "curve.json").write_text(text + "\n", encoding="utf-8")
    if importlib.util.find_spec("matplotlib") is None:
        return "matplotlib이 없어 손실 그림(curve.png)은 그리지 않았습니다."
    _draw(folder / "curve.png", history)
    return None


def _draw(path: Path, history: list[Step]) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8, 4.5), layout="constrained")
    axes = figure.subplots()
    steps = [step.step for step in history]
    for name in history[-1].losses if history else ():
        axes.plot(steps, [step.losses[name] for step in history], label=name)
    axes.set(xlabel="step", ylabel="loss")
    axes.legend()
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=120)
