"""Other values in the slots: by hand, and whatever is drawn the example stays well marked."""

import random

from hypothesis import given
from hypothesis import strategies as st
from noise_kit import Middle, example, marked

from slu.core import Utterance
from slu.korean.last_sound import last_sound
from slu.training.noise import Values

WEATHER = [
    example("[date : 내일] [place : 서울] 은 비 와"),
    example("[date : 모레] [place : 부산] 은 맑아"),
    example("[place : 제주] 는 어때"),
    example("[date : 글피] 눈 오니"),
]


def test_by_hand() -> None:
    """서울 ends in ㄹ, and no other place here does; 내일 too; 모레 and 글피 end in a vowel."""
    values = Values.of(WEATHER)
    assert marked(values.swap(WEATHER[0], Middle())) == "[date : 내일] [place : 서울] 은 비 와"
    assert marked(values.swap(WEATHER[3], Middle())) == "[date : 모레] 눈 오니"


def test_values_of_another_intent_or_slot_are_not_taken() -> None:
    other = Utterance(WEATHER[3].text, "other", WEATHER[3].slots)
    assert Values.of(WEATHER).swap(other, Middle()) == other
    named = example("[time : 글피] 눈 오니")
    assert Values.of(WEATHER).swap(named, Middle()) == named


@given(st.integers(), st.sampled_from(WEATHER))
def test_whatever_is_drawn(seed: int, given_example: Utterance) -> None:
    found = Values.of(WEATHER).swap(given_example, random.Random(seed))
    assert found.intent == given_example.intent
    assert [slot.name for slot in found.slots] == [slot.name for slot in given_example.slots]
    for slot, before in zip(found.slots, given_example.slots, strict=True):
        assert found.text[slot.start : slot.end] == slot.text
        assert last_sound(slot.text) is last_sound(before.text)
    assert example(marked(found)) == found


def test_other_known_words_are_values_of_the_intents_that_have_the_slot() -> None:
    values = Values.of(WEATHER, {"place": ["인천"], "food": ["김밥"]})
    assert values.known[WEATHER[1].intent, "place", last_sound("인천")] == ("부산", "인천")
    assert all("김밥" not in known for known in values.known.values())
