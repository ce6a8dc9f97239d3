"""`malgwi finetune` before and around learning: no model is lost, an interrupted run goes on, and
what cannot be learned is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from corpus_kit import tokenizer_file
from transformers import BertConfig, BertModel
from typer.testing import CliRunner, Result

from slu.core import Slot, Utterance
from slu.data import write
from slu.errors import MalgwiError
from ui import cli
from ui.commands import learn

EXAMPLES = [
    Utterance(f"{room} {text}", intent, (Slot("room", 0, 2, room),))
    for room in ("거실", "아침")
    for intent, text in (("light", "불 꺼 줘"), ("alarm", "일곱 시에 깨워 줘"))
]
CONFIG = "learning: {epochs: 2, batch_size: 2}\nnoise: {written: 0}\nspacing: given\n"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a person stands: a random encoder, examples and a recipe."""
    torch.manual_seed(0)
    sizes = {"num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    encoder = BertModel(BertConfig(vocab_size=400, hidden_size=16, **sizes))
    encoder.save_pretrained(tmp_path / "bert")
    tokenizer_file(tmp_path / "bert")
    write(tmp_path / "train.jsonl", EXAMPLES, "jsonl")
    (tmp_path / "recipe.yml").write_text(
        f"train: train.jsonl\ndev: train.jsonl\nout: model\nencoder: bert\n{CONFIG}", "utf-8"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.app, ["finetune", "--config", "recipe.yml", *words])


def plain(shown: str) -> str:
    return " ".join(shown.split())


def test_an_interrupted_training_goes_on_and_a_finished_model_is_kept(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    epochs, told = [], learn._told

    def killed_in_the_second(measured) -> str:
        epochs.append(measured)
        if len(epochs) == 2:
            raise MalgwiError("멈춤")
        return told(measured)

    monkeypatch.setattr(learn, "_told", killed_in_the_second)
    assert run().exit_code == 2
    assert not (place / "model").exists()
    went_on = run()
    assert went_on.exit_code == 0, went_on.output
    assert len(epochs) == 3, "the first epoch is not learned again"
    weights = (place / "model" / "model.safetensors").read_bytes()

    refused = run("--seed", "5")
    assert refused.exit_code == 2
    assert "model: 이미 쓰는 폴더입니다." in plain(refused.output)
    assert "--overwrite" in refused.output
    assert len(epochs) == 3
    assert (place / "model" / "model.safetensors").read_bytes() == weights

    assert run("--seed", "5", "--overwrite").exit_code == 0
    assert (place / "model" / "model.safetensors").read_bytes() != weights


@pytest.mark.parametrize(
    "command",
    [
        ["finetune", "--config", "recipe.yml", "--out"],
        ["finetune-tasks", "--task", "nsmc", "--out"],
    ],
    ids=["finetune", "finetune-tasks"],
)
@pytest.mark.parametrize("more", [[], ["--overwrite"]], ids=["plain", "overwrite"])
def test_what_is_no_model_is_never_replaced(place: Path, command, more) -> None:
    (place / "letters").mkdir()
    (place / "letters" / "dear.txt").write_text("안녕", "utf-8")
    for out in ("letters", "train.jsonl"):
        ended = CliRunner().invoke(cli.app, [*command, out, *more])
        assert ended.exit_code == 2
        assert f"{out}: 모델 폴더가 아닌 것이 이미 있습니다." in plain(ended.output)
    assert (place / "letters" / "dear.txt").read_text("utf-8") == "안녕"
    assert (place / "train.jsonl").is_file()


def test_finetune_tasks_does_not_replace_a_model_either(place: Path) -> None:
    (place / "model").mkdir()
    (place / "model" / "labels.json").write_text("{}")
    words = ["finetune-tasks", "--task", "nsmc", "--out", "model"]
    assert "--overwrite" in CliRunner().invoke(cli.app, words).output


def test_labels_of_dev_that_train_has_not_are_named_and_training_goes_on(place: Path) -> None:
    other = Utterance("거실 문 열어", "door", (Slot("where", 0, 2, "거실"),))
    write(place / "dev.jsonl", [*EXAMPLES, other, replace(other, intent="dor")], "jsonl")
    told = run("--dev", "dev.jsonl", "--epochs", "1")
    assert told.exit_code == 0, told.output
    assert "잴 자료의 의도 door, dor은(는) 학습 자료에 없습니다." in plain(told.stderr)
    assert "잴 자료의 슬롯 where은(는) 학습 자료에 없습니다." in plain(told.stderr)
    assert "학습 자료에 없습니다" not in run("--overwrite", "--epochs", "1").output


def test_of_many_labels_ten_are_named(place: Path) -> None:
    dev = [Utterance("거실 불 꺼", f"new{number:02}") for number in range(13)]
    write(place / "dev.jsonl", dev, "jsonl")
    told = plain(run("--dev", "dev.jsonl", "--epochs", "1").stderr)
    assert "new08, new09 외 3개은(는) 학습 자료에" in told


def test_dev_without_intents_and_options_out_of_bounds_end_in_a_sentence(place: Path) -> None:
    write(place / "dev.jsonl", [replace(one, intent=None) for one in EXAMPLES], "jsonl")
    for words, says in (
        (("--dev", "dev.jsonl"), "dev.jsonl: 의도가 붙은 예문이 하나도 없어"),
        (("--dropout", "2"), "dropout은(는) 0 이상 1 미만이어야 합니다"),
        (("--encoder-rate", "-1"), "encoder_rate은(는) 0보다 크고"),
        (("--warmup", "3"), "warmup은(는) 0에서 1까지입니다"),
    ):
        ended = run(*words)
        assert ended.exit_code == 2
        assert says in plain(ended.stderr)
        assert "Traceback" not in ended.output
