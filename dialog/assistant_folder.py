"""A folder that holds an assistant: what stands where in it, and how a new one is begun.

| in it | holds |
|---|---|
| `domain.yml` | what it knows, asks, says and does (`dialog.domain`) |
| `nlu.yml` | labelled examples to learn from, in Rasa's format |
| `skills/` | Python functions that do things |
| `dialogs/` | conversations it should manage (`malgwi test-dialogs`) |
| `model/` | the model that `malgwi train` made of the examples |
"""

from __future__ import annotations

import shutil
import zlib
from dataclasses import dataclass
from pathlib import Path

from dialog.domain import Domain, read_domain
from dialog.domain_file import suggest
from slu.core import Utterance
from slu.data import read
from slu.errors import DataError
from slu.paths import DEFAULT_MODEL

TEMPLATE = Path(__file__).with_name("assistants") / "clinic"
_EXAMPLES = ("nlu.yml", "data/nlu.yml")  # the second is Rasa's place
_NOT_COPIED = shutil.ignore_patterns("__pycache__", "model", ".*")


@dataclass(frozen=True, slots=True)
class AssistantFolder:
    """An assistant's folder; raises DataError when it has no `domain.yml`."""

    path: Path

    def __post_init__(self) -> None:
        if not (self.path / "domain.yml").is_file():
            raise DataError(
                "비서의 폴더가 아닙니다(domain.yml이 없음). `malgwi new 폴더`로 만들 수 있습니다.",
                self.path,
            )

    @staticmethod
    def new(path: Path) -> AssistantFolder:
        """Copies the example assistant to `path`, to be changed into one's own. Raises DataError
        when something stands there already, or cannot be written."""
        if path.exists() and (not path.is_dir() or any(path.iterdir())):
            raise DataError("이미 있는 폴더입니다. 새 이름이나 빈 폴더를 주세요.", path)
        try:
            shutil.copytree(TEMPLATE, path, ignore=_NOT_COPIED, dirs_exist_ok=True)
        except OSError as fault:
            raise DataError(f"폴더를 만들 수 없습니다({fault.strerror}).", path) from fault
        return AssistantFolder(path)

    @property
    def model(self) -> Path:
        """Its own model, or the one that ships where it has none."""
        own = self.path / "model"
        return own if own.is_dir() else DEFAULT_MODEL

    @property
    def database(self) -> str:
        """The name of the file in which its conversations are kept."""
        where = self.path.resolve()
        if where.parent == TEMPLATE.parent:
            return f"{where.name}.db"
        return f"{where.name}-{zlib.crc32(str(where).encode()):08x}.db"

    def examples(self) -> Path:
        """The file of its examples. Raises DataError where there is none, where it has names that
        the domain lacks, or where an intent of the domain has no example."""
        found = next((self.path / name for name in _EXAMPLES if (self.path / name).is_file()), None)
        if found is None:
            raise DataError("예문이 없습니다. 이 폴더에 nlu.yml을 만들어 주세요.", self.path)
        _check(read(found), read_domain(self.path / "domain.yml"), found)
        return found


def _check(examples: list[Utterance], domain: Domain, path: Path) -> None:
    intents = {str(example.intent) for example in examples}
    names = {slot.name for example in examples for slot in example.slots}
    for what, used, known in (
        ("의도", intents, domain.spec.intents),
        ("슬롯", names, domain.spec.entities),
    ):
        for name in sorted(used - set(known)):
            raise DataError(
                f"예문의 {what} '{name}'이(가) domain.yml에 없습니다.{suggest(name, known)}", path
            )
    for name in domain.spec.intents:
        if name not in intents:
            raise DataError(
                f"domain.yml의 의도 '{name}'에 예문이 없습니다. 열 개쯤 적어 주세요.", path
            )
