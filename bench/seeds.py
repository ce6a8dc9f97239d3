"""Fine-tunes one recipe with several seeds and reports mean and spread on its dev file.

    python -m bench.seeds --config slu/training/recipes/malgwi-joint.yml --seeds 0 1 2 \\
        --out runs/seeds --json docs/results/massive-dev.json

A seed whose folder is already there is only measured. Every measure is of the int8 weights as
saved; `unseen` leaves out the dev rows whose text also stands in train.
"""

from __future__ import annotations

import argparse
import json
import statistics
from dataclasses import replace
from pathlib import Path
from typing import Any

from slu.evaluation.files import evaluate_file
from slu.evaluation.metrics import Evaluation
from slu.paths import find_data
from slu.training.finetune import finetune
from slu.training.options import FinetuneOptions, read_options
from slu.training.task_loop import Progress

_MEASURES = ("intent_accuracy", "slot_f1", "slot_f1_trimmed", "exact_match")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--config", type=Path, required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--out", type=Path, default=Path("runs/seeds"))
    parser.add_argument("--json", type=Path, required=True)
    given = parser.parse_args()
    options = read_options(given.config, {})
    rows = [_measure(options, given.out / f"seed-{seed}", seed) for seed in given.seeds]
    result: dict[str, Any] = {
        "config": str(given.config),
        "encoder": options.encoder,
        "seeds": rows,
    }
    for part in ("all", "unseen"):
        result[part] = {name: _spread([row[part][name] for row in rows]) for name in _MEASURES}
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(json.dumps({part: result[part] for part in ("all", "unseen")}, indent=1))


def _measure(options: FinetuneOptions, folder: Path, seed: int) -> dict[str, Any]:
    if not folder.exists():
        learning = replace(options.learning, seed=seed)
        finetune(replace(options, out=str(folder), learning=learning), _print)
    dev, train = find_data(options.dev), find_data(options.train)
    whole, unseen = evaluate_file(dev, folder), evaluate_file(dev, folder, without=train)
    return {"seed": seed, "all": _figures(whole), "unseen": _figures(unseen)}


def _figures(measured: Evaluation) -> dict[str, float]:
    figures = {name: getattr(measured, name).value for name in _MEASURES}
    return figures | {"utterances": measured.utterances}


def _spread(values: list[float]) -> dict[str, float]:
    """Mean and sample standard deviation (0 of a single value)."""
    deviation = statistics.stdev(values) if len(values) > 1 else 0.0
    return {"mean": statistics.mean(values), "deviation": deviation}


def _print(progress: Progress) -> None:
    if progress.dev is not None:
        print(f"epoch {progress.epoch + 1}/{progress.epochs}: loss {progress.loss:.3f}", flush=True)


if __name__ == "__main__":
    main()
