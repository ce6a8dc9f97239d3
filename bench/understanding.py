"""How fast understanding is, beside plain `transformers` pipelines with the same encoder.

    python -m bench.understanding [--model FOLDER] [--json OUT]

Each system runs in a process of its own, on one core and on two; what is timed is
`bench.understanding_worker`. This process imports no model, so that it stays small.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from bench.results import write_results
from bench.understanding_worker import READY
from slu.paths import DEFAULT_MODEL, ROOT

_CORES = (1, 2)
_BUSY = 0.5  # runnable processes, mean of the last minute
_NAMES = {"malgwi": "말귀", "transformers": "transformers 파이프라인 둘"}
_ROWS = (
    ("한 문장, 중앙값 (ms)", "one", "median_ms"),
    ("한 문장, 95 % (ms)", "one", "p95_ms"),
    ("한 문장씩, 초당 문장", "one", "per_second"),
    ("묶음, 중앙값 (ms)", "batch", "median_ms"),
    ("묶음, 95 % (ms)", "batch", "p95_ms"),
    ("묶음, 초당 문장", "batch", "per_second"),
    ("최대 메모리 (MB)", None, "peak_mb"),
    ("첫 답까지 (초)", None, "startup_seconds"),
)
_note = Console(stderr=True)


def main(
    model: Annotated[Path, typer.Option(help="모델 폴더")] = DEFAULT_MODEL,
    out: Annotated[Path | None, typer.Option("--json", help="결과를 쓸 JSON 파일")] = None,
    singles: Annotated[int, typer.Option(min=1, help="한 문장씩 잴 횟수")] = 200,
    batch: Annotated[int, typer.Option(min=1, help="한 묶음의 문장 수")] = 1000,
    repeats: Annotated[int, typer.Option(min=1, help="묶음을 되풀이할 횟수")] = 5,
) -> None:
    """이해 속도를 재고, 같은 인코더를 쓴 transformers 파이프라인과 견줍니다."""
    model, machine, runs = model.resolve(), _machine(), []
    if machine["load"] > _BUSY:
        _note.print(f"다른 일이 돌고 있어(부하 {machine['load']:.1f}) 느리게 재어질 수 있습니다.")
    with tempfile.TemporaryDirectory(prefix="malgwi-bench-") as plain:
        _python("bench.plain_pipeline", str(model), plain)
        for cores in _CORES:
            for system, folder in (("malgwi", str(model)), ("transformers", plain)):
                _note.print(f"재는 중: {_NAMES[system]}, 코어 {cores}개")
                runs.append(_run(system, folder, cores, singles, batch, repeats))
    _show(runs, batch)
    if out is not None:
        result = {"model": model.name, "machine": machine, "runs": runs}
        write_results(out, result)


def _run(system: str, folder: str, *numbers: int) -> dict[str, Any]:
    """Figures of one system; `numbers` are cores, singles, batch and repeats."""
    words = [sys.executable, "-m", "bench.understanding_worker", system, folder]
    started = time.perf_counter()
    with subprocess.Popen(
        [*words, *map(str, numbers)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        first = process.stdout.readline() if process.stdout else ""
        startup = time.perf_counter() - started
        rest = process.stdout.read() if process.stdout else ""
    if process.returncode or first.strip() != READY:
        raise typer.Exit(process.returncode or 1)
    measured: dict[str, Any] = json.loads(rest)
    return {"system": system, "cores": numbers[0], "startup_seconds": startup} | measured


def _python(module: str, *words: str) -> None:
    done = subprocess.run([sys.executable, "-m", module, *words], cwd=ROOT, check=False)
    if done.returncode:
        raise typer.Exit(done.returncode)


def _show(runs: list[dict[str, Any]], batch: int) -> None:
    for cores in _CORES:
        ours, theirs = (run for run in runs if run["cores"] == cores)
        table = Table(title=f"코어 {cores}개, 묶음은 {batch:,}문장")
        for heading in ("", *_NAMES.values(), "비율"):
            table.add_column(heading, justify="right" if heading else "left")
        for label, part, key in _ROWS:
            a, b = (run[part][key] if part else run[key] for run in (ours, theirs))
            table.add_row(label, f"{a:,.1f}", f"{b:,.1f}", f"{a / b:.2f}")
        Console().print(table)


def _machine() -> dict[str, Any]:
    return {
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "torch": version("torch"),
        "transformers": version("transformers"),
    }


if __name__ == "__main__":
    typer.run(main)
