"""`malgwi pretrain` on a tiny model, and `malgwi tokenizer take`."""

import pytest
from pretraining_kit import recipe, tiny_pack
from tokenizers import Tokenizer
from typer.testing import CliRunner

from slu.errors import MalgwiError
from slu.training.pretraining.samples import Filled, Guess
from ui.cli import app
from ui.commands import load


def run(*words: object):
    return CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)


def test_pretraining_in_slices_and_the_tokenizer_taken_out(tmp_path) -> None:
    config = recipe(tmp_path, tiny_pack(tmp_path), learning={"steps": 3})
    first = run("pretrain", config, "--max-minutes", "1e-6")
    assert "같은 명령으로 이어집니다" in first.stdout
    second = run("pretrain", config)
    assert f"인코더를 {tmp_path / 'encoder'}에 썼습니다." in second.stdout
    taken = run("tokenizer", "take", tmp_path / "encoder", "--out", tmp_path / "taken.json")
    assert taken.exit_code == 0
    own = Tokenizer.from_file(str(tmp_path / "encoder" / "tokenizer.json"))
    assert Tokenizer.from_file(str(tmp_path / "taken.json")).get_vocab() == own.get_vocab()


def test_a_guess_is_shown_with_its_share() -> None:
    filled = Filled("거실 [MASK] 꺼", (Guess("불", 0.75), Guess("등", 0.2)))
    assert filled.shown() == "불 75%, 등 20%"


def test_a_package_that_is_missing_is_named(monkeypatch) -> None:
    monkeypatch.setattr(load.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(MalgwiError, match=r"'accelerate'.*\.\[train\]"):
        load.require("accelerate", "train")
