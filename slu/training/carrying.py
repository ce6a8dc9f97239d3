"""What stands beside an encoder's weights, carried small into the folder that ships: the card, the
tokenizer without indentation, the notes of training with a part of its history."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final

from tokenizers import Tokenizer

_ROWS: Final = 100  # of the history, enough for a curve


def carry(folder: Path, out: Path) -> None:
    """Writes README.md, training.json and tokenizer.json of `folder` into `out`, as far as they are
    there."""
    if (folder / "README.md").is_file():
        shutil.copyfile(folder / "README.md", out / "README.md")
    if (folder / "tokenizer.json").is_file():
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.save(str(out / "tokenizer.json"), pretty=False)
    if (folder / "training.json").is_file():
        notes = json.loads((folder / "training.json").read_text("utf-8"))
        history = notes.get("history", [])
        apart = -(-len(history) // _ROWS) or 1
        notes["history"] = history[::-apart][::-1]  # the last row is always among them
        text = json.dumps(notes, ensure_ascii=False, indent=1)
        (out / "training.json").write_text(text + "\n", encoding="utf-8")
