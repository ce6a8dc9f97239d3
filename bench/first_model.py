"""The first joint model that shipped, out of this repository's history, as a folder that can be
opened now: it knew no noise, so what noise costs it is what noise costs a model not made for it.

    python -m bench.first_model build/first-joint
    python -m bench.robustness --model build/first-joint --seeds 0 1 2 --json build/first.json

It lacks the way from the intents to the slots (`models.joint`), which is filled with zeros and so
adds nothing; experts it has none. A clone without history has no such model.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from hashlib import sha256
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from slu.paths import DEFAULT_MODEL, ROOT

COMMIT = "95a3335"
_FILES = ("config.json", "labels.json", "model.safetensors", "tokenizer.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    place = DEFAULT_MODEL.relative_to(ROOT).as_posix()
    for name in _FILES:
        command = ["git", "show", f"{COMMIT}:{place}/{name}"]
        (out / name).write_bytes(
            subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
        )
    _fill(out)


def _fill(folder: Path) -> None:
    path = folder / "model.safetensors"
    now, tensors = load_file(DEFAULT_MODEL / path.name), load_file(path)
    wanted = {name: each for name, each in now.items() if not name.startswith("experts.")}
    filled = {name: tensors.get(name, torch.zeros_like(each)) for name, each in wanted.items()}
    save_file(filled, path)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    content = path.read_bytes()
    config["files"][path.name] = {"bytes": len(content), "sha256": sha256(content).hexdigest()}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")


if __name__ == "__main__":
    main()
