"""Learning rates by hand: how they rise and fall, and which parameter has which."""

from dataclasses import replace

import pytest
from torch import nn
from transformers import BertConfig, BertModel

from slu.training.learning import Learning
from slu.training.optimiser import parameter_groups, schedule

LEARNING = Learning(encoder_rate=1e-3, head_rate=2e-2, layer_decay=0.5, weight_decay=0.25)
SIZES = {
    "vocab_size": 9,
    "hidden_size": 4,
    "num_hidden_layers": 2,
    "num_attention_heads": 1,
    "intermediate_size": 4,
}


class Model(nn.Module):
    """An encoder of two layers, some of which may be new, under one head."""

    def __init__(self, **config) -> None:
        super().__init__()
        self.encoder = BertModel(BertConfig(**SIZES, **config))
        self.head = nn.Linear(4, 2)


def groups(model: Model, learning: Learning = LEARNING) -> dict[str, tuple[float, float]]:
    """The rate and the weight decay of each parameter that learns."""
    names = {parameter: name for name, parameter in model.named_parameters()}
    found = [
        (names[parameter], (group["lr"], group["weight_decay"]))
        for group in parameter_groups(model, learning)
        for parameter in group["params"]
    ]
    assert len(found) == len(dict(found)), "no parameter is in two groups"
    return dict(found)


@pytest.mark.parametrize(
    ("steps", "warmup", "shares"),
    [
        (10, 0.2, [1 / 2, 1, 1, 7 / 8, 6 / 8, 5 / 8, 4 / 8, 3 / 8, 2 / 8, 1 / 8]),
        (8, 0.5, [1 / 4, 2 / 4, 3 / 4, 1, 1, 3 / 4, 2 / 4, 1 / 4]),
        (4, 0.0, [1, 1, 2 / 3, 1 / 3]),
        (4, 1.0, [1 / 4, 2 / 4, 3 / 4, 1]),
        (5, 0.5, [1 / 2, 1, 1, 2 / 3, 1 / 3]),  # two and a half steps of warm-up are two
        (1, 0.1, [1]),
    ],
)
def test_rates_rise_and_then_fall_in_a_line(steps: int, warmup: float, shares) -> None:
    found = [schedule(step, steps, warmup) for step in range(steps)]
    assert found == pytest.approx(shares)


def test_a_lower_layer_learns_half_as_fast_and_a_head_at_its_own_rate() -> None:
    rates = {name: rate for name, (rate, _) in groups(Model()).items()}
    assert rates["encoder.encoder.layer.1.output.dense.weight"] == pytest.approx(1e-3)
    assert rates["encoder.encoder.layer.0.output.dense.weight"] == pytest.approx(5e-4)
    assert rates["encoder.embeddings.position_embeddings.weight"] == pytest.approx(2.5e-4)
    assert rates["encoder.embeddings.LayerNorm.weight"] == pytest.approx(2.5e-4)
    assert rates["head.weight"] == rates["head.bias"] == 2e-2


def test_only_matrices_decay() -> None:
    decays = {name: decay for name, (_, decay) in groups(Model()).items()}
    assert decays["head.weight"] == decays["encoder.encoder.layer.0.output.dense.weight"] == 0.25
    assert decays["head.bias"] == decays["encoder.embeddings.LayerNorm.weight"] == 0.0
    sizes = {name: each.ndim for name, each in Model().named_parameters()}
    assert {name: 0.25 * (sizes[name] > 1) for name in decays} == decays


def test_words_learn_only_when_that_is_asked_for() -> None:
    words = "encoder.embeddings.word_embeddings.weight"
    model = Model()
    assert words not in groups(model)
    assert {name for name, each in model.named_parameters() if not each.requires_grad} == {words}
    tuned = groups(Model(), replace(LEARNING, tune_embeddings=True))
    assert tuned[words] == (pytest.approx(2.5e-4), 0.25)
    assert tuned.keys() == dict(Model().named_parameters()).keys()


def test_of_a_frozen_encoder_only_what_is_new_learns_and_as_a_head_does() -> None:
    model = Model(new_parameters=("token_type_embeddings",))
    fresh = "encoder.embeddings.token_type_embeddings.weight"
    assert groups(model)[fresh] == (2e-2, 0.25)
    frozen = groups(model, replace(LEARNING, frozen=True))
    assert frozen == {fresh: (2e-2, 0.25), "head.weight": (2e-2, 0.25), "head.bias": (2e-2, 0.0)}
    learning = {name for name, each in model.named_parameters() if each.requires_grad}
    assert learning == frozen.keys()
