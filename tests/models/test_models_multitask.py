"""The shared encoder and its heads: pooling and losses by hand, freezing, token types."""

import pytest
import torch
from transformers import BertConfig, BertModel, DistilBertConfig, DistilBertModel

from models.heads.pooling import pool
from models.heads.sentence import ClassHead, GradeHead
from models.multitask import MultitaskModel, SentenceBatch

SIZES = {"vocab_size": 30, "hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2}


def encoder(**others):
    torch.manual_seed(0)
    config = BertConfig(**SIZES, intermediate_size=16, max_position_embeddings=12, **others)
    return BertModel(config, add_pooling_layer=False)


def batch() -> SentenceBatch:
    """[CLS] 7 8 [SEP] 9 [SEP] and [CLS] 7 [SEP]."""
    return SentenceBatch(
        ids=torch.tensor([[2, 7, 8, 3, 9, 3], [2, 7, 3, 0, 0, 0]]),
        mask=torch.tensor([[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0]]).bool(),
        pieces=torch.tensor([[0, 1, 1, 0, 1, 0], [0, 1, 0, 0, 0, 0]]).bool(),
        types=torch.tensor([[0, 0, 0, 0, 1, 1], [0, 0, 0, 0, 0, 0]]),
    )


def test_pooling_by_hand() -> None:
    states = torch.tensor([[[1.0, 0], [2, 4], [4, 8], [9, 9]], [[5, 5], [6, 6], [7, 7], [8, 8]]])
    pieces = torch.tensor([[False, True, True, False], [False] * 4])
    assert pool(states, pieces).tolist() == [[1, 0, 3, 6], [5, 5, 0, 0]]


def test_a_grade_begins_at_the_mean_and_its_loss_counts_deviations() -> None:
    head = GradeHead(width=4, mean=2.5, deviation=1.5, dropout=0.0)
    with torch.no_grad():
        head.layers[-1].weight.zero_()
        head.layers[-1].bias.fill_(2.0)
    grades = head(torch.randn(3, 8))
    assert grades.tolist() == [5.5, 5.5, 5.5]
    loss = head.loss(grades, torch.tensor([5.5, 5.5, 2.5]))
    assert loss.item() == pytest.approx(4 / 3)


def test_class_loss_is_cross_entropy() -> None:
    head = ClassHead(width=4, classes=2, dropout=0.0)
    logits = torch.tensor([[0.0, 0.0], [0.0, 100.0]])
    assert float(head.loss(logits, torch.tensor([0, 1]))) == pytest.approx(0.5 * 0.6931, abs=1e-4)


def test_each_task_has_a_head_over_one_encoder() -> None:
    heads = {"a": ClassHead(8, 3, 0.0), "b": GradeHead(8, 0.0, 1.0, 0.0)}
    model = MultitaskModel(encoder(), heads).eval()
    assert model(batch(), "a").shape == (2, 3)
    assert model(batch(), "b").shape == (2,)
    model(batch(), "b").sum().backward()
    assert all(each.grad is None for each in heads["a"].parameters())
    assert model.encoder.embeddings.word_embeddings.weight.grad is not None


def test_types_are_told_to_an_encoder_that_knows_two() -> None:
    given = batch()
    for types, matters in ((2, True), (1, False)):
        model = MultitaskModel(encoder(type_vocab_size=types), {"a": ClassHead(8, 3, 0.0)}).eval()
        flat = SentenceBatch(given.ids, given.mask, given.pieces, torch.zeros_like(given.types))
        with torch.no_grad():
            same = torch.equal(model(given, "a")[0], model(flat, "a")[0])
        assert same is not matters


def test_an_encoder_without_types() -> None:
    small = DistilBertModel(
        DistilBertConfig(vocab_size=30, dim=8, n_layers=1, n_heads=2, hidden_dim=16)
    )
    assert MultitaskModel(small, {"a": ClassHead(8, 3, 0.0)})(batch(), "a").shape == (2, 3)
