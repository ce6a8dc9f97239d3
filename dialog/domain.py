"""An assistant's domain, read and checked: what it knows, asks, says and does.

The file's shape is `dialog.domain_file`; this module runs nothing and imports no skill.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dialog.domain_check import check
from dialog.domain_file import DomainSpec, Variation, shape_faults, validated
from dialog.marked_yaml import Marked, read_marked
from dialog.masking import Masker
from dialog.project.files import read_domain_files
from dialog.project.rasa import Remark, without_unused
from dialog.rule_book import Rule, read_rules
from slu.errors import DomainError
from slu.korean.speech_level import Level

DEFAULTS = Path(__file__).with_name("defaults.yml")


@dataclass(frozen=True)
class Domain:
    """A checked domain; `marked` knows the files and lines of everything in it, `remarks` what was
    read and does nothing here."""

    marked: Marked
    spec: DomainSpec
    rules: Mapping[str, Rule]
    responses: Mapping[str, tuple[Variation, ...]]
    remarks: tuple[Remark, ...] = ()

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

    def rule(self, intent: str) -> Rule | None:
        """What follows the intent; a retrieval intent, faq/hours, shares the rule of faq."""
        return self.rules.get(intent) or self.rules.get(intent.partition("/")[0])

    @cached_property
    def level(self) -> Level:
        """How politely replies are said."""
        return Level(self.spec.speech)

    def question(self, form: str, slot: str) -> str:
        """The name of the response that asks for the slot in this form, or of the action server's
        action that does (`action_ask_`)."""
        for asking in (f"action_ask_{form}_{slot}", f"action_ask_{slot}"):
            if asking in self.spec.actions and self.spec.actions[asking] is None:
                return asking
        own = f"utter_ask_{form}_{slot}"
        return own if own in self.responses else f"utter_ask_{slot}"

    def response_error(self, name: str, message: str) -> DomainError:
        """The message, with the place of the response in its file."""
        return self.marked.error(("responses", name), f"응답 {name}: {message}")


def read_domain(path: Path) -> Domain:
    """Reads and checks a `domain.yml`, or a folder of its parts, with the rules of the `data/`
    beside it. Raises DomainError: file, line, fault, suggestion."""
    marked, remarks = without_unused(read_domain_files(path))
    domain, faults = _built(marked, remarks)
    for fault in faults:
        raise fault
    return domain


def domain_faults(path: Path) -> list[DomainError]:
    """Every fault that can be told at once; none for a domain that `read_domain` reads."""
    try:
        marked, remarks = without_unused(read_domain_files(path))
        return shape_faults(marked) or _built(marked, remarks)[1]
    except DomainError as fault:
        return [fault]


def _built(marked: Marked, remarks: tuple[Remark, ...]) -> tuple[Domain, list[DomainError]]:
    """The domain of data in the right shape, and what does not fit together in it."""
    spec, defaults = validated(marked), validated(read_marked(DEFAULTS))
    responses = {**defaults.responses, **spec.responses}
    book = read_rules(marked, spec, responses)
    if book.fallback is not None and "fallback" not in marked.data:
        fallback = spec.fallback.model_copy(update={"action": book.fallback})
        spec = spec.model_copy(update={"fallback": fallback})
    faults = [*check(marked, spec, defaults), *book.faults]
    return Domain(marked, spec, book.rules, responses, (*remarks, *book.remarks)), faults
