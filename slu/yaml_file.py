"""Reads a YAML file of options that a person wrote. What the options mean is not known here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from slu.errors import DataError


def read_yaml(path: Path) -> dict[str, Any]:
    """The mapping in the file. Raises DataError naming the file, and the line of wrong YAML."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as fault:
        raise DataError(f"설정 파일을 읽을 수 없습니다({fault}).", path) from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = None if mark is None else mark.line + 1
        raise DataError(
            "YAML 문법이 틀렸습니다. 들여쓰기와 콜론을 확인하세요.", path, line
        ) from fault
    if not isinstance(data, dict):
        raise DataError("`옵션: 값` 꼴의 YAML이어야 합니다.", path)
    return data
