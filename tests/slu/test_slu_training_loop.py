"""When the loop stops, which weights it leaves, and how it steps."""

from dataclasses import dataclass, field

import pytest
import torch
from torch import nn
from transformers import BertConfig, BertModel

from slu.evaluation.metrics import Figure
from slu.training.learning import Learning
from slu.training.task_loop import Plan, train

SIZES = {
    "vocab_size": 9,
    "hidden_size": 4,
    "num_hidden_layers": 1,
    "num_attention_heads": 1,
    "intermediate_size": 4,
}


class Small(nn.Module):
    """An encoder, as the loop expects, and one number that each step makes larger."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = BertModel(BertConfig(**SIZES))
        self.number = nn.Parameter(torch.zeros(()))


@dataclass(frozen=True)
class Measured:
    main: Figure

    def figures(self) -> dict[str, float]:
        return {"main": self.main.value}


@dataclass
class Scripted:
    """A task whose measures after each epoch are written down; it notes the number then."""

    model: Small
    script: tuple[float, ...]
    seen: list[float] = field(default_factory=list)
    name: str = "scripted"

    def batches(self, turn: str) -> list[int]:
        return [0, 1]

    def loss(self, batch: int) -> torch.Tensor:
        return -self.model.number

    def evaluate(self) -> Measured:
        self.seen.append(self.model.number.item())
        value = self.script[len(self.seen) - 1]
        return Measured(Figure(value, value, value))


@pytest.mark.parametrize(
    ("patience", "epochs", "best"),
    [(0, 6, 5), (1, 3, 1), (2, 4, 3), (3, 5, 3), (4, 6, 5)],
)
def test_patience(tmp_path, patience: int, epochs: int, best: int) -> None:
    """Three epochs bring nothing better than the second, one of them as much; the sixth does."""
    model = Small()
    task = Scripted(model, (0.1, 0.5, 0.4, 0.5, 0.3, 0.9))
    plan = Plan(Learning(epochs=6, patience=patience, average=0.0))
    history = train(model, [task], plan, lambda _: None, tmp_path / "state", "x")
    assert len(history) == epochs
    assert task.seen == sorted(task.seen)
    assert model.number.item() == pytest.approx(task.seen[best])


def test_a_run_that_stopped_early_does_not_go_on(tmp_path) -> None:
    model = Small()
    plan = Plan(Learning(epochs=6, patience=1, average=0.0))
    first = Scripted(model, (0.5, 0.4))
    train(model, [first], plan, lambda _: None, tmp_path / "state", "x")
    again = Scripted(model, ())
    history = train(model, [again], plan, lambda _: None, tmp_path / "state", "x")
    assert [row.mean for row in history] == [0.5, 0.4]
    assert again.seen == []


@dataclass
class Pulled(Scripted):
    """A task whose loss pulls at every weight that learns, with the same strength."""

    strength: float = 1.0

    def loss(self, batch: int) -> torch.Tensor:
        learning = [each for each in self.model.parameters() if each.requires_grad]
        return self.strength * torch.stack([each.sum() for each in learning]).sum()


@dataclass
class Steps:
    """Of every update: the norm of all gradients together, and the rates that are in use."""

    norms: list[float] = field(default_factory=list)
    rates: list[set[float]] = field(default_factory=list)


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> Steps:
    found, step = Steps(), torch.optim.AdamW.step

    def watched(self, *given):
        groups = self.param_groups
        grads = [each.grad for group in groups for each in group["params"] if each.grad is not None]
        found.norms.append(torch.stack([each.norm() for each in grads]).norm().item())
        found.rates.append({group["lr"] for group in groups})
        return step(self, *given)

    monkeypatch.setattr(torch.optim.AdamW, "step", watched)
    return found


@pytest.mark.parametrize("strength", [1e-6, 1.0, 1e6])
def test_a_huge_gradient_is_cut_to_one_and_a_small_one_stays(
    tmp_path, steps: Steps, strength: float
) -> None:
    model = Small()
    task = Pulled(model, (0.5,), strength=strength)
    train(model, [task], Plan(Learning(epochs=1)), lambda _: None, tmp_path / "state", "x")
    weights = sum(each.numel() for each in model.parameters() if each.requires_grad)
    own = strength * weights**0.5
    assert steps.norms == pytest.approx([min(1.0, own)] * 2, rel=1e-3)


def test_all_rates_rise_and_fall_together_over_all_epochs(tmp_path, steps: Steps) -> None:
    """Two epochs of two steps: half of them rise."""
    model = Small()
    plan = Plan(Learning(epochs=2, warmup=0.5, encoder_rate=2e-3, head_rate=3e-2, layer_decay=1.0))
    train(model, [Scripted(model, (0.5, 0.6))], plan, lambda _: None, tmp_path / "state", "x")
    assert steps.rates == [{2e-3 * share, 3e-2 * share} for share in (0.5, 1.0, 1.0, 0.5)]
