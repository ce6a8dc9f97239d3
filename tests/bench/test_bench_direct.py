"""`bench.direct`: which sentences are chosen, that a head learns, and the tables."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bench import direct_tables
from bench.direct_learning import HeadOptions, cross_validated, learn
from bench.direct_sounds import LEARNING_VOICES, MEASURING_VOICES, Sizes, choose
from slu.core import Utterance

SIZES = Sizes(intents=2, learning=3, measuring=2, characters=8)


def said(intent: str, *texts: str) -> list[Utterance]:
    return [Utterance(text, intent) for text in texts]


def test_sentences_are_short_spoken_and_in_one_set_alone() -> None:
    train = said("a", "가 나", "다", "라", "마", "10시") + said("b", "바", "사") + said("c", "아")
    dev = said("a", "가나", "자", "차", "카") + said("b", "타", "하" * 9) + said("c", "파")
    learning, measuring = choose(train, dev, SIZES)
    assert [each.intent for each in learning] == ["a"] * 3 + ["b"] * 2
    assert {each.text for each in learning if each.intent == "a"} < {"가 나", "다", "라", "마"}
    assert [each.intent for each in measuring] == ["a", "a", "b"]
    known = {each.text.replace(" ", "") for each in learning}
    assert not known & {each.text.replace(" ", "") for each in measuring}
    assert (learning, measuring) == choose(train, dev, SIZES)
    assert not set(LEARNING_VOICES) & set(MEASURING_VOICES)


def sounds(count: int) -> tuple[list[np.ndarray], list[str]]:
    """A class is a few frames in a dimension of its own, somewhere in noise."""
    draw, found, names = np.random.default_rng(0), [], []
    for number in range(count):
        states = draw.normal(size=(draw.integers(20, 60), 16)).astype(np.float32)
        states[5:15, number % 3] += 8.0
        found.append(states)
        names.append("abc"[number % 3])
    return found, names


def test_a_head_learns_and_is_the_same_for_a_seed() -> None:
    given, names = sounds(90)
    options = HeadOptions(rate=5e-3, epochs=60, batch=8)
    first, again = (learn(given[:60], names[:60], 1, options) for _ in range(2))
    ranked = [first.rank(each) for each in given[60:]]
    assert sum(a[0].name == b for a, b in zip(ranked, names[60:], strict=True)) >= 27
    assert [again.rank(each) for each in given[60:]] == ranked
    right = cross_validated(given[:60], names[:60], [i % 4 for i in range(60)], options)
    assert right >= 0.85


def test_the_tables(tmp_path: Path) -> None:
    figure = {"value": 0.5, "low": 0.4, "high": 0.6}
    part = {"direct": 0.25, "model_held_heard": 0.5, "characters_heard": 0.75}
    names = ["direct", "model_held_heard", "model_heard", "characters_heard"]
    names += ["model_held_written", "characters_written"]
    data = {
        "sentences": {"measuring": 9},
        "ways": dict.fromkeys(names, figure),
        "intent": {"even": {**part, "direct": 0.5}, "worse": part},
    }
    (tmp_path / "direct.json").write_text(json.dumps(data), encoding="utf-8")
    table = direct_tables.ways(tmp_path)
    assert "소리 9개" in table
    assert table.count("50.0% (40.0% – 60.0%)") == 6
    rows = direct_tables.intents(tmp_path).splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == ["worse", "even"]
    with pytest.raises(FileNotFoundError):
        direct_tables.ways(tmp_path / "nowhere")
