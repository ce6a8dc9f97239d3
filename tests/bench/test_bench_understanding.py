"""The speed bench: its arithmetic, its sentences, and that both sides run the same encoder."""

import json
import subprocess
import sys

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel

from bench.plain_pipeline import PlainPipeline, bio_names, build
from bench.sentences import sentences
from bench.timing import clock, summarise
from models.joint import JointModel
from slu.korean.subwords import Subwords
from slu.paths import ROOT
from slu.understanding.batches import collate
from slu.understanding.labels import LabelSet
from slu.understanding.model_folder import drop_pooler, save_folder
from slu.understanding.predictor import Predictor

LABELS = LabelSet(("alarm_set", "play_music", "weather_query"), ("date", "time"))


@pytest.fixture(scope="module")
def predictor():
    """A small random joint model whose vocabulary is the letters of the bench's sentences."""
    torch.manual_seed(0)
    letters = sorted({char for text in sentences(1000) for char in text if char != " "})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *("##" + char for char in letters)]
    tokenizer = Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    encoder = BertModel(
        BertConfig(
            vocab_size=len(pieces),
            hidden_size=32,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=64,
            max_position_embeddings=64,
        )
    )
    drop_pooler(encoder)
    model = JointModel(encoder, len(LABELS.intents), LABELS.bio_size).eval()
    return Predictor(model, Subwords(tokenizer), LABELS)


def test_figures_by_hand():
    timing = summarise([0.1, 0.2, 0.3, 0.4], size=10)
    assert timing.median_ms == pytest.approx(250)
    assert timing.p95_ms == pytest.approx(385)
    assert timing.per_second == pytest.approx(40)
    assert (timing.calls, timing.size) == (4, 10)


def test_clock_calls_with_every_input_in_order():
    seen = []
    assert len(clock(seen.append, [3, 1, 2])) == 3
    assert seen == [3, 1, 2]


def test_a_thousand_different_sentences():
    assert len(set(sentences(1000))) == 1000
    assert sentences(1001)[1000] == sentences(1)[0]


def test_the_pipeline_has_our_encoder_and_slot_head(predictor, tmp_path):
    build(predictor, tmp_path)
    plain = PlainPipeline(tmp_path)
    row = predictor.subwords.cut("내일 깨워 줘")
    batch = collate([row], predictor.subwords)
    with torch.inference_mode():
        theirs = plain.slots.model(input_ids=batch.ids, attention_mask=batch.mask.long()).logits
        ours = predictor.model(batch).slots
    assert torch.allclose(theirs[:, 1:-1], ours, atol=1e-5)
    assert plain.slots.model.config.id2label[3] == bio_names(LABELS)[3] == "B-time"


def test_the_pipeline_answers_each_sentence(predictor, tmp_path):
    build(predictor, tmp_path)
    texts = sentences(3)
    answers = PlainPipeline(tmp_path).run(texts)
    assert len(answers) == 3
    for text, (intent, entities) in zip(texts, answers, strict=True):
        assert intent["label"] in LABELS.intents
        assert all(0 <= entity["start"] < entity["end"] <= len(text) for entity in entities)


def test_a_worker_measures_in_its_own_process(predictor, tmp_path):
    save_folder(predictor, tmp_path / "model", {}, "")
    words = ["malgwi", str(tmp_path / "model"), "1", "3", "5", "2"]
    done = subprocess.run(
        [sys.executable, "-m", "bench.understanding_worker", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    ready, measured = done.stdout.splitlines()
    figures = json.loads(measured)
    assert ready == "ready"
    assert (figures["one"]["calls"], figures["one"]["size"]) == (3, 1)
    assert (figures["batch"]["calls"], figures["batch"]["size"]) == (2, 5)
    assert 0 < figures["one"]["median_ms"] <= figures["one"]["p95_ms"]
    assert figures["peak_mb"] > 50


def test_a_missing_model_is_said_in_a_sentence(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "bench.understanding", "--model", str(tmp_path / "none")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "모델 폴더가 없습니다" in done.stderr
    assert "Traceback" not in done.stderr
