"""Blanks filled by an encoder with its head: the same as `transformers` fills them, in 8 bits too,
and folders that are not whole are refused."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch
from corpus_kit import tokenizer_file
from safetensors.torch import load_file, save_file
from transformers import BertConfig, BertForMaskedLM, PreTrainedTokenizerFast, pipeline
from typer.testing import CliRunner

from models.weights import rounded
from slu.errors import DataError, ModelError
from slu.evaluation.words import filling
from slu.evaluation.words.families import BERT, Families
from slu.evaluation.words.filling import Filler, Fillers
from slu.evaluation.words.opening import digest_of, folder_of, open_embedder
from slu.evaluation.words.static import Cutter
from slu.training import bert_encoder
from slu.training.bert_encoder import save_small
from slu.training.encoders import open_encoder
from ui import cli

TEXT = "거실 불 좀 [MASK] 줄래?"
SPECIAL = {"pad": "[PAD]", "unk": "[UNK]", "cls": "[CLS]", "sep": "[SEP]", "mask": "[MASK]"}


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """A BERT of the library with random weights, and its pipeline that fills blanks."""
    path = tokenizer_file(tmp_path_factory.mktemp("reference"))
    names = {f"{kind}_token": piece for kind, piece in SPECIAL.items()}
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(path), **names)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=40,
        initializer_range=0.2,
    )
    model = BertForMaskedLM(config).eval()
    torch.nn.init.normal_(model.cls.predictions.bias)
    return model, pipeline("fill-mask", model=model, tokenizer=tokenizer), path


@pytest.fixture
def folder(reference, tmp_path) -> Path:
    """The same weights as `malgwi pretrain` leaves them."""
    model, _, tokenizer = reference
    out = tmp_path / "tiny"
    model.bert.save_pretrained(out)
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    head, prefix = model.cls.predictions, "piece_head."
    tensors = {
        "dense.weight": head.transform.dense.weight,
        "dense.bias": head.transform.dense.bias,
        "norm.weight": head.transform.LayerNorm.weight,
        "norm.bias": head.transform.LayerNorm.bias,
        "bias": head.bias,
    }
    contiguous = {prefix + name: tensor.detach().clone() for name, tensor in tensors.items()}
    save_file(contiguous, out / "head.safetensors")
    (out / "README.md").write_text("a card", "utf-8")
    return out


def test_the_library_fills_it_alike(reference, folder) -> None:
    expected = reference[1](TEXT, top_k=5)
    found = Filler.load(folder).fill(TEXT)
    assert [guess.piece for guess in found.guesses] == [each["token_str"] for each in expected]
    assert [guess.probability for guess in found.guesses] == pytest.approx(
        [each["score"] for each in expected], rel=1e-4
    )


def test_a_blank_may_be_a_line(folder) -> None:
    filler = Filler.load(folder)
    expected = filler.fill(TEXT, 1000)
    assert filler.fill(" 거실 불 좀 ____ 줄래? ", 1000) == expected
    assert filler.fill(TEXT.replace("MASK", "mask"), 1000) == expected
    assert sum(guess.probability for guess in expected.guesses) == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("text", ["", "거실 불 꺼 줘", "[MASK] [MASK]", "_", "__ 불 __"])
def test_there_is_exactly_one_blank(folder, text) -> None:
    with pytest.raises(DataError, match="꼭 한 번"):
        Filler.load(folder).fill(text)


def test_a_sentence_fits_the_encoder(folder) -> None:
    filler = Filler.load(folder)
    filler.fill("[MASK]" + " 줘" * 37)
    with pytest.raises(DataError, match="40조각까지"):
        filler.fill("[MASK]" + " 줘" * 38)


def test_more_pieces_than_there_are_are_not_asked_for(folder) -> None:
    size = open_encoder(str(folder))[1].size
    assert len(Filler.load(folder).fill(TEXT, 10_000).guesses) == size


def test_eight_bits_are_read_back_and_fill_alike(folder, tmp_path) -> None:
    out = tmp_path / "small"
    save_small(folder, out)
    whole, small = Filler.load(folder), Filler.load(out)
    weights = small.model.state_dict()
    for name, tensor in whole.model.state_dict().items():
        assert torch.equal(weights[name], rounded(tensor)), name
    both = whole.fill(TEXT, 1000), small.fill(TEXT, 1000)
    shares, others = ({each.piece: each.probability for each in found.guesses} for found in both)
    assert max(abs(shares[piece] - others[piece]) for piece in shares) < 0.05
    assert (out / "README.md").read_text("utf-8") == "a card"
    size = (out / "model.safetensors").stat().st_size
    assert size < 0.5 * (folder / "model.safetensors").stat().st_size
    save_small(out, tmp_path / "again")
    for name in ("model.safetensors", "head.safetensors"):
        once, twice = (load_file(each / name) for each in (out, tmp_path / "again"))
        assert all(torch.equal(once[each], twice[each]) for each in once)


def test_it_is_an_encoder_like_others(folder, tmp_path) -> None:
    save_small(folder, tmp_path / "small")
    encoder, subwords = open_encoder(str(tmp_path / "small"))
    assert encoder.config.hidden_size == 32
    assert subwords.mask == 4
    random = open_encoder(f"random:{tmp_path / 'small'}")[0]
    name = "embeddings.word_embeddings.weight"
    assert not torch.equal(random.state_dict()[name], encoder.state_dict()[name])
    vectors, known = open_embedder(str(tmp_path / "small"), Cutter()).word_vectors(["거실", "아침"])
    assert known.all()
    assert vectors.shape == (2, 32)
    config = (tmp_path / "small" / "config.json").read_bytes()
    digest = digest_of(str(tmp_path / "small"))
    (tmp_path / "small" / "config.json").write_bytes(config + b" ")
    assert digest_of(str(tmp_path / "small")) != digest


@pytest.mark.parametrize("name", ["model.safetensors", "head.safetensors", "tokenizer.json"])
def test_a_folder_cut_short_is_refused(folder, tmp_path, name) -> None:
    out = tmp_path / "small"
    save_small(folder, out)
    whole = (out / name).read_bytes()
    (out / name).write_bytes(whole[:-9])
    with pytest.raises(ModelError, match=rf"{name}: 파일이 잘렸거나"):
        Filler.load(out)
    (out / name).write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(ModelError, match=rf"{name}: 내용이 바뀌었습니다"):
        Filler.load(out)
    (out / name).unlink()
    with pytest.raises(ModelError, match=rf"{name}: 파일이 없습니다"):
        Filler.load(out)


def test_what_cannot_be_shrunk_is_told(folder, tmp_path) -> None:
    out = tmp_path / "small"
    with pytest.raises(ModelError, match="파일이 없습니다"):
        save_small(tmp_path / "nowhere", out)
    weights = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(weights[:-9])
    with pytest.raises(ModelError, match="잘리지 않았는지"):
        save_small(folder, out)
    (folder / "model.safetensors").write_bytes(weights)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"hidden_size": 64}), "utf-8")
    with pytest.raises(ModelError, match="맞지 않습니다"):
        save_small(folder, out)
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    save_file({"dense.weight": torch.zeros(2, 2)}, folder / "head.safetensors")
    with pytest.raises(ModelError, match="objective: mlm"):
        save_small(folder, out)
    (folder / "head.safetensors").unlink()
    with pytest.raises(ModelError, match=r"head\.safetensors가 없습니다"):
        Filler.load(folder)
    assert not out.exists()


def test_those_that_fill_are_found(folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(filling, "PRETRAINED", tmp_path / "pretrained")
    (folder.parent / "headless").mkdir()
    assert Fillers.here(tmp_path).names == ("tiny",)
    save_small(folder, tmp_path / "pretrained" / "malgwi-bert")
    fillers = Fillers.here(tmp_path)
    assert fillers.names == (BERT, "tiny")
    assert fillers.fill("tiny", TEXT) == Filler.load(folder).fill(TEXT)
    assert fillers.fill(BERT, TEXT).guesses
    with pytest.raises(DataError, match=f"있는 것: {BERT}, tiny"):
        fillers.fill("other", TEXT)
    assert Fillers.here(tmp_path / "nowhere" / "deeper").names == (BERT,)
    assert Families.here(tmp_path / "nowhere", tmp_path).names[-1] == "tiny"


def test_the_one_that_comes_along_has_a_name(folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bert_encoder, "PRETRAINED", tmp_path / "pretrained")
    with pytest.raises(ModelError, match=r"malgwi-bert-cpu\.yml"):
        open_encoder("bert")
    out = tmp_path / "pretrained" / "malgwi-bert"
    save_small(folder, out)
    assert open_encoder("bert")[0].config.hidden_size == 32
    assert folder_of("bert") == out


def run(*words: object):
    return CliRunner().invoke(cli.app, [str(word) for word in words])


def test_the_commands_shrink_and_fill(folder, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(bert_encoder, "PRETRAINED", tmp_path)
    assert "함께 오는 BERT가 없습니다" in run("fill", TEXT).output
    shrunk = run("export", "bert", folder, tmp_path / "malgwi-bert")
    assert f"{tmp_path / 'malgwi-bert'}에 썼습니다(" in shrunk.output.replace("\n", "")
    found = json.loads(run("fill", TEXT, "--json", "--count", 3).stdout)
    expected = Filler.load(tmp_path / "malgwi-bert").fill(TEXT, 3)
    assert [each["piece"] for each in found["guesses"]] == [one.piece for one in expected.guesses]
    shown = run("fill", TEXT, "--model", folder).stdout
    assert f"{Filler.load(folder).fill(TEXT).guesses[0].probability:.1%}" in shown
    refused = run("fill", "빈칸이 없다", "--model", folder)
    assert refused.exit_code == 2
    assert "꼭 한 번" in refused.output
