"""A folder of growing files that can be broken off and taken up again.

`commit` notes how long every file is and what the caller wants to remember; opening the folder
again cuts every file back to the last commit. It does not know what the files hold.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from slu.errors import DataError

_STATE = "state.json"


class Journal:
    """`notes` is what was last committed, empty in a new folder."""

    def __init__(self, folder: Path, of: str):
        """Opens or makes `folder`. `of` tells what is made there; a folder in which something
        else was begun is refused with DataError."""
        self.folder = folder
        self._of = of
        folder.mkdir(parents=True, exist_ok=True)
        self.notes: dict[str, Any] = {}
        lengths: dict[str, int] = {}
        if (folder / _STATE).exists():
            state = self._read()
            if state["of"] != of:
                raise DataError(
                    "다른 옵션이나 다른 파일로 하다 만 작업이 있습니다. 그 옵션으로 마치거나, "
                    "이 폴더를 지우고 다시 시작하세요.",
                    folder,
                )
            self.notes, lengths = state["notes"], state["lengths"]
        self._cut_back(lengths)

    def commit(self, notes: dict[str, Any]) -> None:
        """Makes `notes` and the present length of every file what an interruption leads back to."""
        self.notes = notes
        state = {"of": self._of, "notes": notes, "lengths": self._lengths()}
        beside = self.folder / (_STATE + ".new")
        beside.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
        os.replace(beside, self.folder / _STATE)

    def _read(self) -> dict[str, Any]:
        path = self.folder / _STATE
        try:
            state: dict[str, Any] = json.loads(path.read_text("utf-8"))
            return {name: state[name] for name in ("of", "notes", "lengths")}
        except (ValueError, KeyError, TypeError) as fault:
            raise DataError(
                "중간 기록이 깨졌습니다. 이 파일이 든 폴더를 지우고 다시 시작하세요.", path
            ) from fault

    def _lengths(self) -> dict[str, int]:
        return {str(path.relative_to(self.folder)): path.stat().st_size for path in self._files()}

    def _files(self) -> list[Path]:
        state = self.folder / _STATE
        return [path for path in self.folder.rglob("*") if path.is_file() and path != state]

    def _cut_back(self, lengths: dict[str, int]) -> None:
        for path in self._files():
            length = lengths.get(str(path.relative_to(self.folder)))
            if length is None:
                path.unlink()
            else:
                os.truncate(path, length)
