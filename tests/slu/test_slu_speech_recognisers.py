"""Both recognisers, with the real weights: what was said, and nothing where nothing was said."""

from __future__ import annotations

import os
import sys

import ctranslate2
import numpy as np
import pytest
import sounds
from faster_whisper import WhisperModel

from slu.core import Audio, Segment
from slu.errors import ModelError
from slu.speech import FasterWhisperRecogniser, RecognitionOptions, load_audio
from slu.speech.audio import RATE
from slu.speech.ctranslate2_weights import read_variables, whisper_dimensions, whisper_state
from slu.speech.openai_whisper import OpenAIWhisperRecogniser
from slu.speech.readings import Window
from slu.speech.recogniser import recognise_with
from slu.speech.weights import weights_folder

GREEDY = RecognitionOptions(beam_size=1, retry=False)
PROMPT = ["<|startoftranscript|>", "<|ko|>", "<|transcribe|>", "<|notimestamps|>"]


@pytest.fixture(scope="module")
def alarm(recordings):
    return load_audio(recordings / "alarm-seven.wav")


@pytest.fixture(scope="module")
def openai():
    if not os.environ.get("CI"):
        pytest.importorskip("whisper", reason="openai-whisper is not installed (make whisper)")
    return OpenAIWhisperRecogniser.load()


def is_alarm_at_seven(text):
    squeezed = text.replace(" ", "")
    return "내일아침" in squeezed and ("7시" in squeezed or "일곱시" in squeezed)


@pytest.mark.parametrize(
    ("file", "word"), [("alarm-seven.wav", "알람"), ("wake-seven.wav", "깨워")]
)
def test_the_recordings_are_understood(recogniser, recordings, file, word):
    audio = load_audio(recordings / file)
    heard = recogniser.recognise(audio)
    assert is_alarm_at_seven(heard.text)
    assert word in heard.text
    assert heard.text == " ".join(segment.text for segment in heard.segments)
    assert 0.4 < heard.confidence < 1.0
    assert heard.seconds == audio.seconds
    assert 0 <= heard.segments[0].start < heard.segments[-1].end <= audio.seconds


@pytest.mark.parametrize("name", sounds.wordless())
def test_no_words_where_nobody_speaks(recogniser, name):
    heard = recogniser.recognise(Audio(sounds.wordless()[name], RATE))
    assert heard.text == ""
    assert heard.segments == ()
    assert heard.confidence == 0.0


def test_no_words_in_a_hundred_wordless_sounds(recogniser):
    """Noise, hums, chords, melodies, drums, keys and breath, from -28 dB to full scale."""
    clips = sounds.hundred()
    assert len(clips) == 100
    heard = {name: recogniser.recognise(Audio(clip, RATE)).text for name, clip in clips.items()}
    assert {name: text for name, text in heard.items() if text} == {}


def test_ten_minutes_with_two_sentences(recogniser, recordings, alarm):
    wake = load_audio(recordings / "wake-seven.wav")
    quiet = sounds.pink(296.0, level=0.005)
    heard = recogniser.recognise(
        Audio(np.concatenate([quiet, alarm.samples, quiet, wake.samples]), RATE), GREEDY
    )
    assert is_alarm_at_seven(heard.text)
    assert "알람" in heard.text
    assert "깨워" in heard.text
    assert heard.seconds == pytest.approx(600, abs=5)
    assert heard.segments[0].start == pytest.approx(296, abs=1)
    assert heard.segments[-1].end == pytest.approx(heard.seconds, abs=1.5)


def test_sound_of_another_rate_is_brought_to_16_khz(recogniser, alarm):
    slow = Audio(alarm.samples[::2].copy(), RATE // 2)
    heard = recogniser.recognise(slow, GREEDY)
    assert "알람" in heard.text
    assert heard.seconds == pytest.approx(alarm.seconds, abs=0.01)


def test_hotwords_are_taken(recogniser, alarm):
    options = RecognitionOptions(hotwords=("일곱 시", "알람"), retry=False)
    assert "알람" in recogniser.recognise(alarm, options).text


def test_an_unknown_language(recogniser, alarm):
    with pytest.raises(ModelError, match="언어 'xx'"):
        recogniser.recognise(alarm, RecognitionOptions(language="xx"))


def test_a_folder_that_is_no_model(tmp_path):
    for name in ("model.bin", "config.json", "tokenizer.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(ModelError, match="읽을 수 없습니다"):
        FasterWhisperRecogniser.load(tmp_path)


def test_what_was_not_said_is_left_out(alarm):
    said = Segment(0.5, 2.0, " 알람 맞춰 줘", log_probability=-0.5)
    loop = Segment(2.0, 3.0, " 아" * 100, log_probability=-0.1)
    windows = [Window((said, loop))]
    heard = recognise_with(lambda samples, options: windows, alarm, RecognitionOptions())
    assert heard.text == "알람 맞춰 줘"
    assert heard.confidence == pytest.approx(np.exp(-0.5))


def test_confidence_weighs_segments_by_length(alarm):
    def decode(samples, options):
        first = Segment(0, 2, "여섯 글자다", log_probability=-0.2)
        return [Window((first,)), Window((Segment(2, 4, "둘 셋", log_probability=-1.0),))]

    heard = recognise_with(decode, alarm, RecognitionOptions())
    assert heard.confidence == pytest.approx(np.exp(-(0.2 * 6 + 1.0 * 3) / 9))


def test_both_backends_write_the_same(openai, recordings):
    exact = FasterWhisperRecogniser.load(threads=1, compute_type="float32")
    for file in ("alarm-seven.wav", "wake-seven.wav"):
        audio = load_audio(recordings / file)
        first, second = exact.recognise(audio, GREEDY), openai.recognise(audio, GREEDY)
        assert first.text == second.text
        assert first.confidence == pytest.approx(second.confidence, abs=0.02)


def test_openai_whisper_hears_no_words_in_silence(openai):
    for name in ("silence", "white noise", "melody"):
        assert openai.recognise(Audio(sounds.wordless()[name], RATE)).text == ""


def test_converted_weights_give_the_same_logits(openai, alarm):
    """Against CTranslate2 in float32, after the same prompt, over the same features."""
    import torch
    from faster_whisper.audio import pad_or_trim

    exact = WhisperModel(str(weights_folder()), device="cpu", compute_type="float32")
    features = pad_or_trim(exact.feature_extractor(alarm.samples))[np.newaxis].astype(np.float32)
    prompt = [exact.hf_tokenizer.token_to_id(token) for token in PROMPT]
    result = exact.model.generate(
        ctranslate2.StorageView.from_array(features),
        [prompt],
        beam_size=1,
        suppress_blank=False,
        suppress_tokens=[],
        return_logits_vocab=True,
    )[0]
    theirs = np.stack([np.asarray(step) for step in result.logits[0]]).squeeze()
    tokens = torch.tensor([prompt + list(result.sequences_ids[0])])
    with torch.no_grad():
        logits = openai.model(torch.from_numpy(features), tokens)[0, len(prompt) - 1 :]
    ours = logits.numpy()[: len(theirs)]
    assert len(theirs) >= 10
    # Logits here are about 20: this is float32's own rounding over twelve layers.
    assert np.abs(ours - theirs).max() < 1e-3


def test_dimensions_and_names_are_those_of_openai_whisper(openai):
    variables = read_variables(weights_folder() / "model.bin")
    assert whisper_dimensions(variables) == vars(openai.model.dims)
    assert whisper_state(variables).keys() == openai.model.state_dict().keys()


def test_files_that_are_no_weights(tmp_path):
    whole = (weights_folder() / "model.bin").read_bytes()
    path = tmp_path / "model.bin"
    for data in (b"", b"\6", whole[:100], whole[:1_000_000], b"\7" + whole[1:100]):
        path.write_bytes(data)
        with pytest.raises(ModelError, match=r"model\.bin: CTranslate2 형식"):
            read_variables(path)
    with pytest.raises(ModelError):
        read_variables(tmp_path / "missing.bin")


def test_quantised_weights_are_refused():
    variables = {"encoder/conv1/weight": np.zeros((2, 2, 3), np.int8)}
    with pytest.raises(ModelError, match="양자화된"):
        whisper_state(variables)


def test_without_openai_whisper(monkeypatch):
    monkeypatch.setitem(sys.modules, "whisper.model", None)
    with pytest.raises(ModelError, match="openai-whisper가 설치되어 있지 않습니다"):
        OpenAIWhisperRecogniser.load()
