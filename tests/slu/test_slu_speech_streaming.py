"""Streaming with an ear and a voice of the tests: what comes out, whatever way sound comes in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from speaking import GAP, WORD, WORDS, Ear, drain, loudness, say, silence, stream_over, text, whole

from slu.speech.audio import RATE
from slu.speech.recogniser import RecognitionOptions
from slu.speech.streaming import StreamingOptions, StreamingRecogniser
from slu.speech.streaming_events import Final, Partial, SpeechStarted, TurnEnded
from slu.speech.streaming_voice import WINDOW, TurnOptions

DEFAULTS = StreamingOptions()
SHORT_PARTS = StreamingOptions(part=4.0, turns=TurnOptions(limit=9.0))
turns = st.lists(st.lists(st.integers(0, len(WORDS) - 1), min_size=1, max_size=9), max_size=2)
sizes = st.lists(st.integers(1, 40_000), min_size=1, max_size=5).filter(lambda all: sum(all) > 3000)


def recogniser(options=DEFAULTS):
    return StreamingRecogniser(Ear(), options, loudness)


def sound_of(said):
    """Each of these turns after 2.5 s of silence, and some more of it."""
    parts = [part for words in said for part in (silence(2.5), say(words))]
    return np.concatenate([*parts, silence(2.0)])


def finals(events):
    return [event.transcript.text for event in events if isinstance(event, Final)]


def test_a_turn_by_hand():
    """0.8 s of silence, then three words of 0.61 s with gaps of 0.16 s: a decode in each gap but
    the last, which becomes the pause."""
    samples = np.concatenate([silence(0.8), say([0, 1, 2]), silence(1.5)])
    stream = recogniser()
    events = stream_over(stream, samples, [WINDOW], every=1600)
    assert events == [
        SpeechStarted(start=0.8),
        Partial("", "내일"),
        Partial("내일", " 아침에"),
        Partial("내일 아침에", " 일곱시에"),
        events[-2],
        events[-1],
    ]
    ended, final = events[-2:]
    assert ended.end == pytest.approx(0.8 + (3 * WORD + 2 * GAP) / RATE, abs=0.04)
    assert final.transcript.text == "내일 아침에 일곱시에"
    assert final.start == pytest.approx(0.8 - 0.4, abs=0.04)
    assert final.start + final.transcript.seconds == pytest.approx(ended.end + 0.4, abs=0.04)


@settings(max_examples=100, deadline=None)
@given(turns, sizes, st.sampled_from([1600, 9999, 30_000]))
def test_however_sound_comes_in_the_events_are_the_same(said, sizes, every):
    samples = sound_of(said)
    expected = stream_over(recogniser(), samples, [len(samples)], every)
    assert stream_over(recogniser(), samples, sizes, every) == expected


@settings(max_examples=100, deadline=None)
@given(turns, sizes, st.sampled_from([1600, 9999, 30_000, 200_000]))
@pytest.mark.parametrize("options", [DEFAULTS, SHORT_PARTS])
def test_no_word_is_lost_or_doubled_and_confirmed_text_only_grows(options, said, sizes, every):
    events = stream_over(recogniser(options), sound_of(said), sizes, every)
    assert " ".join(finals(events)) == " ".join(map(text, said))
    if options is not SHORT_PARTS:
        assert finals(events) == list(map(text, said))
    confirmed, ended = "", True
    for event in events:
        if isinstance(event, SpeechStarted):
            assert ended
            confirmed, ended = "", False
        elif isinstance(event, TurnEnded):
            ended = True
        elif isinstance(event, Partial):
            assert not ended
            assert event.confirmed.startswith(confirmed)
            assert whole(event) == whole(event).strip()
            confirmed = event.confirmed
    assert ended


def test_confirmed_text_is_the_final_one_where_hypotheses_are_right():
    events = stream_over(recogniser(), sound_of([range(9)]), [1600], 1600)
    shown = [event for event in events if isinstance(event, Partial)]
    assert shown[-1] == Partial(text(range(8)), f" {WORDS[8]}")
    assert all(text(range(9)).startswith(one.confirmed) for one in shown)


@pytest.mark.parametrize("level", [0.0, 1e-9])
def test_nothing_comes_of_silence(level):
    ear = Ear()
    stream = StreamingRecogniser(ear, voice=lambda window: 0.49 if level else 0.0)
    assert stream_over(stream, np.full(60 * RATE, level, np.float32), [4096], 4096) == []
    assert ear.heard == []


def test_a_click_is_no_turn():
    """Two windows just above the threshold, again and again: too little evidence."""
    stream = StreamingRecogniser(Ear(), voice=lambda window: 0.6 if window.max() > 0 else 0.0)
    click = np.concatenate([np.full(2 * WINDOW, 0.1, np.float32), silence(1.0)])
    assert stream_over(stream, np.tile(click, 60), [1600], 1600) == []


def test_decodes_do_not_queue():
    """Three seconds arrive at once: one hypothesis of them all, then nothing is due."""
    ear = Ear()
    stream = StreamingRecogniser(ear, voice=loudness)
    stream.hear(np.concatenate([silence(0.5), np.full(3 * RATE, 0.01, np.float32)]))
    stream.decode()
    assert ear.heard == [pytest.approx(3.4, abs=0.05)]
    assert ear.options[0].beam_size == 1
    assert stream.due() is None
    stream.hear(np.full(round(0.6 * RATE), 0.01, np.float32))
    assert stream.due() is None
    stream.hear(np.full(round(0.2 * RATE), 0.01, np.float32))
    assert stream.due() is not None


def test_the_turn_is_decoded_for_good_in_its_pause_and_not_again():
    ear, options = Ear(), StreamingOptions(RecognitionOptions(beam_size=3))
    stream = StreamingRecogniser(ear, options, loudness)
    stream.hear(np.concatenate([silence(0.5), say([0, 1]), silence(0.35)]))
    assert drain(stream) == [Partial("", text([0, 1]))]
    assert ear.options == [options.recognition]
    (ended,) = stream.hear(silence(1.0))
    assert isinstance(ended, TurnEnded)
    assert finals(stream.decode()) == [text([0, 1])]
    assert len(ear.heard) == 1


def test_who_speaks_on_in_the_pause_is_heard_whole():
    stream = recogniser()
    events = stream.hear(np.concatenate([silence(0.5), say([0, 1]), silence(0.35)]))
    events += drain(stream)
    events += stream.hear(np.concatenate([say([2, 3]), silence(1.3)])) + drain(stream)
    assert finals(events) == [text([0, 1, 2, 3])]


@pytest.mark.parametrize(("confirm", "pause"), [(True, 0.7), (False, 1.2)])
def test_the_pause_is_longer_while_nothing_is_confirmed(confirm, pause):
    stream, events, seconds = recogniser(), [], 0.0
    for word in (say([0]), say([1]), say([2])):
        stream.hear(word[:-GAP])
        if confirm:
            stream.decode()
        stream.hear(word[-GAP:])
    while not events and seconds < 5:
        events = stream.hear(silence(0.01))
        seconds += 0.01
    assert seconds + GAP / RATE == pytest.approx(pause, abs=0.05)


def test_a_long_turn_is_heard_in_parts_and_little_is_kept():
    ear = Ear()
    stream = StreamingRecogniser(ear, SHORT_PARTS, loudness)
    words = [number % len(WORDS) for number in range(70)]
    events = stream_over(stream, np.concatenate([say(words), silence(2.0)]), [1600], 3200)
    assert " ".join(finals(events)) == text(words)
    lengths = [e.transcript.seconds for e in events if isinstance(e, Final)]
    assert max(lengths) <= 9.1
    assert max(ear.heard) <= 4.1
    assert len(stream._kept) <= 130
    ends = [event.transcript.segments[-1].end for event in events if isinstance(event, Final)]
    assert ends == pytest.approx(lengths)


def test_what_is_heard_while_a_turn_waits_to_be_decoded():
    """Two turns end before anything is decoded: both come, in their order."""
    stream = recogniser()
    events = stream.hear(sound_of([[0, 1], [2, 3, 4]]))
    assert [type(event) for event in events] == [SpeechStarted, TurnEnded] * 2
    assert finals(drain(stream)) == [text([0, 1]), text([2, 3, 4])]


def test_a_hypothesis_that_comes_late_changes_nothing():
    """The turn ended while it was decoded."""
    stream = recogniser()
    stream.hear(say([0, 1])[:-GAP])
    work = stream.due()
    stream.hear(silence(3.0))
    assert stream.done(work, stream.recognise(work)) == []
    assert finals(drain(stream)) == [text([0, 1])]


def test_barge_in():
    """Of a reply's first 0.3 s nothing counts, then a loud voice does; a soft one never."""
    loud, soft = say([9, 9]), say([5, 5, 5, 5])
    stream = StreamingRecogniser(Ear(), voice=lambda window: float(min(window.max() * 10, 1)))
    stream.hear(silence(1.0))
    stream.reply_started()
    assert stream.hear(soft) == []
    assert stream.hear(silence(1.0)) == []
    (started,) = stream.hear(loud)
    assert started.interrupts
    assert started.start == pytest.approx(2.0 + len(soft) / RATE, abs=0.04)
    stream.hear(silence(2.0))
    stream.reply_ended()
    (started,) = stream.hear(soft)
    assert not started.interrupts


def test_the_beginning_of_a_reply_interrupts_nothing():
    stream = recogniser()
    stream.reply_started()
    assert stream.hear(np.full(round(0.28 * RATE), 0.01, np.float32)) == []
    (started,) = stream.hear(np.full(RATE, 0.01, np.float32))
    assert started.start == pytest.approx(0.3, abs=0.04)


def test_a_turn_under_way_is_not_broken_by_a_reply():
    stream = recogniser()
    stream.hear(say([0]))
    stream.reply_started()
    events = stream.hear(np.concatenate([say([1]), silence(3.0)]))
    assert [type(event) for event in events] == [TurnEnded]
    assert finals(drain(stream)) == [text([0, 1])]


def test_the_end_of_sound_ends_the_turn():
    stream = recogniser()
    assert stream.finish() == []
    stream.hear(say([0, 1]))
    (ended,) = stream.finish()
    assert isinstance(ended, TurnEnded)
    assert finals(drain(stream)) == [text([0, 1])]
    assert stream.finish() == []
