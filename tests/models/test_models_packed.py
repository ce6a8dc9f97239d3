"""Packed linear layers against `torch.nn.Linear`, alone and within encoders."""

import copy

import pytest
import torch
from torch import nn
from transformers import BertConfig, BertModel, ElectraConfig, ElectraModel

from models.joint import Batch, JointModel
from models.packed import PackedLinear, pack_linears

pytestmark = pytest.mark.skipif(
    not pack_linears(nn.Sequential(nn.Linear(2, 2))), reason="not x86, or no oneDNN"
)
SIZES = {
    "vocab_size": 50,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 48,
    "max_position_embeddings": 24,
}


@pytest.mark.parametrize("shape", [(1, 1, 7), (1, 40, 7), (5, 3, 7), (6, 7)])
@pytest.mark.parametrize("bias", [True, False])
@torch.inference_mode()
def test_a_packed_layer_gives_the_same_numbers(shape, bias) -> None:
    linear = nn.Linear(7, 11, bias=bias)
    given = torch.randn(shape)
    assert torch.allclose(PackedLinear(linear)(given), linear(given), atol=1e-5)
    cut = given[..., 1:, :]  # not contiguous where there are several rows
    if cut.numel():
        assert torch.allclose(PackedLinear(linear)(cut), linear(cut), atol=1e-5)


@pytest.mark.parametrize(
    "encoder", [BertModel(BertConfig(**SIZES), False), ElectraModel(ElectraConfig(**SIZES))]
)
@torch.inference_mode()
def test_a_packed_model_gives_the_same_scores(encoder) -> None:
    plain = JointModel(encoder, intents=4, labels=7).eval()
    packed = copy.deepcopy(plain)
    assert pack_linears(packed)
    assert not any(type(module) is nn.Linear for module in packed.modules())
    ids = torch.randint(5, 50, (3, 9))
    mask = torch.arange(9) < torch.tensor([[9], [5], [3]])
    batch = Batch(ids, mask, torch.zeros_like(ids), mask[:, 2:], mask[:, 2:])
    ours, theirs = packed(batch), plain(batch)
    assert torch.allclose(ours.intents, theirs.intents, atol=1e-5)
    assert torch.allclose(ours.slots, theirs.slots, atol=1e-5)
