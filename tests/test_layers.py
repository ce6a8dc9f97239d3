"""Lower rooms never import higher ones: the contract of pyproject.toml, and that it would bite."""

import subprocess
import sys
from pathlib import Path

from slu.paths import ROOT

LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path, config: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(LINT), "--no-cache", "--config", str(config)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_room_imports_a_higher_one():
    done = lint(ROOT, ROOT / "pyproject.toml")
    assert done.returncode == 0, done.stdout
    assert "Contracts: 1 kept, 0 broken." in done.stdout


def test_an_import_upwards_is_found(tmp_path):
    for room in ("upper_room", "lower_room"):
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").write_text("")
    (tmp_path / "lower_room" / "thing.py").write_text("import upper_room\n")
    config = tmp_path / "pyproject.toml"
    config.write_text(
        "[tool.importlinter]\n"
        'root_packages = ["upper_room", "lower_room"]\n'
        "[[tool.importlinter.contracts]]\n"
        'name = "layers"\n'
        'type = "layers"\n'
        'layers = ["upper_room", "lower_room"]\n'
    )
    done = lint(tmp_path, config)
    assert done.returncode == 1
    assert "lower_room.thing -> upper_room" in done.stdout
