"""Every command of the teaching pages, run in their order in one folder, on the project's own small
text alone: each ends well and prints what its page promises. Later commands need earlier ones."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator
from glob import glob
from pathlib import Path

import pytest
from docs_kit import ROOT, Command, commands, missing, pages
from typer.testing import CliRunner, Result

from ui.cli import app

COMMANDS = [command for page in pages() for command in commands(page)]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Result]]:
    """Runs a line as a reader would in the project's folder, who has no data folder."""
    folder: Path = tmp_path_factory.mktemp("reader")
    (folder / "docs").symlink_to(ROOT / "docs", target_is_directory=True)
    (folder / "slu").symlink_to(ROOT / "slu", target_is_directory=True)
    (folder / "models").symlink_to(ROOT / "models", target_is_directory=True)
    (folder / "no-data").mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("MALGWI_DATA", str(folder / "no-data"))
        patch.setenv("COLUMNS", "120")
        yield lambda line: CliRunner().invoke(app, words_of(line), catch_exceptions=False)


def words_of(line: str) -> list[str]:
    """The words after `malgwi`, with file patterns as a shell would fill them in."""
    name, *words = shlex.split(line)
    assert name == "malgwi"
    return [found for word in words for found in (sorted(glob(word)) or [word])]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{command.page}: {command.line}")
def test_a_command_does_what_its_page_promises(command: Command, run) -> None:
    done = run(command.line)
    assert done.exit_code == 0, done.output
    assert missing(command.promised, done.output) is None, done.output


def test_every_page_has_commands() -> None:
    assert {command.page for command in COMMANDS} == {page.name for page in pages()}


@pytest.mark.parametrize(
    ("promised", "printed"),
    [
        ("배  0.81", "배 0.79"),
        ("소년 …", "소년  여왕  왕자"),
        ("의도 정확도 86.7% …", "의도 정확도   83.3%   70.0% ~ 93.3%"),
        ("손실 … 정답 3", "손실 1.25 정답 3"),
    ],
)
def test_a_promise_that_is_kept(promised: str, printed: str) -> None:
    assert missing((promised,), f"앞\n  {printed}  \n뒤") is None


@pytest.mark.parametrize(
    ("promised", "printed"),
    [("배 0.81", "배 0.61"), ("소년", "소년 여왕"), ("정답 3", "정답 4"), ("배 0.8", "배")],
)
def test_a_promise_that_is_broken(promised: str, printed: str) -> None:
    assert missing((promised,), f"앞\n{printed}\n뒤") == promised


def test_promises_are_kept_in_their_order() -> None:
    assert missing(("둘", "하나"), "하나\n둘") == "하나"
