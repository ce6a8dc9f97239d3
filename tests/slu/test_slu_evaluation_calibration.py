"""Calibration error, AUROC and false rejections against cases worked by hand and plain counting;
the halves of a labelled set."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.core import Utterance
from slu.evaluation.calibration import (
    auroc,
    expected_calibration_error,
    false_rejections,
    reliability,
)
from slu.evaluation.split import halves, in_half_a, text_halves

SCORES = st.lists(st.integers(0, 9), min_size=1, max_size=30)


def test_bins_of_equal_mass_by_hand() -> None:
    confidence = np.array([0.9, 0.2, 0.8, 0.4])
    right = np.array([True, False, True, True])
    low, high = reliability(confidence, right, bins=2)
    assert (low.count, low.accuracy) == (2, 0.5)
    assert low.confidence == pytest.approx(0.3)
    assert (high.count, high.accuracy) == (2, 1.0)
    assert expected_calibration_error(confidence, right, bins=2) == pytest.approx(0.175)


def test_fewer_answers_than_bins_leave_no_empty_bin() -> None:
    found = reliability(np.array([0.5, 1.0]), np.array([False, True]))
    assert [one.count for one in found] == [1, 1]


def test_confidence_that_comes_true_has_little_error() -> None:
    chance = np.random.default_rng(0)
    confidence = chance.random(20_000)
    right = chance.random(20_000) < confidence
    assert expected_calibration_error(confidence, right) < 0.02
    assert expected_calibration_error(np.sqrt(confidence), right) > 0.1


@given(SCORES, SCORES)
def test_auroc_counts_pairs(inside: list[int], outside: list[int]) -> None:
    pairs = [(a > b) + (a == b) / 2 for a in inside for b in outside]
    found = auroc(np.array(inside, float), np.array(outside, float))
    assert found == pytest.approx(sum(pairs) / len(pairs))


def test_auroc_equals_scikit_learn() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    chance = np.random.default_rng(1)
    inside, outside = chance.normal(1, 1, 300).round(1), chance.normal(0, 1, 200).round(1)
    expected = metrics.roc_auc_score([1] * 300 + [0] * 200, np.concatenate([inside, outside]))
    assert auroc(inside, outside) == pytest.approx(expected)


def test_false_rejections_by_hand() -> None:
    outside = np.arange(20) / 100  # 19 of 20 are at most 0.18
    inside = np.array([0.1, 0.18, 0.185, 0.5])
    assert false_rejections(inside, outside) == 0.5
    assert false_rejections(inside, outside, rejected=1.0) == 0.75


def test_a_row_stays_in_its_half() -> None:
    rows = [Utterance(f"문장 {i}", "a", id=str(i)) for i in range(400)]
    a, b = halves(rows)
    assert sorted([*a, *b], key=rows.index) == rows
    assert 150 < len(a) < 250
    assert halves(rows[100:])[0] == [row for row in a if row in rows[100:]]
    assert all(in_half_a(str(row.id)) for row in a)


def test_a_row_without_an_id_goes_by_its_text() -> None:
    texts = [f"문장 {i}" for i in range(50)]
    a, b = halves(Utterance(text) for text in texts)
    assert ([u.text for u in a], [u.text for u in b]) == text_halves(texts)
