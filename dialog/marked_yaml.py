"""YAML with the line of every key and item, so that a fault can be shown where it stands.

Plain data only; duplicate keys are refused. What the data means is the reader's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from slu.errors import DomainError

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Marked:
    """A YAML file's data, and the line (from 1) of each place: `("forms", "a", 0)`. Where the data
    is of several files, `files` has the file of each place."""

    path: Path
    data: Any
    lines: dict[Place, int] = field(default_factory=dict)
    files: dict[Place, Path] = field(default_factory=dict)

    def line(self, place: Place) -> int:
        """The line of the place, or of the nearest thing around it."""
        return self.lines.get(self._known(place), 1)

    def where(self, place: Place) -> str:
        """The file and line of the place."""
        return f"{self.files.get(self._known(place), self.path)}:{self.line(place)}"

    def error(self, place: Place, message: str) -> DomainError:
        return DomainError(f"{self.where(place)}: {message}")

    def _known(self, place: Place) -> Place:
        while place and place not in self.lines:
            place = place[:-1]
        return place


def read_marked(path: Path) -> Marked:
    """Reads one YAML file. Raises DomainError with file and line."""
    try:
        node = yaml.compose(_text(path), Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DomainError(
            f"{path}:{line}: YAML 문법이 틀렸습니다 ({error.problem}). "
            "들여쓰기와 따옴표, 쌍점을 확인해 주세요."
        ) from None
    except yaml.YAMLError:
        raise DomainError(f"{path}: YAML에 쓸 수 없는 글자가 있습니다.") from None
    marked = Marked(path, None)
    try:
        data = None if node is None else _build(node, (), marked)
    except RecursionError:
        raise DomainError(f"{path}: YAML이 너무 깊거나 자기 자신을 담고 있습니다.") from None
    return Marked(path, data, marked.lines)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DomainError(f"{path}: 파일이 없습니다. 경로를 확인해 주세요.") from None
    except UnicodeDecodeError:
        raise DomainError(f"{path}: UTF-8이 아닙니다. UTF-8로 저장해 주세요.") from None
    except OSError as error:
        raise DomainError(f"{path}: 파일을 읽을 수 없습니다 ({error.strerror}).") from None


def _build(node: yaml.Node, place: Place, marked: Marked) -> Any:
    """The node's data; writes the line of everything inside into `marked.lines`."""
    marked.lines.setdefault(place, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(node, place, marked)
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*place, at), marked) for at, item in enumerate(node.value)]
    return _scalar(node, place, marked)


def _scalar(node: yaml.Node, place: Place, marked: Marked) -> Any:
    try:
        return yaml.SafeLoader("").construct_object(node)
    except (yaml.YAMLError, ValueError):
        raise marked.error(place, f"값 '{node.value}'을(를) 읽을 수 없습니다.") from None


def _build_mapping(node: yaml.MappingNode, place: Place, marked: Marked) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        here = (*place, key)
        if key in data:
            first = marked.lines[here]
            marked.lines[here] = key_node.start_mark.line + 1
            raise marked.error(here, f"'{key}'가 {first}번째 줄에도 있습니다. 하나만 남겨 주세요.")
        marked.lines[here] = key_node.start_mark.line + 1
        data[key] = _build(value_node, here, marked)
    return data
