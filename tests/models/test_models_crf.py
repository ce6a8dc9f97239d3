"""The CRF against sums over every label sequence, written out."""

import itertools

import pytest
import torch

from models.heads.crf import CRF
from models.joint import bio_constraints


@pytest.fixture
def crf() -> CRF:
    torch.manual_seed(3)
    made = CRF(*bio_constraints(5))
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter)
    return made


def by_hand(crf: CRF, emissions, starts, path) -> float:
    """One path's score, added up step by step."""
    total = crf.first[path[0]] + crf.last[path[-1]]
    forbidden = bool(crf.forbidden_first[path[0]])
    for t, label in enumerate(path):
        total = total + emissions[t, label]
        if t:
            total = total + crf.transitions[int(starts[t]), path[t - 1], label]
            forbidden |= bool(crf.forbidden[path[t - 1], label])
    return float("-inf") if forbidden else total.item()


def test_partition_best_path_and_marginals_equal_enumeration(crf: CRF) -> None:
    lengths = [1, 3, 4]
    emissions = torch.randn(3, 4, 5)
    starts = torch.tensor([[1, 0, 0, 0], [1, 0, 1, 0], [1, 1, 0, 1]], dtype=torch.bool)
    mask = torch.arange(4)[None] < torch.tensor(lengths)[:, None]
    partition = crf.log_partition(emissions, mask, starts)
    best = crf.best(emissions, mask, starts)
    marginals = crf.marginals(emissions, mask, starts)
    for row, length in enumerate(lengths):
        paths = list(itertools.product(range(5), repeat=length))
        scores = torch.tensor([by_hand(crf, emissions[row], starts[row], path) for path in paths])
        assert torch.allclose(partition[row], scores.logsumexp(0), atol=1e-4)
        assert tuple(best[row]) == paths[int(scores.argmax())]
        chances = scores.softmax(0)
        for t, label in itertools.product(range(length), range(5)):
            expected = sum(c for c, path in zip(chances, paths, strict=True) if path[t] == label)
            assert float(marginals[row, t, label]) == pytest.approx(float(expected), abs=1e-4)


def test_loss_ignores_what_stands_beyond_the_mask(crf: CRF) -> None:
    emissions = torch.randn(1, 4, 5)
    starts = torch.tensor([[True, False, True, False]])
    mask = torch.tensor([[True, True, False, False]])
    labels = torch.tensor([[1, 2, 4, 3]])
    short = crf.loss(emissions[:, :2], labels[:, :2], mask[:, :2], starts[:, :2])
    assert torch.allclose(crf.loss(emissions, labels, mask, starts), short, atol=1e-5)


def test_an_inside_label_never_follows_another_kind(crf: CRF) -> None:
    emissions = torch.zeros(1, 3, 5)
    emissions[0, 0, 1] = emissions[0, 1, 4] = 50  # B-first, then I-second: not BIO
    starts = torch.ones(1, 3, dtype=torch.bool)
    (path,) = crf.best(emissions, torch.ones(1, 3, dtype=torch.bool), starts)
    assert (path[0], path[1]) != (1, 4)


def test_words_and_pieces_have_transitions_of_their_own(crf: CRF) -> None:
    with torch.no_grad():
        crf.transitions.zero_()
        crf.transitions[0, 1, 2] = 10  # inside a word a slot goes on
        crf.transitions[1, 1, 0] = 10  # at a new word it ends
    emissions = torch.zeros(1, 2, 5)
    emissions[0, 0, 1] = 20
    mask = torch.ones(1, 2, dtype=torch.bool)
    assert crf.best(emissions, mask, torch.tensor([[True, False]])) == [[1, 2]]
    assert crf.best(emissions, mask, torch.tensor([[True, True]])) == [[1, 0]]
