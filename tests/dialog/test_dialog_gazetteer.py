"""The assistant's own words: misheard rooms, colours, devices, places and people, to the reply."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from malgwi_bench import FOLDER, NOW, Bench, domain, open_store

from dialog.assistant import Assistant
from dialog.assistants.malgwi.skills.clock import tell_time
from dialog.assistants.malgwi.skills.contacts import add_contact, query_contact
from dialog.assistants.malgwi.skills.home import light
from dialog.store import Store
from slu.core import Context, Slot, Understanding
from slu.korean.alike import meant
from slu.understanding.resolve import resolve, resolve_all
from slu.values import Value


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store()
    with store.writing() as session:
        yield Bench(session)
    store.close()


def _heard(name: str, text: str) -> tuple[str, str, Value | None]:
    """A slot as understanding would give it to this assistant."""
    context = Context(NOW, vocabulary=domain().vocabulary)
    return name, text, resolve(Slot(name, 0, len(text), text), context)


@pytest.mark.parametrize(
    ("text", "slot", "intent", "reply"),
    [
        ("가실 불 켜 줘", ("house_place", "가실"), "lighton", "거실 조명을 켰어요."),
        ("부억 불 켜", ("house_place", "부억"), "lighton", "부엌 조명을 켰어요."),
        ("주방 불 켜", ("house_place", "주방"), "lighton", "부엌 조명을 켰어요."),
        ("옥상 불 켜", ("house_place", "옥상"), "lighton", "옥상 조명을 켰어요."),
        ("스탠트 켜", ("device_type", "스탠트"), "lighton", "집 스탠드를 켰어요."),
    ],
)
def test_misheard_things_of_the_house(
    bench: Bench, text: str, slot: tuple[str, str], intent: str, reply: str
) -> None:
    said = bench.run(light, text, _heard(*slot), intent=f"iot_hue_{intent}")
    assert said.text.startswith(reply)


def test_a_misheard_colour_is_that_colour(bench: Bench) -> None:
    said = bench.run(
        light,
        "조명을 팔간색으로 바꿔 줘",
        _heard("color_type", "팔간색"),
        intent="iot_hue_lightchange",
    )
    assert said.outcome.values["colour"] == "빨간색"


def test_a_misheard_room_is_left_out_too(bench: Bench) -> None:
    for place in ("거실", "침실"):
        bench.run(light, f"{place} 켜", _heard("house_place", place), intent="iot_hue_lighton")
    said = bench.run(
        light, "가실 빼고 다 꺼", _heard("house_place", "가실"), intent="iot_hue_lightoff"
    )
    assert said.outcome.values["what"] == "침실 조명"


def test_a_misheard_place_tells_its_time(bench: Bench) -> None:
    said = bench.run(tell_time, "뉴역은 지금 몇 시야", _heard("place_name", "뉴역"))
    assert "뉴욕" in said.text
    unknown = bench.run(tell_time, "안드로메다는 몇 시야", _heard("place_name", "안드로메다"))
    assert "안드로메다" in unknown.text


def test_a_misheard_person_is_found_but_never_written_over(bench: Bench) -> None:
    for name, number in (("김민수", "010-1111-2222"), ("김밍수", "010-3333-4444")):
        bench.run(add_contact, f"{name} 번호 {number} 저장해", _heard("person", name))
    bench.run(add_contact, "이영희 번호 010-5555-6666 저장해", _heard("person", "이영희"))
    found = bench.run(query_contact, "이영히 번호 뭐야", _heard("person", "이영히"))
    assert found.outcome.values["person"] == "이영희"
    assert "010-5555-6666" in found.text
    exact = bench.run(query_contact, "김밍수 번호 뭐야", _heard("person", "김밍수"))
    assert "010-3333-4444" in exact.text
    assert bench.run(query_contact, "박철 번호", _heard("person", "박철")).response == (
        "utter_no_contact"
    )


def test_every_word_of_the_gazetteer_stands_for_its_own_name() -> None:
    for words in domain().vocabulary.values():
        assert {word: meant(word, words) for word in words} == dict(words)


class Marking:
    """Understands one sentence, its slots resolved against the context that the engine gives."""

    def understand(self, text: str, context: Context) -> Understanding:
        slots = resolve_all([Slot("house_place", 0, 2, text[:2])], context, text)
        return Understanding(text, "iot_hue_lighton", 0.9, (), slots)


def test_the_engine_hands_down_the_gazetteer() -> None:
    store = Store("sqlite://")
    assistant = Assistant.load(FOLDER, Marking(), store)
    assert assistant.turn("c1", "가실 불 켜", NOW).reply.text.startswith("거실 조명을 켰어요.")
    store.close()
