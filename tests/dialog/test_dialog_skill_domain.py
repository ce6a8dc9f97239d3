"""The shipped assistant's files fit together: intents, rules, responses, tables."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from malgwi_bench import FOLDER, domain

from dialog.assistants.malgwi.skills import clock, currency, services, talk, units
from dialog.blanks import names
from dialog.skills import load_skills

INTENTS = 60
ENTITIES = 55
# The only names that are put together while running.
LIGHTS = {"utter_lighton", "utter_lightoff", "utter_lightchange"}


def _strings(path: Path) -> set[str]:
    tree = ast.parse(path.read_text("utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _named_in_skills() -> set[str]:
    files = (FOLDER / "skills").glob("*.py")
    return {name for file in files for name in _strings(file) if name.startswith("utter_")}


def test_each_of_the_intents_has_a_rule() -> None:
    spec = domain().spec
    assert len(spec.intents) == INTENTS
    assert len(spec.entities) == ENTITIES
    assert set(domain().rules) == set(spec.intents)


def test_every_action_is_a_function() -> None:
    assert set(load_skills(domain())) == set(domain().spec.actions)


def test_every_response_that_a_skill_names_exists() -> None:
    plain = {name for name in _named_in_skills() if name != "utter_"}
    assert plain | LIGHTS <= set(domain().responses)


def test_no_response_is_left_over() -> None:
    own = set(domain().spec.responses)
    said_by_engine = {name for name in own if name.startswith("utter_ring")}
    assert own - _named_in_skills() - LIGHTS == said_by_engine


def test_every_slot_that_a_skill_asks_for_is_declared() -> None:
    asked = set()
    for file in (FOLDER / "skills").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "ask":
                assert isinstance(node.value, ast.Constant)
                asked.add(node.value.value)
    assert asked <= set(domain().spec.slots)
    assert len(asked) >= 10


def test_replies_are_polite_and_whole() -> None:
    for name, variations in domain().spec.responses.items():
        for variation in variations:
            text = variation.text
            assert text.strip()
            if not names(text):
                assert text.rstrip()[-1] in ".?!", (name, text)


def test_every_intent_that_needs_a_service_has_its_row() -> None:
    needing = {
        intent
        for intent, rule in domain().rules.items()
        if rule.action in ("action_need_service", "action_answer", "action_weather", "action_news")
    }
    assert needing == set(services._services())


def test_every_zone_of_the_table_exists() -> None:
    from zoneinfo import ZoneInfo

    zones = clock._zones()
    assert len(zones) >= 180
    for zone in set(zones.values()):
        assert ZoneInfo(zone).key == zone


def test_tables_are_read_whole() -> None:
    assert len(units._units()) >= 30
    assert currency.name_of("USD") == "달러"
    assert len(talk._topics()) >= 24


@pytest.mark.parametrize("name", ["README.md", "domain.yml"])
def test_the_folder_holds_what_replies_point_at(name: str) -> None:
    assert (FOLDER / name).is_file()
