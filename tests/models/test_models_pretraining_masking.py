"""Random numbers from counters, and what masking chooses with them."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.pretraining import masking as module
from models.pretraining.masking import Masking, fixed_places, mask_rows, places_of, room_for
from models.pretraining.randomness import below, hashed, uniform
from models.pretraining.rows import NO_PAIR, Rows

MASK, VOCABULARY, ORDINARY = 4, 1000, 5


def rows_of(ids, units, first_key=0) -> Rows:
    ids, units = torch.as_tensor(ids), torch.as_tensor(units)
    zeros = torch.zeros_like(ids)
    pairs = torch.full_like(ids, NO_PAIR)
    keys = torch.arange(first_key, first_key + len(ids))
    return Rows(ids, zeros + 1, zeros, zeros, units, pairs, keys)


def many_rows(rows=400, length=128, to_a_unit=1) -> Rows:
    ids = torch.arange(rows * length).view(rows, length) % 900 + 50
    units = (torch.arange(length) // to_a_unit + 1).expand(rows, length).clone()
    units[:, 0] = 0
    return rows_of(ids, units)


def chi_square(bins: torch.Tensor) -> float:
    expected = bins.sum() / len(bins)
    return float(((bins - expected) ** 2 / expected).sum())


def signed(number: int) -> int:
    return number - (1 << 64)


def test_the_hash_is_splitmix64():
    # The first two numbers of the reference implementation (Vigna, splitmix64.c), seeded with 0.
    golden = signed(0x9E3779B97F4A7C15)
    assert hashed(torch.tensor(0)).item() == signed(0xE220A8397B1DCDAF)
    assert hashed(torch.tensor(golden)).item() == 0x6E789E6AA1B965F4


@pytest.mark.parametrize("moving", range(4))
def test_numbers_are_uniform_along_every_counter(moving):
    counters = [torch.tensor(3)] * 4
    counters[moving] = torch.arange(1 << 16)
    numbers = uniform(*counters)
    bins = torch.bincount((numbers * 256).long(), minlength=256).double()
    assert chi_square(bins) < 350  # 255 degrees of freedom: more has a chance of 1 in 10,000
    assert abs(torch.corrcoef(torch.stack([numbers[1:], numbers[:-1]]))[0, 1]) < 0.02


def test_counters_are_told_apart_by_their_order():
    one, two = torch.tensor(1), torch.tensor(2)
    assert hashed(one, two) != hashed(two, one)
    assert hashed(one, 2, 3) != hashed(one, 3, 2)


def test_numbers_stay_within_the_open_interval():
    numbers = uniform(torch.arange(1 << 20), 7)
    assert numbers.min() > 0
    assert numbers.max() < 1


def test_below_reaches_every_number_alike():
    numbers = below(10, torch.arange(20_000), 5)
    bins = torch.bincount(numbers, minlength=10).double()
    assert len(bins) == 10
    assert chi_square(bins) < 35


def test_a_row_masked_by_hand(monkeypatch):
    luck = {
        0: torch.tensor([[0.9, 0.1, 0.1, 0.2, 0.14, 0.149, 0.0]]),  # below 0.15: chosen
        1: torch.tensor([[0.0, 0.79, 0.85, 0.0, 0.95, 0.8, 0.0]]),  # mask, other, ., stay, other
    }
    calls = iter(luck)
    monkeypatch.setattr(module, "uniform", lambda *_: luck[next(calls)])
    monkeypatch.setattr(module, "below", lambda *_: torch.tensor([[1, 2, 3, 4, 5, 6, 7]]))
    rows = rows_of([[2, 10, 11, 12, 13, 14, 3]], [[0, 1, 1, 2, 3, 4, 0]])
    masked = mask_rows(rows, Masking(MASK, VOCABULARY, ORDINARY), draw=0)
    assert masked.chosen.tolist() == [[False, True, True, False, True, True, False]]
    assert masked.ids.tolist() == [[2, MASK, 5 + 3, 12, 13, 5 + 6, 3]]


def test_shares_are_those_of_the_paper():
    rows = many_rows()
    masked = mask_rows(rows, Masking(MASK, VOCABULARY, ORDINARY), draw=1)
    chosen = masked.chosen.sum()
    assert chosen / (rows.units > 0).sum() == pytest.approx(0.15, abs=0.008)  # five deviations
    hidden = (masked.ids == MASK).sum() / chosen
    kept = (masked.chosen & (masked.ids == rows.ids)).sum() / chosen
    assert hidden == pytest.approx(0.8, abs=0.023)
    assert kept == pytest.approx(0.1, abs=0.018)
    swapped = masked.ids[masked.chosen & (masked.ids != MASK) & (masked.ids != rows.ids)]
    assert swapped.min() >= ORDINARY
    assert swapped.max() < VOCABULARY
    assert torch.equal(masked.ids[~masked.chosen], rows.ids[~masked.chosen])


def test_whole_words_are_chosen_as_often_as_pieces():
    rows = many_rows(to_a_unit=4)
    masked = mask_rows(rows, Masking(MASK, VOCABULARY, ORDINARY), draw=1)
    assert masked.chosen.sum() / (rows.units > 0).sum() == pytest.approx(0.15, abs=0.016)


@settings(max_examples=60, deadline=None)
@given(
    lengths=st.lists(st.integers(1, 5), min_size=1, max_size=12),
    key=st.integers(0, 1 << 40),
    draw=st.integers(0, 1 << 40),
)
def test_a_unit_is_chosen_whole_or_not_at_all(lengths, key, draw):
    units = [unit + 1 for unit, length in enumerate(lengths) for _ in range(length)]
    rows = rows_of([[50 + unit for unit in units]], [units], key)
    masking = Masking(MASK, VOCABULARY, ORDINARY, share=0.5)
    chosen = mask_rows(rows, masking, draw).chosen[0]
    for unit in set(units):
        assert len(set(chosen[rows.units[0] == unit].tolist())) == 1


def test_static_masking_repeats_and_dynamic_does_not():
    rows = many_rows(8)
    static = Masking(MASK, VOCABULARY, ORDINARY, dynamic=False)
    dynamic = Masking(MASK, VOCABULARY, ORDINARY)
    assert torch.equal(mask_rows(rows, static, 1).ids, mask_rows(rows, static, 2).ids)
    assert not torch.equal(mask_rows(rows, dynamic, 1).chosen, mask_rows(rows, dynamic, 2).chosen)
    assert torch.equal(mask_rows(rows, dynamic, 2).ids, mask_rows(rows, dynamic, 2).ids)


def test_rows_and_seeds_are_masked_differently():
    rows = rows_of(torch.full((2, 200), 50), torch.arange(1, 201).expand(2, 200))
    one = mask_rows(rows, Masking(MASK, VOCABULARY, seed=1), 0).chosen
    two = mask_rows(rows, Masking(MASK, VOCABULARY, seed=2), 0).chosen
    assert not torch.equal(one[0], one[1])
    assert not torch.equal(one, two)


def test_masks_do_not_depend_on_the_batch():
    whole = many_rows(6)
    masking = Masking(MASK, VOCABULARY, ORDINARY)
    together = mask_rows(whole, masking, 3).ids
    apart = [
        mask_rows(rows_of(whole.ids[at : at + 2], whole.units[at : at + 2], at), masking, 3).ids
        for at in (0, 2, 4)
    ]
    assert torch.equal(together, torch.cat(apart))


@settings(max_examples=60, deadline=None)
@given(chosen=st.lists(st.booleans(), min_size=1, max_size=60), room=st.integers(1, 60))
def test_places_of_a_fixed_number_are_those_chosen(chosen, room):
    flat = torch.tensor(chosen)
    places, real = fixed_places(flat, room)
    assert len(places) == room
    assert places[real].tolist() == flat.nonzero().squeeze(1)[:room].tolist()
    assert places[~real].eq(0).all()


def test_places_on_a_cpu_are_all_real():
    places, real = places_of(torch.tensor([[False, True], [True, False]]), 0.15)
    assert places.tolist() == [1, 2]
    assert real.all()


def test_there_is_room_for_all_that_are_chosen():
    rows = many_rows(64, to_a_unit=3)
    for draw in range(20):
        chosen = mask_rows(rows, Masking(MASK, VOCABULARY), draw).chosen
        assert chosen.sum() <= room_for(chosen.numel(), 0.15)
    assert room_for(64 * 128, 0.15) < 1.4 * 0.15 * 64 * 128
    assert room_for(10, 0.15) == 10


@pytest.mark.parametrize(
    "wrong",
    [{"share": 0.0}, {"share": 1.0}, {"masked": 0.95}, {"random": -0.1}, {"ordinary": 1000}],
)
def test_impossible_shares_are_refused(wrong):
    with pytest.raises(ValueError, match=r"share|ids"):
        Masking(**({"mask": MASK, "vocabulary": VOCABULARY} | wrong))
