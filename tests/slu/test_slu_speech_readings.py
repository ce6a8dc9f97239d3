"""Several readings of the same sound: merged, put in order and joined by hand, as properties, and
with the real recogniser."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slu.core import Alternative, Audio, Segment
from slu.speech import RecognitionOptions, load_audio
from slu.speech.audio import RATE
from slu.speech.readings import Window, _is_whole, combined, ranked, said
from slu.speech.recogniser import recognise_with

texts = st.sampled_from(
    ["불 꺼 줘", "불꺼줘", "불 꺼 줘.", "풀 꺼 줘", "일곱 시", "7시", "둘", "..."]
)
readings = st.builds(Alternative, texts, st.floats(-3, 0))
lists = st.lists(readings, max_size=6)


@pytest.mark.parametrize(
    ("one", "other"),
    [("일곱시에 깨워줘.", "7시에 깨워 줘"), ("불 꺼 줘", "불꺼줘!"), ("TV 켜 줘", "tv 켜줘")],
)
def test_what_says_the_same(one: str, other: str) -> None:
    assert said(one) == said(other) != said("거실")


def test_readings_in_order_by_hand() -> None:
    found = [
        Alternative("여권과 이 티켓", -0.34),
        Alternative("여건가 이 티켓.", -0.37),
        Alternative("여권과 이 티켓!", -0.5),
        Alternative("여공과 이 티켓", -0.3),
        Alternative("...", -0.1),
    ]
    assert ranked(Alternative("여건가 이 티켓", -9.0), found) == (
        Alternative("여건가 이 티켓", -0.37),
        Alternative("여공과 이 티켓", -0.3),
        Alternative("여권과 이 티켓", -0.34),
    )


def test_a_first_that_the_second_search_did_not_find() -> None:
    first = Alternative("불 꺼 줘", -9.0)
    assert ranked(first, [Alternative("풀 꺼 줘", -0.5)])[0] == Alternative("불 꺼 줘", -0.5)
    assert ranked(first, []) == (first,)


@settings(deadline=None)
@given(readings, lists)
def test_readings_are_sorted_unique_and_the_first_comes_first(
    first: Alternative, others: list[Alternative]
) -> None:
    found = ranked(first, others)
    assert found[0].text == first.text
    scores = [each.score for each in found[1:]]
    assert scores == sorted(scores, reverse=True)
    forms = [said(each.text) for each in found]
    assert len(set(forms)) == len(forms)
    assert set(forms) | {""} == {said(each.text) for each in [first, *others]} | {""}


def test_two_windows_by_hand() -> None:
    windows = [
        [Alternative("가", -0.1), Alternative("나", -0.4)],
        [Alternative("다", -0.2), Alternative("라", -0.3)],
    ]
    found = combined(windows, 3)
    assert [each.text for each in found] == ["가 다", "가 라", "나 다"]
    assert [each.score for each in found] == pytest.approx([-0.3, -0.4, -0.6])
    assert combined([], 3) == ()


letters = st.lists(st.floats(-3, 0), min_size=1, max_size=4)


@settings(deadline=None)
@given(st.lists(letters, min_size=1, max_size=3), st.integers(1, 5))
def test_windows_together_are_the_best_of_all_ways(scores: list[list[float]], most: int) -> None:
    """Against all combinations, where all texts differ and the firsts are the best."""
    windows = [
        [
            Alternative(chr(0xAC00 + 28 * (10 * row + place)), score)
            for place, score in enumerate(sorted(line, reverse=True))
        ]
        for row, line in enumerate(scores)
    ]
    found = combined(windows, most)
    ways = list(itertools.product(*windows))
    sums = sorted((sum(each.score for each in way) for way in ways), reverse=True)
    assert [each.score for each in found] == pytest.approx(sums[:most])
    assert found[0].text == " ".join(line[0].text for line in windows)


@pytest.mark.parametrize(
    ("tokens", "whole"),
    [
        ([1, 2], True),
        ([50, 1, 2, 60], True),
        ([50, 1, 60, 60, 2, 70], True),
        ([50, 1, 60, 60, 2], False),
        ([50, 1, 60, 60], False),
    ],
)
def test_a_window_of_which_a_part_is_decoded_again(tokens: list[int], whole: bool) -> None:
    assert _is_whole(tokens, 50) is whole


@pytest.fixture(scope="module")
def wake(recordings):
    return load_audio(recordings / "wake-seven.wav")


def heard(audio, *windows, readings=5):
    options = RecognitionOptions(readings=readings)
    return recognise_with(lambda samples, options: list(windows), audio, options)


SAID = Segment(0.0, 2.0, " 알람 맞춰 줘", log_probability=-0.5)
LOOP = Segment(2.0, 3.0, " 아" * 100, log_probability=-0.1)


def test_readings_of_windows_are_judged_and_joined(wake) -> None:
    others = (Alternative("알람 마쳐 줘", -0.6), Alternative("아 " * 100, -0.1))
    found = heard(wake, Window((SAID,), others), Window((SAID,)))
    assert found.text == "알람 맞춰 줘 알람 맞춰 줘"
    assert [each.text for each in found.alternatives] == [found.text, "알람 마쳐 줘 알람 맞춰 줘"]
    assert heard(wake, Window((SAID,), others), readings=1).alternatives == ()


def test_no_other_readings_beside_a_segment_that_was_refused(wake) -> None:
    found = heard(wake, Window((SAID, LOOP), (Alternative("알람 마쳐 줘", -0.1),)))
    assert found.alternatives == (Alternative("알람 맞춰 줘", pytest.approx(-0.5)),)
    assert heard(wake, Window((LOOP,), (Alternative("알람", -0.1),))).alternatives == ()


def test_the_first_reading_stays_what_it_is(recogniser, wake) -> None:
    """Beside the plain decode of two recordings with a long pause between them."""
    audio = Audio(np.concatenate([wake.samples, np.zeros(3 * RATE, np.float32)]), RATE)
    greedy = RecognitionOptions(retry=False)
    plain = recogniser.recognise(audio, greedy)
    found = recogniser.recognise(audio, RecognitionOptions(retry=False, readings=5))
    assert (found.text, found.segments) == (plain.text, plain.segments)
    assert 3 <= len(found.alternatives) <= 5
    assert found.alternatives[0].text == found.text
    assert len({said(each.text) for each in found.alternatives}) == len(found.alternatives)
    assert all(-2 < each.score < 0 for each in found.alternatives)
    assert math.exp(found.alternatives[0].score) > found.confidence  # times cost, too
