"""Streaming and long sound through the real Whisper and Silero, on the tests' own recordings.

Whisper writes a sentence a little otherwise beside another one (7시, 일곱시), so whole texts are
compared by letters, up to `TOLERANCE`; the words that tell the sentences apart are counted.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import sounds
from speaking import stream_over

from slu.core import Audio, Segment
from slu.evaluation.characters import character_errors
from slu.speech import RecognitionOptions, load_audio
from slu.speech import recogniser as recognising
from slu.speech.audio import RATE
from slu.speech.joints import pieces
from slu.speech.readings import Window
from slu.speech.recogniser import recognise_with
from slu.speech.streaming import StreamingOptions, StreamingRecogniser
from slu.speech.streaming_events import Final, Partial, SpeechStarted, TurnEnded
from slu.speech.streaming_live import events_of, paced
from slu.speech.streaming_voice import TurnOptions

GREEDY = RecognitionOptions(beam_size=1, retry=False)
TOLERANCE = 0.12  # of the letters; a lost or doubled sentence of four is 0.25


@pytest.fixture(scope="module")
def clips(recordings):
    """The two sentences, less the silence of the recordings."""
    alarm, wake = (load_audio(recordings / f"{name}-seven.wav") for name in ("alarm", "wake"))
    return alarm.samples[RATE // 2 : -RATE // 2], wake.samples[RATE // 2 : -RATE // 2]


@pytest.fixture(scope="module")
def alone(clips, recogniser):
    """What is heard in each clip by itself."""
    return [recogniser.recognise(Audio(clip, RATE), GREEDY).text for clip in clips]


def chain(clips, order, pause):
    quiet = sounds.white(pause, level=0.001)
    return np.concatenate([part for at in order for part in (quiet, clips[at])])


def assert_same_words(heard, said):
    for word in ("알람", "깨워"):
        assert heard.count(word) == said.count(word)
    errors = character_errors(said, heard, spaces=False)
    assert errors.edits <= TOLERANCE * errors.length


def test_a_long_recording_is_cut_between_words(recogniser, clips, alone, monkeypatch):
    """As if Whisper read 8 s at once: in 30 s these two sentences would be a loop."""
    monkeypatch.setattr(recognising, "pieces", partial(pieces, longest=8.0))
    order = [0, 1, 1, 0, 1, 0]
    audio = Audio(chain(clips, order, 0.4), RATE)
    heard = recogniser.recognise(audio, GREEDY)
    assert_same_words(heard.text, " ".join(alone[at] for at in order))
    times = [time for segment in heard.segments for time in (segment.start, segment.end)]
    assert times == sorted(times)
    assert times[-1] == pytest.approx(audio.seconds, abs=1.5)


def test_a_backend_is_given_no_more_than_it_reads_at_once(clips):
    """Each piece has its times in the whole."""
    lengths = []

    def decode(samples, options):
        lengths.append(len(samples) / RATE)
        said = Segment(0.5, 1.5, f"{len(lengths)}번째 말", log_probability=-0.1)
        return [Window((said,))]

    audio = Audio(chain(clips, [0, 1] * 11, 0.1), RATE)
    heard = recognise_with(decode, audio, GREEDY)
    assert len(lengths) >= 3
    assert max(lengths) <= 30.0
    assert sum(lengths) == pytest.approx(audio.seconds, abs=1.0)
    starts = [segment.start for segment in heard.segments]
    assert starts == pytest.approx(np.cumsum([0.5, *lengths[:-1]]), abs=0.5)
    assert heard.text == " ".join(f"{at}번째 말" for at in range(1, len(lengths) + 1))


def test_a_stream_hears_turns_as_recordings(recogniser, clips, alone):
    """Two turns, cut anywhere, with a decode after each second."""
    samples = np.concatenate([chain(clips, [0, 1], 1.5), sounds.silence(1.5)])
    stream = StreamingRecogniser(recogniser, StreamingOptions(GREEDY))
    events = stream_over(stream, samples, [777, 12_345, 5001], every=RATE)
    finals = [event for event in events if isinstance(event, Final)]
    assert [type(event) for event in events if not isinstance(event, Partial)] == [
        SpeechStarted,
        TurnEnded,
        Final,
    ] * 2
    for final, text in zip(finals, alone, strict=True):
        assert_same_words(final.transcript.text, text)
    assert any(event.unconfirmed for event in events if isinstance(event, Partial))


def test_a_long_turn_is_cut_between_words(recogniser, clips, alone):
    """Pauses too short to end a turn, and parts of at most five seconds."""
    order = [0, 1, 0, 1]
    samples = np.concatenate([chain(clips, order, 0.2), sounds.silence(1.5)])
    options = StreamingOptions(GREEDY, TurnOptions(pause=1.2), part=5.0)
    stream = StreamingRecogniser(recogniser, options)
    events = stream_over(stream, samples, [4000], every=len(samples) + 1)
    (final,) = (event for event in events if isinstance(event, Final))
    assert len(final.transcript.segments) >= 3
    assert_same_words(final.transcript.text, " ".join(alone[at] for at in order))


@pytest.mark.parametrize("name", ["white noise", "melody", "breath"])
def test_nothing_comes_of_noise(recogniser, name):
    stream = StreamingRecogniser(recogniser)
    assert stream_over(stream, sounds.wordless()[name], [1000], every=RATE // 2) == []


def test_beside_the_sound(recogniser, clips, alone):
    """By the threads: the turn's events come in their order, and the final is the recording's."""
    samples = np.concatenate([chain(clips, [1], 0.5), sounds.silence(1.0)])
    stream = StreamingRecogniser(recogniser, StreamingOptions(GREEDY))
    events = list(events_of(stream, paced(Audio(samples, RATE), speed=4.0)))
    kinds = [type(event) for event in events if not isinstance(event, Partial)]
    assert kinds == [SpeechStarted, TurnEnded, Final]
    assert_same_words(events[-1].transcript.text, alone[1])
