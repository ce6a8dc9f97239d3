"""Character error rates and the evaluation over a manifest, by hand and against brute force."""

from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.core import Transcript
from slu.errors import AudioError, DataError
from slu.evaluation.characters import CharacterErrors, character_errors, edit_distance, normalise
from slu.evaluation.plain_whisper import PlainWhisper
from slu.evaluation.speech import evaluate_speech, read_manifest
from slu.speech.recogniser import DEFAULT_OPTIONS

FILES = ("alarm-seven.wav", "wake-seven.wav")


class Parrot:
    """Says its sentences in turn."""

    def __init__(self, *sentences):
        self.sentences = list(sentences)

    def recognise(self, audio, options=DEFAULT_OPTIONS):
        return Transcript(self.sentences.pop(0), seconds=audio.seconds)


@pytest.fixture
def manifest(tmp_path, recordings):
    """Makes a manifest of (text, source), the recordings of the tests in turn."""

    def make(*rows):
        lines = [
            {"audio": str(recordings / FILES[number % 2]), "text": text, "source": source}
            for number, (text, source) in enumerate(rows)
        ]
        path = tmp_path / "manifest.jsonl"
        path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), "utf-8")
        return path

    return make


def brute_force(first, second):
    @cache
    def distance(i, j):
        if not i or not j:
            return i + j
        return min(
            distance(i - 1, j) + 1,
            distance(i, j - 1) + 1,
            distance(i - 1, j - 1) + (first[i - 1] != second[j - 1]),
        )

    return distance(len(first), len(second))


@given(st.text("가나다 ab", max_size=12), st.text("가나다 ab", max_size=12))
def test_edit_distance_against_brute_force(first, second):
    assert edit_distance(first, second) == brute_force(first, second)
    assert edit_distance(second, first) == edit_distance(first, second)


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [("", "", 0), ("", "가나", 2), ("가나", "", 2), ("kitten", "sitting", 3), ("알람", "알림", 1)],
)
def test_edit_distance_by_hand(first, second, distance):
    assert edit_distance(first, second) == distance


def test_normalising_by_hand():
    assert normalise("  아,  TV를…  켜 줘!\n") == "아 tv를 켜 줘"
    assert normalise("아, TV를 켜 줘!", spaces=False) == "아tv를켜줘"
    assert normalise("\u1112\u1161\u11ab 7시") == "한 7시"


def test_errors_with_and_without_spaces():
    assert character_errors("깨워 줘.", "깨워줘") == CharacterErrors(1, 4)
    assert character_errors("깨워 줘.", "깨워줘", spaces=False) == CharacterErrors(0, 3)


def test_rates_by_hand(manifest):
    path = manifest(("가나 다라", "a"), ("마바사아자", "b"))
    times = iter([0.0, 1.0, 5.0, 8.0])
    told = []
    report = evaluate_speech(
        path,
        Parrot("가나다라", "마바사아차카"),
        progress=lambda *numbers: told.append(numbers),
        clock=lambda: next(times),
    )
    assert report.cer == pytest.approx(3 / 10)
    assert report.cer_no_spaces == pytest.approx(2 / 9)
    assert report.real_time_factor == pytest.approx(4 / (4.3 + 3.45))
    assert told == [(1, 2), (2, 2)]
    assert {name: scores.cer for name, scores in report.sources} == {
        "a": pytest.approx(1 / 5),
        "b": pytest.approx(2 / 5),
    }
    assert [clip.heard for clip in report.worst] == ["마바사아차카", "가나다라"]
    assert report.scores.cer_interval == pytest.approx((1 / 5, 2 / 5))
    assert report.baseline is None


def test_a_baseline_stands_beside(manifest):
    path = manifest(("가나", ""), ("다라", ""))
    report = evaluate_speech(path, Parrot("가나", "다라"), baseline=Parrot("가", "다라마바"))
    assert report.cer == 0.0
    assert report.baseline is not None
    assert report.baseline.cer == pytest.approx(3 / 4)


def test_the_result_as_json(manifest):
    path = manifest(("가나", "a"), ("다라", "b"))
    report = evaluate_speech(path, Parrot("가", "다라"), baseline=Parrot("가", "다라"))
    data = json.loads(json.dumps(report.to_json()))
    assert data["cer"] == data["baseline"]["cer"] == pytest.approx(1 / 4)
    assert data["cer_no_spaces"] == pytest.approx(1 / 4)
    assert data["real_time_factor"] > 0
    assert data["clips"] == 2
    assert data["sources"].keys() == {"a", "b"}
    assert data["worst"][0]["heard"] == "가"


def test_both_recognisers_on_the_recordings(recogniser, manifest):
    path = manifest(("내일 아침 일곱 시에 알람 맞춰 줘", ""), ("내일 아침 일곱 시에 깨워 줘", ""))
    report = evaluate_speech(path, recogniser, baseline=PlainWhisper(recogniser.model))
    assert report.cer_no_spaces < 0.15
    assert report.baseline is not None
    assert report.baseline.cer_no_spaces < 0.15


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "JSON 객체"),
        ("[1]", "JSON 객체"),
        ('{"audio": "a.wav"}', "'text' 항목"),
        ('{"text": "가"}', "'audio' 항목"),
        ('{"audio": 3, "text": "가"}', "'audio' 항목"),
        ('{"audio": "missing.wav", "text": "가"}', "missing.wav"),
    ],
)
def test_a_malformed_line_is_named(tmp_path, line, message):
    (tmp_path / "a.wav").touch()
    path = tmp_path / "manifest.jsonl"
    path.write_text('{"audio": "a.wav", "text": "가"}\n\n' + line, "utf-8")
    with pytest.raises(DataError, match=message) as caught:
        read_manifest(path)
    assert caught.value.line == 3
    assert f"{path}:3" in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b'{"audio": "a.wav", "text": "?"}'])
def test_manifests_without_words(tmp_path, content):
    (tmp_path / "a.wav").touch()
    path = tmp_path / "manifest.jsonl"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"manifest\.jsonl"):
        read_manifest(path)


def test_a_missing_manifest(tmp_path):
    with pytest.raises(DataError, match="읽을 수 없습니다"):
        read_manifest(tmp_path / "missing.jsonl")


def test_a_clip_that_is_no_sound_is_named(tmp_path):
    (tmp_path / "a.wav").touch()
    path = tmp_path / "manifest.jsonl"
    path.write_text('{"audio": "a.wav", "text": "가"}', "utf-8")
    with pytest.raises(AudioError, match=r"a\.wav: 빈 파일"):
        evaluate_speech(path, Parrot())
