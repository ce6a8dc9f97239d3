"""Learning rates: lower layers learn more slowly, and all warm up and then decay.

Source: Howard and Ruder 2018 (ULMFiT), section 3.2, for layer-wise rates; Devlin et al. 2019,
appendix A.2, for warm-up and linear decay.
"""

from __future__ import annotations

import re
from typing import Any

from models.joint import JointModel
from slu.training.options import FinetuneOptions

_LAYER = re.compile(r"encoder\.(?:\w+\.)*layers?\.(\d+)\.")


def parameter_groups(model: JointModel, options: FinetuneOptions) -> list[dict[str, Any]]:
    """One group a learning rate and weight decay; frozen word embeddings are in none."""
    layers = int(model.encoder.config.num_hidden_layers)
    groups: dict[tuple[float, float], list[Any]] = {}
    for name, parameter in model.named_parameters():
        if "word_embeddings" in name and not options.tune_embeddings:
            parameter.requires_grad_(False)
            continue
        rate = options.head_rate
        if name.startswith("encoder."):
            found = _LAYER.match(name)
            above = layers - int(found[1]) - 1 if found else layers
            rate = options.encoder_rate * options.layer_decay**above
        decay = options.weight_decay if parameter.ndim > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]


def schedule(step: int, steps: int, warmup: float) -> float:
    """The share of the full rate at a step: up linearly over `warmup`, then down to nothing."""
    rise = max(1, int(steps * warmup))
    return (step + 1) / rise if step < rise else (steps - step) / max(1, steps - rise)
