"""Rasa's stories as values: what the person does, turn by turn, and what the assistant does then.

Playing them is `dialog.project.playing`. The format: Rasa 3, "Stories" and "Test Stories".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from dialog.domain_file import shaped
from dialog.marked_yaml import Marked, read_marked
from dialog.rule_file import RuleStep

_LISTEN: Final = "action_listen"
_MOST_WAYS = 16


@dataclass(frozen=True, slots=True)
class StoryTurn:
    """The person's `intent` with `entities` (name, value), then the names of what the assistant
    does; `slots` are set meanwhile, by the name of the action before them."""

    line: int
    intent: str
    entities: tuple[tuple[str, Any], ...] = ()
    actions: tuple[str, ...] = ()
    slots: Mapping[str, tuple[tuple[str, Any], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """`fault` says why it cannot be played; None for one that can."""

    path: Path
    line: int
    name: str
    turns: tuple[StoryTurn, ...] = ()
    fault: str | None = None


class _StorySpec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    story: str
    steps: tuple[RuleStep, ...] = ()
    metadata: Any = None


class _File(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    stories: tuple[_StorySpec, ...] = ()


def read_stories(path: Path) -> list[Story]:
    """The stories of a file, one for each way through its `or` steps. Raises DomainError."""
    marked = read_marked(path)
    if not isinstance(marked.data, dict):
        raise marked.error((), "'stories:' 항목이 있어야 합니다.")
    if marked.data.get("stories") is None:
        return []
    specs = shaped(marked, _File).stories
    return [story for at, spec in enumerate(specs) for story in _read(marked, at, spec)]


def _read(marked: Marked, at: int, spec: _StorySpec) -> Iterator[Story]:
    line = marked.line(("stories", at))
    fault = _unplayable(spec)
    if fault is not None:
        yield Story(marked.path, line, spec.story, fault=fault)
        return
    for way in _ways(spec.steps):
        turns = tuple(_turns(marked, at, way))
        yield Story(marked.path, line, spec.story, turns)


def _unplayable(spec: _StorySpec) -> str | None:
    for step in spec.steps:
        if step.checkpoint is not None:
            return "checkpoint로 이어지는 이야기는 해 볼 수 없습니다"
        if step.user is not None and not step.intents:
            return "user에는 intent도 적어 주세요"
        if step.bot is not None:
            return "bot의 말 대신 action을 적어 주세요"
    if not spec.steps or not spec.steps[0].intents:
        return "이야기는 사람의 말(intent)로 시작해야 합니다"
    return None


def _ways(steps: tuple[RuleStep, ...]) -> Iterator[tuple[tuple[int, RuleStep], ...]]:
    """The steps with their places, an `or` taken in each of its ways."""
    choices = [[(at, one) for one in (step.of or (step,))] for at, step in enumerate(steps)]
    for number, way in enumerate(product(*choices)):
        if number == _MOST_WAYS:
            return
        yield way


def _turns(marked: Marked, at: int, way: tuple[tuple[int, RuleStep], ...]) -> Iterator[StoryTurn]:
    """The steps, cut before each intent."""
    starts = [index for index, (_, step) in enumerate(way) if step.intents]
    for start, end in zip(starts, [*starts[1:], len(way)], strict=True):
        place, said = way[start]
        actions: list[str] = []
        slots: dict[str, tuple[tuple[str, Any], ...]] = {}
        for _, step in way[start + 1 : end]:
            if step.action not in (None, _LISTEN):
                actions.append(str(step.action))
            elif step.slot_was_set is not None and actions:
                slots[actions[-1]] = (*slots.get(actions[-1], ()), *_pairs(step.slot_was_set))
        yield StoryTurn(
            marked.line(("stories", at, "steps", place)),
            said.intents[0],
            tuple(_pairs(said.entities)),
            tuple(actions),
            slots,
        )


def _pairs(given: Any) -> list[tuple[str, Any]]:
    """`- city: 부산` as a name and a value; a name alone has none. Roles and groups are passed
    over."""
    items = given if isinstance(given, list) else [] if given is None else [given]
    pairs: list[tuple[str, Any]] = []
    for item in items:
        if isinstance(item, dict):
            pairs += [(name, one) for name, one in item.items() if name not in ("role", "group")]
        else:
            pairs.append((str(item), None))
    return pairs
