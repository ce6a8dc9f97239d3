"""The bench of streaming: the simulated clock by hand, what is counted as erased, the figures."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pytest

from bench.simulated import Changes, Seen, Timed, changes, simulate
from bench.streaming import Reply, Streamed, summarise
from slu.core import Audio, Segment, Transcript
from slu.evaluation.speech import Clip
from slu.speech.audio import RATE
from slu.speech.recogniser import DEFAULT_OPTIONS, RecognitionOptions
from slu.speech.streaming import StreamingRecogniser
from slu.speech.streaming_events import Final, Partial, SpeechStarted, TurnEnded


class Ear:
    """Hears 네 in everything."""

    def recognise(self, audio: Audio, options: RecognitionOptions = DEFAULT_OPTIONS) -> Transcript:
        return Transcript("네", (Segment(0.0, 1.0, "네"),), confidence=0.9, seconds=audio.seconds)


def final(text: str) -> Final:
    return Final(Transcript(text), 0.0)


def test_time_passes_as_it_would() -> None:
    """A second of silence, two of voice, silence again; each decode takes half a second. The first
    begins with 0.7 s of voice, the next as soon as there are 0.7 s more; one for good begins 0.4 s
    into the pause, ends before the turn does, and is not done again."""
    samples = np.zeros(5 * RATE, np.float32)
    samples[RATE : 3 * RATE] = 0.5
    ticks = itertools.count()
    timed = Timed(Ear(), clock=lambda: next(ticks) * 0.5)
    stream = StreamingRecogniser(timed, voice=lambda window: float(window.max() > 0))
    seen = simulate(stream, timed, samples)
    assert [type(one.event) for one in seen] == [SpeechStarted, Partial, Partial, TurnEnded, Final]
    assert [one.at for one in seen] == pytest.approx([1.1, 2.2, 2.9, 3.7, 3.9], abs=0.06)
    assert [options.beam_size for options, _ in timed.taken] == [1, 1, 5]


def test_what_was_shown_and_is_gone() -> None:
    events = [
        Partial("", "내일 아심"),
        Partial("내일", " 아침 일"),
        Partial("내일 아침", " 일곱 시"),
        final("내일 아침 7시"),
        Partial("", "불 꺼"),
        final("불 꺼 줘."),
    ]
    found = changes([Seen(0.0, event) for event in events])
    assert found == Changes(erased=1 + 3, changed=1 + 2, confirmed=4, confirmed_changed=0)
    assert changes([]) == Changes()


def test_the_figures_by_hand() -> None:
    one = Changes(erased=2, changed=1, confirmed=4, confirmed_changed=1)
    clips = [Clip(Path("a.wav"), "불 꺼 줘"), Clip(Path("b.wav"), "불 켜 줘")]
    streamed = [
        Streamed("불 꺼 줘", "불 꺼 줘", 1.0, (Reply(0.0, 0.25), Reply(0.5, 0.25)), one),
        Streamed("불 켜 저", "불 켜 줘", None, (Reply(1.0, 0.25),), Changes()),
    ]
    timed = Timed(Ear(), taken=[(RecognitionOptions(beam_size=1), 0.5), (DEFAULT_OPTIONS, 0.75)])
    found = summarise(clips, streamed, timed, encoder=0.25)
    assert (found["turns"], found["clips_without_partial"]) == (3, 1)
    assert found["first_partial_median"] == 1.0
    assert found["reply_median"] == 0.75
    assert found["changed"] == 1 / 6
    assert found["erased"] == 2 / 6
    assert found["confirmed_changed"] == 1 / 4
    assert found["cer_against_whole"] == found["cer_streamed"] == 1 / 6
    assert found["cer_whole"] == 0.0
    limits = found["limits"]
    assert (limits["partial_decode_median"], limits["final_decode_median"]) == (0.5, 0.75)
    assert limits["finals_ready_at_the_decision"] == 1 / 3
