"""Voice activity and the guard: what counts as speech, and what counts as said."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sounds
from faster_whisper.vad import VadOptions, get_speech_timestamps

from slu.core import Audio, Segment
from slu.speech.audio import RATE, load_audio
from slu.speech.guard import (
    GuardOptions,
    compression_ratio,
    is_said,
    without_loops,
    without_repeats,
)
from slu.speech.voice import VoiceOptions, find_voice

SAID = Segment(0.0, 2.0, " 내일 아침 일곱 시에 깨워 줘", no_speech=0.02, log_probability=-0.4)


@pytest.fixture(scope="module")
def sentence(recordings):
    return load_audio(recordings / "wake-seven.wav").samples


@pytest.mark.parametrize("name", sounds.wordless())
def test_nobody_speaks(name):
    assert find_voice(Audio(sounds.wordless()[name], RATE)).stretches == ()


@pytest.mark.parametrize("seed", range(1, 9))
@pytest.mark.parametrize("make", [sounds.melody, sounds.breath, sounds.clicks, sounds.beat])
def test_nobody_speaks_in_other_ones(make, seed):
    assert find_voice(Audio(make(seed=seed), RATE)).stretches == ()


@pytest.mark.parametrize("length", [0, 1, 511, 512, 513])
def test_very_short_sounds(length):
    assert find_voice(Audio(np.zeros(length, np.float32), RATE)).samples.shape == (0,)


def test_stretches_are_those_of_faster_whisper(sentence):
    quiet = sounds.white(3.0, level=0.001)
    parts = [quiet, sentence, quiet[: RATE // 2], sentence, quiet, sentence]
    samples = np.concatenate(parts)
    expected = get_speech_timestamps(samples, VadOptions())
    found = find_voice(Audio(samples, RATE), VoiceOptions(faint=1.0))
    assert found.stretches == tuple((one["start"], one["end"]) for one in expected)
    assert len(found.stretches) == 3
    assert len(found.samples) == sum(end - start for start, end in found.stretches)


def test_times_are_those_of_the_whole_sound(sentence):
    samples = np.concatenate([sounds.silence(5.0), sentence, sounds.silence(10.0), sentence])
    found = find_voice(Audio(samples, RATE))
    (first, first_end), (second, _) = ((a / RATE, b / RATE) for a, b in found.stretches)
    assert first == pytest.approx(5.0, abs=0.4)
    assert second == pytest.approx(15.0 + len(sentence) / RATE, abs=0.4)
    assert found.original(0.0) == first
    assert found.original(1.0) == pytest.approx(first + 1.0)
    assert found.original(first_end - first + 0.5) == pytest.approx(second + 0.5)
    assert found.original(1e9) == found.stretches[-1][1] / RATE


@pytest.mark.parametrize("noise", [sounds.silence(20.0), sounds.pink(20.0, level=0.005)])
def test_the_first_syllable_after_a_long_silence_is_kept(sentence, noise):
    begins = len(noise) + np.flatnonzero(np.abs(sentence) > 0.02)[0]
    ((start, end),) = find_voice(Audio(np.concatenate([noise, sentence]), RATE)).stretches
    assert start <= begins - RATE // 10
    assert end > len(noise) + len(sentence) - RATE


def test_stretches_never_overlap(sentence):
    """A short pause, wide padding, and a second sentence that begins faintly at once."""
    samples = np.concatenate([sentence, sounds.silence(0.3), sentence])
    found = find_voice(Audio(samples, RATE), VoiceOptions(pause=0.2, padding=2.0, faint=0.0))
    ends = [time for stretch in found.stretches for time in stretch]
    assert len(found.stretches) > 1
    assert ends == sorted(ends)


def test_seconds_spoken(sentence):
    samples = np.concatenate([sentence, sounds.silence(5.0)])
    found = find_voice(Audio(samples, RATE))
    length = len(sentence) / RATE
    assert 1.0 < found.seconds_spoken(-1.0, length) < length
    assert found.seconds_spoken(length + 0.5, length + 5.0) == 0.0


def test_evidence_can_be_asked_for(sentence):
    audio = Audio(sentence, RATE)
    assert find_voice(audio, VoiceOptions(evidence=0.5)).stretches
    assert not find_voice(audio, VoiceOptions(evidence=60.0)).stretches


def test_a_sentence_is_said():
    assert is_said(SAID, 1.5, GuardOptions())


@pytest.mark.parametrize(
    "segment",
    [
        Segment(0, 2, " ..."),
        Segment(0, 2, " 자," * 80, log_probability=-0.07),
        Segment(0, 2, " 감사합니다", no_speech=0.8, log_probability=-1.2),
        Segment(0, 2, " 시청해 주셔서 감사합니다", no_speech=0.4, log_probability=-0.3),
        Segment(0, 2, " MBC 뉴스 이덕영입니다.", no_speech=0.5, log_probability=-0.2),
        Segment(0, 2, " 구독과 좋아요 부탁드립니다", no_speech=0.5, log_probability=-0.2),
    ],
)
def test_what_nobody_said(segment):
    assert not is_said(segment, 1.5, GuardOptions())


def test_a_phantom_sentence_with_speech_was_said():
    segment = Segment(0, 2, " MBC 뉴스 틀어 줘", no_speech=0.05, log_probability=-0.4)
    assert is_said(segment, 1.5, GuardOptions())


def test_more_letters_than_there_was_time_for():
    letters = sum(letter.isalnum() for letter in SAID.text)
    assert is_said(SAID, letters / 15, GuardOptions())
    assert not is_said(SAID, letters / 16, GuardOptions())
    assert not is_said(SAID, 0.0, GuardOptions())


def test_compression_ratio_by_hand():
    assert compression_ratio("자") == pytest.approx(3 / 11)
    assert compression_ratio("아" * 200) > 10


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("불 꺼 줘 감사합니다 감사합니다 감사합니다 감사합니다 감사합니다", "불 꺼 줘 감사합니다"),
        ("네, 또또또또또또또또또또또또또또또 알겠어", "네, 또 알겠어"),
        ("네 네 네 네 네 알겠어요", "네 네 네 네 네 알겠어요"),
        ("하하하하하하 웃겨", "하하하하하하 웃겨"),
        ("빨리 빨리 불 꺼 줘", "빨리 빨리 불 꺼 줘"),
        ("에이... " * 20, "에이... " * 20),
    ],
)
def test_loops_are_cut_but_where_there_is_nothing_else(text, cut):
    assert without_loops(text) == cut


def test_nothing_but_a_loop_is_refused():
    assert not is_said(replace(SAID, text="에이... " * 20), 10.0, GuardOptions())


def test_a_loop_of_whole_segments():
    again = [Segment(at, at + 1, " 에이...") for at in range(5)]
    assert without_repeats(again) == []
    assert without_repeats([SAID, *again]) == [SAID, again[0]]
    assert without_repeats([SAID, *again[:4]]) == [SAID, *again[:4]]
    assert without_repeats([]) == []
