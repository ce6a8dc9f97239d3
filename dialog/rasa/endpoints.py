"""Where an assistant's action server is: `action_endpoint` of its domain, or of the `endpoints.yml`
beside it, as Rasa has it. Other endpoints of that file are Rasa's own affair and are passed over.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict

from dialog.domain import Domain
from dialog.domain_file import Endpoint, shaped
from dialog.marked_yaml import Marked, read_marked

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_KEY = "action_endpoint"


class _Endpoints(BaseModel):
    model_config = ConfigDict(extra="ignore")

    action_endpoint: Endpoint | None = None


def find_endpoint(domain: Domain) -> Endpoint | None:
    """The action server's, `${NAMES}` of the environment filled in; None when nobody names one.
    Raises DomainError: file, line, fault."""
    if domain.spec.action_endpoint is not None:
        return _checked(domain.marked, domain.spec.action_endpoint)
    path = domain.path.with_name("endpoints.yml")
    if not path.exists():
        return None
    marked = read_marked(path)
    if not isinstance(marked.data, dict):
        return None
    found = shaped(marked, _Endpoints).action_endpoint
    return None if found is None else _checked(marked, found)


def _checked(marked: Marked, endpoint: Endpoint) -> Endpoint:
    def fill(name: re.Match[str]) -> str:
        if name[1] not in os.environ:
            raise marked.error((_KEY,), f"환경 변수 {name[1]}이(가) 없습니다. 값을 정해 주세요.")
        return os.environ[name[1]]

    filled = _filled(endpoint.model_dump(), lambda text: _VARIABLE.sub(fill, text))
    if not re.match(r"https?://[^/]", filled["url"]):
        raise marked.error((_KEY, "url"), "주소는 http://나 https://로 시작해야 합니다.")
    return Endpoint.model_validate(filled)


def _filled(data: Any, fill: Callable[[str], str]) -> Any:
    match data:
        case str():
            return fill(data)
        case dict():
            return {key: _filled(value, fill) for key, value in data.items()}
    return data
