"""`malgwi test-dialogs`: exit codes, what is shown of a failure, JSON and the filter by title."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from ui.cli import app

TWO = """\
대화: 타이머
나: 3분 타이머
상태: timer.left=3분
대화: 틀린 타이머
나: 5분 타이머
봇: ~우유
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TWO, encoding="utf-8")
    return tmp_path


def test_a_failure_is_shown_with_what_went_before(folder: Path) -> None:
    done = CliRunner().invoke(app, ["test-dialogs", str(folder)])
    assert done.exit_code == 1
    assert "나: 5분 타이머" in done.stdout
    assert "6번째 줄  바란 것  봇: ~우유" in done.stdout
    assert "대화 2개: 통과 1, 실패 1" in done.stdout


def test_the_filter_and_json(folder: Path) -> None:
    done = CliRunner().invoke(app, ["test-dialogs", str(folder), "--title", "틀린", "--json"])
    told = json.loads(done.stdout)
    assert (done.exit_code, told["passed"], told["failed"]) == (1, 0, 1)
    assert told["conversations"][0]["faults"][0]["line"] == 6
    none = CliRunner().invoke(app, ["test-dialogs", str(folder), "--title", "없는"])
    assert none.exit_code == 2


def test_a_wrong_line_ends_with_two(folder: Path) -> None:
    (folder / "b.txt").write_text("대화: 가\n나 안녕\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["test-dialogs", str(folder)])
    assert done.exit_code == 2
    assert "b.txt:2:" in done.stderr
