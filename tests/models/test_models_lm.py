"""The auxiliary language-model loss: against transformers' own, and what may be hidden."""

import pytest
import torch
from transformers import BertConfig, BertForMaskedLM

from models.heads.lm import MaskedLMHead, mask_some
from models.pretraining.masking import Masking

MASK, WORDS = 4, 50
MASKING = Masking(mask=MASK, vocabulary=WORDS, ordinary=5, share=0.3)


def model() -> BertForMaskedLM:
    torch.manual_seed(0)
    return BertForMaskedLM(
        BertConfig(
            vocab_size=WORDS,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
        )
    ).eval()


def test_the_loss_is_that_of_transformers() -> None:
    whole = model()
    head = MaskedLMHead(whole.bert)
    theirs = whole.cls.predictions
    head.guess.dense.load_state_dict(theirs.transform.dense.state_dict())
    head.guess.norm.load_state_dict(theirs.transform.LayerNorm.state_dict())
    ids = torch.randint(5, WORDS, (4, 9))
    masked = mask_some(ids, torch.ones_like(ids).bool(), MASKING)
    labels = torch.where(masked.chosen, ids, -100)
    expected = whole(input_ids=masked.ids, labels=labels).loss
    states = whole.bert(input_ids=masked.ids).last_hidden_state
    words = whole.get_input_embeddings().weight
    found = head.loss(states, words, ids, masked.chosen)
    assert found.item() == pytest.approx(expected.item(), rel=1e-5)
    found.backward()
    assert words.grad is not None, "the last matrix is the encoder's own"
    assert not any(each is words for each in head.parameters())


def test_nothing_to_guess_costs_nothing() -> None:
    whole = model()
    states = torch.randn(2, 3, 16, requires_grad=True)
    ids, chosen = torch.full((2, 3), 7), torch.zeros(2, 3, dtype=torch.bool)
    loss = MaskedLMHead(whole.bert).loss(states, whole.get_input_embeddings().weight, ids, chosen)
    loss.backward()
    assert loss.item() == 0.0


def test_only_what_may_be_hidden_is_and_as_often_as_asked() -> None:
    ids = torch.randint(5, WORDS, (400, 40))
    maskable = torch.rand(400, 40) < 0.5
    masked = mask_some(ids, maskable, MASKING, torch.Generator().manual_seed(1))
    chosen = masked.chosen
    assert not (chosen & ~maskable).any()
    assert torch.equal(masked.ids[~chosen], ids[~chosen])
    assert float(chosen[maskable].float().mean()) == pytest.approx(0.3, abs=0.02)
    hidden = masked.ids[chosen]
    assert float((hidden == MASK).float().mean()) == pytest.approx(0.8, abs=0.03)
    assert hidden[hidden != MASK].min() >= 5


def test_the_generator_decides() -> None:
    ids = torch.randint(5, WORDS, (4, 30))
    every = torch.ones_like(ids).bool()

    def draw(seed: int) -> torch.Tensor:
        return mask_some(ids, every, MASKING, torch.Generator().manual_seed(seed)).ids

    assert torch.equal(draw(1), draw(1))
    assert not torch.equal(draw(1), draw(2))
    both = torch.Generator().manual_seed(1)
    first = mask_some(ids, every, MASKING, both).ids
    assert not torch.equal(first, mask_some(ids, every, MASKING, both).ids)
