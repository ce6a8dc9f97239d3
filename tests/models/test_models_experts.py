"""Further opinions on the intent: against scikit-learn's TF-IDF, against padding, and by hand."""

import math
from itertools import pairwise

import pytest
import torch
from sklearn.feature_extraction.text import TfidfVectorizer
from transformers import BertConfig, BertModel

from models.heads.experts import BUCKETS, Experts, NgramExpert, mean_direction, ngrams
from models.joint import Batch, JointModel

ROWS = ([5, 6, 7], [5, 5, 8, 9], [9], [7, 6, 5, 8, 6])


def _padded(rows: tuple[list[int], ...], width: int = 6) -> tuple[torch.Tensor, torch.Tensor]:
    ids = torch.zeros(len(rows), width, dtype=torch.long)
    pieces = torch.zeros(len(rows), width, dtype=torch.bool)
    for i, row in enumerate(rows):
        ids[i, : len(row)] = torch.tensor(row)
        pieces[i, : len(row)] = True
    return ids, pieces


def test_weights_are_scikit_learns_tf_idf() -> None:
    """N-gram for n-gram, a piece said twice in a row included."""
    expert = NgramExpert(2)
    ids, pieces = _padded(ROWS)
    expert.count(ids, pieces)
    theirs = TfidfVectorizer(analyzer=lambda row: [*((a,) for a in row), *pairwise(row)]).fit(ROWS)
    for gram, column in theirs.vocabulary_.items():
        key = int(ngrams(*_padded((list(gram),), len(gram)))[0][0, -1])
        expert.weight.data.zero_()
        expert.weight.data[key, 1] = 1.0
        found = expert(*expert.read(ids, pieces))[:, 1].detach()
        assert torch.allclose(
            found, torch.tensor(theirs.transform(ROWS).toarray()[:, column]).float(), atol=1e-6
        )


def test_what_no_example_held_counts_for_nothing() -> None:
    expert = NgramExpert(3)
    expert.count(*_padded(ROWS))
    torch.nn.init.normal_(expert.weight)
    assert torch.equal(expert(*expert.read(*_padded(([28, 29],)))), torch.zeros(1, 3))


def test_a_whole_vocabulary_is_dealt_evenly() -> None:
    """30,000 pieces, two buckets for three: none holds more than two, and pairs go everywhere."""
    torch.manual_seed(0)
    keys, _ = ngrams(torch.randperm(30_000)[None], torch.ones(1, 30_000, dtype=torch.bool))
    assert int(keys.min()) >= 0
    assert int(keys.max()) < BUCKETS
    assert int(keys[0, :30_000].bincount().max()) == 2
    by_chance = BUCKETS * (1 - math.exp(-29_999 / BUCKETS))
    assert len(keys[0, 30_000:].unique()) > 0.9 * by_chance


@pytest.fixture
def model() -> JointModel:
    torch.manual_seed(3)
    sizes = {"num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    encoder = BertModel(BertConfig(vocab_size=30, hidden_size=16, **sizes))
    model = JointModel(encoder, intents=3, labels=5)
    model.experts = Experts(16, 3, layer=1, own=0.5)
    for parameter in model.experts.parameters():
        torch.nn.init.normal_(parameter)
    model.experts.ngrams.rarity.fill_(1.0)
    return model.eval()


def test_opinions_are_multiplied_and_padding_has_none(model: JointModel) -> None:
    ids = torch.tensor([[1, 7, 8, 2, 0, 0], [1, 9, 8, 7, 6, 2]])
    mask = ids > 0
    batch = Batch(ids, mask, torch.zeros_like(ids), mask[:, 2:], mask[:, 2:])
    short = Batch(*(part[:1, :4] for part in (ids, mask, batch.types)), *[mask[:1, 2:4]] * 2)
    both, alone = model(batch), model(short)
    assert torch.allclose(both.intents[0], alone.intents[0], atol=1e-5)
    experts, model.experts = model.experts, None
    assert experts is not None
    own = model(short).intents.log_softmax(-1)
    middle = model.encode(short, layers=True).hidden_states[1]
    real = torch.tensor([[False, True, True, False]])
    said = experts.ngrams(*experts.ngrams.read(short.ids, real)).log_softmax(-1)
    meant = experts.middle(mean_direction(middle, real)).log_softmax(-1)
    assert torch.allclose(alone.intents, 0.5 * own + said + meant, atol=1e-5)
    experts.own.fill_(4.0)
    model.experts = experts
    found = model(short).intents
    assert torch.allclose(found, own + (said + meant) / 4, atol=1e-5)


def test_a_file_of_weights_says_its_shape(model: JointModel) -> None:
    weights = model.state_dict()
    found = Experts.of(weights, "experts.")
    assert found is not None
    assert found.layer == 1
    assert found.ngrams.bias.shape == (3,)
    assert Experts.of({"encoder.x": torch.zeros(1)}, "experts.") is None
