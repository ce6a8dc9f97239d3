"""What `malgwi calibrate` shows, and that faults are sentences."""

from rich.console import Console
from typer.testing import CliRunner

from slu.training.calibrate import Calibrated
from ui.cli import app
from ui.commands.calibrate import show


def test_figures_are_shown_in_percent() -> None:
    console = Console(width=80, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as captured:
        show(Calibrated(2.01, 0.25, 1010, 0.8634, 0.0962, 0.0176, 0.02, 0.1, None), console)
    text = captured.get()
    assert "9.62% → 1.76%" in text
    assert "1,010" in text
    assert "잡담" not in text


def test_a_missing_model_is_named(tmp_path) -> None:
    result = CliRunner().invoke(app, ["calibrate", str(tmp_path / "없음")])
    assert result.exit_code == 2
    assert "모델 폴더가 없습니다" in result.output
