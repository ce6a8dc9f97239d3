"""Finds what does a domain's actions: the Python functions that they name, or the action server.

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
from dialog.rasa.client import ActionServer
from dialog.rasa.endpoints import find_endpoint
from dialog.rasa.remote import RemoteAction
from dialog.skill import Skill


def load_skills(domain: Domain) -> Mapping[str, Skill]:
    """The skill of every action. Raises DomainError: file, line, fault, suggestion."""
    package = skill_package(domain)
    skills: dict[str, Skill] = {
        action: _function(domain, action, package, *where.split(":"))
        for action, where in domain.spec.actions.items()
        if where is not None
    }
    _add_remote(domain, skills)
    return skills


def _add_remote(domain: Domain, skills: dict[str, Skill]) -> None:
    """Adds the actions without a function, which the action server does."""
    actions = [action for action, where in domain.spec.actions.items() if where is None]
    if not actions:
        return
    endpoint = find_endpoint(domain)
    if endpoint is None:
        raise domain.marked.error(
            ("actions", actions[0]),
            f"액션 '{actions[0]}'을(를) 할 함수가 없습니다. '모듈:함수'를 적거나, "
            "액션 서버의 주소를 domain.yml이나 endpoints.yml에 action_endpoint로 적어 주세요.",
        )
    server = ActionServer.at(endpoint, domain)
    for action in actions:
        skills[action] = RemoteAction(action, server, domain, skills)


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
