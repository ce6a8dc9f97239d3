"""What is to be known of a Rasa bot before it calls: its forms and its replies, from its domain
(a `domain.yml`, or a folder of parts), which need not fit our own reader.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dialog.marked_yaml import read_marked
from slu.errors import DomainError


@dataclass(frozen=True, slots=True)
class Bot:
    """`forms`: the slots that each asks for; `responses`: the names of its replies."""

    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    responses: tuple[str, ...] = ()


def read_bot(place: Path) -> Bot:
    """Raises DomainError, with the file, for what is no domain of Rasa."""
    paths = sorted((*place.rglob("*.yml"), *place.rglob("*.yaml"))) if place.is_dir() else [place]
    forms: dict[str, tuple[str, ...]] = {}
    responses: list[str] = []
    for path in paths:
        data = read_marked(path).data
        if not isinstance(data, dict):
            raise DomainError(
                f"{path}: Rasa 도메인이 아닙니다. 'forms:' 같은 항목이 있어야 합니다."
            )
        for name, form in _object(data.get("forms"), path).items():
            forms[name] = _slots(form)
        responses += _object(data.get("responses"), path)
    return Bot(forms, tuple(dict.fromkeys(responses)))


def _object(data: Any, path: Path) -> dict[str, Any]:
    if data is not None and not isinstance(data, dict):
        raise DomainError(f"{path}: forms와 responses는 '이름: 내용' 꼴이어야 합니다.")
    return data or {}


def _slots(form: Any) -> tuple[str, ...]:
    """`required_slots` as a list, or as Rasa 2's mapping."""
    required = form.get("required_slots") if isinstance(form, dict) else None
    return tuple(str(one) for one in required or ())
