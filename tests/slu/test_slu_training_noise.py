"""Noise: listed cases (cases/written.tsv), and what holds for every noise on any sentence."""

from __future__ import annotations

import datetime as dt
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from noise_kit import Middle, example, marked, sentences

from slu.core import Context, Slot, Utterance
from slu.errors import DataError
from slu.korean.money import parse_money
from slu.korean.number_words import find_number_words
from slu.korean.numbers import parse_number, read_sino
from slu.training.noise import (
    PROFILES,
    Edit,
    NoiseOptions,
    apply_edits,
    apply_noise,
    written,
)
from slu.training.noise.digits import digits
from slu.training.noise.spacing import spacing
from slu.understanding.resolve import resolve

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "written.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
NOW = Context(dt.datetime(2026, 9, 29, 14, 30))
few = settings(max_examples=30)
profiles = pytest.mark.parametrize("name", PROFILES)


@pytest.mark.parametrize(("name", "before", "after"), CASES)
def test_listed_cases(name: str, before: str, after: str) -> None:
    found = PROFILES[name](example(before), Middle())
    assert marked(found) == (before if after == "=" else after)


def sound(utterance: Utterance) -> bool:
    """Whether the slots stand where they say, in order, apart and not empty."""
    last = 0
    for slot in utterance.slots:
        if not last <= slot.start < slot.end or slot.text != utterance.text[slot.start : slot.end]:
            return False
        last = slot.end
    return True


@profiles
@few
@given(given_=sentences(), seed=st.integers(0, 99))
def test_slots_are_carried(name: str, given_: Utterance, seed: int) -> None:
    found = PROFILES[name](given_, random.Random(seed))
    assert sound(found)
    assert [slot.name for slot in found.slots] == [slot.name for slot in given_.slots]
    assert (found.intent, found.id) == (given_.intent, given_.id)


@few
@given(sentences(), st.integers(0, 99), st.sampled_from(["spacing", "particles"]))
def test_only_spaces_change(given_: Utterance, seed: int, name: str) -> None:
    found = PROFILES[name](given_, random.Random(seed))

    def bare(utterance: Utterance) -> list[str]:
        texts = [utterance.text, *(slot.text for slot in utterance.slots)]
        return [text.replace(" ", "") for text in texts]

    assert bare(found) == bare(given_)


@settings(max_examples=15)
@given(sentences(), st.integers(0, 99))
def test_digits_mean_the_same(given_: Utterance, seed: int) -> None:
    found = digits(given_, random.Random(seed))
    for before, after in zip(given_.slots, found.slots, strict=True):
        assert resolve(after, NOW) == resolve(before, NOW), (before.text, after.text)


@pytest.mark.parametrize(
    "words",
    ["삼만 오천 원", "십이만 원", "천오백 원", "이백만 원", "오천 달러", "삼억 이천만 원"],
)
def test_money_means_the_same_in_every_style(words: str) -> None:
    found = {digits(Utterance(words), random.Random(seed)).text for seed in range(60)}
    assert len(found) >= 3
    assert {parse_money(text) for text in found} == {parse_money(words)}


@few
@given(st.integers(1, 10**8), st.integers(0, 99))
def test_numbers_mean_the_same(value: int, seed: int) -> None:
    words = f"{read_sino(value)} 퍼센트"
    found = digits(Utterance(words), random.Random(seed)).text
    assert parse_number(found) == parse_number(words)
    assert found != words


def test_styles_of_a_time() -> None:
    given_ = example("[time : 오전 일곱 시 삼십 분] 에 깨워")
    found = {digits(given_, random.Random(seed)).slots[0].text for seed in range(60)}
    assert found == {"오전 7시 30분", "오전 7 시 30 분", "오전 7:30"}


def test_a_clock_stays_within_its_slot() -> None:
    given_ = example("[time : 일곱 시] 삼십 분 에 깨워")
    found = {digits(given_, random.Random(seed)).text for seed in range(60)}
    assert found == {"7시 30분 에 깨워", "7 시 30 분 에 깨워"}
    assert digits(Utterance("세 시 일 점 오 분 뒤"), random.Random(0)).text.startswith("3시 1.5")


def test_spacing_shows_every_kind_of_writer() -> None:
    given_ = example("[house_place : 거실] 불 좀 꺼 줘")
    found = {spacing(given_, random.Random(seed)).text for seed in range(200)}
    assert {"거실불좀꺼줘", "거실 불 좀 꺼줘", "거실불 좀 꺼줘"} <= found
    assert len(found) > 10


def test_written_mixes_its_parts() -> None:
    given_ = example("[time : 일곱 시] 에 깨워 줘")
    found = [marked(written(given_, random.Random(seed))) for seed in range(200)]
    assert {"[time : 7시]에 깨워 줘", "[time : 7시]에깨워줘", "[time : 일곱시]에 깨워줘"} <= set(
        found
    )
    assert marked(given_) not in found


@profiles
def test_whatever_can_be_touched_is_touched_at_rate_one(name: str) -> None:
    given_ = [example("[time : 일곱 시] 에 깨워 줘"), example("[drink_type : 커피] 는 두 잔")]
    for seed in range(30):
        found = apply_noise(given_, NoiseOptions(name, 1.0, seed))
        assert all(a.text != b.text for a, b in zip(given_, found, strict=True))


@profiles
@few
@given(st.lists(sentences(), max_size=4), st.integers(0, 9))
def test_rate_zero_changes_nothing(name: str, given_: list[Utterance], seed: int) -> None:
    assert apply_noise(given_, NoiseOptions(name, 0.0, seed)) == given_


def _many(count: int) -> list[Utterance]:
    text = "내일 오전 일곱 시 에 깨워 줘"
    return [Utterance(text, "x", (Slot("date", 0, 2, "내일"),), str(i)) for i in range(count)]


@profiles
def test_the_order_of_the_rows_does_not_matter(name: str) -> None:
    options = NoiseOptions(name, 0.5, 3)
    forward = apply_noise(_many(40), options)
    backward = apply_noise(_many(40)[::-1], options)
    assert forward == backward[::-1]
    assert apply_noise(_many(40), options) == forward
    assert apply_noise(_many(40), NoiseOptions(name, 0.5, 4)) != forward


def test_the_rate_is_the_share_that_is_touched() -> None:
    touched = [
        {u.id for u in apply_noise(_many(300), NoiseOptions("written", rate)) if u not in _SAME}
        for rate in (0.2, 0.6)
    ]
    assert abs(len(touched[0]) - 60) < 25
    assert abs(len(touched[1]) - 180) < 30
    assert touched[0] < touched[1]


_SAME = _many(300)


@pytest.mark.parametrize(
    ("options", "words"), [(("asdf", 1.0), "'asdf'"), (("written", 1.5), "0에서 1까지")]
)
def test_faulty_options_are_refused(options: tuple[str, float], words: str) -> None:
    with pytest.raises(DataError, match=words):
        NoiseOptions(*options)


def test_edits_at_the_borders_of_slots() -> None:
    given_ = example("[a : 가나] 다[b : 라][c : 마]")
    edits = [Edit(2, 3, ""), Edit(4, 4, " "), Edit(5, 5, "-"), Edit(1, 2, "낙낙"), Edit(6, 6, "!")]
    assert marked(apply_edits(given_, edits)) == "[a : 가낙낙]다 [b : 라]-[c : 마]!"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(1, 3, "")],  # crosses a border
        [Edit(0, 2, "")],  # empties a slot
        [Edit(3, 5, "x"), Edit(4, 5, "y")],  # overlap
    ],
)
def test_edits_that_would_spoil_a_slot_are_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"슬롯|겹"):
        apply_edits(example("[a : 가나] 다라"), edits)


@few
@given(st.text("가나다 ", min_size=1, max_size=12), st.data())
def test_edits_outside_a_slot_leave_its_text_alone(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    places = [i for i in range(len(text)) if i < start or i >= end]
    chosen = data.draw(st.sets(st.sampled_from(places)) if places else st.just(set()))
    new = data.draw(st.sampled_from(["", "라", "라라"]))
    given_ = Utterance(text, "x", (Slot("s", start, end, text[start:end]),))
    found = apply_edits(given_, [Edit(i, i + 1, new) for i in chosen])
    assert found.slots[0].text == text[start:end]
    assert found.text == "".join(new if i in chosen else c for i, c in enumerate(text))


@few
@given(st.text("이일사오만천십백한두세시분원 노래에", max_size=20))
def test_number_words_stand_apart_and_in_order(text: str) -> None:
    last = 0
    for number in find_number_words(text):
        assert last <= number.start < number.end <= len(text)
        assert number.unit is None or text[number.unit_start : number.unit_end] == number.unit
        last = max(number.end, number.unit_end)
