"""Temperature and scope: worked by hand, fitted to what is known, written and read back."""

import pytest
import torch

from slu.errors import ModelError
from slu.training.scope_head import fit_scope_head, fit_temperature, unseen_scores
from slu.understanding.confidence import (
    UNCALIBRATED,
    Calibration,
    ScopeHead,
    calibration_files,
    read_calibration,
    scope_features,
    write_calibration,
)

LOGITS = torch.tensor([[2.0, 0.0, 0.0], [0.0, 1.0, 3.0]])
HEAD = ScopeHead(torch.arange(6.0).reshape(3, 2), torch.tensor([0.5, 0.0, -0.5]))


def test_temperature_softens_and_keeps_the_order() -> None:
    warm = Calibration(temperature=2.0).probabilities(LOGITS)
    assert torch.allclose(warm, (LOGITS / 2).softmax(-1))
    cold = UNCALIBRATED.probabilities(LOGITS)
    assert (warm.amax(-1) < cold.amax(-1)).all()
    assert torch.equal(warm.argmax(-1), cold.argmax(-1))


def test_without_a_head_the_scope_is_the_confidence() -> None:
    found = UNCALIBRATED.scope(torch.zeros(2, 4), LOGITS)
    assert torch.allclose(found, LOGITS.softmax(-1).amax(-1))


def test_features_by_hand() -> None:
    (row,) = scope_features(torch.tensor([[7.0]]), torch.zeros(1, 4))
    log4 = float(torch.tensor(4.0).log())
    assert row.tolist() == pytest.approx([7.0, log4, 0.0, -log4, 0.0, log4])


def test_small_talk_stands_between_tasks_and_the_rest() -> None:
    head = ScopeHead(50 * torch.eye(3), torch.zeros(3))
    assert head.scores(torch.eye(3)).tolist() == pytest.approx([0.0, 0.3, 1.0])


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_is_found_again(temperature: float) -> None:
    torch.manual_seed(0)
    true = 3 * torch.randn(4000, 5)
    intents = torch.multinomial(true.softmax(-1), 1)[:, 0]
    assert fit_temperature(true * temperature, intents) == pytest.approx(temperature, rel=0.1)


def test_a_head_tells_three_kinds_apart() -> None:
    torch.manual_seed(0)
    centres = torch.tensor([[0.0, 0.0], [300.0, 0.0], [0.0, 3.0]])  # scales differ a hundredfold
    outside, talk, tasks = (c + torch.randn(200, 2) * torch.tensor([50.0, 0.5]) for c in centres)
    scores = fit_scope_head(outside, talk, tasks).scores(centres)
    assert scores[0] < 0.2 < scores[1] < 0.45 < scores[2]


def test_scores_by_heads_that_did_not_see_the_sentences() -> None:
    torch.manual_seed(0)
    outside, talk, tasks, mine = (torch.randn(20, 200) for _ in range(4))  # nothing to learn
    unseen, _ = unseen_scores(outside, talk, tasks, mine)
    seen = fit_scope_head(outside, talk, torch.cat([tasks, mine])).scores(mine)
    assert len(unseen) == len(mine)
    assert unseen.mean() < 0.8 < seen.mean()


def test_a_head_needs_no_small_talk() -> None:
    torch.manual_seed(0)
    head = fit_scope_head(torch.randn(50, 2) - 3, torch.empty(0, 2), torch.randn(50, 2) + 3)
    low, high = head.scores(torch.tensor([[-3.0, -3.0], [3.0, 3.0]]))
    assert low < 0.2 < 0.8 < high


@pytest.mark.parametrize("head", [None, HEAD])
def test_written_and_read_back(tmp_path, head: ScopeHead | None) -> None:
    write_calibration(Calibration(1.0, 0.9, HEAD), tmp_path, {})
    write_calibration(Calibration(2.5, 0.25, head), tmp_path, {"measured": {"error": 0.01}})
    found = read_calibration(tmp_path)
    assert (found.temperature, found.threshold) == (2.5, 0.25)
    assert len(calibration_files(tmp_path)) == (1 if head is None else 2)
    assert (found.head is None) == (head is None)
    if found.head is not None:
        assert torch.equal(found.head.weight, HEAD.weight)
        assert torch.equal(found.head.bias, HEAD.bias)


def test_a_folder_without_one_is_not_calibrated(tmp_path) -> None:
    assert read_calibration(tmp_path) is UNCALIBRATED
    assert calibration_files(tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{"temperature": 1}', "threshold"),
        ('{"temperature": "hot", "threshold": 0.5}', "temperature"),
        ('{"temperature": 0, "threshold": 0.5}', "0보다"),
        ('{"temperature": NaN, "threshold": 0.5}', "temperature"),
        ("[1]", "객체"),
    ],
)
def test_a_spoilt_file_is_named(tmp_path, text: str, says: str) -> None:
    (tmp_path / "calibration.json").write_text(text)
    with pytest.raises(ModelError, match=says):
        read_calibration(tmp_path)


def test_a_spoilt_head_is_named(tmp_path) -> None:
    write_calibration(Calibration(head=HEAD), tmp_path, {})
    (tmp_path / "calibration.safetensors").write_bytes(b"x" * 40)
    with pytest.raises(ModelError, match=r"calibration\.safetensors"):
        read_calibration(tmp_path)
