"""Random numbers that are a function of their counters: (seed, draw, row, place) in, a number out.

No state, so the same numbers come on every device, for any split into batches and processes, and
in a run that goes on after an interruption. Not for cryptography.

Source: Steele, Lea and Flood 2014, "Fast Splittable Pseudorandom Number Generators" (the
finaliser of splitmix64).
"""

from __future__ import annotations

import torch
from torch import Tensor


def _signed(constant: int) -> int:
    """The int64 of the same 64 bits."""
    return constant - (1 << 64) if constant >> 63 else constant


_GOLDEN = _signed(0x9E3779B97F4A7C15)
_FIRST = _signed(0xBF58476D1CE4E5B9)
_SECOND = _signed(0x94D049BB133111EB)


def hashed(first: Tensor, *counters: Tensor | int) -> Tensor:
    """A hash (int64, all 64 bits) of the counters in their order, shapes broadcast."""
    state = _mixed(first)
    for counter in counters:
        state = _mixed(state ^ counter)
    return state


def uniform(first: Tensor, *counters: Tensor | int) -> Tensor:
    """float32 in the open interval (0, 1), a multiple of 2^-24, for the counters."""
    return (_shifted(hashed(first, *counters), 41).float() + 0.5) * 2.0**-23


def below(limit: Tensor | int, first: Tensor, *counters: Tensor | int) -> Tensor:
    """int64 from 0 to below `limit` (at least 1) for the counters."""
    return _shifted(hashed(first, *counters), 1) % limit


def stream(keys: Tensor, seed: int, draw: int, purpose: int) -> Tensor:
    """(batch,) row keys to (batch, 1) counters from which `uniform` goes on; `purpose` keeps
    numbers drawn for different ends apart."""
    return hashed(keys, seed, draw, purpose)[:, None]


def columns(like: Tensor) -> Tensor:
    """(length,) 0, 1, 2 ... on the device of the (batch, length) tensor."""
    return torch.arange(like.shape[1], device=like.device)


def _mixed(bits: Tensor) -> Tensor:
    bits = bits + _GOLDEN
    bits = (bits ^ _shifted(bits, 30)) * _FIRST
    bits = (bits ^ _shifted(bits, 27)) * _SECOND
    return bits ^ _shifted(bits, 31)


def _shifted(bits: Tensor, by: int) -> Tensor:
    """A logical shift to the right: torch's own copies the sign."""
    return (bits >> by) & ((1 << (64 - by)) - 1)
