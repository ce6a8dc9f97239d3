"""Trains a grid of tokenizers on one sample and measures what each does to MASSIVE.

    python -m bench.tokenizers --json docs/results/tokenizers.json
    python -m bench.tokenizers --finetune --json docs/results/tokenizers.json

The grid: three kinds, three sizes, with and without morpheme boundaries; then variants of one of
them. With `--finetune` a small encoder with random weights learns MASSIVE with each. A
tokenizer or figure that `--out` already holds is not made again; rows of the JSON file that
`--only` leaves out stay as they are.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

from bench.results import rows_of, write_results
from slu.core import Utterance
from slu.data import read
from slu.data.corpus.shards import find_shards
from slu.korean.subwords import Subwords
from slu.paths import find_data
from slu.training.finetune import finetune
from slu.training.learning import Learning
from slu.training.options import FinetuneOptions
from slu.training.random_encoder import make_random_encoder
from slu.training.task_loop import Progress
from slu.training.tokenizers.alphabet import Alphabet
from slu.training.tokenizers.marks import marked
from slu.training.tokenizers.options import TokenizerOptions
from slu.training.tokenizers.report import report_on
from slu.training.tokenizers.sample import sample_lines
from slu.training.tokenizers.train import learn_tokenizer

_CORPUS = ("corpus/colloquial-*.txt.xz", "corpus/wiki-00.txt.xz")
_MASSIVE = {name: f"data/massive-ko/{name}.jsonl" for name in ("train", "dev")}
_KINDS = ("unigram", "bpe", "wordpiece")
_SIZES = (8_000, 16_000, 32_000)
GRID = tuple(
    TokenizerOptions(kind, size, morphemes)
    for morphemes, kind, size in product((False, True), _KINDS, _SIZES)
)
_VARIED = TokenizerOptions(kind="unigram", size=16_000)
VARIANTS = (
    replace(_VARIED, respaced=0.0),
    replace(_VARIED, fallback="byte"),
    replace(_VARIED, fallback="syllable"),
)
_MEASURES = ("intent_accuracy", "slot_f1", "exact_match")


def tokenizer_file(options: TokenizerOptions, out: Path, megabytes: float) -> Path:
    """The file of the tokenizer with these options, made unless it is there."""
    path = out / f"{megabytes:g}mb" / name_of(options) / "tokenizer.json"
    if not path.exists():
        alphabet = Alphabet.of(_lines(megabytes), options)
        texts = _marked(megabytes, options.morphemes, options.respaced)
        made = learn_tokenizer(texts, alphabet, options)
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        made.save(str(temporary))
        temporary.rename(path)
    return path


@cache
def _marked(megabytes: float, morphemes: bool, respaced: float) -> list[str]:
    """Marked text: neither the kind nor the size changes it, so Kiwi's work is done once."""
    options = TokenizerOptions(morphemes=morphemes, respaced=respaced)
    return list(marked(_lines(megabytes), options, lambda done: None))


@cache
def _lines(megabytes: float) -> list[str]:
    return sample_lines(find_shards(_CORPUS), megabytes, seed=0)


def name_of(options: TokenizerOptions) -> str:
    """`unigram-16k-morphemes`, with what else differs from the usual."""
    parts = [options.kind, f"{options.size // 1000}k"]
    parts += ["morphemes"] if options.morphemes else []
    parts += [] if options.fallback == "jamo" else [options.fallback]
    parts += [] if options.respaced else ["unrespaced"]
    return "-".join(parts)


def measure(path: Path, sets: dict[str, list[Utterance]]) -> dict[str, Any]:
    """A report on each set."""
    subwords = Subwords.load(path)
    return {name: report_on(subwords, rows).to_json() for name, rows in sets.items()}


def tuned(path: Path, epochs: int, seeds: Sequence[int]) -> dict[str, Any]:
    """MASSIVE dev, as learned with this tokenizer by a random encoder of 2 layers x 128, the mean
    over seeds."""
    rows = [_tuned(path, epochs, seed) for seed in seeds]
    mean = {name: sum(row[name] for row in rows) / len(rows) for name in _MEASURES}
    return {"epochs": epochs, "seeds": list(seeds), **mean, "rows": rows}


def _tuned(path: Path, epochs: int, seed: int) -> dict[str, float]:
    out = path.parent / f"tuned-{epochs}-{seed}"
    if not out.exists():
        encoder = make_random_encoder(path.parent / "encoder", path, seed=seed)
        options = FinetuneOptions(
            train=_MASSIVE["train"],
            dev=_MASSIVE["dev"],
            out=str(out),
            encoder=str(encoder),
            learning=Learning(
                epochs=epochs,
                encoder_rate=1e-3,
                head_rate=2e-3,
                layer_decay=1.0,
                tune_embeddings=True,
                precision="bf16",
                seed=seed,
            ),
        )
        finetune(options, _print)
    found = json.loads((out / "training.json").read_text("utf-8"))
    return {name: found["dev"][name] for name in _MEASURES}


def _print(progress: Progress) -> None:
    if progress.dev is not None:
        print(
            f"  epoch {progress.epoch + 1}/{progress.epochs}: loss {progress.loss:.3f}", flush=True
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("runs/tokenizers"))
    parser.add_argument("--megabytes", type=float, default=8.0)
    parser.add_argument("--finetune", action="store_true")
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    names = [name_of(options) for options in (*GRID, *VARIANTS)]
    parser.add_argument("--only", nargs="+", choices=names, help="all by default", metavar="NAME")
    given = parser.parse_args()
    sets = {name: read(find_data(path)) for name, path in _MASSIVE.items()}
    all_options = {name_of(options): options for options in (*GRID, *VARIANTS)}
    rows = rows_of(given.json)
    for name in given.only or all_options:
        print(name, flush=True)
        options = all_options[name]
        path = tokenizer_file(options, given.out, given.megabytes)
        rows[name] = {"name": name, "options": asdict(options)} | measure(path, sets)
        if given.finetune:
            rows[name]["finetuned"] = tuned(path, given.epochs, given.seeds)
        measured = [rows[each] for each in all_options if each in rows]
        result = {"megabytes": given.megabytes, "corpus": _CORPUS, "rows": measured}
        write_results(given.json, result)


if __name__ == "__main__":
    main()
