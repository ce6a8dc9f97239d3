"""A folder that holds an assistant: what stands where in it, and how a new one is begun.

| in it | holds |
|---|---|
| `domain.yml` | what it knows, asks, says and does (`dialog.domain`), or a folder `domain/` |
| `nlu.yml` | labelled examples to learn from, in Rasa's format, or files in `data/` |
| `skills/` | Python functions that do things |
| `dialogs/` | conversations it should manage (`malgwi test-dialogs`) |
| `model/` | the model that `malgwi train` made of the examples |
| `dev.yml` | on wish: examples that are never learned from, only measured on |
| `training.yml` | on wish: options of training (`slu.training.options`) |
| `kept/` | dated copies of what was changed or replaced (`dialog.teaching`) |
"""

from __future__ import annotations

import shutil
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialog.domain import Domain, read_domain
from dialog.domain_file import suggest
from dialog.project.files import data_files, find_domain
from slu.core import Utterance
from slu.data import read, write
from slu.errors import DataError
from slu.paths import DEFAULT_MODEL

TEMPLATE = Path(__file__).with_name("assistants") / "clinic"
_NOT_COPIED = shutil.ignore_patterns("__pycache__", "model", "kept", ".*")


@dataclass(frozen=True, slots=True)
class AssistantFolder:
    """An assistant's folder; raises DataError when it has no domain."""

    path: Path

    def __post_init__(self) -> None:
        if not self.domain.exists():
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
    def domain(self) -> Path:
        """The file of its domain, or the folder of its parts."""
        return find_domain(self.path)

    @property
    def model(self) -> Path:
        """Its own model, or the one that ships where it has none."""
        own = self.path / "model"
        return own if own.is_dir() else DEFAULT_MODEL

    @property
    def dev(self) -> Path | None:
        """The examples to measure on, where there are any."""
        own = self.path / "dev.yml"
        return own if own.is_file() else None

    @property
    def options(self) -> Path | None:
        """Its own options of training, where it has any."""
        own = self.path / "training.yml"
        return own if own.is_file() else None

    @property
    def ships(self) -> bool:
        """Whether it came with Malgwi: nobody's own, and not to be changed."""
        return self.path.resolve().parent == TEMPLATE.parent

    @property
    def database(self) -> str:
        """The name of the file in which its conversations are kept."""
        where = self.path.resolve()
        if self.ships:
            return f"{where.name}.db"
        return f"{where.name}-{zlib.crc32(str(where).encode()):08x}.db"

    def examples(self) -> dict[Path, list[Utterance]]:
        """Its examples, by file. Raises DataError where there are none, where they have names that
        the domain lacks, or where an intent of the domain has no example."""
        found = {path: read(path) for path in data_files(self.path, "nlu")}
        if not found:
            raise DataError("예문이 없습니다. 이 폴더에 nlu.yml을 만들어 주세요.", self.path)
        for fault in examples_faults(found, read_domain(self.domain)):
            raise fault
        return found

    def training_file(self) -> Path:
        """The one file to learn from: that of the examples, or one made of several, which is
        written beside the domain. Raises DataError as `examples` does."""
        found = self.examples()
        if len(found) == 1:
            return next(iter(found))
        together = self.path / ".examples.jsonl"
        write(together, [example for one in found.values() for example in one])
        return together


def examples_faults(found: Mapping[Path, list[Utterance]], domain: Domain) -> Iterator[DataError]:
    """Names of examples that the domain lacks, and intents of the domain without example."""
    for path, examples in found.items():
        yield from unknown_names(examples, domain, path)
    given = {_base(example) for examples in found.values() for example in examples}
    for name in domain.spec.intents:
        if name not in given and name in domain.rules:
            yield DataError(
                f"domain.yml의 의도 '{name}'에 예문이 없습니다. 열 개쯤 적어 주세요.",
                next(iter(found)),
            )


def _base(example: Utterance) -> str:
    """faq of the retrieval intent faq/hours."""
    return str(example.intent).partition("/")[0]


def unknown_names(
    examples: Sequence[Utterance], domain: Domain, path: Path | None = None
) -> Iterator[DataError]:
    """Intents and slots of examples that the domain lacks; `path` is where the examples stand."""
    intents = {_base(example) for example in examples}
    names = {slot.name for example in examples for slot in example.slots}
    for what, used, known in (
        ("의도", intents, domain.spec.intents),
        ("슬롯", names, domain.spec.entities),
    ):
        for name in sorted(used - set(known)):
            yield DataError(
                f"예문의 {what} '{name}'이(가) domain.yml에 없습니다.{suggest(name, known)}", path
            )
