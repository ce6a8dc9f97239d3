"""Typing mistakes: which ones come up, and that they stay small."""

import random
from difflib import SequenceMatcher

from hypothesis import given, settings
from hypothesis import strategies as st
from noise_kit import sentences

from slu.core import Utterance
from slu.korean.jamo import is_syllable, take_apart
from slu.training.noise.typos import _NEAR, typos


def seen(text: str, tries: int = 400) -> set[str]:
    return {typos(Utterance(text), random.Random(seed)).text for seed in range(tries)}


def test_kinds_of_mistakes() -> None:
    found = seen("불 켜 줘")
    assert {
        "부 켜 줘",
        "불ㄹ 켜 줘",
        "불 켜 줘ㅓ",
        "불 켜 줘ㅋㅋ",
        "불 켜 줘~",
        "뿔 켜 줘",
    } <= found


def test_misspellings() -> None:
    assert {"몇일이야", "며칠이야ㅋㅋ"} <= seen("며칠이야")
    assert {"내일 안 되", "내일 않 돼"} <= seen("내일 안 돼")
    assert "잇어" in seen("있어")


def test_neighbours_on_the_keyboard() -> None:
    assert set(_NEAR["ㅁ"]) == set("ㅂㅈㄴㅋ")
    assert set(_NEAR["ㅏ"]) == set("ㅓㅣㅑㅐㅡ")
    assert "ㅔ" in _NEAR["ㅐ"]
    assert "ㅂ" in _NEAR["ㅃ"]


def test_no_syllable_no_mistake() -> None:
    assert typos(Utterance("ok 7:30"), random.Random(0)) == Utterance("ok 7:30")


@settings(max_examples=40)
@given(sentences(), st.integers(0, 99))
def test_mistakes_are_few(given_: Utterance, seed: int) -> None:
    found = typos(given_, random.Random(seed)).text
    syllables = sum(map(is_syllable, given_.text))
    same = sum(
        m.size for m in SequenceMatcher(None, given_.text, found, False).get_matching_blocks()
    )
    assert len(given_.text) - same <= 3 * (1 + syllables // 10)
    assert (found != given_.text) == (syllables > 0)


def test_a_wrong_key_changes_one_letter() -> None:
    one = [text for text in seen("불") if len(text) == 1 and is_syllable(text)]
    before = take_apart("불")
    for text in one:
        after = take_apart(text)
        pairs = ((before.lead, after.lead), (before.vowel, after.vowel))
        assert sum(a != b for a, b in (*pairs, (before.final, after.final))) == 1
    assert len(one) > 8
