"""How long one sentence takes on one core, by each road: torch plain and packed, ONNX Runtime in
float32 and in 8 bits; the encoder alone and the whole of understanding.

    python -m bench.latency [--model FOLDER] [--sentences 300] [--json OUT]

All roads are timed in one process, in turns of a few sentences, so that what else the machine
does meets them alike: compare the ratios. Sentences come from MASSIVE dev. The same figures
beside other programs are `bench.understanding`'s.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bench.results import write_results
from bench.timing import clock, summarise
from bench.understanding_worker import use_cores
from slu.errors import MalgwiError
from slu.paths import DEFAULT_MODEL, find_data

if TYPE_CHECKING:
    from slu.understanding.predictor import TextPredictor

DEV = "data/massive-ko/dev.jsonl"
_TURN = 25  # sentences that one road takes in a row: its weights are then where they would be
_WARM_UP = 5
_note = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Road:
    """One way to an answer. `ratio`: its median over that of the model as it ships."""

    name: str
    whole: bool
    median_ms: float
    p95_ms: float
    least_ms: float
    ratio: float


def main(
    model: Annotated[Path, typer.Option(help="모델 폴더")] = DEFAULT_MODEL,
    data: Annotated[str, typer.Option(help="문장을 읽을 자료")] = DEV,
    sentences: Annotated[
        int | None, typer.Option(min=_TURN, help="잴 문장 수(없으면 모두)")
    ] = None,
    out: Annotated[Path | None, typer.Option("--json", help="결과를 쓸 JSON 파일")] = None,
) -> None:
    """한 코어에서 문장 하나를 이해하는 시간을 계산 방법마다 잽니다."""
    use_cores(1)
    load = os.getloadavg()[0]
    try:
        from slu.data import read

        texts = [utterance.text for utterance in read(find_data(data))][:sentences]
        with tempfile.TemporaryDirectory(prefix="malgwi-bench-") as folder:
            roads = measure(open_roads(model, Path(folder)), texts)
    except MalgwiError as fault:
        _note.print(str(fault), markup=False)
        raise typer.Exit(1) from None
    _show(roads, len(texts))
    if out is not None:
        found = {
            "model": model.resolve().name,
            "sentences": len(texts),
            "load": round(load, 2),
            "roads": [asdict(road) for road in roads],
        }
        write_results(out, found)


def open_roads(model: Path, folder: Path) -> dict[str, TextPredictor]:
    """The same model by each road, the one that ships first; exports are written to `folder`."""
    from slu.understanding.model_folder import load_folder
    from slu.understanding.onnx_export import export_onnx
    from slu.understanding.serving import open_predictor

    _note.print("ONNX로 내보내는 중…")
    exports = [
        export_onnx(model, folder / name, int8).folder
        for name, int8 in (("float32", False), ("int8", True))
    ]
    return {
        "torch, packed (as shipped)": open_predictor(model),
        "torch": load_folder(model),
        "ONNX Runtime": open_predictor(exports[0]),
        "ONNX Runtime, 8 bits": open_predictor(exports[1]),
    }


def measure(roads: dict[str, TextPredictor], texts: list[str]) -> list[Road]:
    """Every road over every text, the whole of understanding and the scores alone, in turns."""
    calls = {(name, True): _whole(road) for name, road in roads.items()}
    calls |= {(name, False): _scores(road) for name, road in roads.items()}
    taken: dict[tuple[str, bool], list[float]] = {key: [] for key in calls}
    for at in range(0, len(texts), _TURN):
        for key, call in calls.items():
            clock(call, texts[at : at + _WARM_UP])
            taken[key] += clock(call, texts[at : at + _TURN])
    shipped = next(iter(roads))
    found = []
    for (name, whole), seconds in taken.items():
        timing = summarise(seconds, 1)
        ratio = timing.median_ms / summarise(taken[shipped, whole], 1).median_ms
        least = min(seconds) * 1000
        found.append(Road(name, whole, timing.median_ms, timing.p95_ms, least, ratio))
    return found


def _whole(road: TextPredictor) -> Callable[[str], object]:
    from slu.core import Context
    from slu.understanding.understander import Understander

    understander = Understander(road)
    context = Context(dt.datetime(2026, 3, 2, 9, 0))
    return lambda text: understander.understand(text, context)


def _scores(road: TextPredictor) -> Callable[[str], object]:
    """Encoder and heads alone; cutting a text into pieces is a fiftieth of it."""
    import torch

    from slu.understanding.batches import collate

    @torch.inference_mode()
    def score(text: str) -> object:
        return road.score(collate([road.subwords.cut(text)], road.subwords))

    return score


def _show(roads: list[Road], sentences: int) -> None:
    table = Table(title=f"문장 하나, 코어 하나, {sentences:,}문장")
    for heading in ("", "", "중앙값 (ms)", "95 % (ms)", "가장 빨리 (ms)", "비율"):
        table.add_column(heading, justify="right" if heading else "left")
    for road in roads:
        part = "이해 전체" if road.whole else "인코더와 머리"
        figures = (road.median_ms, road.p95_ms, road.least_ms)
        table.add_row(road.name, part, *(f"{ms:.1f}" for ms in figures), f"{road.ratio:.2f}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
