"""What a device can do and how much of it a model uses: peak FLOP/s, FLOPs a piece, MFU.

MFU (model FLOPs utilisation, Chowdhery et al. 2022, "PaLM", appendix B) counts what the encoders'
own matrix products need, forward and backward, and nothing that an implementation adds.
"""

from __future__ import annotations

import torch
from transformers import PreTrainedModel

from slu.training.precision import speed_of

# Dense bf16 FLOP/s of a large matrix product, as measured on the device (not the data sheet's).
_BF16_PEAKS = {"H200": 790e12, "H100": 790e12}
_SIZE, _SECONDS = 1024, 0.3


def peak_flops(device: torch.device, precision: str) -> float | None:
    """FLOP/s that one process can reach here at best; None for a GPU that is not in the table."""
    if device.type == "cpu":
        kind = torch.bfloat16 if precision == "bf16" else torch.float32
        return speed_of(kind, (_SIZE, _SIZE, _SIZE), _SECONDS)
    if device.type != "cuda" or precision != "bf16":
        return None
    name = torch.cuda.get_device_name(device)
    return next((peak for key, peak in _BF16_PEAKS.items() if key in name), None)


def flops_a_piece(encoders: tuple[PreTrainedModel, ...], length: int) -> float:
    """FLOPs of one training step for one piece in rows of `length` pieces.

    6 N for the N weights of the layers' matrices (2 forward, 4 backward), and 12 * layers *
    length * width for attention's two products, where there is attention. Embeddings are looked
    up, not multiplied, and the heads, which only see masked pieces, are left out: the true share is
    a little higher.
    """
    return float(sum(_flops(encoder, length) for encoder in encoders))


def _flops(encoder: PreTrainedModel, length: int) -> int:
    weights: int = sum(
        parameter.numel()
        for name, parameter in encoder.named_parameters()
        if parameter.ndim == 2 and "embeddings." not in name
    )
    config = encoder.config
    attends = getattr(config, "num_attention_heads", 0) > 0
    attention = 12 * config.num_hidden_layers * length * config.hidden_size * attends
    return int(6 * weights + attention)
