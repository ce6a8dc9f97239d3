"""What was there before a change: dated copies in the folder `kept/` of an assistant.

Nothing here is ever deleted; that is the builder's to do.
"""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

from slu.errors import DataError

KEPT = "kept"


def place_of(folder: Path, name: str, now: dt.datetime) -> Path:
    """A free place for what is called `name` (`nlu.yml`, `model`) now."""
    stem, dot, ending = name.partition(".")
    first = folder / KEPT / f"{stem}-{now:%Y%m%d-%H%M%S}{dot}{ending}"
    number, place = 1, first
    while place.exists():
        number += 1
        place = first.with_name(f"{stem}-{now:%Y%m%d-%H%M%S}-{number}{dot}{ending}")
    return place


def keep_copy(folder: Path, path: Path, now: dt.datetime) -> Path | None:
    """Copies a file of the assistant in `folder` to its dated place; None where there is no such
    file yet. Raises DataError when it cannot be written: then nothing may be changed."""
    if not path.exists():
        return None
    place = place_of(folder, path.name, now)
    try:
        place.parent.mkdir(exist_ok=True)
        shutil.copy2(path, place)
    except OSError as fault:
        raise DataError(f"바꾸기 전의 파일을 남길 수 없습니다({fault.strerror}).", place) from fault
    return place
