"""Fine-tunes variations of one recipe, each with several seeds, and reports mean and spread on dev.

    python -m bench.recipes bench/encoders.yml --json docs/results/encoders.json

The file names the recipe, the seeds, and the rows: what each row changes in the recipe, beside what
all of them change (`shared`); `examples` in a row trains on so many of the recipe's examples, other
ones for every seed. A run whose folder is already there with the same options is only measured, so
that the bench may be stopped at will; rows of the JSON file that are not run, as by `--only`, stay
as they are. Every measure is of the int8 weights as saved; `unseen` leaves out the dev rows whose
text also stands in train. A file that names `noises` also has every row measured on dev under them,
as `bench.robustness` does (one draw each).
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import re
import statistics
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import yaml
from safetensors import safe_open

from bench.results import rows_of, write_results
from bench.robustness import under
from slu.data import read
from slu.evaluation.files import evaluate_file
from slu.evaluation.metrics import MEASURES, Evaluation
from slu.paths import find_data
from slu.training.finetune import finetune
from slu.training.noise import NoiseOptions
from slu.training.options import FinetuneOptions, read_options
from slu.training.task_loop import Progress
from slu.understanding.model_folder import load_folder


@dataclass(frozen=True, slots=True)
class Row:
    """A variation by its name, the options it changes, and the seeds to run it with; with how many
    training examples (0: all)."""

    name: str
    changes: Mapping[str, Any]
    seeds: tuple[int, ...]
    examples: int = 0


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file, the recipe they change, and the noises by name that they are measured
    under: profiles with their rates, one after another."""

    recipe: Path
    rows: tuple[Row, ...]
    noises: Mapping[str, tuple[NoiseOptions, ...]] = field(default_factory=dict)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rows", type=Path)
    parser.add_argument("--only", nargs="+", help="names of rows, all by default")
    parser.add_argument("--out", type=Path, default=Path("runs/recipes"))
    parser.add_argument("--json", type=Path, required=True)
    given = parser.parse_args()
    asked = read_rows(given.rows)
    if unknown := set(given.only or ()) - {row.name for row in asked.rows}:
        parser.error(f"no such rows in {given.rows}: {', '.join(sorted(unknown))}")
    found = rows_of(given.json)
    for row in asked.rows:
        if given.only and row.name not in given.only:
            continue
        found[row.name] = measure(row, asked, given.out)
        rows = [found[each.name] for each in asked.rows if each.name in found]
        write_results(given.json, {"recipe": str(asked.recipe), "rows": rows})
        print(json.dumps({"name": row.name, **found[row.name]["all"]}, ensure_ascii=False))


def read_rows(path: Path) -> Rows:
    """A file's rows; a row without `seeds` has those of the file, and all change what is `shared`,
    too."""
    data = yaml.safe_load(path.read_text("utf-8"))
    rows = []
    for each in data["rows"]:
        changes = data.get("shared", {}) | each
        name, seeds = changes.pop("name"), changes.pop("seeds", data["seeds"])
        rows.append(Row(name, changes, tuple(seeds), changes.pop("examples", 0)))
    noises = {
        name: tuple(NoiseOptions(profile, rate) for profile, rate in parts)
        for name, parts in data.get("noises", {}).items()
    }
    return Rows(Path(data["recipe"]), tuple(rows), noises)


def measure(row: Row, asked: Rows, out: Path) -> dict[str, Any]:
    """Every seed of a row, trained where that is not done, with mean and spread."""
    runs = []
    for seed in row.seeds:
        folder = out / re.sub(r"\W+", "-", row.name) / f"seed-{seed}"
        options = read_options(asked.recipe, {**row.changes, "out": str(folder), "seed": seed})
        if row.examples:
            options = replace(options, train=str(fewer(options, row.examples, folder)))
        runs.append({"seed": seed, **_run(options, folder), **_noisy(options, folder, asked)})
    found: dict[str, Any] = {"name": row.name, "changes": dict(row.changes), "runs": runs}
    if row.examples:
        found["examples"] = row.examples
    found |= _size(folder)
    for part in ("all", "unseen", *asked.noises):
        names = runs[0][part].keys() & {*MEASURES, "slot_f1_by_value"}
        found[part] = {name: _spread([run[part][name] for run in runs]) for name in names}
    return found


def fewer(options: FinetuneOptions, examples: int, folder: Path) -> Path:
    """A file beside `folder` with so many of the training lines, in their order: those whose hash
    with the seed is lowest, so that a smaller number are among the larger."""
    lines = find_data(options.train).read_text("utf-8").splitlines(keepends=True)
    if not 0 < examples <= len(lines):
        raise ValueError(f"{examples} of {len(lines)} examples")
    seed = options.learning.seed
    ranks = {line: hashlib.sha256(f"{seed}/{line}".encode()).digest() for line in lines}
    last = sorted(ranks[line] for line in lines)[examples - 1]
    path = folder.with_name(f"{folder.name}.train.jsonl")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line for line in lines if ranks[line] <= last), "utf-8")
    return path


def _run(options: FinetuneOptions, folder: Path) -> dict[str, Any]:
    notes = folder / "training.json"
    wanted = json.loads(json.dumps(asdict(options)))
    if not notes.is_file() or json.loads(notes.read_text("utf-8"))["options"] != wanted:
        finetune(options, _print)
    dev, train = find_data(options.dev), find_data(options.train)
    whole, unseen = evaluate_file(dev, folder), evaluate_file(dev, folder, without=train)
    seconds = json.loads(notes.read_text("utf-8"))["seconds"]
    return {"seconds": seconds, "all": _figures(whole), "unseen": _figures(unseen)}


def _noisy(options: FinetuneOptions, folder: Path, asked: Rows) -> dict[str, Any]:
    if not asked.noises:
        return {}
    predictor = load_folder(folder)
    gold = [utterance for utterance in read(find_data(options.dev)) if utterance.intent]
    return {name: asdict(under(predictor, gold, *parts)) for name, parts in asked.noises.items()}


def _figures(measured: Evaluation) -> dict[str, float]:
    return measured.figures() | {"utterances": measured.utterances}


def _size(folder: Path) -> dict[str, int]:
    """How many weights a model has and how large its file is."""
    path = folder / "model.safetensors"
    with safe_open(path, framework="pt") as file:
        shapes = {
            name: file.get_slice(name).get_shape()
            for name in file.keys()  # noqa: SIM118
            if not name.endswith(".scale")
        }
    parameters = sum(math.prod(shape) for shape in shapes.values())
    return {"parameters": parameters, "bytes": path.stat().st_size}


def _spread(values: list[float]) -> dict[str, float]:
    """Mean and sample standard deviation (0 of a single value)."""
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return {"mean": statistics.mean(values), "deviation": deviation}


def _print(progress: Progress) -> None:
    for task in progress.dev or ():
        figures = " ".join(f"{name} {value:.3f}" for name, value in task.figures().items())
        print(
            f"  {progress.epoch + 1}/{progress.epochs}: {progress.loss:.3f} {figures}", flush=True
        )


if __name__ == "__main__":
    main()
