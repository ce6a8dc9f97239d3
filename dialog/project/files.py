"""The files of an assistant, as Rasa lays them out: the domain in one file or in a folder of
several, rules in the files of `data/`. Their data becomes one, every place still knowing its file.

What the data means is `dialog.domain_file`; examples to learn from are `slu.data`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from dialog.marked_yaml import Marked, Place, read_marked
from slu.errors import DomainError

_NAMES = ("domain.yml", "domain.yaml", "domain")


def find_domain(folder: Path) -> Path:
    """The domain's file, or the folder of its parts; `domain.yml` where there is neither."""
    return next((folder / name for name in _NAMES if (folder / name).exists()), folder / _NAMES[0])


def data_files(folder: Path, key: str) -> list[Path]:
    """The YAML files with this key (nlu, rules, stories) at the top: the one of that name beside
    the domain, and any in `data/`; stories also in `tests/`, as Rasa has them."""
    found = [folder / f"{key}.yml", *_yaml(folder / "data")]
    if key == "stories":
        found += _yaml(folder / "tests")
    return [path for path in found if _has_key(path, key)]


def read_domain_files(place: Path) -> Marked:
    """The domain at `place`, a file or a folder, with the rules that stand in `data/`. Raises
    DomainError: file, line, and what stands in two files."""
    if not place.is_dir():
        parts = [read_marked(place)]
    else:
        parts = [read_marked(path) for path in _yaml(place)]
        if not parts:
            raise DomainError(f"{place}: 도메인 파일(.yml)이 하나도 없습니다.")
    rules = [_only(read_marked(path), "rules") for path in data_files(place.parent, "rules")]
    return parts[0] if len(parts) + len(rules) == 1 else merged(place, [*parts, *rules])


def merged(place: Path, parts: Iterable[Marked]) -> Marked:
    """The parts as one. Lists are put one after the other, the same word once; a name may be
    given in one file only, unless both say the same. Raises DomainError."""
    whole = Marked(place, {})
    for part in parts:
        if part.data is None:
            continue
        if not isinstance(part.data, dict):
            raise part.error((), "'intents:'와 같은 항목으로 이루어져야 합니다.")
        for key, value in part.data.items():
            _put(whole, part, (key,), value)
    return whole


def _put(whole: Marked, part: Marked, at: Place, value: Any) -> None:
    """Puts one top-level key's value beside what is there."""
    key = at[0]
    known = whole.data.get(key)
    if known is None:
        whole.data[key] = value
        _mark(whole, part, at, at)
    elif isinstance(known, list) and isinstance(value, list):
        for index, item in enumerate(value):
            if isinstance(item, str) and item in known:
                continue
            _mark(whole, part, (*at, index), (*at, len(known)))
            known.append(item)
    elif isinstance(known, dict) and isinstance(value, dict):
        for name, item in value.items():
            if name in known and known[name] != item:
                first = whole.where((*at, name))
                raise part.error((*at, name), f"'{name}'이(가) {first}에도 있습니다.")
            known[name] = item
            _mark(whole, part, (*at, name), (*at, name))
    elif value is not None and key != "version" and known != value:
        raise part.error(at, f"'{key}'이(가) {whole.where(at)}에도 있고 서로 다릅니다.")


def _mark(whole: Marked, part: Marked, old: Place, new: Place) -> None:
    """Keeps the lines of everything at `old` in the part, now at `new`."""
    for place, line in part.lines.items():
        if place[: len(old)] == old:
            moved = (*new, *place[len(old) :])
            whole.lines[moved] = line
            whole.files[moved] = part.path


def _only(part: Marked, key: str) -> Marked:
    data = part.data if isinstance(part.data, dict) else {}
    return Marked(part.path, {key: data.get(key)}, part.lines)


def _yaml(folder: Path) -> list[Path]:
    return sorted((*folder.rglob("*.yml"), *folder.rglob("*.yaml")))


def _has_key(path: Path, key: str) -> bool:
    """By a look at the text: reading a large file of examples as YAML takes seconds. One that
    cannot be read is taken, so that its reader says so."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    except (OSError, UnicodeDecodeError):
        return True
    return re.search(rf"^['\"]?{key}['\"]?\s*:", text, re.MULTILINE) is not None
