"""The latency bench: every road is timed over every text, and ratios are to the first road."""

import json
from dataclasses import asdict

import pytest

from bench.latency import Road, measure
from bench.tables import rewrite
from models.joint import Batch
from slu.core import IntentScore
from slu.korean.subwords import Pieces
from slu.understanding.confidence import Calibration
from slu.understanding.predictor import Prediction


class Known:
    """Stands for a predictor; notes what it was given."""

    calibration = Calibration()
    first, last, pad = 1, 2, 0

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.scored = 0
        self.subwords = self

    def cut(self, text: str) -> Pieces:
        return Pieces((5,), ((0, 1),), (True,), (False,))

    def predict_all(self, texts: list[str]) -> list[Prediction]:
        self.seen += texts
        return [Prediction((IntentScore("greet", 1.0),), (), 1.0) for _ in texts]

    def score(self, batch: Batch) -> None:
        assert batch.ids.tolist() == [[1, 5, 2]]
        self.scored += 1


def test_every_road_is_timed_over_every_text() -> None:
    shipped, other = Known(), Known()
    texts = [f"문장 {number}" for number in range(40)]  # a turn and a part of one
    found = measure({"shipped": shipped, "other": other}, texts)
    assert [(road.name, road.whole) for road in found] == [
        ("shipped", True),
        ("other", True),
        ("shipped", False),
        ("other", False),
    ]
    assert set(shipped.seen) == set(other.seen) == set(texts)
    assert shipped.scored == len(shipped.seen)
    for road in found:
        first = next(one for one in found if one.whole == road.whole)
        assert road.ratio == pytest.approx(road.median_ms / first.median_ms)
        assert 0 < road.least_ms <= road.median_ms <= road.p95_ms


def test_the_table_of_the_roads(tmp_path) -> None:
    road = Road("torch", True, median_ms=12.34, p95_ms=20.0, least_ms=9.96, ratio=1.5)
    (tmp_path / "latency.json").write_text(json.dumps({"roads": [asdict(road)]}))
    table = rewrite("<!-- table: latency -->\n<!-- end -->", tmp_path)
    assert "| torch, whole | 12.3 | 20.0 | 10.0 | 1.50 |" in table
