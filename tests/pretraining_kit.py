"""What tests of pretraining share: a packed corpus of our own sentences and a tiny recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from corpus_kit import options_for, shard, talk

from slu.data.corpus.options import Source
from slu.data.corpus.packing import pack
from slu.training.pretraining.options import PretrainOptions, read_options

TINY: dict[str, dict[str, Any]] = {
    "task": {},
    "elmo": {},
    "shape": {"layers": 2, "width": 32, "heads": 2, "feed_forward": 64},
    "learning": {"length": 32, "batch_rows": 8, "steps": 20, "rate": 1e-3, "precision": "fp32"},
    "running": {"samples": ["거실 [MASK] 좀 꺼 줘"]},
}


def tiny_pack(folder: Path, documents: int = 200) -> Path:
    """A pack of short documents."""
    text = shard(folder / "talk.txt", talk(documents))
    return pack(options_for(folder, Source("talk", (str(text),))), lambda progress: None).folder


def recipe(folder: Path, pack: Path, out: str = "encoder", **sections: dict[str, Any]) -> Path:
    """Writes TINY, changed by the sections, to `folder/out.yml`; the encoder goes beside it."""
    chosen = {name: section | sections.get(name, {}) for name, section in TINY.items()}
    given = {"pack": str(pack), "out": str(folder / out), **chosen}
    path = folder / f"{out}.yml"
    path.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    return path


def tiny_options(
    folder: Path, pack: Path, out: str = "encoder", **sections: dict[str, Any]
) -> PretrainOptions:
    """The options of such a recipe."""
    return read_options(recipe(folder, pack, out, **sections), {})
