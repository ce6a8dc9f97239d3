"""The error channel: aligned by hand, fitted and written, and that its errors are as many as asked,
follow what was heard, and carry slots along."""

import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noise_kit import example, marked, sentences

from slu.core import Utterance
from slu.errors import DataError
from slu.evaluation.characters import character_errors
from slu.korean.jamo import take_apart
from slu.training.noise import ASR, NoiseOptions, apply_noise
from slu.training.noise.channel import Channel, align, fit, syllables_of
from slu.training.noise.channel_file import fit_file, load_channel, save_channel

PAIRS = [("거실 불 켜 줘", "거실 풀 켜줘"), ("불을 꺼", "풀을 어 꺼"), ("일곱 시에", "7시")]
SENTENCE = "내일 아침 일곱 시에 거실 불을 켜고 조용한 노래를 틀어 줘"
SYLLABLES = st.text("가각나낙불풀물집", max_size=7)


def test_texts_are_compared_as_they_are_said() -> None:
    assert syllables_of("7시 반, ok!") == "일곱시반"


@pytest.mark.parametrize(
    ("said", "heard", "steps"),
    [
        ("불켜", "풀켜", "불풀 켜켜"),
        ("불켜줘", "불줘", "불불 켜- 줘줘"),
        ("불켜", "불을켜", "불불 -을 켜켜"),
        ("가실", "거실이", "가거 실실 -이"),
        ("", "네", "-네"),
    ],
)
def test_alignment(said: str, heard: str, steps: str) -> None:
    found = [(a or "-") + (b or "-") for a, b in align(said, heard)]
    assert found == steps.split()


@given(SYLLABLES, SYLLABLES)
def test_an_alignment_holds_both_in_their_order(said: str, heard: str) -> None:
    steps = align(said, heard)
    assert "".join(a for a, _ in steps) == said
    assert "".join(b for _, b in steps) == heard
    assert all(a or b for a, b in steps)


def test_counts_by_hand() -> None:
    found = fit(PAIRS)
    assert found.syllables == 5 + 3 + 4
    assert (found.changed, found.dropped, found.added) == (2, 1, 1)
    assert found.letters["lead"]["ㅂ"] == {"ㅍ": 2}
    assert found.letters["vowel"] == {"ㅜ": {"ㅜ": 2}}
    assert found.put_in == {"어": 1}
    assert found.rate == pytest.approx(4 / 12)
    assert found.runs == 0  # no error follows an error


def test_errors_follow_what_was_heard() -> None:
    channel = fit([("불", "풀")] * 500)
    heard = Counter(
        channel.mishear(Utterance("불"), 0.5, random.Random(seed)).text for seed in range(400)
    )
    assert heard["풀"] > 0.8 * (400 - heard["불"])


@pytest.mark.parametrize(
    "channel",
    [Channel(), fit(PAIRS * 9), fit([("불 켜", "불 켜")])],
    ids=["unfitted", "fitted", "flawless"],
)
@pytest.mark.parametrize("rate", [0.05, 0.2])
def test_as_many_errors_as_asked(channel: Channel, rate: float) -> None:
    """By the character error rate without spaces, over many draws."""
    errors = [
        character_errors(SENTENCE, channel.mishear(Utterance(SENTENCE), rate, draw).text, False)
        for draw in map(random.Random, range(800))
    ]
    found = sum(each.edits for each in errors) / sum(each.length for each in errors)
    assert found == pytest.approx(rate, rel=0.15)


def test_errors_come_in_runs() -> None:
    def following(runs: float) -> float:
        channel, pairs, errors = Channel(runs=runs), 0, 0
        for seed in range(600):
            heard = channel.mishear(
                Utterance("가나다라마바사아" * 3), 0.1, random.Random(seed)
            ).text
            wrong = [a != b for a, b in zip("가나다라마바사아" * 3, heard, strict=True)]
            pairs += sum(a and b for a, b in pairwise(wrong))
            errors += sum(wrong[:-1])
        return pairs / errors

    assert following(0.5) == pytest.approx(0.5, abs=0.06)
    assert following(0.1) == pytest.approx(0.1, abs=0.04)


@settings(max_examples=60)
@given(sentences(), st.integers(0, 99), st.sampled_from([0.1, 0.5]))
def test_slots_are_carried_along(given_: Utterance, seed: int, rate: float) -> None:
    channel = fit([*PAIRS, ("불 꺼", "꺼"), ("서울로", "서로")])
    found = channel.mishear(given_, rate, random.Random(seed))
    assert [slot.name for slot in found.slots] == [slot.name for slot in given_.slots]
    for slot in found.slots:
        assert slot.text.strip()
        assert found.text[slot.start : slot.end] == slot.text


def test_the_profile_takes_the_rate_for_syllables() -> None:
    given_ = [example("[time : 일곱 시] 에 [house_place : 거실] 불 꺼 줘")] * 3
    assert apply_noise(given_, NoiseOptions(ASR, 0.0)) == given_
    options = NoiseOptions(ASR, 0.3, seed=1)
    one, two = apply_noise(given_, options), apply_noise(given_, options)
    assert one == two
    assert one != given_
    assert all(marked(each).count("[time : ") == 1 for each in one)


def test_a_file_and_back(tmp_path) -> None:
    channel = fit(PAIRS)
    save_channel(channel, tmp_path / "new" / "channel.json")
    assert load_channel(tmp_path / "new" / "channel.json") == channel


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "noise fit"),
        ("[]", "형식이 다릅니다"),
        ('{"format": "channel-1", "changed": -1}', "세지 않은 수"),
        ('{"format": "channel-1", "runs": 1}', "runs"),
        ('{"format": "channel-1", "added": 1}', "put_in"),
        ('{"format": "channel-1", "letters": {"lead": {"x": {"ㄱ": 1}}}}', "lead"),
        ('{"format": "channel-1", "letters": {"lead": {"ㄱ": {"ㄲ": -1}}}}', "ㄱ"),
        ('{"format": "channel-1", "more": 1}', "more"),
        ('{"format": "channel-1", "put_in": ["어"]}', "noise fit"),
        ('{"format": "channel-1", "letters": {"lead": "ㄱ"}}', "noise fit"),
    ],
)
def test_files_that_are_no_channel(text: str, said: str, tmp_path) -> None:
    path = tmp_path / "channel.json"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=said):
        load_channel(path)


def test_pairs_of_a_file(tmp_path) -> None:
    path = tmp_path / "pairs.tsv"
    path.write_text("거실 불\t가실 불\n\n불 꺼\t불 꺼\n", "utf-8")
    found = fit_file(path)
    assert (found.syllables, found.changed) == (5, 1)
    assert take_apart("거").vowel in found.letters["vowel"]
    path.write_text("거실 불 가실 불\n", "utf-8")
    with pytest.raises(DataError, match="탭"):
        fit_file(path)
    path.write_text("ok\tokay\n", "utf-8")
    with pytest.raises(DataError, match="한글"):
        fit_file(path)
