"""Decoding: every container becomes 16 kHz mono, and everything that is no sound is refused."""

from __future__ import annotations

import io
import wave

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from slu.errors import AudioError
from slu.speech.audio import RATE, from_array, load_audio

SECONDS = 1.5


def tone(rate=RATE, seconds=SECONDS, pitch=440.0):
    return 0.5 * np.sin(2 * np.pi * pitch * np.arange(int(seconds * rate)) / rate)


def wav_bytes(samples, rate=RATE, channels=1):
    """A WAV of samples (n,) or (n, channels) within [-1, 1]."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.asarray(samples) * 32767).astype("<i2").tobytes())
    return buffer.getvalue()


def encoded(container, codec, rate=48_000, layout="mono"):
    """The tone in a container, as PyAV writes it."""
    buffer = io.BytesIO()
    channels = 2 if layout == "stereo" else 1
    with av.open(buffer, "w", format=container) as output:
        stream = output.add_stream(codec, rate=rate)
        stream.layout = layout
        values = np.repeat((tone(rate) * 32767).astype(np.int16), channels)[np.newaxis, :]
        frame = av.AudioFrame.from_ndarray(values, format="s16", layout=layout)
        frame.sample_rate = rate
        size = stream.codec_context.frame_size or 1024
        fifo = av.AudioFifo()
        convert = av.AudioResampler(stream.format.name, layout, rate)
        for part in (*convert.resample(frame), *convert.resample(None)):
            part.pts = None
            fifo.write(part)
        place = 0
        while piece := fifo.read(size, partial=True):
            piece.pts, place = place, place + piece.samples
            output.mux(stream.encode(piece))
        output.mux(stream.encode(None))
    return buffer.getvalue()


def pitch_of(audio):
    spectrum = np.abs(np.fft.rfft(audio.samples))
    return np.argmax(spectrum) * audio.rate / len(audio.samples)


@pytest.mark.parametrize(
    ("container", "codec", "rate", "layout"),
    [
        ("wav", "pcm_s16le", 8_000, "mono"),
        ("wav", "pcm_s16le", 48_000, "stereo"),
        ("wav", "pcm_f32le", 44_100, "mono"),
        ("flac", "flac", 44_100, "stereo"),
        ("mp3", "libmp3lame", 44_100, "mono"),
        ("ogg", "libopus", 48_000, "stereo"),
        ("ogg", "libopus", 48_000, "mono"),
        ("webm", "libopus", 48_000, "mono"),
        ("adts", "aac", 44_100, "mono"),
    ],
)
def test_every_container_becomes_16_khz_mono(container, codec, rate, layout):
    audio = load_audio(encoded(container, codec, rate, layout))
    assert audio.rate == RATE
    assert audio.samples.dtype == np.float32
    assert audio.samples.ndim == 1
    assert audio.seconds == pytest.approx(SECONDS, abs=0.1)
    assert pitch_of(audio) == pytest.approx(440, abs=2)


def test_a_16_khz_wav_is_given_back_as_it_is(tmp_path):
    path = tmp_path / "tone.wav"
    path.write_bytes(wav_bytes(tone()))
    expected = (tone() * 32767).astype(np.int16) / 32768
    assert np.array_equal(load_audio(path).samples, expected.astype(np.float32))


def test_an_empty_file_is_named(tmp_path):
    path = tmp_path / "empty.wav"
    path.touch()
    with pytest.raises(AudioError, match=r"empty\.wav: 빈 파일"):
        load_audio(path)


def test_what_is_no_sound_file_is_refused(tmp_path):
    text = tmp_path / "text.wav"
    text.write_text("소리가 아니라 글입니다.\n" * 50, "utf-8")
    with pytest.raises(AudioError, match=r"text\.wav: 소리 파일로 읽을 수 없습니다"):
        load_audio(text)
    with pytest.raises(AudioError, match="파일이 없습니다"):
        load_audio(tmp_path / "missing.wav")
    with pytest.raises(AudioError, match="폴더입니다"):
        load_audio(tmp_path)
    with pytest.raises(AudioError, match="받은 소리: 빈 파일"):
        load_audio(b"")


@given(st.binary(min_size=1, max_size=400))
def test_random_bytes_never_crash(data):
    try:
        audio = load_audio(data)
    except AudioError:
        return
    assert len(audio.samples)


@pytest.mark.parametrize(
    ("container", "codec"),
    [
        ("wav", "pcm_s16le"),
        ("flac", "flac"),
        ("mp3", "libmp3lame"),
        ("ogg", "libopus"),
        ("webm", "libopus"),
    ],
)
def test_of_a_file_cut_short_the_beginning_is_kept(container, codec):
    whole = encoded(container, codec)
    audio = load_audio(whole[: len(whole) * 2 // 3])
    assert 0.3 < audio.seconds < SECONDS


def test_a_header_without_sound_is_refused():
    with pytest.raises(AudioError, match="소리가 들어 있지 않습니다"):
        load_audio(wav_bytes(np.zeros(0)))


def test_a_picture_holds_no_sound():
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="image2pipe") as output:
        stream = output.add_stream("png", rate=1)
        stream.width = stream.height = 16
        stream.pix_fmt = "rgb24"
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        output.mux([*stream.encode(frame), *stream.encode(None)])
    with pytest.raises(AudioError):
        load_audio(buffer.getvalue())


def test_more_than_the_limit_is_refused():
    data = wav_bytes(np.zeros(RATE * 7))
    assert load_audio(data, limit_seconds=7).seconds == 7
    with pytest.raises(AudioError, match=r"0\.1분보다 깁니다"):
        load_audio(data, limit_seconds=6)
    with pytest.raises(AudioError, match=r"0\.1분보다 깁니다"):
        from_array(np.zeros(RATE * 7, np.float32), RATE, limit_seconds=6)


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
@pytest.mark.parametrize("kind", [np.int16, np.int32, np.float32, np.float64])
def test_arrays_of_a_web_page(rate, kind):
    samples = tone(rate)
    if np.issubdtype(kind, np.integer):
        samples = samples * np.iinfo(kind).max
    stereo = np.stack([samples, samples], axis=1).astype(kind)
    for given_samples in (stereo, stereo[:, 0], stereo[:, :1]):
        audio = from_array(given_samples, rate)
        assert audio.rate == RATE
        assert audio.seconds == pytest.approx(SECONDS, abs=0.05)
        assert np.abs(audio.samples).max() == pytest.approx(0.5, abs=0.03)
        assert pitch_of(audio) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(
    ("samples", "rate"),
    [
        (np.array([0.0, np.nan]), RATE),
        (np.array(["a", "b"]), RATE),
        (np.zeros((2, 2, 2)), RATE),
        (np.float32(0.5), RATE),
        (np.zeros(3), 0),
    ],
)
def test_arrays_that_are_no_sound(samples, rate):
    with pytest.raises(AudioError):
        from_array(np.asarray(samples), rate)


@given(
    arrays.arrays(np.float32, st.integers(0, 3000), elements=st.floats(-3, 3, width=32)),
    st.sampled_from([8_000, 16_000, 22_050, 48_000]),
)
def test_samples_stay_within_one(samples, rate):
    audio = from_array(samples, rate)
    assert (np.abs(audio.samples) <= 1).all()
    assert audio.seconds == pytest.approx(len(samples) / rate, abs=0.02)
