"""Words to expect: what fits into the prompt, by hand, as a property and as Whisper counts, and
which words an assistant has."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slu.core import Slot, Utterance
from slu.speech import FasterWhisperRecogniser
from slu.speech.hotwords import BUDGET, fit_hotwords
from slu.speech.readings import said
from slu.understanding.own_words import own_words


def test_what_fits_by_hand() -> None:
    found = fit_hotwords(["거실", "응접실", "부엌", "거 실", "방"], len, budget=5)
    assert found.words == ("거실", "응접실")
    assert found.left_out == ("부엌", "방")
    assert found.tokens == 5


@settings(deadline=None)
@given(st.lists(st.text("가나 .", max_size=4)), st.integers(0, 12))
def test_no_word_is_lost_and_none_too_many(words: list[str], budget: int) -> None:
    found = fit_hotwords(words, len, budget)
    assert found.tokens == sum(map(len, found.words)) <= budget
    every = [said(word) for word in found.words + found.left_out]
    assert sorted(every) == sorted({said(word) for word in words} - {""})
    assert all(found.tokens + len(word) > budget for word in found.left_out)


def test_tokens_are_those_of_whispers_prompt(recogniser: FasterWhisperRecogniser) -> None:
    """Word by word as for the whole text that faster-whisper makes of hotwords."""
    words = fit_hotwords([f"{a}{b}" for a in "거실방불켜" for b in "가나다라마"] * 2, len).words
    whole = " " + " ".join(words)
    tokens = recogniser.model.hf_tokenizer.encode(whole, add_special_tokens=False).ids
    assert sum(map(recogniser.count_tokens, words)) == len(tokens)


def test_the_budget_is_what_faster_whisper_keeps(recogniser: FasterWhisperRecogniser) -> None:
    from faster_whisper.tokenizer import Tokenizer

    model = recogniser.model
    tokenizer = Tokenizer(model.hf_tokenizer, True, task="transcribe", language="ko")
    prompt = model.get_prompt(tokenizer, [], hotwords="거실 " * 500)
    assert len(prompt) == 1 + BUDGET + len(tokenizer.sot_sequence)


def test_an_assistants_own_words() -> None:
    vocabulary = {"house_place": {"거실": "거실", "마루": "거실", "부엌": "부엌"}}
    examples = [
        Utterance("내일 아이유 노래", "x", (Slot("date", 0, 2, "내일"),)),
        *[Utterance("잔나비를", "x", (Slot("artist_name", 0, 4, "잔나비를"),))] * 2,
        Utterance("아이유", "x", (Slot("artist_name", 0, 3, "아이유"), Slot("own", 0, 1, "말귀"))),
    ]
    found = list(own_words(vocabulary, examples))
    assert found == ["거실", "부엌", "마루", "잔나비", "말귀", "아이유"]


@pytest.mark.parametrize("words", [[], ["", "..."]])
def test_no_words(words: list[str]) -> None:
    found = fit_hotwords(words, len)
    assert (found.words, found.left_out, found.tokens) == ((), (), 0)
