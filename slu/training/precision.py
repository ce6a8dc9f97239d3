"""In what precision matrix products are learned with: fp32, bf16, or the faster of the two.

That a processor knows bf16 does not make it fast: of two with AVX512-BF16, one learned faster in
bf16, the other multiplied at half the speed of fp32. So `auto` measures.
"""

from __future__ import annotations

import time
from functools import cache

import torch

_SHAPE = (512, 384, 1536)  # 512 pieces through the feed-forward layer of a small encoder
_ROUNDS, _SECONDS = 5, 0.05  # in turns: what else runs here comes and goes
_WORTH_IT = 1.2  # so many times faster must bf16 be; it is the less exact one


def autocast(device: torch.device, precision: str) -> torch.autocast:
    """Within it the matrix products are of this precision."""
    bf16 = chosen_precision(device, precision) == "bf16"
    return torch.autocast(device.type, torch.bfloat16, enabled=bf16)


def chosen_precision(device: torch.device, precision: str) -> str:
    """`fp32` or `bf16`: what `auto` comes to on this device, measured once a process."""
    return _faster(device.type) if precision == "auto" else precision


@cache
def _faster(kind: str) -> str:
    if kind == "cuda":
        faster = torch.cuda.is_bf16_supported(including_emulation=False)
    elif kind == "cpu":
        kinds = (torch.float32, torch.bfloat16)
        rounds = [[speed_of(each, _SHAPE, _SECONDS) for each in kinds] for _ in range(_ROUNDS)]
        fp32, bf16 = map(max, zip(*rounds, strict=True))
        faster = bf16 > _WORTH_IT * fp32
    else:
        faster = False
    return "bf16" if faster else "fp32"


def speed_of(kind: torch.dtype, shape: tuple[int, int, int], seconds: float) -> float:
    """FLOP/s of the product of matrices (n, m) and (m, k) for `shape` n, m, k on this CPU, the
    best of so many seconds. Draws nothing: the random numbers of a run stay what they are."""
    n, m, k = shape
    a, b = torch.ones(n, m, dtype=kind), torch.ones(m, k, dtype=kind)
    best, started = 0.0, time.monotonic()
    while time.monotonic() - started < seconds or not best:
        before = time.monotonic()
        a @ b
        best = max(best, 2 * n * m * k / max(time.monotonic() - before, 1e-9))
    return best
