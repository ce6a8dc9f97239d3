"""What people call an assistant's intents and slots, from its `names.yml`.

Only for showing: nothing is decided by these names.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from pydantic import TypeAdapter, ValidationError

from slu.errors import DomainError


@dataclass(frozen=True, slots=True)
class Names:
    """Korean names of intents and slots; one that has none is shown as it is."""

    intents: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)

    @staticmethod
    def load(folder: Path) -> Names:
        """The names of the assistant in `folder`; none when it has no `names.yml`.

        Raises DomainError for a file of another shape."""
        path = folder / "names.yml"
        if not path.exists():
            return Names()
        try:
            data = yaml.safe_load(path.read_text("utf-8"))
            return TypeAdapter(Names).validate_python(data)
        except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as fault:
            raise DomainError(
                f"{path}: 이름표를 읽지 못했습니다. `intents`와 `slots` 아래 "
                "`이름: 한국어 이름` 꼴로 적어 주세요."
            ) from fault

    def intent(self, name: str) -> str:
        return self.intents.get(name, name)

    def slot(self, name: str) -> str:
        return self.slots.get(name, name)
