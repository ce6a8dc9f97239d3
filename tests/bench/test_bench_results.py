"""Figures of a bench on disk: what is written is what the tables read."""

import pytest

from bench.results import read_results, write_results


def test_what_is_written_is_read(tmp_path) -> None:
    figures = {"이름": [1, 0.5], "none": None}
    write_results(tmp_path / "new" / "speech.json", figures)
    assert read_results(tmp_path / "new", "speech") == figures
    assert "이름" in (tmp_path / "new" / "speech.json").read_text("utf-8")


def test_a_bench_that_was_not_run_is_missing(tmp_path) -> None:
    with pytest.raises(FileNotFoundError):
        read_results(tmp_path, "speech")
