"""Where data sets and shipped weights stand."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PRETRAINED = ROOT / "models" / "pretrained"
DEFAULT_MODEL = PRETRAINED / "malgwi-joint"


def cache_home() -> Path:
    """The folder for what can be made or fetched again: `~/.cache/malgwi`."""
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "malgwi"


def data_home() -> Path:
    """The folder of data sets (`corpus/ data/ speech/`): `MALGWI_DATA`, else the cache."""
    named = os.environ.get("MALGWI_DATA")
    return Path(named).expanduser() if named else cache_home()


def state_home() -> Path:
    """The folder for what must not be lost (conversations, alarms): `MALGWI_STATE` or
    `~/.local/share/malgwi`."""
    named = os.environ.get("MALGWI_STATE")
    default = Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "malgwi"
    return Path(named).expanduser() if named else default


def find_data(name: str) -> Path:
    """A file by its path, or by its path within the data folder (`data/massive-ko/dev.jsonl`)."""
    path = Path(name).expanduser()
    within = data_home() / path
    return within if not path.exists() and within.exists() else path
