"""An assistant's domain, read and checked: what it knows, asks, says and does.

The file's shape is `dialog.domain_file`; this module runs nothing and imports no skill.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dialog.domain_check import check
from dialog.domain_file import DomainSpec, RuleSpec, Variation, validated
from dialog.marked_yaml import Marked, read_marked
from dialog.masking import Masker
from slu.errors import DomainError

DEFAULTS = Path(__file__).with_name("defaults.yml")


@dataclass(frozen=True)
class Rule:
    """What follows an intent: with a form, `action` comes when the form is filled."""

    action: str
    form: str | None = None


@dataclass(frozen=True)
class Domain:
    """A checked domain; `marked` knows the lines of its file."""

    marked: Marked
    spec: DomainSpec
    rules: Mapping[str, Rule]
    responses: Mapping[str, tuple[Variation, ...]]

    @property
    def path(self) -> Path:
        return self.marked.path

    @cached_property
    def vocabulary(self) -> Mapping[str, Mapping[str, str]]:
        """The gazetteer by entity: every word with the name it stands for."""
        return {
            entity: {word: name for name, others in names.items() for word in (name, *others)}
            for entity, names in self.spec.gazetteer.items()
        }

    @cached_property
    def masker(self) -> Masker:
        """Hides what the domain says is personal."""
        return Masker(self.spec.privacy.mask)

    def question(self, form: str, slot: str) -> str:
        """The name of the response that asks for the slot in this form."""
        own = f"utter_ask_{form}_{slot}"
        return own if own in self.responses else f"utter_ask_{slot}"

    def response_error(self, name: str, message: str) -> DomainError:
        """The message, with the place of the response in its file."""
        return self.marked.error(("responses", name), f"응답 {name}: {message}")


def read_domain(path: Path) -> Domain:
    """Reads and checks a `domain.yml`. Raises DomainError: file, line, fault, suggestion."""
    marked = read_marked(path)
    spec = validated(marked)
    defaults = validated(read_marked(DEFAULTS))
    check(marked, spec, defaults)
    return Domain(
        marked=marked,
        spec=spec,
        rules={rule.steps[0].intent or "": _rule(rule) for rule in spec.rules},
        responses={**defaults.responses, **spec.responses},
    )


def _rule(spec: RuleSpec) -> Rule:
    names = [step.action or "" for step in spec.steps[1:]]
    return Rule(names[0]) if len(names) == 1 else Rule(names[1], form=names[0])
