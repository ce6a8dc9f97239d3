"""Linear layers for answering on a CPU: the same numbers, about twice as fast for one sentence.

A sentence is some ten pieces, so a layer's time goes into reading its weights. oneDNN reads them
from an order of its own (blocks that fit its registers), into which they are put here once,
when a model is opened; `torch.nn.Linear` would do without on every call. A packed model cannot
be trained, moved or saved. `torch` is pinned: these are the operations that its own compiler
uses for frozen weights (`torch._inductor.fx_passes.mkldnn_fusion`), not public ones.
"""

from __future__ import annotations

import platform

import torch
from torch import Tensor, nn

_PIECES = 16  # the number of rows for which oneDNN chooses the order; any number may come


class PackedLinear(nn.Module):
    """A linear layer with packed weights: (..., in) float32 to (..., out)."""

    def __init__(self, linear: nn.Linear):
        super().__init__()
        weight = linear.weight.detach().float().contiguous()
        self.weight = torch.ops.mkldnn._reorder_linear_weight(weight, _PIECES)
        self.bias = None if linear.bias is None else linear.bias.detach().float()

    def forward(self, given: Tensor) -> Tensor:
        packed: Tensor = torch.ops.mkldnn._linear_pointwise(
            given, self.weight, self.bias, "none", [], ""
        )
        return packed


def pack_linears(model: nn.Module) -> bool:
    """Packs every linear layer in place, for inference on the CPU from then on. False, and
    nothing is done, where this machine has no use for it (not x86, or no oneDNN)."""
    if platform.machine() not in ("x86_64", "AMD64") or not _has_onednn():
        return False
    parents = [
        (parent, name)
        for parent in model.modules()
        for name, child in parent.named_children()
        if type(child) is nn.Linear
    ]
    with torch.no_grad():
        for parent, name in parents:
            setattr(parent, name, PackedLinear(getattr(parent, name)))
    return True


def _has_onednn() -> bool:
    return bool(torch.backends.mkldnn.is_available())  # type: ignore[no-untyped-call]
