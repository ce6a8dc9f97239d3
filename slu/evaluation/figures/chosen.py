"""The words and sentences that pictures show: read from YAML, ours or a person's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slu.errors import DataError
from slu.evaluation.words.embedder import Place
from slu.yaml_file import read_yaml

_HERE = Path(__file__).parent
WORDS = _HERE / "words.yml"
SENSES = _HERE / "senses.yml"


@dataclass(frozen=True, slots=True)
class Senses:
    """`targets`: words in their sentences whose neighbours are looked for among `references`."""

    targets: tuple[Place, ...]
    references: tuple[Place, ...]


def read_groups(path: Path = WORDS) -> dict[str, list[str]]:
    """Words by the name of their group: `이름: [낱말, ...]`. Raises DataError for another form."""
    return {name: _texts(name, words, path) for name, words in read_yaml(path).items()}


def read_senses(path: Path = SENSES) -> Senses:
    """`targets` and `references`, lists of sentences with a word in square brackets each. Raises
    DataError for another form."""
    data = read_yaml(path)
    found = []
    for name in ("targets", "references"):
        try:
            found.append(tuple(map(Place.marked, _texts(name, data.get(name), path))))
        except DataError as fault:
            raise fault if fault.path else DataError(str(fault), path) from fault
    return Senses(*found)


def _texts(name: str, found: Any, path: Path) -> list[str]:
    if not isinstance(found, list) or not found or not all(isinstance(each, str) for each in found):
        raise DataError(f"'{name}' 아래에 글의 목록이 있어야 합니다.", path)
    return found
