"""The CRF against sums over every label sequence, written out."""

import itertools

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.heads.crf import CRF
from models.joint import bio_constraints


def random_crf(labels: int) -> CRF:
    made = CRF(*bio_constraints(labels))
    for parameter in made.parameters():
        torch.nn.init.normal_(parameter)
    return made


@pytest.fixture
def crf() -> CRF:
    torch.manual_seed(3)
    return random_crf(5)


def by_logsumexp(crf: CRF, emissions, mask, starts):
    """The forward algorithm as it stands in the books: no product, no floor."""
    steps = crf.transitions.masked_fill(crf.forbidden, -1e4)
    alpha = crf.first.masked_fill(crf.forbidden_first, -1e4) + emissions[:, 0]
    for t in range(1, emissions.shape[1]):
        advanced = torch.logsumexp(alpha[:, :, None] + steps[starts[:, t].long()], 1)
        alpha = torch.where(mask[:, t, None], advanced + emissions[:, t], alpha)
    return torch.logsumexp(alpha + crf.last, 1)


def random_rows(rows: int, length: int, labels: int, spread: float):
    lengths = torch.randint(1, length + 1, (rows, 1))
    return (
        torch.randn(rows, length, labels) * spread,
        torch.arange(length) < lengths,
        torch.rand(rows, length) < 0.5,
    )


def gradients(total, crf: CRF, emissions) -> list[torch.Tensor]:
    return list(torch.autograd.grad(total, [emissions, *crf.parameters()]))


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


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.sampled_from([3, 7, 31]), st.sampled_from([0.1, 3.0, 10.0]))
def test_sums_and_gradients_equal_the_plain_forward_algorithm(
    seed: int, labels: int, spread: float
) -> None:
    torch.manual_seed(seed)
    crf = random_crf(labels)
    emissions, mask, starts = random_rows(4, 6, labels, spread)
    emissions.requires_grad_(True)
    ours, plain = (
        compute(emissions, mask, starts)
        for compute in (crf.log_partition, lambda *rows: by_logsumexp(crf, *rows))
    )
    assert torch.allclose(ours, plain, atol=1e-4)
    expected = gradients(plain.sum(), crf, emissions)
    for own, reference in zip(gradients(ours.sum(), crf, emissions), expected, strict=True):
        assert torch.allclose(own, reference, atol=1e-4)
    # The marginals are the gradient of the log partition.
    assert torch.allclose(crf.marginals(emissions, mask, starts), expected[0], atol=1e-4)


def test_mixed_precision_does_not_reach_the_sums(crf: CRF) -> None:
    rows = random_rows(3, 5, 5, 3.0)
    with torch.autocast("cpu", torch.bfloat16):
        mixed = crf.log_partition(*rows), crf.marginals(*rows)
    assert torch.equal(mixed[0], crf.log_partition(*rows))
    assert torch.equal(mixed[1], crf.marginals(*rows))


def test_labels_out_of_all_reach_leave_the_numbers_finite(crf: CRF) -> None:
    emissions = torch.zeros(1, 4, 5)
    emissions[0, :, 0] = 500.0  # everything else is below the smallest float32
    emissions[0, 2] = torch.tensor([-900.0, -900.0, -900.0, -900.0, 900.0])  # a lone I
    emissions.requires_grad_(True)
    whole = torch.ones(1, 4, dtype=torch.bool)
    loss = crf.loss(emissions, torch.tensor([[0, 1, 2, 0]]), whole, whole)
    assert loss.isfinite().all()
    assert all(found.isfinite().all() for found in gradients(loss.sum(), crf, emissions))
    assert torch.allclose(crf.marginals(emissions, whole, whole).sum(-1), torch.ones(1, 4))


def test_the_soft_loss_of_certain_beliefs_is_the_loss(crf: CRF) -> None:
    emissions, mask, starts = random_rows(3, 5, 5, 1.0)
    labels = torch.tensor([[0, 1, 2, 0, 3], [3, 4, 4, 1, 2], [1, 2, 2, 2, 0]])
    beliefs = torch.nn.functional.one_hot(labels, 5).float()
    hard, soft = (
        crf.loss(emissions, labels, mask, starts),
        crf.soft_loss(emissions, beliefs, mask, starts),
    )
    assert torch.allclose(hard, soft, atol=1e-4)


def test_the_soft_loss_of_independent_beliefs_is_the_mean_loss(crf: CRF) -> None:
    """Over O and B- alone no step is forbidden, so every path may be weighed."""
    emissions, starts = torch.randn(1, 3, 5), torch.tensor([[True, False, True]])
    mask = torch.ones(1, 3, dtype=torch.bool)
    beliefs = torch.zeros(1, 3, 5)
    beliefs[..., [0, 1, 3]] = torch.rand(1, 3, 3).softmax(-1)
    expected = torch.zeros(1)
    for path in itertools.product((0, 1, 3), repeat=3):
        chance = torch.stack([beliefs[0, t, label] for t, label in enumerate(path)]).prod()
        expected += chance * crf.loss(emissions, torch.tensor([path]), mask, starts).detach()
    assert crf.soft_loss(emissions, beliefs, mask, starts).item() == pytest.approx(
        expected.item(), abs=1e-4
    )
