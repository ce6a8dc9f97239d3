"""Guessing hidden pieces beside the task, and two readings that should agree."""

import pytest
import torch
from transformers import BertConfig, BertModel

from models.joint import Batch, JointModel, Scores
from models.language import LanguageModel

SIZES = {
    "vocab_size": 30,
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 32,
}


@pytest.fixture
def batch() -> Batch:
    torch.manual_seed(0)
    ids = torch.randint(5, 30, (4, 9))
    mask = torch.arange(9) < torch.tensor([[9], [3], [6], [8]])
    return Batch(ids, mask, torch.zeros_like(ids), mask[:, 2:], mask[:, 2:])


def test_it_learns_to_guess_what_is_hidden(batch: Batch) -> None:
    encoder = BertModel(BertConfig(**SIZES))
    language = LanguageModel(encoder, mask=4)
    optimiser = torch.optim.AdamW([*encoder.parameters(), *language.parameters()], 1e-2)
    losses = []
    for _ in range(150):
        optimiser.zero_grad()
        losses.append(language(encoder, batch))
        losses[-1].backward()
        optimiser.step()
    assert sum(losses[-20:]) / 20 < 0.5 * sum(losses[:20]) / 20


def test_only_real_pieces_are_hidden_and_always_one() -> None:
    """A row of one piece among padding: the loss is that of this piece alone."""
    encoder = BertModel(BertConfig(**SIZES)).eval()
    language = LanguageModel(encoder, mask=4).eval()
    ids = torch.tensor([[1, 7, 2, 0, 0]])
    mask = torch.tensor([[True, True, True, False, False]])
    batch = Batch(ids, mask, torch.zeros_like(ids), mask[:, 2:], mask[:, 2:])
    with torch.no_grad():
        states = encoder(torch.tensor([[1, 4, 2, 0, 0]]), mask.long()).last_hidden_state[:, 1]
        scores = language.head(states, encoder.get_input_embeddings().weight)
        expected = -scores.log_softmax(-1)[0, 7]
        assert torch.allclose(language(encoder, batch), expected, atol=1e-6)


def test_readings_disagree_as_far_as_they_differ(batch: Batch) -> None:
    model = JointModel(BertModel(BertConfig(**SIZES)), intents=3, labels=5)
    one, other = model(batch), model(batch)
    assert torch.equal(model.disagreement(one, one, batch), torch.zeros(4))
    apart = model.disagreement(one, other, batch)
    assert (apart > 0).all()
    assert torch.allclose(apart, model.disagreement(other, one, batch))
    shifted = Scores(other.intents + 2, other.slots - 1, other.pooled)
    assert torch.allclose(apart, model.disagreement(one, shifted, batch), atol=1e-5)


def test_disagreement_by_hand() -> None:
    """Intents (1/2, 1/2) and (1/4, 3/4): the sum of (p - q) log(p / q) is log(2) / 4 - log(2/3) / 4
    = log(3) / 4, and half of it counts; what stands in padding does not."""
    pieces = torch.tensor([[True, False]])
    batch = Batch(pieces, pieces, pieces, pieces, pieces)
    one = Scores(torch.zeros(1, 2), torch.zeros(1, 2, 2), torch.zeros(1, 1))
    slots = torch.tensor([[[0.0, 0.0], [5.0, -5.0]]])
    other = Scores(torch.tensor([[1.0, 3.0]]).log(), slots, torch.zeros(1, 1))
    found = float(JointModel.disagreement(one, other, batch))
    assert found == pytest.approx(0.25 * torch.log(torch.tensor(3.0)).item() / 2)
