"""`malgwi export onnx`: what it is given reaches the export, and what it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from slu.errors import ModelError
from slu.understanding import onnx_export
from slu.understanding.onnx_export import Exported
from ui import cli


def test_it_says_where_how_large_and_how_near(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[object] = []

    def export(model: Path, out: Path, int8: bool) -> Exported:
        given.extend((model, out, int8))
        return Exported(out, 55_600_000, 0.19, 20.6)

    monkeypatch.setattr(onnx_export, "export_onnx", export)
    found = CliRunner().invoke(cli.app, ["export", "onnx", "model", "out", "--int8"])
    assert found.exit_code == 0
    assert given == [Path("model"), Path("out"), True]
    assert "out에 썼습니다(55.6 MB)" in found.output
    assert "1.9e-01" in found.output


def test_a_missing_model_is_said_in_a_sentence(tmp_path: Path) -> None:
    words = ["export", "onnx", str(tmp_path / "none"), str(tmp_path / "out")]
    found = CliRunner().invoke(cli.app, words)
    assert found.exit_code == 2
    assert "모델 폴더가 없습니다" in found.output
    assert not isinstance(found.exception, ModelError)
