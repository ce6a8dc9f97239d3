"""What `auto` comes to: the faster precision of this device, asked for once."""

import pytest
import torch

from slu.training import precision
from slu.training.precision import autocast, chosen_precision, speed_of

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def unmeasured():
    precision._faster.cache_clear()
    yield
    precision._faster.cache_clear()


def speeds(monkeypatch, fp32: float, bf16: float) -> list[torch.dtype]:
    asked = []

    def speed(kind, shape, seconds):
        asked.append(kind)
        return bf16 if kind == torch.bfloat16 else fp32

    monkeypatch.setattr(precision, "speed_of", speed)
    return asked


def product() -> torch.dtype:
    return (torch.ones(4, 4) @ torch.ones(4, 4)).dtype


@pytest.mark.parametrize("named", ["fp32", "bf16"])
def test_what_is_named_is_taken_and_nothing_measured(monkeypatch, named) -> None:
    asked = speeds(monkeypatch, 1.0, 1.0)
    assert chosen_precision(CPU, named) == named
    assert not asked
    with autocast(CPU, named):
        assert product() == (torch.bfloat16 if named == "bf16" else torch.float32)


@pytest.mark.parametrize(
    ("fp32", "bf16", "chosen"),
    [(100.0, 200.0, "bf16"), (200.0, 100.0, "fp32"), (100.0, 110.0, "fp32")],
)
def test_auto_takes_bf16_only_where_it_is_clearly_faster(monkeypatch, fp32, bf16, chosen) -> None:
    asked = speeds(monkeypatch, fp32, bf16)
    assert [chosen_precision(CPU, "auto") for _ in range(3)] == [chosen] * 3
    assert len(asked) == 2 * precision._ROUNDS, "measured once"
    with autocast(CPU, "auto"):
        assert product() == (torch.bfloat16 if chosen == "bf16" else torch.float32)


def test_a_gpu_says_what_it_knows_and_other_devices_stay_exact(monkeypatch) -> None:
    asked = speeds(monkeypatch, 1.0, 2.0)
    monkeypatch.setattr(torch.cuda, "is_bf16_supported", lambda **_: True)
    assert chosen_precision(torch.device("cuda"), "auto") == "bf16"
    assert chosen_precision(torch.device("mps"), "auto") == "fp32"
    assert not asked


def test_a_speed_is_that_of_products_and_draws_no_chance(monkeypatch) -> None:
    monkeypatch.setattr(precision, "_SECONDS", 0.001)
    torch.manual_seed(3)
    before = torch.get_rng_state()
    for kind in (torch.float32, torch.bfloat16):
        assert 1e6 < speed_of(kind, (64, 128, 96), 0.0) < 1e14
    assert chosen_precision(CPU, "auto") in ("fp32", "bf16")
    assert torch.equal(before, torch.get_rng_state())
