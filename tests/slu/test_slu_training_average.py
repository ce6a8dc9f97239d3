"""The moving average of weights, against one worked out by hand."""

import pytest
import torch
from torch import nn

from slu.training.average import Average


def weights_after(decay: float, steps: int) -> tuple[float, float]:
    """The weight of a model that is set to 1, 2, 3 ..., and its average."""
    model = nn.Linear(1, 1, bias=False)
    average = Average(model, decay)
    for step in range(1, steps + 1):
        model.weight.data.fill_(step)
        average.update()
    with average.applied():
        inside = model.weight.item()
    return model.weight.item(), inside


def test_by_hand() -> None:
    """The first weights are taken as they are, then decays of 2/11 and 3/12 hold (0.5 at most)."""
    last, found = weights_after(0.5, 3)
    second = 2 / 11 * 1 + 9 / 11 * 2
    assert last == 3
    assert found == pytest.approx(3 / 12 * second + 9 / 12 * 3)


def test_the_decay_is_the_limit() -> None:
    _, found = weights_after(0.1, 2)
    assert found == pytest.approx(0.1 * 1 + 0.9 * 2)


def test_none_is_kept_without_a_decay() -> None:
    assert weights_after(0.0, 3) == (3, 3)


def test_the_state_holds_both() -> None:
    model = nn.Linear(2, 2)
    average = Average(model, 0.9)
    model.weight.data.zero_()
    average.update()
    other = Average(nn.Linear(2, 2), 0.9)
    other.whole.load_state_dict(average.whole.state_dict())
    with other.applied(), average.applied():
        assert torch.equal(other.model.weight, average.model.weight)


def test_what_is_frozen_is_not_averaged() -> None:
    model = nn.Linear(1, 1)
    model.weight.requires_grad_(False)
    average = Average(model, 0.9)
    before = model.weight.item()
    for step in (1, 2):
        model.bias.data.fill_(step)
        average.update()
    with average.applied():
        assert model.weight.item() == before
        assert 1 < model.bias.item() < 2
    assert average.averaged is not None
    assert sum(each.numel() for each in average.averaged.parameters()) == 1
