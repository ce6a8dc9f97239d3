"""Scores of sentence tasks: scipy's and scikit-learn's answers, cases by hand, intervals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import pearsonr, spearmanr
from sklearn.metrics import f1_score

from slu.evaluation.bootstrap import bootstrap
from slu.evaluation.scores import macro_f1, measure_classes, measure_grades, pearson, spearman

grades = st.lists(st.tuples(st.integers(0, 5), st.integers(-9, 9)), min_size=3, max_size=30)


@settings(deadline=None, max_examples=50)
@given(grades)
def test_correlations_agree_with_scipy(pairs) -> None:
    a, b = (np.array(side, float) for side in zip(*pairs, strict=True))
    if np.ptp(a) and np.ptp(b):
        assert spearman(a, b) == pytest.approx(spearmanr(a, b).statistic, abs=1e-9)
        assert pearson(a, b) == pytest.approx(pearsonr(a, b).statistic, abs=1e-9)
    else:
        assert spearman(a, b) == pearson(a, b) == 0.0


def test_ranks_with_a_tie_by_hand() -> None:
    # Ranks 1, 2.5, 2.5, 4 against 4, 2, 3, 1: means 2.5, products -2.25 - 2.25 ... = -4.5.
    found = spearman(np.array([1.0, 2, 2, 9]), np.array([8.0, 3, 5, 1]))
    assert found == pytest.approx(-4.5 / np.sqrt(4.5 * 5))


@settings(deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30))
def test_macro_f1_agrees_with_scikit_learn(pairs) -> None:
    gold, found = (np.array(side) for side in zip(*pairs, strict=True))
    expected = f1_score(gold, found, average="macro", zero_division=0)
    assert macro_f1(gold, found, 4) == pytest.approx(expected)


def test_classes_by_hand() -> None:
    measured = measure_classes([0, 0, 0, 1], [0, 0, 1, 1], classes=3)
    assert measured.examples == 4
    assert measured.main.value == measured.accuracy.value == 3 / 4
    assert measured.macro_f1.value == pytest.approx((4 / 5 + 2 / 3) / 2)
    assert 0 <= measured.accuracy.low <= 3 / 4 <= measured.accuracy.high <= 1
    assert measured.to_json()["accuracy"]["value"] == 3 / 4


def test_grades() -> None:
    measured = measure_grades([0, 1, 2, 5], [0.1, 0.2, 0.3, 0.4])
    assert measured.main.value == measured.spearman.value == pytest.approx(1)
    assert measured.pearson.value < 1


def test_the_interval_of_a_mean_is_that_of_the_theory() -> None:
    values = np.random.default_rng(1).normal(size=400)
    found = bootstrap(lambda rows: float(values[rows].mean()), len(values))
    error = values.std() / np.sqrt(len(values))
    assert found.value == values.mean()
    assert found.high - found.low == pytest.approx(2 * 1.96 * error, rel=0.1)
    again = bootstrap(lambda rows: float(values[rows].mean()), len(values))
    assert again == found
