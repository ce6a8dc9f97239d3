"""Finds the Python functions that a domain's actions name.

Modules come from the package `skills` of the domain, or from the folder `skills/` beside its
file. Importing them makes their tables known; calling them is `dialog.turns`.
"""

from __future__ import annotations

import importlib
import sys
import types
import zlib
from collections.abc import Mapping
from pathlib import Path

from dialog.domain import Domain
from dialog.domain_file import suggest
from dialog.skill import Skill


def load_skills(domain: Domain) -> Mapping[str, Skill]:
    """The function of every action. Raises DomainError: file, line, fault, suggestion."""
    package = skill_package(domain)
    return {
        action: _function(domain, action, package, *where.split(":"))
        for action, where in domain.spec.actions.items()
    }


def skill_package(domain: Domain) -> str:
    """The name of the package in which the domain's skills are."""
    return domain.spec.skills or _folder_package(domain.path.parent / "skills")


def _function(domain: Domain, action: str, package: str, module: str, name: str) -> Skill:
    place = ("actions", action)
    try:
        loaded = importlib.import_module(f"{package}.{module}")
    except Exception as error:  # a skill's module is foreign code: anything may go wrong in it
        raise domain.marked.error(
            place, f"스킬 모듈 '{package}.{module}'을(를) 불러올 수 없습니다 ({error})."
        ) from error
    function: Skill | None = getattr(loaded, name, None)
    if not callable(function):
        raise domain.marked.error(
            place, f"'{module}'에 함수 '{name}'이(가) 없습니다.{suggest(name, vars(loaded))}"
        )
    return function


def _folder_package(folder: Path) -> str:
    """A package made of a folder that no import path knows, so that its modules may import
    each other (`from .shared import ...`)."""
    name = f"malgwi_skills_{zlib.crc32(str(folder.resolve()).encode()):08x}"
    if name not in sys.modules:
        package = types.ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return name
