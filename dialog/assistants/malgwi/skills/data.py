"""The YAML tables beside the skills (places, units, currencies, jokes ...), read and checked.

These are our own files: a fault in one is named with its file, as in any file people write.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from slu.errors import DomainError

_TABLES = Path(__file__).resolve().parent.parent / "tables"
T = TypeVar("T")


def read_table(name: str, shape: type[T]) -> T:
    """`tables/<name>.yml` as `shape`. Raises DomainError when it is missing or of another shape."""
    path = _TABLES / f"{name}.yml"
    try:
        return TypeAdapter(shape).validate_python(yaml.safe_load(path.read_text("utf-8")))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise DomainError(f"{path}: 표를 읽지 못했습니다. 파일을 고쳐 주세요. ({error})") from error
