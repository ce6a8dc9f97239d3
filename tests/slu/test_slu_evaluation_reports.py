"""Results as people see them: the figures of the files, and nothing else."""

import json

import pytest

from slu.evaluation.reports import RESULTS, Bar, bars_of, read_reports


def copy(name: str, folder, change=None) -> None:
    data = json.loads((RESULTS / name).read_text("utf-8"))
    if change is not None:
        change(data)
    (folder / name).write_text(json.dumps(data), "utf-8")


def test_every_file_that_ships_is_shown() -> None:
    found = read_reports()
    assert len(found) >= 5
    for report in found:
        assert not report.fault, report.file
        assert report.bars or report.points
        assert report.table is not None
        assert all(len(row) == len(report.table.heading) for row in report.table.rows)
        assert all(0 <= bar.share <= 1 for bar in report.bars)


def test_figures_come_from_the_file(tmp_path) -> None:
    def change(data) -> None:
        data["slot_f1"] = 0.1234
        data["intervals"]["slot_f1"] = [0.12, 0.13]

    copy("understanding.json", tmp_path, change)
    (report,) = read_reports(tmp_path)
    assert Bar("슬롯 F1", 0.1234, "12.3%", 0.12, 0.13) in report.bars


def test_a_curve_leaves_out_what_nobody_fell_into(tmp_path) -> None:
    def change(data) -> None:
        data["calibration"]["bins"] = [
            {"confidence": 0.1, "accuracy": 0.0, "count": 0},
            {"confidence": 0.9, "accuracy": 0.8, "count": 7},
        ]

    copy("out-of-scope.json", tmp_path, change)
    assert read_reports(tmp_path)[0].points == ((0.9, 0.8),)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", '{"roads": [{}]}', '{"roads": []}'])
def test_a_file_of_another_form_says_so(tmp_path, text: str) -> None:
    (tmp_path / "latency.json").write_text(text, "utf-8")
    (report,) = read_reports(tmp_path)
    assert "latency.json의 꼴이 달라" in report.fault


def test_nothing_measured_is_nothing_shown(tmp_path) -> None:
    assert read_reports(tmp_path) == []
    assert read_reports(tmp_path / "nowhere") == []


def test_bars_stand_against_the_largest() -> None:
    found = list(bars_of({"a": 0.5, "b": 0.25, "c": -0.1}, ".2f"))
    assert [bar.share for bar in found] == [1.0, 0.5, 0.0]
    assert [bar.shown for bar in found] == ["0.50", "0.25", "-0.10"]
    assert list(bars_of({}, ".2f")) == []
    assert [bar.share for bar in bars_of({"a": 0.0}, ".1%")] == [0.0]
