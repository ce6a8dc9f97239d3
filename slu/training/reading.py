"""Fills a frozen options dataclass from a YAML file and from what the command line named.

A field may itself be a dataclass: in YAML it is a section, on the command line its fields are
named without the section. What the values mean is the dataclass's own business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

from slu.errors import DataError
from slu.yaml_file import read_yaml

T = TypeVar("T")
_NAMES = {
    str: "str",
    int: "int",
    float: "float",
    bool: "bool",
    tuple[str, ...]: "글의 목록",
    tuple[int, ...]: "수의 목록",
}
_LISTS = {tuple[str, ...]: str, tuple[int, ...]: int}


def read_into(kind: type[T], path: Path | None, overrides: Mapping[str, Any]) -> T:
    """Options of the dataclass `kind`; an override of None was not named.

    Raises DataError for a file that is not a YAML mapping, an unknown key, a value of the
    wrong kind, or a missing field that has no default.
    """
    given: dict[str, Any] = {} if path is None else read_yaml(path)
    for name, value in overrides.items():
        if value is not None:
            _put(kind, given, name, value, path)
    return _fill(kind, given, path)


def _fill(kind: type[T], given: Mapping[str, Any], path: Path | None) -> T:
    hints = get_type_hints(kind)
    found: dict[str, Any] = {}
    for key, value in given.items():
        if key not in hints:
            raise DataError(f"모르는 옵션 '{key}'. 쓸 수 있는 옵션: {', '.join(hints)}", path)
        if is_dataclass(hints[key]) and isinstance(value, dict):
            found[key] = _fill(hints[key], value, path)
        else:
            found[key] = _as_kind(key, value, hints[key], path)
    missing = [key for key in _needed(kind) if key not in found]
    if missing:
        raise DataError(f"빠진 옵션이 있습니다: {', '.join(missing)}", path)
    return kind(**found)


def _put(kind: Any, given: dict[str, Any], name: str, value: Any, path: Path | None) -> None:
    """Writes a value under the section that has a field of that name; what the file has there
    instead of a section stays, to be refused."""
    hints = get_type_hints(kind)
    for key, hint in hints.items():
        if name not in hints and is_dataclass(hint) and name in get_type_hints(hint):
            section = given.get(key)
            if section is None or isinstance(section, dict):
                given[key] = {**(section or {}), name: value}
            return
    given[name] = value


def _needed(kind: Any) -> list[str]:
    """The fields that have no default."""
    return [
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    ]


def _as_kind(key: str, value: Any, wanted: Any, path: Path | None) -> Any:
    if wanted is float and isinstance(value, (int, float, str)) and not isinstance(value, bool):
        try:
            return float(value)  # YAML reads 1e-4 as a string
        except ValueError:
            pass
    elif wanted in _LISTS:
        if isinstance(value, (list, tuple)) and all(type(each) is _LISTS[wanted] for each in value):
            return tuple(value)
    elif type(value) is wanted:
        return value
    name = _NAMES.get(wanted, "`옵션: 값`의 묶음")
    raise DataError(f"'{key}'의 값 {value!r}이(가) 맞지 않습니다({name}이어야 합니다).", path)
