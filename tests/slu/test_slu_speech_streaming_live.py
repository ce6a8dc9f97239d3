"""Listening and decoding side by side: order, faults, an early end."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest
from speaking import Ear, loudness, say, silence, text

from slu.core import Audio
from slu.errors import AudioError
from slu.speech.audio import RATE
from slu.speech.streaming import StreamingRecogniser
from slu.speech.streaming_events import Final, Partial, SpeechStarted, TurnEnded
from slu.speech.streaming_live import events_of, paced


def chunks_of(samples, size=1600):
    return [samples[at : at + size] for at in range(0, len(samples), size)]


def test_events_come_in_their_order_whatever_the_threads_do():
    """Sound comes as fast as it can, so several turns may wait for their finals."""
    said = [[0, 1, 2], [3], [4, 5, 6, 7, 8]]
    samples = np.concatenate([part for words in said for part in (say(words), silence(1.5))])
    for _ in range(20):
        stream = StreamingRecogniser(Ear(), voice=loudness)
        events = list(events_of(stream, chunks_of(samples)))
        finals = [event.transcript.text for event in events if isinstance(event, Final)]
        assert finals == [text(words) for words in said]
        order = [type(event) for event in events]
        for number, at in enumerate(i for i, kind in enumerate(order) if kind is Final):
            assert order[:at].count(TurnEnded) > number
        assert order.count(SpeechStarted) == order.count(TurnEnded) == 3


def test_a_voice_is_noticed_while_something_is_decoded():
    """The recogniser waits until the next turn has begun."""
    noticed = threading.Event()

    class Waiting(Ear):
        def recognise(self, audio, options):
            assert noticed.wait(10)
            return super().recognise(audio, options)

    samples = np.concatenate([say([0, 1]), silence(2.0), say([2])])
    events = []
    for event in events_of(StreamingRecogniser(Waiting(), voice=loudness), chunks_of(samples)):
        events.append(event)
        if sum(isinstance(one, SpeechStarted) for one in events) == 2:
            noticed.set()
    assert [type(one) for one in events if not isinstance(one, Partial)][:3] == [
        SpeechStarted,
        TurnEnded,
        SpeechStarted,
    ]


def broken():
    yield say([0])
    raise AudioError("마이크가 빠졌습니다.")


class Failing:
    def recognise(self, audio, options):
        raise AudioError("듣지 못했습니다.")


@pytest.mark.parametrize(
    ("recogniser", "chunks", "words"),
    [(Ear(), broken(), "빠졌습니다"), (Failing(), chunks_of(say([0, 1])), "듣지 못했")],
)
def test_faults_reach_the_caller(recogniser, chunks, words):
    with pytest.raises(AudioError, match=words):
        list(events_of(StreamingRecogniser(recogniser, voice=loudness), chunks))


def test_who_stops_stops_the_listening():
    closed = threading.Event()

    def endless():
        try:
            while True:
                yield say([0])
                time.sleep(0.001)
        finally:
            closed.set()

    events = events_of(StreamingRecogniser(Ear(), voice=loudness), endless())
    assert isinstance(next(events), SpeechStarted)
    events.close()
    assert closed.wait(10)


def test_a_recording_at_the_pace_of_a_microphone():
    samples = np.arange(RATE // 2 + 100, dtype=np.float32)
    began = time.monotonic()
    chunks = list(paced(Audio(samples, RATE), speed=10.0))
    assert time.monotonic() - began >= len(samples) / RATE / 10
    assert [len(chunk) for chunk in chunks] == [1600] * 5 + [100]
    assert np.array_equal(np.concatenate(chunks), samples)


def test_while_another_is_heard_hypotheses_are_left_and_finals_wait():
    gate = threading.Lock()
    samples = np.concatenate([say([0, 1, 2]), silence(2.0)])
    gate.acquire()
    events = []
    for event in events_of(StreamingRecogniser(Ear(), voice=loudness), chunks_of(samples), gate):
        events.append(event)
        if isinstance(event, TurnEnded):
            gate.release()
    assert [type(event) for event in events] == [SpeechStarted, TurnEnded, Final]
    assert events[-1].transcript.text == text([0, 1, 2])
    assert not gate.locked()
