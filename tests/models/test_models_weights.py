"""int8 weights: the round trip, its error, and a file in plain float32."""

import torch
from safetensors.torch import save_file

from models.weights import load_weights, rounded, save_int8


def test_round_trip_is_within_half_a_level_a_row(tmp_path) -> None:
    torch.manual_seed(0)
    tensors = {
        "matrix": torch.randn(7, 33) * torch.logspace(-3, 2, 7)[:, None],
        "bias": torch.randn(5),
    }
    save_int8(tensors, tmp_path / "w.safetensors")
    back = load_weights(tmp_path / "w.safetensors")
    assert back.keys() == tensors.keys()
    level = tensors["matrix"].abs().amax(1, keepdim=True) / 127
    assert ((back["matrix"] - tensors["matrix"]).abs() <= 0.51 * level + 1e-6).all()
    assert torch.equal(back["bias"], tensors["bias"])
    assert torch.equal(back["matrix"], rounded(tensors["matrix"]))


def test_a_row_of_zeros_stays_zero(tmp_path) -> None:
    save_int8({"matrix": torch.zeros(2, 3)}, tmp_path / "w.safetensors")
    assert torch.equal(load_weights(tmp_path / "w.safetensors")["matrix"], torch.zeros(2, 3))


def test_plain_files_load_as_they_are(tmp_path) -> None:
    matrix = torch.randn(2, 3)
    save_file({"matrix": matrix.half()}, tmp_path / "w.safetensors")
    assert torch.equal(load_weights(tmp_path / "w.safetensors")["matrix"], matrix.half().float())
