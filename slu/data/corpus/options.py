"""What can be chosen when text is packed or cut into words: frozen dataclasses, filled by YAML or
the command line. What the names mean stands at each field; nothing is opened here."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from slu.errors import DataError
from slu.yaml_file import read_yaml


@dataclass(frozen=True, slots=True)
class Source:
    """Shards under one name. `files`: paths, folders or glob patterns, from the working folder
    or the data home. `weight`: how many times each document is taken; 0.3 takes a sample."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    name: str
    files: tuple[str, ...]
    weight: float = 1.0

    def __post_init__(self) -> None:
        if not 0 <= self.weight <= 100:
            raise DataError(f"'{self.name}'의 weight는 0에서 100 사이여야 합니다({self.weight}).")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextOptions:
    """Which text is taken, and what is left out of it.

    `out`: what is written. `seed`: of sampling and order. `max_characters`, `min_hangul`: see
    `Cleaner`. `hold_out`: files whose lines are left out too.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid")

    out: str
    sources: tuple[Source, ...]
    seed: int = 0
    max_characters: int = 1000
    min_hangul: float = 0.3
    hold_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [source.name for source in self.sources]
        if not names or len(set(names)) < len(names):
            raise DataError("sources에는 이름이 서로 다른 출처가 하나 이상 있어야 합니다.")
        if not 0 <= self.min_hangul <= 1:
            raise DataError("min_hangul은 0에서 1 사이여야 합니다.")
        if self.max_characters < 1:
            raise DataError("max_characters는 1 이상이어야 합니다.")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackOptions(TextOptions):
    """Options of packing.

    `tokenizer`: a `tokenizer.json`. `respace`: the share of sentences whose spaces are taken away
    or added. `morphemes`: whether Kiwi marks where morphemes begin. `max_pieces`: stop there
    (0: never).
    """

    tokenizer: str
    respace: float = 0.0
    morphemes: bool = False
    max_pieces: int = 0

    def __post_init__(self) -> None:
        TextOptions.__post_init__(self)  # super() does not find its class under slots
        if not 0 <= self.respace <= 1 or self.max_pieces < 0:
            raise DataError("respace는 0에서 1 사이, max_pieces는 0 이상이어야 합니다.")


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsOptions(TextOptions):
    """Options of cutting text into words. `workers`: threads of Kiwi."""

    workers: int = 2

    def __post_init__(self) -> None:
        TextOptions.__post_init__(self)
        if self.workers < 1:
            raise DataError("workers는 1 이상이어야 합니다.")


Options = TypeVar("Options", bound=TextOptions)


def source_from(text: str) -> Source:
    """A source from `name:weight:pattern`. Raises DataError for another shape."""
    name, _, rest = text.partition(":")
    weight, _, pattern = rest.partition(":")
    try:
        return Source(name, (pattern,), float(weight)) if name and pattern else _not_a_source(text)
    except ValueError:
        return _not_a_source(text)


def _not_a_source(text: str) -> Source:
    raise DataError(f"'{text}': 출처는 '이름:무게:파일' 꼴로 적으세요(예: wiki:0.5:corpus/wiki-*).")


def read_options(kind: type[Options], path: Path | None, overrides: dict[str, Any]) -> Options:
    """Options from a YAML file, then from what the command line named (None: not named).

    Raises DataError for a file that is not a YAML mapping, an unknown or missing key, and a
    value of the wrong kind.
    """
    given = {} if path is None else read_yaml(path)
    given |= {name: value for name, value in overrides.items() if value is not None}
    sources = given.get("sources") or []
    if isinstance(sources, list):
        sources = [asdict(each) if isinstance(each, Source) else each for each in sources]
    given["sources"] = sources
    try:
        return TypeAdapter(kind).validate_python(given)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise DataError(f"{_said(first['type'], where)} {_known(kind)}", path) from None


def _said(kind: str, where: str) -> str:
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return f"모르는 옵션 '{where}'입니다."
    if kind in ("missing", "missing_argument", "missing_keyword_only_argument"):
        return f"'{where}' 옵션이 빠졌습니다."
    return f"'{where}'의 값이 맞지 않습니다."


def _known(kind: type[TextOptions]) -> str:
    names = ", ".join(each.name for each in fields(kind))
    return f"쓸 수 있는 옵션: {names}; 출처마다 name, files, weight."
