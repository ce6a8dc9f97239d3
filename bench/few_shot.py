"""What an assistant learns from ten examples an intent: the example assistant, tested on
sentences that were written without a look at the examples: of hard voices (`few_shot.yml`: old
people, dialect, hints), and of ordinary ones (`few_shot_ordinary*.yml`).

    python -m bench.few_shot --seeds 0 1 2 --json docs/results/few-shot.json

It is `malgwi train` in a process of its own, timed from start to end, on the threads that are
allowed (OMP_NUM_THREADS). Dev may be looked at (every other of the hard sentences), test may not.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.results import write_results
from dialog.assistant_folder import AssistantFolder
from slu.core import Utterance
from slu.data import read
from slu.evaluation.metrics import Evaluation, evaluate
from slu.paths import ROOT
from slu.understanding.model_folder import load_folder
from slu.understanding.predictor import predict_utterances

PARTS = ("ordinary_dev", "ordinary", "hard_dev", "hard")
MEASURES = ("intent_accuracy", "slot_f1", "slot_f1_trimmed", "exact_match")


def sentences() -> dict[str, list[Utterance]]:
    """Those of each of the `PARTS`; the hard ones are dev and test by turns."""
    folder = ROOT / "bench"
    hard = read(folder / "few_shot.yml")
    tests = [read(folder / f"few_shot_{name}.yml") for name in ("ordinary_dev", "ordinary")]
    return dict(zip(PARTS, (*tests, hard[::2], hard[1::2]), strict=True))


def measure(seed: int) -> dict[str, Any]:
    """The figures on all parts after one training, and its seconds."""
    with tempfile.TemporaryDirectory() as place:
        folder = AssistantFolder.new(Path(place) / "clinic").path
        started = time.monotonic()
        command = ["train", str(folder), "--seed", str(seed)]
        subprocess.run(
            [sys.executable, "-c", "from ui.cli import main; main()", *command],
            check=True,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        seconds = time.monotonic() - started
        predictor = load_folder(folder / "model")
        found = {
            name: _figures(evaluate(part, predict_utterances(predictor, part)))
            for name, part in sentences().items()
        }
    return {"seed": seed, "seconds": round(seconds), **found}


def _figures(measured: Evaluation) -> dict[str, float]:
    return {name: measured.figures()[name] for name in MEASURES}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    runs = [measure(seed) for seed in given.seeds]
    for part in PARTS:
        for name in MEASURES:
            values = [run[part][name] for run in runs]
            spread = statistics.stdev(values) if len(values) > 1 else 0.0
            print(f"{part:12} {name:18} {statistics.mean(values):.1%} ± {spread:.1%}")
    print("seconds", [run["seconds"] for run in runs])
    if given.json is not None:
        write_results(given.json, {"runs": runs})


if __name__ == "__main__":
    main()
