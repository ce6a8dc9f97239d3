"""A sound as a picture: the spectrogram is the one that `transformers` computes, a sine lights up
its own band, and words go with their segment's times."""

import numpy as np
import pytest
from transformers import WhisperFeatureExtractor

from slu.core import Audio, Segment, Word
from slu.errors import AudioError
from slu.speech.audio import RATE, load_audio
from slu.speech.picture import BANDS, picture
from slu.speech.recogniser import RecognitionOptions, joined, recognise_with
from slu.speech.word_times import moved, retold


def sine(hertz: float, seconds: float = 1.0, loud: float = 0.5) -> Audio:
    times = np.arange(int(seconds * RATE)) / RATE
    return Audio((loud * np.sin(2 * np.pi * hertz * times)).astype(np.float32), RATE)


def mel_of(hertz: float) -> float:
    """Slaney's scale: linear to 1 kHz at 200/3 Hz a mel, then by a factor of 6.4 in 27 mels."""
    return hertz * 3 / 200 if hertz < 1000 else 15 + 27 * np.log(hertz / 1000) / np.log(6.4)


@pytest.mark.parametrize("hertz", [200, 440, 1000, 3000, 6000])
def test_a_sine_lights_up_its_own_band(hertz):
    mel = picture(sine(hertz)).mel
    centres = np.linspace(0, mel_of(8000), BANDS + 2)[1:-1]
    expected = int(np.argmin(np.abs(centres - mel_of(hertz))))
    middle = mel[:, 20:80]
    assert set(middle.argmax(0)) <= {expected - 1, expected, expected + 1}
    assert middle.max() == pytest.approx(1, abs=0.02)


def test_the_spectrogram_is_that_of_the_library(recordings):
    audio = load_audio(recordings / "wake-seven.wav")
    found = picture(audio)
    reference = WhisperFeatureExtractor(feature_size=BANDS)(
        audio.samples, sampling_rate=RATE, return_tensors="np", padding="longest"
    ).input_features[0]
    frames = min(reference.shape[1], found.mel.shape[1])
    expected = (reference - (reference.max() - 2)) / 2
    # At its end the one is filled up with silence and the other reflected.
    assert found.mel[:, : frames - 2] == pytest.approx(expected[:, : frames - 2], abs=1e-3)
    assert found.mel.min() >= 0
    assert found.mel.shape == (BANDS, round(audio.seconds * 100))


def test_the_outline_holds_the_wave():
    audio = sine(100, loud=0.25)
    outline = picture(audio, 50).outline
    assert outline.shape == (50, 2)
    assert outline[:, 0] == pytest.approx(-0.25, abs=1e-3)
    assert outline[:, 1] == pytest.approx(0.25, abs=1e-3)
    step = Audio(np.array([0, 0, 1, -1, 0.5, 0.5], np.float32), RATE)
    assert picture(step, 3).outline.tolist() == [[0, 0], [-1, 1], [0.5, 0.5]]
    assert picture(step, 900).outline[:, 0].tolist() == step.samples.tolist()


def test_silence_has_a_picture():
    found = picture(Audio(np.zeros(RATE, np.float32), RATE))
    assert found.mel.min() == found.mel.max()
    assert not found.outline.any()


@pytest.mark.parametrize("audio", [Audio(np.zeros(0, np.float32), RATE), Audio(np.ones(9), 8000)])
def test_what_is_no_sound_has_none(audio):
    with pytest.raises(AudioError, match="그릴 소리"):
        picture(audio)


def test_words_move_with_their_segment():
    segment = Segment(1, 2, "불 꺼 줘", words=(Word(1, 1.4, " 불"), Word(1.5, 2, " 꺼 줘")))
    later = moved(segment, lambda time: time + 10)
    assert (later.start, later.end) == (11, 12)
    assert [(word.start, word.end) for word in later.words] == [(11, 11.4), (11.5, 12)]


def test_words_that_were_cut_out_are_left_out():
    heard = ("불", "꺼", "줘", "감사합니다", "감사합니다", "감사합니다", "네")
    words = tuple(Word(n, n + 1, f" {text}") for n, text in enumerate(heard))
    whole = Segment(0, 7, " ".join(heard), words=words)
    cut = retold(whole, "불 꺼 줘 감사합니다 네")
    assert [(word.start, word.text) for word in cut.words] == [
        (0, "불"),
        (1, "꺼"),
        (2, "줘"),
        (3, "감사합니다"),
        (6, "네"),
    ]
    assert retold(whole, "").words == ()


def test_words_are_heard_at_their_times(recogniser, recordings):
    audio = load_audio(recordings / "wake-seven.wav")
    late = Audio(np.concatenate([np.zeros(5 * RATE, np.float32), audio.samples]), RATE)
    plain = recogniser.recognise(audio)
    found = recogniser.recognise(late, RecognitionOptions(words=True))
    assert all(not segment.words for segment in plain.segments)
    words = [word for segment in found.segments for word in segment.words]
    assert " ".join(word.text for word in words) == found.text
    assert "깨워" in words[-1].text
    assert 5 < words[0].end < words[-1].start < words[-1].end <= late.seconds
    assert all(word.start <= word.end and 0 < word.probability <= 1 for word in words)
    again = joined([(100.0, found)], 200.0).segments[0].words
    assert again[0].start == words[0].start + 100


def test_a_backend_without_times_has_no_words(recordings):
    audio = load_audio(recordings / "wake-seven.wav")
    transcript = recognise_with(lambda samples, options: [], audio, RecognitionOptions(words=True))
    assert transcript.segments == ()
