"""Voice as it comes in, with the real Silero; where long sound is cut; what two texts agree on."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import sounds
from hypothesis import given, settings
from hypothesis import strategies as st

from slu.core import Audio
from slu.speech.audio import RATE, load_audio
from slu.speech.joints import pieces, quietest
from slu.speech.streaming_agreement import Agreement, after
from slu.speech.streaming_voice import WINDOW, Began, Ended, Silero, TurnOptions, Turns
from slu.speech.voice import VoiceOptions, find_voice, speech_probabilities

texts = st.text(alphabet="가나다7 ,.", max_size=12)


@pytest.fixture(scope="module")
def sentence(recordings):
    return load_audio(recordings / "wake-seven.wav").samples


def windows_of(samples):
    return samples[: len(samples) // WINDOW * WINDOW].reshape(-1, WINDOW)


def marks(samples, options=None, confirmed=True):
    """What begins and ends in a sound."""
    voice, turns = Silero(), Turns(options or TurnOptions())
    found = [turns.take(voice(window), confirmed) for window in windows_of(samples)]
    return [one for one in found if one is not None]


def test_probabilities_are_those_of_the_whole_sound(sentence):
    samples = np.concatenate([sentence, sounds.pink(2.0), sentence])
    voice = Silero()
    streamed = [voice(window) for window in windows_of(samples)]
    assert streamed == speech_probabilities(samples)[: len(streamed)].tolist()


@pytest.mark.parametrize("pause", [0.7, 2.0])
def test_turns_are_the_stretches_of_the_whole_sound(sentence, pause):
    """Far enough apart for the padding."""
    quiet = sounds.white(3.0, level=0.001)
    samples = np.concatenate([quiet, sentence, quiet, sentence, quiet])
    expected = find_voice(Audio(samples, RATE), VoiceOptions(pause=pause)).stretches
    found = marks(samples, TurnOptions(pause=pause))
    assert [type(one) for one in found] == [Began, Ended] * len(expected)
    assert len(expected) >= 2
    padding = round(0.4 * RATE)
    for (start, end), began, ended in zip(expected, found[::2], found[1::2], strict=True):
        assert began.voice * WINDOW == start + padding
        assert ended.quiet * WINDOW == end - padding
        assert began.start * WINDOW == pytest.approx(start, abs=WINDOW)


def test_no_turn_begins_in_a_hundred_wordless_sounds():
    """One after another, with a second of silence between: one stream."""
    gap = sounds.silence(1.0)
    parts = [part for sound in sounds.hundred().values() for part in (sound, gap)]
    assert marks(np.concatenate(parts)) == []


def test_a_reply_is_interrupted_by_a_voice(sentence):
    turns, voice = Turns(), Silero()
    turns.play(True)
    samples = np.concatenate([sounds.silence(1.0), sentence])
    found = [turns.take(voice(window), False) for window in windows_of(samples)]
    assert [type(one) for one in found if one] == [Began]


def test_the_quietest_place_by_hand():
    samples = np.full(4 * RATE, 0.5, np.float32)
    samples[2 * RATE : 2 * RATE + 4800] = 0.01
    assert quietest(samples) == 2 * RATE + 2400
    assert quietest(samples[:10]) == 5
    assert quietest(samples[:0]) == 0


def power_at(samples, middle):
    """Of the 0.3 s about a place."""
    return float(np.square(samples[middle - 2400 : middle + 2400], dtype=np.float64).sum())


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 40), st.lists(st.floats(0.5, 39), max_size=6))
def test_pieces_make_up_the_whole_and_end_where_it_is_quietest(seconds, pauses):
    samples = np.full(seconds * RATE, 0.1, np.float32)
    for pause in pauses:
        samples[round(pause * RATE) :][:8000] = 0.0
    found = pieces(samples, longest=5.0)
    assert found[0][0] == 0
    assert found[-1][1] == len(samples)
    assert all(before[1] == later[0] for before, later in pairwise(found))
    assert all(0 < end - start <= 5 * RATE for start, end in found)
    for start, cut in found[:-1]:
        places = range(start + 10 * RATE // 3 + 2401, start + 5 * RATE - 2400, 100)
        assert power_at(samples, cut) <= min(power_at(samples, place) for place in places) + 1e-9


def test_short_sound_is_one_piece():
    assert pieces(np.zeros(30 * RATE, np.float32)) == [(0, 30 * RATE)]


def test_agreement_by_hand():
    """Spaces and commas do not matter, and what was confirmed stays as it was."""
    agreement = Agreement()
    shown = []
    for hypothesis in (
        "네일",
        "내일 아침.",
        "내일 아침, 7시에 알",
        "내일 아침 7 시에 알람",
        "네일 아침 일곱 시에 알람 맞춰줘",
        "내일 아침 7시에 알람 맞춰 줘.",
    ):
        agreement.take(hypothesis)
        shown.append((agreement.confirmed, agreement.unconfirmed))
    assert shown == [
        ("", "네일"),
        ("", "내일 아침."),
        ("내일 아침", ", 7시에 알"),
        ("내일 아침 7 시에", " 알람"),
        ("내일 아침 7 시에 알람", " 맞춰줘"),
        ("내일 아침 7 시에 알람 맞춰 줘", "."),
    ]
    agreement.settle("내일 아침 일곱 시에 알람 맞춰 줘 부탁해")
    assert agreement.confirmed == "내일 아침 7 시에 알람 맞춰 줘 부탁해"
    agreement.take("불 켜")
    agreement.take("불 켜 줘")
    assert agreement.confirmed == "내일 아침 7 시에 알람 맞춰 줘 부탁해 불 켜"
    assert agreement.unconfirmed == " 줘"


@pytest.mark.parametrize(
    ("known", "text", "rest"),
    [
        ("", "불 꺼 줘", "불 꺼 줘"),
        ("거실 불", "거실불 꺼 줘", " 꺼 줘"),
        ("거실 불", "가실 불을 꺼 줘", "을 꺼 줘"),
        ("불 꺼 줘", "불 꺼 줘", ""),
        ("불 꺼 줘", "", ""),
        ("내일 아침", "내일 아침. 알람", " 알람"),
    ],
)
def test_what_follows_what_is_known(known, text, rest):
    assert after(known, text) == rest


@given(st.lists(st.tuples(st.booleans(), texts), max_size=8))
def test_confirmed_text_only_grows(hypotheses):
    agreement, confirmed = Agreement(), ""
    for settles, text in hypotheses:
        (agreement.settle if settles else agreement.take)(text)
        assert agreement.confirmed.startswith(confirmed)
        confirmed = agreement.confirmed


@given(texts, texts)
def test_no_letter_is_lost_where_hypotheses_agree(first, second):
    """Of a text and the same one longer, all comes out once."""
    agreement = Agreement()
    agreement.take(first)
    agreement.take(first + second)
    agreement.take(first + second)
    letters = Counter(char for char in first + second if char.isalnum())
    shown = agreement.confirmed + agreement.unconfirmed
    assert Counter(char for char in shown if char.isalnum()) == letters
