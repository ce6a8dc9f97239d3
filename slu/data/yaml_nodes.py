"""A YAML file as nodes that know their lines, with Korean faults. What they mean is a format's."""

from __future__ import annotations

from pathlib import Path

import yaml

from slu.errors import DataError

Pairs = dict[str, tuple[yaml.Node, int]]
"""The keys of a mapping, with their values and lines (from 1)."""


def compose(text: str, path: Path) -> yaml.Node:
    """The file's text as a tree. Raises DataError: not YAML, empty, too deep."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else None
        raise DataError(f"YAML이 잘못되었습니다({fault.problem}).", path, line) from fault
    except yaml.reader.ReaderError as fault:
        line = text[: fault.position].count("\n") + 1
        raise DataError("YAML에 쓸 수 없는 제어 문자가 있습니다.", path, line) from fault
    except RecursionError as fault:
        raise DataError("YAML이 너무 깊이 겹쳐 있습니다.", path) from fault
    if node is None:
        raise DataError("빈 파일입니다. 예문이 하나 이상 있어야 합니다.", path)
    return node


def pairs_of(node: yaml.Node, path: Path) -> Pairs:
    """The keys of a mapping with their values and lines. Raises DataError for another node, and
    for a key that stands twice."""
    if not isinstance(node, yaml.MappingNode):
        raise DataError("'이름: 값' 항목이 있어야 할 자리입니다.", path, line_of(node))
    pairs: Pairs = {}
    for key, value in node.value:
        name = text_of(key, path)
        if name in pairs:
            raise DataError(f"'{name}' 항목이 두 번 있습니다.", path, line_of(key))
        pairs[name] = (value, line_of(key))
    return pairs


def items_of(node: yaml.Node, path: Path) -> list[yaml.Node]:
    """The items of the list `nlu`. Raises DataError for another node."""
    if not isinstance(node, yaml.SequenceNode):
        raise DataError("'nlu' 항목은 '- '로 시작하는 목록이어야 합니다.", path, line_of(node))
    return list(node.value)


def text_of(node: yaml.Node, path: Path) -> str:
    """The text of a scalar. Raises DataError for another node."""
    if not isinstance(node, yaml.ScalarNode):
        raise DataError("글이 있어야 할 자리입니다.", path, line_of(node))
    return str(node.value)


def line_of(node: yaml.Node) -> int:
    """The line (from 1) on which a node begins."""
    return int(node.start_mark.line) + 1
