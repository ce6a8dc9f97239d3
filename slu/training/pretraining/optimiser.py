"""What changes the weights: AdamW, or Muon for the layers' matrices with AdamW for all else.

Sources: Loshchilov and Hutter 2019 (AdamW); Jordan et al. 2024 (Muon), its updates scaled as in Liu
et al. 2025, "Muon is Scalable for LLM Training", section 2.2, so that one rate fits both.
"""

from __future__ import annotations

import re
from typing import Any

from torch.nn import Parameter
from torch.optim import AdamW, Muon, Optimizer

from models.pretraining.objective import Objective
from slu.training.optimiser import grouped
from slu.training.pretraining.options import PretrainOptions

_LAYER = re.compile(r"(?:encoder|generator)\.(?:\w+\.)*layers?\.(\d+)\.")
_EPSILON = 1e-6  # BERT's own; a smaller one would magnify what rounding leaves of no gradient
_BETAS = (0.9, 0.98)


def make_optimiser(objective: Objective, options: PretrainOptions) -> Optimizer:
    """The optimiser that the options name, over all parameters of the objective."""

    def adamw(matrices: bool | None) -> AdamW:
        groups = parameter_groups(objective, options, matrices)
        return AdamW(groups, betas=_BETAS, eps=_EPSILON, fused=True)

    if options.learning.optimiser == "adamw":
        return adamw(None)
    matrices = parameter_groups(objective, options, True)
    return Together(adamw(False), Muon(matrices, adjust_lr_fn="match_rms_adamw"))


class Together(Optimizer):
    """Several optimisers, each of parameters of its own, as one: one list of groups, one state."""

    def __init__(self, *parts: Optimizer):
        super().__init__([group for part in parts for group in part.param_groups], {})
        self.parts = parts
        self._share()

    def step(self, closure: None = None) -> None:  # type: ignore[override]
        for part in self.parts:
            part.step()

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        super().load_state_dict(state_dict)
        self._share()

    def _share(self) -> None:
        groups = iter(self.param_groups)
        for part in self.parts:
            part.param_groups = [next(groups) for _ in part.param_groups]
            part.state = self.state


def parameter_groups(
    objective: Objective, options: PretrainOptions, matrices: bool | None = None
) -> list[dict[str, Any]]:
    """One group a learning rate and weight decay: lower layers learn more slowly by
    `layer_decay`, embeddings most slowly; biases and norms do not decay. `matrices`: only those of
    the layers, or (False) only all else."""
    learning = options.learning
    layers = int(objective.encoder.config.num_hidden_layers)
    chosen: list[tuple[Parameter, float, float]] = []
    for name, parameter in objective.named_parameters():
        found = _LAYER.match(name)
        if matrices is not None and matrices is not (found is not None and parameter.ndim == 2):
            continue
        above = layers - int(found[1]) - 1 if found else layers if "embeddings" in name else 0
        rate = learning.rate * learning.layer_decay**above
        chosen.append((parameter, rate, learning.weight_decay))
    return grouped(chosen)
