"""Learning rates: lower layers learn more slowly, and all warm up and then decay.

Source: Howard and Ruder 2018 (ULMFiT), section 3.2, for layer-wise rates; Devlin et al. 2019,
appendix A.2, for warm-up and linear decay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from torch import nn

from slu.training.learning import Learning

_LAYER = re.compile(r"encoder\.(?:\w+\.)*layers?\.(\d+)\.")


def parameter_groups(model: nn.Module, learning: Learning) -> list[dict[str, Any]]:
    """One group a learning rate and weight decay; what is frozen is in none. The model has a
    `transformers` encoder under the name `encoder`; all else is its heads. What the encoder's
    configuration lists under `new_parameters` has learned nothing yet: it learns as heads do."""
    encoder: Any = model.encoder
    layers = int(encoder.config.num_hidden_layers)
    new = tuple(getattr(encoder.config, "new_parameters", ()))
    chosen: list[tuple[nn.Parameter, float, float]] = []
    for name, parameter in model.named_parameters():
        fresh = any(part in name for part in new)
        encoding = name.startswith("encoder.") and not fresh
        words = "word_embeddings" in name and not learning.tune_embeddings
        if (words and not fresh) or (encoding and learning.frozen):
            parameter.requires_grad_(False)
            continue
        rate = learning.head_rate
        if encoding:
            found = _LAYER.match(name)
            above = layers - int(found[1]) - 1 if found else layers
            rate = learning.encoder_rate * learning.layer_decay**above
        chosen.append((parameter, rate, learning.weight_decay))
    return grouped(chosen)


def grouped(chosen: Iterable[tuple[nn.Parameter, float, float]]) -> list[dict[str, Any]]:
    """One group a learning rate and weight decay, of parameters with both; biases and norms do not
    decay."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for parameter, rate, decay in chosen:
        groups.setdefault((rate, decay if parameter.ndim > 1 else 0.0), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]


def schedule(step: int, steps: int, warmup: float) -> float:
    """The share of the full rate at a step: up linearly over `warmup`, then down to nothing."""
    rise = max(1, int(steps * warmup))
    return (step + 1) / rise if step < rise else (steps - step) / max(1, steps - rise)
