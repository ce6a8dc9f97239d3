"""The head over the states of a sound: padding changes nothing, and what it pools by hand."""

from __future__ import annotations

import torch
from torch.nn.functional import linear

from models.heads.listening import ListeningHead


def head(width: int = 8, classes: int = 3, looks: int = 2) -> ListeningHead:
    torch.manual_seed(0)
    return ListeningHead(width, classes, looks).eval()


def test_padding_changes_nothing() -> None:
    states, made = torch.randn(2, 7, 8), head()
    mask = torch.tensor([[True] * 7, [True] * 4 + [False] * 3])
    together = made(states, mask)
    alone = made(states[1:, :4], mask[1:, :4])
    assert torch.allclose(together[1], alone[0], atol=1e-6)
    other = torch.where(mask[..., None], states, 1e4)
    assert torch.allclose(made(other, mask), together, atol=1e-5)


def test_without_queries_it_takes_the_mean() -> None:
    states, made = torch.randn(1, 5, 8), head(looks=0)
    expected = linear(states.mean(1), made.classes.weight, made.classes.bias)
    assert torch.allclose(made(states, torch.ones(1, 5, dtype=torch.bool)), expected, atol=1e-6)


def test_a_query_may_look_at_one_frame_alone() -> None:
    """A frame that the query is all for: its weight goes to one, that of the mean stays a fifth."""
    states, made = torch.zeros(1, 5, 8), head(looks=1)
    states[0, 3, 0] = 1.0
    with torch.no_grad():
        made.queries.weight.zero_()
        made.queries.weight[0, 0] = 1e3
        made.classes.weight.copy_(torch.eye(3, 16))
        made.classes.weight[1] = torch.eye(16)[8]
        made.classes.bias.zero_()
    logits = made(states, torch.ones(1, 5, dtype=torch.bool))[0]
    assert torch.allclose(logits[:2], torch.tensor([0.2, 1.0]), atol=1e-5)


def test_the_scale_is_that_of_the_states_to_learn_from() -> None:
    states, made = torch.randn(50, 8) * 7 + 3, head()
    made.fit_scale(states)
    scaled = (states - made.centre) / made.spread
    assert torch.allclose(scaled.mean(0), torch.zeros(8), atol=1e-5)
    assert torch.allclose(scaled.std(0), torch.ones(8), atol=1e-5)
    constant = head()
    constant.fit_scale(torch.ones(4, 8))
    assert torch.isfinite(constant(torch.ones(1, 4, 8), torch.ones(1, 4, dtype=torch.bool))).all()
