"""An encoder folder whose weights are not whole is refused by a sentence that names it, both where
pretraining goes on from it and where it is fine-tuned."""

import shutil

import pytest
from corpus_kit import tokenizer_file
from pretraining_kit import tiny_options, tiny_pack
from safetensors.torch import load_file, save_file

from slu.data.packed import PackedCorpus
from slu.errors import ModelError
from slu.training.encoders import open_encoder
from slu.training.pretraining.start import make_objective
from slu.training.random_encoder import make_random_encoder


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A pack, and an encoder of two layers with its tokenizer."""
    folder = tmp_path_factory.mktemp("weights")
    tiny_pack(folder, 60)
    make_random_encoder(folder / "whole", tokenizer_file(folder), width=32)
    return folder


@pytest.fixture
def damaged(place, tmp_path):
    return shutil.copytree(place / "whole", tmp_path / "damaged")


@pytest.fixture(params=["pretrain", "finetune"])
def opened(request, place):
    """Opens a folder as the command of that name does; returns the encoder."""

    def pretraining(folder):
        options = tiny_options(place, place / "pack", shape={"start": str(folder)})
        return make_objective(options, PackedCorpus.open(options.pack)).encoder

    return pretraining if request.param == "pretrain" else lambda each: open_encoder(str(each))[0]


def change_weights(folder, change):
    path = folder / "model.safetensors"
    save_file(change(load_file(path)), path, metadata={"format": "pt"})


def says(fault, folder, *words):
    (text,) = fault.value.args
    assert all(word in text for word in (str(folder), *words)), text
    assert "\n" not in text


@pytest.mark.parametrize("kept", [0, 5, 2000])
def test_weights_cut_short(opened, damaged, kept) -> None:
    path = damaged / "model.safetensors"
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ModelError) as fault:
        opened(damaged)
    says(fault, damaged, "열 수 없습니다", "header")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        ('"wide"', ["열 수 없습니다", "hidden_size"]),
        ("64", ["config.json", "모양이 다른 것", "embeddings.LayerNorm.bias"]),
    ],
    ids=["impossible", "another"],
)
def test_a_configuration_that_does_not_fit(opened, damaged, size, words) -> None:
    path = damaged / "config.json"
    path.write_text(path.read_text().replace('"hidden_size": 32', f'"hidden_size": {size}'))
    with pytest.raises(ModelError) as fault:
        opened(damaged)
    says(fault, damaged, *words)


def test_a_layer_without_weights(opened, damaged) -> None:
    upper = "encoder.layer.1."
    change_weights(damaged, lambda all_: {n: t for n, t in all_.items() if upper not in n})
    with pytest.raises(ModelError) as fault:
        opened(damaged)
    says(fault, damaged, "빠진 것 16개", f"{upper}attention.output.LayerNorm.bias", "…")


def test_a_pooling_layer_is_not_missed_and_other_weights_may_stand_there(opened, damaged) -> None:
    """make_random_encoder writes none; a checkpoint with a head has more than an encoder."""
    assert not [name for name in load_file(damaged / "model.safetensors") if "pooler" in name]
    change_weights(damaged, lambda all_: all_ | {"cls.bias": next(iter(all_.values())).clone()})
    assert opened(damaged).config.hidden_size == 32
