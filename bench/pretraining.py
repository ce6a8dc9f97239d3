"""Pretrains variations of one recipe for a few updates and reports what they came to.

    python -m bench.pretraining bench/optimisers.yml --json docs/results/optimisers.json

The file names the recipe, what every row changes in it (`shared`), and the rows. Reported are the
means over the last tenth of the updates, and the speed. A row that was broken off goes on by the
same command; a row whose encoder stands under `--out` with the same options is not learned again.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
from dataclasses import asdict
from pathlib import Path
from typing import Any

import yaml

from bench.results import write_results
from slu.training.pretraining.loop import pretrain
from slu.training.pretraining.options import PretrainOptions, read_options
from slu.training.pretraining.progress import News, Step, line

_LAST = 0.1  # the share of the updates that is reported


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("rows", type=Path)
    parser.add_argument("--out", type=Path, default=Path("runs/pretraining"))
    parser.add_argument("--json", type=Path, required=True)
    given = parser.parse_args()
    asked = yaml.safe_load(given.rows.read_text("utf-8"))
    found: list[dict[str, Any]] = []
    for row in asked["rows"]:
        name, changes = row["name"], {key: row[key] for key in row if key != "name"}
        out = given.out / re.sub(r"\W+", "-", name)
        named = {**asked.get("shared", {}), **changes, "out": str(out)}
        figures = measure(read_options(Path(asked["recipe"]), named))
        found.append({"name": name, "changes": changes, **figures})
        write_results(given.json, {"recipe": asked["recipe"], "rows": found})
        print(json.dumps(found[-1], ensure_ascii=False), flush=True)


def measure(options: PretrainOptions) -> dict[str, Any]:
    """What one run came to; learns it where that is not done. Raises DataError where another run
    stands in its place."""
    notes = Path(options.out) / "training.json"
    if not notes.is_file() or _chosen(notes) != json.loads(json.dumps(asdict(options))):
        pretrain(options, _print)
    history = [Step(**each) for each in json.loads(notes.read_text("utf-8"))["history"]]
    steps = history[-1].steps
    last = [each for each in history if each.step > steps * (1 - _LAST)]
    return {
        "steps": steps,
        "loss": {
            name: statistics.mean(each.losses[name] for each in last) for name in last[0].losses
        },
        "accuracy": {
            name: statistics.mean(each.accuracy[name] for each in last) for name in last[0].accuracy
        },
        "pieces_a_second": statistics.median(each.pieces_a_second for each in history),
    }


def _chosen(notes: Path) -> Any:
    return json.loads(notes.read_text("utf-8"))["options"]


def _print(news: News) -> None:
    if not isinstance(news, Step) or news.step % 50 == 0:
        print(line(news), flush=True)


if __name__ == "__main__":
    main()
