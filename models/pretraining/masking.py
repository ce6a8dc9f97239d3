"""Chooses what a masked language model has to guess, and hides it.

Of the units of a row (pieces, whole words or whole morphemes: the sampler has numbered them)
each is chosen with the same probability, and every piece of a chosen unit has to be guessed: 80 %
of these pieces become [MASK], 10 % another piece, 10 % stay. The losses are not here.

Source: Devlin et al. 2019, "BERT", section 3.1; dynamic masking: Liu et al. 2019, "RoBERTa",
section 4.1; whole words: the BERT repository's note of May 31st, 2019.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from models.pretraining.randomness import below, columns, stream, uniform
from models.pretraining.rows import Rows

# What random numbers are drawn for.
_CHOICE, _TREATMENT, _PIECE = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Masking:
    """`mask` is the id of [MASK], `vocabulary` the number of pieces, `ordinary` the first id that
    may stand in for another (0: any).

    `share` of the units are chosen; of the chosen pieces `masked` are hidden and `random`
    replaced. `dynamic`: other choices for every draw; else a row has the same in every epoch.
    """

    mask: int
    vocabulary: int
    ordinary: int = 0
    share: float = 0.15
    masked: float = 0.8
    random: float = 0.1
    dynamic: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.share < 1:
            raise ValueError(f"share is between 0 and 1, not {self.share}")
        if self.masked < 0 or self.random < 0 or self.masked + self.random > 1:
            raise ValueError("masked and random are shares that add up to at most 1")
        if not 0 <= self.ordinary < self.vocabulary or not 0 <= self.mask < self.vocabulary:
            raise ValueError("mask and ordinary are ids of the vocabulary")


@dataclass(frozen=True, slots=True)
class Masked:
    """`ids` (batch, length) with pieces hidden; `chosen` (batch, length) bool, what to guess."""

    ids: Tensor
    chosen: Tensor


def mask_rows(rows: Rows, masking: Masking, draw: int) -> Masked:
    """Hides pieces of the rows; only elementwise, so any device and any batch split agree."""
    draw = draw if masking.dynamic else 0
    seed, place = masking.seed, columns(rows.ids)
    luck = uniform(stream(rows.keys, seed, draw, _CHOICE), rows.units)
    chosen = (rows.units > 0) & (luck < masking.share)
    treatment = uniform(stream(rows.keys, seed, draw, _TREATMENT), place)
    ordinary = masking.vocabulary - masking.ordinary
    other = masking.ordinary + below(ordinary, stream(rows.keys, seed, draw, _PIECE), place)
    hidden = torch.where(treatment < masking.masked, masking.mask, rows.ids)
    swapped = (treatment >= masking.masked) & (treatment < masking.masked + masking.random)
    hidden = torch.where(swapped, other, hidden)
    return Masked(torch.where(chosen, hidden, rows.ids), chosen)


def places_of(chosen: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Where `chosen` (batch, length) is true: places (n,) in the flattened rows, and (n,) bool,
    false where a place only fills up the number.

    On a CPU n is the number of chosen. Elsewhere waiting for that number would stop the device,
    so n depends on the shape alone: what `share` makes probable and twelve deviations more
    (units have several pieces); those past it, if ever there are any, are left out.
    """
    flat = chosen.flatten()
    if flat.device.type == "cpu":
        places = flat.nonzero().squeeze(1)
        return places, torch.ones_like(places, dtype=torch.bool)
    return fixed_places(flat, room_for(flat.numel(), share))


def room_for(pieces: int, share: float) -> int:
    """How many of `pieces` will be chosen at most, rounded up to a multiple of 64."""
    likely = pieces * share + 12 * math.sqrt(pieces * share * (1 - share))
    return min(pieces, 64 * math.ceil(likely / 64))


def fixed_places(flat: Tensor, room: int) -> tuple[Tensor, Tensor]:
    """The first `room` true places of `flat` (n,), in order, and which of them are real."""
    order = flat.cumsum(0) - 1
    slot = torch.where(flat & (order < room), order, room)
    places = torch.zeros(room + 1, dtype=torch.long, device=flat.device)
    places.scatter_(0, slot, torch.arange(flat.numel(), device=flat.device))
    real = torch.arange(room, device=flat.device) < flat.sum()
    return torch.where(real, places[:room], 0), real
