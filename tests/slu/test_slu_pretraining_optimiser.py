"""Muon beside AdamW: who changes what, its update beside a singular value decomposition, and one
state of both that can be kept and given back."""

import copy
import math

import pytest
import torch
from pretraining_kit import tiny_options, tiny_pack
from torch.optim import AdamW, Muon

from slu.data.packed import PackedCorpus
from slu.training.pretraining.optimiser import make_optimiser
from slu.training.pretraining.start import make_objective


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("optimiser")
    tiny_pack(folder)
    return folder


def subject(place, **learning):
    """An objective with a gradient, and its optimiser."""
    options = tiny_options(place, place / "pack", "encoder", learning=learning)
    objective = make_objective(options, PackedCorpus.open(options.pack))
    draw = torch.Generator().manual_seed(5)
    for parameter in objective.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=draw)
    return objective, make_optimiser(objective, options)


def names_of(objective, optimiser) -> set[str]:
    names = {id(parameter): name for name, parameter in objective.named_parameters()}
    return {names[id(each)] for group in optimiser.param_groups for each in group["params"]}


def test_muon_takes_the_matrices_of_the_layers_and_adamw_all_else(place) -> None:
    objective, optimiser = subject(place, optimiser="muon", layer_decay=0.5)
    adamw, muon = optimiser.parts
    assert (type(adamw), type(muon)) == (AdamW, Muon)
    matrices, rest = names_of(objective, muon), names_of(objective, adamw)
    assert not matrices & rest
    assert matrices | rest == {name for name, _ in objective.named_parameters()}
    assert all(".layer." in name and name.endswith("weight") for name in matrices)
    assert "encoder.encoder.layer.0.attention.self.query.weight" in matrices
    assert "encoder.encoder.layer.0.attention.output.LayerNorm.weight" in rest
    assert "encoder.embeddings.word_embeddings.weight" in rest
    assert {group["lr"] for group in muon.param_groups} == {5e-4, 1e-3}, "lower layers more slowly"


def test_an_update_of_muon_is_near_that_of_a_singular_value_decomposition(place) -> None:
    """The gradient's own directions, every one by nearly the same step, of AdamW's size: 0.2 a
    weight in root mean square."""
    objective, optimiser = subject(place, optimiser="muon", rate=1e-2, weight_decay=0.0)
    layer = objective.encoder.encoder.layer[0]
    before = copy.deepcopy(layer.state_dict())
    optimiser.step()
    for name in ("attention.self.query.weight", "intermediate.dense.weight"):
        weight = layer.get_parameter(name)
        left, _, right = torch.linalg.svd(weight.grad, full_matrices=False)
        step = (before[name] - weight.detach()) / (1e-2 * 0.2 * math.sqrt(max(weight.shape)))
        turned = left.T @ step @ right.T
        assert turned.diagonal().min() > 0.5
        assert turned.diagonal().max() < 1.3
        assert (turned - torch.diag(turned.diagonal())).abs().max() < 0.1
    name = "attention.self.query.bias"
    moved = before[name] - layer.get_parameter(name).detach()
    assert moved.abs().tolist() == pytest.approx([1e-2] * len(moved), rel=1e-3), "AdamW's first"


def test_a_state_given_back_goes_on_as_if_it_had_not_been_away(place) -> None:
    objective, optimiser = subject(place, optimiser="muon")
    optimiser.step()
    kept = copy.deepcopy((objective.state_dict(), optimiser.state_dict()))
    optimiser.step()
    again, other = subject(place, optimiser="muon")
    again.load_state_dict(kept[0])
    other.load_state_dict(kept[1])
    other.step()
    for (name, one), two in zip(objective.named_parameters(), again.parameters(), strict=True):
        assert torch.equal(one, two), name


@pytest.mark.parametrize("given_back", [False, True])
def test_a_rate_of_the_schedule_reaches_both(place, given_back) -> None:
    objective, optimiser = subject(place, optimiser="muon", weight_decay=0.0)
    if given_back:
        optimiser.load_state_dict(copy.deepcopy(optimiser.state_dict()))
    before = copy.deepcopy(objective.state_dict())
    for group in optimiser.param_groups:
        group["lr"] = 0.0
    optimiser.step()
    for name, parameter in objective.named_parameters():
        assert torch.equal(before[name], parameter), name


def test_the_options_name_the_optimiser(place) -> None:
    assert type(subject(place)[1]) is AdamW
