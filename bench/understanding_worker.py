"""One measured process: one system on so many cores, timed on one sentence and on a batch.

Started by `bench.understanding`, anew for each figure, so that cores and threads are really set
before any library reads them. It writes a line when it has given its first answer (the starter
times that), then its figures as one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bench.sentences import sentences

READY = "ready"
_WARM_UP = 10
Run = Callable[[list[str]], object]


def main() -> None:
    """Reads what to measure from the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("system", choices=("malgwi", "transformers"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("cores", type=int)
    parser.add_argument("singles", type=int)
    parser.add_argument("batch", type=int)
    parser.add_argument("repeats", type=int)
    given = parser.parse_args()
    use_cores(given.cores)
    run = _malgwi(given.folder) if given.system == "malgwi" else _transformers(given.folder)
    run(sentences(1))
    print(READY, flush=True)
    measured = measure(run, given.singles, given.batch, given.repeats)
    print(json.dumps(measured), flush=True)


def use_cores(cores: int) -> None:
    """Keeps this process on so many cores, with as many threads in every library."""
    for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"):
        os.environ[name] = str(cores)
    if hasattr(os, "sched_setaffinity"):  # Linux
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    import torch  # only now: it reads the variables when it is imported

    torch.set_num_threads(cores)


def measure(run: Run, singles: int, batch: int, repeats: int) -> dict[str, object]:
    """`singles` sentences one by one, then `batch` sentences at once, `repeats` times."""
    from bench.timing import clock, peak_memory_mb, summarise

    for text in sentences(_WARM_UP):
        run([text])
    one = clock(run, [[text] for text in sentences(singles)])
    many = clock(run, [sentences(batch)] * repeats)
    return {
        "one": asdict(summarise(one, 1)),
        "batch": asdict(summarise(many, batch)),
        "peak_mb": peak_memory_mb(),
    }


def _malgwi(folder: Path) -> Run:
    import datetime as dt

    from slu.core import Context
    from slu.understanding.understander import Understander

    understander = Understander.load(folder)
    context = Context(dt.datetime(2026, 3, 2, 9, 0))
    return lambda texts: understander.understand_all(texts, context)


def _transformers(folder: Path) -> Run:
    from bench.plain_pipeline import PlainPipeline

    return PlainPipeline(folder).run


if __name__ == "__main__":
    main()
