"""What an encoder is worth on other tasks: each task alone, and all of them in one model.

    python -m bench.breadth --encoders random:e5-small e5-small runs/my-encoder \\
        --max-train 8000 --epochs 3 --json docs/results/breadth.json

Every encoder has the same budget. A row whose folder is there with the same options is not
trained again, and one that was interrupted goes on, so that the bench may be stopped at will.
"""

from __future__ import annotations

import argparse
import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.results import write_results
from slu.data.tasks import TASKS
from slu.training.learning import PRECISIONS, Learning
from slu.training.task_loop import Progress
from slu.training.task_options import TaskOptions
from slu.training.tasks import finetune_tasks

_TASKS = ("nsmc", "3i4k", "korsts")


def main() -> None:
    """Reads what to measure from the command line, measures it, prints and writes it."""
    given = _parser().parse_args()
    sets = [(task,) for task in given.tasks]
    if len(given.tasks) > 1:
        sets.append(tuple(given.tasks))
    rows = []
    for encoder in given.encoders:
        for tasks in sets:
            rows.append(measure(_options(given, encoder, tasks)))
            write_results(given.json, rows)
    Console().print(table(rows, given.tasks))


def measure(options: TaskOptions) -> dict[str, Any]:
    """The row of one run, out of its folder where it has been trained before."""
    notes = Path(options.out) / "training.json"
    wanted = json.loads(json.dumps(asdict(options)))
    if not notes.is_file() or json.loads(notes.read_text("utf-8"))["options"] != wanted:
        finetune_tasks(options, _print)
    found = json.loads(notes.read_text("utf-8"))
    return {
        "encoder": options.encoder,
        "tasks": list(options.tasks),
        "seconds": found["seconds"],
        "options": found["options"],
        "dev": found["dev"],
    }


def table(rows: list[dict[str, Any]], tasks: list[str]) -> Table:
    """An encoder's figures alone and together, a column a task."""
    shown = Table("인코더", "학습", *tasks, box=None, pad_edge=False)
    for encoder in dict.fromkeys(row["encoder"] for row in rows):
        own = [row for row in rows if row["encoder"] == encoder]
        alone = {row["tasks"][0]: row for row in own if len(row["tasks"]) == 1}
        shown.add_row(encoder, "따로", *(_figure(alone[task], task) for task in tasks))
        for row in own:
            if len(row["tasks"]) > 1:
                shown.add_row("", "함께", *(_figure(row, task) for task in tasks))
    return shown


def _figure(row: dict[str, Any], task: str) -> str:
    measured = row["dev"][task]
    figure = measured.get("accuracy") or measured["spearman"]
    return f"{figure['value']:.1%} ({figure['low']:.1%}~{figure['high']:.1%})"


def _options(given: argparse.Namespace, encoder: str, tasks: tuple[str, ...]) -> TaskOptions:
    name = re.sub(r"[^\w.-]+", "-", encoder).strip("-")
    return TaskOptions(
        tasks=tasks,
        out=str(given.out / f"{name}+{'+'.join(tasks)}"),
        encoder=encoder,
        max_train=given.max_train,
        max_dev=given.max_dev,
        sampling=given.sampling,
        learning=Learning(
            epochs=given.epochs,
            encoder_rate=1e-4,
            frozen=given.frozen,
            tune_embeddings=True,
            precision=given.precision,
            seed=given.seed,
        ),
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--encoders", nargs="+", required=True)
    parser.add_argument("--tasks", nargs="+", default=list(_TASKS), choices=sorted(TASKS))
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("runs/breadth"))
    parser.add_argument("--max-train", type=int, default=8000)
    parser.add_argument("--max-dev", type=int, default=0)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--frozen", action="store_true")
    parser.add_argument("--sampling", default="proportional")
    parser.add_argument("--precision", default="auto", choices=PRECISIONS)
    parser.add_argument("--seed", type=int, default=0)
    return parser


def _print(progress: Progress) -> None:
    if progress.dev is not None:
        figures = " ".join(f"{task.main.value:.3f}" for task in progress.dev)
        print(f"epoch {progress.epoch + 1}/{progress.epochs}: {figures}", flush=True)


if __name__ == "__main__":
    main()
