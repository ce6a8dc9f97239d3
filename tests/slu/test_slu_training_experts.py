"""Experts beside a small network: against scikit-learn, and from an option to an export."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from corpus_kit import tokenizer_file
from sklearn.linear_model import LogisticRegression
from torch.nn import functional as F
from transformers import BertConfig, BertModel

from models.heads.experts import mean_direction
from slu.core import Utterance
from slu.data import write
from slu.errors import DataError, ModelError
from slu.training.adding import add_experts
from slu.training.experts import fit_experts
from slu.training.finetune import finetune
from slu.training.learning import Learning
from slu.training.options import ExpertOptions, FinetuneOptions
from slu.understanding.batches import collate
from slu.understanding.model_folder import load_folder
from slu.understanding.onnx_export import export_onnx

EXAMPLES = [
    Utterance(text, intent)
    for intent, texts in {
        "light": ("거실 불 꺼 줘", "불 좀 꺼 줄래", "거실 불 좀 꺼"),
        "alarm": ("내일 아침 깨워 줘", "일곱 시에 깨워", "아침 일곱 시에 깨워 줄래"),
        "message": ("엄마한테 문자 보내", "늦는다고 문자 보내 줘", "엄마한테 늦는다고 보내"),
    }.items()
    for text in texts
]


@pytest.fixture(scope="module")
def options(tmp_path_factory) -> FinetuneOptions:
    torch.manual_seed(0)
    place = tmp_path_factory.mktemp("experts")
    sizes = {"num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    encoder = BertModel(BertConfig(vocab_size=400, hidden_size=32, **sizes))
    encoder.save_pretrained(place / "encoder")
    tokenizer_file(place / "encoder")
    write(place / "train.jsonl", EXAMPLES, "jsonl")
    return FinetuneOptions(
        train=str(place / "train.jsonl"),
        dev=str(place / "train.jsonl"),
        out=str(place / "model"),
        encoder=str(place / "encoder"),
        learning=Learning(epochs=1, batch_size=4),
        experts=ExpertOptions(layer=1, even=12),
    )


@pytest.fixture(scope="module")
def predictor(options):
    finetune(options, lambda progress: None)
    return load_folder(Path(options.out))


def test_the_minimum_is_scikit_learns(predictor) -> None:
    model, names = predictor.model, predictor.labels.intents
    kept, model.experts = model.experts, None
    experts = fit_experts(predictor, EXAMPLES, ExpertOptions(layer=1))
    batch = collate(predictor.subwords.cut_all([e.text for e in EXAMPLES]), predictor.subwords)
    real = F.pad(batch.pieces, (1, 1))
    with torch.no_grad():
        states = model.encode(batch, layers=True).hidden_states[1]
        means = torch.stack([row[there].mean(0) for row, there in zip(states, real, strict=True)])
        means = F.normalize(means, dim=1)
        features = F.normalize(means - means.mean(0), dim=1).numpy()
        ours = experts.middle(mean_direction(states, real)).softmax(-1).numpy()
    classes = [names.index(example.intent) for example in EXAMPLES]
    theirs = LogisticRegression(C=10, tol=1e-8, max_iter=5000).fit(features, classes)
    np.testing.assert_allclose(ours, theirs.predict_proba(features), atol=2e-3)
    assert float(experts.own) == pytest.approx(3 / 40)
    model.experts = kept


def test_a_network_of_one_epoch_knows_its_examples_by_its_experts(predictor) -> None:
    """The folder gives them back, by layer and weights; without them the network still guesses."""
    texts = [example.text for example in EXAMPLES]
    intents = [example.intent for example in EXAMPLES]
    assert predictor.model.experts.layer == 1
    assert float(predictor.model.experts.own) == pytest.approx(3 / 12)
    assert [found.ranking[0].name for found in predictor.predict_all(texts)] == intents
    kept, predictor.model.experts = predictor.model.experts, None
    alone = [found.ranking[0].name for found in predictor.predict_all(texts)]
    predictor.model.experts = kept
    assert alone != intents


def test_they_are_exported_with_the_network(predictor, options, tmp_path) -> None:
    assert export_onnx(Path(options.out), tmp_path / "onnx").difference < 1e-4


def test_what_cannot_be_is_refused_by_a_sentence(predictor, options) -> None:
    with pytest.raises(ModelError, match="층은 2개인데 experts의 layer가 7"):
        fit_experts(predictor, EXAMPLES, ExpertOptions(layer=7))
    with pytest.raises(DataError, match="even은 1 이상"):
        replace(options.experts, even=0)


@pytest.fixture
def bare(options, tmp_path) -> FinetuneOptions:
    """A model trained without experts, and a copy of what it learned from."""
    shutil.copy(options.train, tmp_path / "train.jsonl")
    place = str(tmp_path / "train.jsonl")
    changed = {"train": place, "dev": place, "out": str(tmp_path / "model")}
    bare = replace(options, experts=ExpertOptions(), **changed)
    finetune(bare, lambda progress: None)
    return bare


def test_a_trained_model_is_given_them_later(bare, predictor) -> None:
    """The same as at the end of its training but for the rounding of the weights they read."""
    folder = Path(bare.out)
    measured = add_experts(folder, ExpertOptions(layer=1, even=12))
    later = load_folder(folder)
    texts = [example.text for example in EXAMPLES]
    for ours, theirs in zip(later.predict_all(texts), predictor.predict_all(texts), strict=True):
        assert ours.ranking[0].name == theirs.ranking[0].name
        assert ours.ranking[0].confidence == pytest.approx(theirs.ranking[0].confidence, abs=0.05)
    notes = json.loads((folder / "training.json").read_text("utf-8"))
    assert notes["options"]["experts"] == {"layer": 1, "even": 12}
    assert notes["dev"]["intent_accuracy"] == measured.intent_accuracy.value == 1.0


def test_only_from_what_the_model_learned_from(bare) -> None:
    write(Path(bare.train), EXAMPLES[1:], "jsonl")
    with pytest.raises(DataError, match="배운 자료와 다른"):
        add_experts(Path(bare.out), ExpertOptions(layer=1))
    (Path(bare.out) / "training.json").write_text("{", "utf-8")
    with pytest.raises(ModelError, match="무엇으로 배운 모델인지"):
        add_experts(Path(bare.out), ExpertOptions(layer=1))
