"""Values of Rasa: what its slots and buttons hold, as ours and as words."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import rasa_kit
from conversation_kit import NOW
from hypothesis import given
from hypothesis import strategies as st

from dialog.domain import Domain, read_domain
from dialog.rasa.plain import typed, words
from dialog.sentences import command
from dialog.slot_file import SlotSpec
from slu.core import Context
from slu.values import (
    DateValue,
    MomentValue,
    MoneyValue,
    NameValue,
    NumberValue,
    RangeValue,
    TextValue,
    TimeValue,
    value_to_json,
    value_to_plain,
)


@pytest.fixture
def domain(tmp_path: Path) -> Domain:
    (tmp_path / "domain.yml").write_text(rasa_kit.DOMAIN, encoding="utf-8")
    return read_domain(tmp_path / "domain.yml")


NAMED = SlotSpec(mappings=[{"type": "from_entity", "entity": "place_name"}])  # type: ignore[arg-type, list-item]
TIMED = SlotSpec(mappings=[{"type": "from_entity", "entity": "time"}])  # type: ignore[arg-type, list-item]
FREE = SlotSpec(mappings=[{"type": "from_text"}])  # type: ignore[arg-type, list-item]
SEOUL_MORNING = dt.datetime(2026, 3, 3, 7, tzinfo=NOW.tzinfo)


@pytest.mark.parametrize(
    ("plain", "slot", "value", "said"),
    [
        ("부산", NAMED, NameValue("부산", "place_name"), "부산"),
        ("부산", FREE, TextValue("부산"), "부산"),
        ("07:00:00", TIMED, TimeValue(dt.time(7)), "07:00:00"),
        ("2026-03-03", TIMED, DateValue(dt.date(2026, 3, 3)), "2026-03-03"),
        (
            SEOUL_MORNING.isoformat(),
            TIMED,
            MomentValue(SEOUL_MORNING),
            "2026-03-03T07:00:00+09:00",
        ),
        ("곧", TIMED, TextValue("곧"), "곧"),
        (3, FREE, NumberValue(3), "3"),
        (12000, FREE, NumberValue(12000), "12,000"),
        (True, FREE, TextValue("yes"), "예"),
        (["가", "나"], FREE, TextValue("가, 나"), "가, 나"),
        ({"from": 1, "to": 2}, FREE, TextValue("1부터 2까지"), "1부터 2까지"),
        (value_to_json(MoneyValue("KRW", 5)), FREE, MoneyValue("KRW", 5), None),
        ({"type": "none such"}, FREE, TextValue('{"type": "none such"}'), None),
    ],
)
def test_plain_values_become_ours_and_words(
    plain: Any, slot: SlotSpec, value: Any, said: str | None
) -> None:
    assert typed(plain, slot) == value
    if said is not None:
        assert words(plain) == said


@given(st.times() | st.dates() | st.text() | st.integers())
def test_a_value_comes_back_from_plain(content: Any) -> None:
    match content:
        case dt.time():
            value, slot = TimeValue(content), TIMED
        case dt.date():
            value, slot = DateValue(content), TIMED
        case str():
            value, slot = TextValue(content), FREE
        case _:
            value, slot = NumberValue(content), FREE
    assert typed(json.loads(json.dumps(value_to_plain(value))), slot) == value


def test_a_range_is_rasas_from_and_to() -> None:
    value = RangeValue(TimeValue(dt.time(7)), TimeValue(dt.time(10)))
    assert value_to_plain(value) == {"from": "07:00:00", "to": "10:00:00"}
    assert value_to_plain(MoneyValue("KRW")) == "KRW"


def test_a_button_of_rasa_carries_entities(domain: Domain) -> None:
    context = Context(NOW)
    found = command('/order{"place_name": "부산", "none": 1}', domain, context)
    assert found is not None
    (slot,) = found.slots
    assert found.intent == "order"
    assert (slot.name, slot.text, slot.value) == (
        "place_name",
        "부산",
        NameValue("부산", "place_name"),
    )
    assert found.text[slot.start : slot.end] == "부산"
    assert command('/order@1.0{"place_name": ["a", "b"]}', domain, context) is not None
    for text in ("/order{", "/none", "order", "/order 부산", "/order{1: 2}"):
        assert command(text, domain, context) is None
