"""The breadth bench: a row is trained once for its options, and the table shows alone and
together."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest
from rich.console import Console

from bench import breadth
from slu.training.learning import Learning
from slu.training.task_options import TaskOptions


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[TaskOptions]:
    """The options of each training, which only writes what it was given."""
    seen: list[TaskOptions] = []

    def finetune_tasks(options: TaskOptions, report: object) -> None:
        seen.append(options)
        figure = {"value": 0.5 + options.learning.seed / 100, "low": 0.4, "high": 0.6}
        dev = {task: {"accuracy": figure, "spearman": figure} for task in options.tasks}
        folder = Path(options.out)
        folder.mkdir(parents=True, exist_ok=True)
        notes = {"options": asdict(options), "seconds": 1, "dev": dev}
        (folder / "training.json").write_text(json.dumps(notes), encoding="utf-8")

    monkeypatch.setattr(breadth, "finetune_tasks", finetune_tasks)
    return seen


def test_a_row_is_trained_once_for_its_options(tmp_path: Path, trained: list[TaskOptions]) -> None:
    options = TaskOptions(tasks=("nsmc", "korsts"), out=str(tmp_path / "a"))
    first = breadth.measure(options)
    assert breadth.measure(options) == first
    assert trained == [options]
    other = TaskOptions(
        tasks=("nsmc", "korsts"), out=str(tmp_path / "a"), learning=Learning(seed=1)
    )
    assert breadth.measure(other)["dev"]["nsmc"]["accuracy"]["value"] == 0.51
    assert trained == [options, other]


def test_every_encoder_alone_and_together(
    tmp_path: Path, trained: list[TaskOptions], monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "breadth --encoders e5-small random:e5-small --tasks nsmc korsts --max-train 9"
    out, written = tmp_path / "runs", tmp_path / "results" / "breadth.json"
    monkeypatch.setattr("sys.argv", [*words.split(), "--out", str(out), "--json", str(written)])
    breadth.main()
    assert [(each.encoder, each.tasks) for each in trained] == [
        (encoder, tasks)
        for encoder in ("e5-small", "random:e5-small")
        for tasks in (("nsmc",), ("korsts",), ("nsmc", "korsts"))
    ]
    assert len({each.out for each in trained}) == 6
    assert {each.max_train for each in trained} == {9}
    rows = json.loads(written.read_text(encoding="utf-8"))
    assert [row["tasks"] for row in rows[:3]] == [["nsmc"], ["korsts"], ["nsmc", "korsts"]]
    console = Console(width=120, record=True, file=(tmp_path / "out").open("w"))
    console.print(breadth.table(rows, ["nsmc", "korsts"]))
    shown = console.export_text().splitlines()
    assert [line.split()[0] for line in shown[1:]] == [
        "e5-small",
        "함께",
        "random:e5-small",
        "함께",
    ]
    assert shown[1].count("50.0% (40.0%~60.0%)") == 2
