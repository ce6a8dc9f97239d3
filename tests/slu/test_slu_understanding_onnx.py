"""The export to ONNX: a small random model is written, equal to torch, and read back; faults
are named, and what stood at the place is not lost."""

import contextlib
import io
import re
import shutil

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel

from models.joint import Batch, JointModel
from slu.core import Utterance
from slu.data import write
from slu.data.noisy import write_noisy
from slu.errors import MalgwiError, ModelError
from slu.evaluation.files import evaluate_file
from slu.evaluation.noisy import evaluate_noisy_file
from slu.korean.subwords import Subwords
from slu.understanding import onnx_export
from slu.understanding.confidence import Calibration, ScopeHead
from slu.understanding.labels import LabelSet
from slu.understanding.model_folder import (
    drop_pooler,
    load_folder,
    save_calibration,
    save_folder,
)
from slu.understanding.onnx_export import export_onnx
from slu.understanding.onnx_predictor import load_exported
from slu.understanding.predictor import Predictor, predict_utterances
from slu.understanding.serving import open_predictor

pytest.importorskip("onnxscript")
LABELS = LabelSet(("alarm_set", "light_off", "weather_query"), ("date", "time"))
TEXTS = ["불 꺼", "내일 아침 일곱 시에 깨워 줘", "", "모레 부산 날씨 어때", "아침 " * 60]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model folder: two layers, peaked at random, with letters for pieces."""
    torch.manual_seed(5)
    letters = sorted({letter for text in TEXTS for letter in text if letter != " "})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *("##" + one for one in letters)]
    tokenizer = Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    sizes = {
        "hidden_size": 64,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 96,
    }
    config = BertConfig(vocab_size=len(pieces), **sizes, max_position_embeddings=40)
    encoder = BertModel(config)
    drop_pooler(encoder)
    joint = JointModel(encoder, len(LABELS.intents), LABELS.bio_size)
    for parameter in [*joint.crf.parameters(), *joint.slot_head.parameters()]:
        torch.nn.init.normal_(parameter)
    folder = tmp_path_factory.mktemp("onnx") / "model"
    save_folder(Predictor(joint.eval(), Subwords(tokenizer), LABELS), folder, {}, "")
    head = ScopeHead(torch.randn(3, 2 * 64 + 5), torch.randn(3))
    save_calibration(folder, Calibration(2.0, 0.5, head), {})
    return folder


@pytest.fixture(scope="module")
def exported(model):
    out = model.parent / "exported"
    export_onnx(model, out)
    return out


@pytest.mark.parametrize(("rows", "length"), [(1, 3), (1, 17), (2, 12), (5, 40), (33, 9)])
@torch.inference_mode()
def test_scores_equal_torch_for_any_batch_and_length(model, exported, rows, length) -> None:
    torch.manual_seed(rows)
    ids = torch.randint(4, 30, (rows, length))
    mask = torch.arange(length) < torch.randint(3, length + 1, (rows, 1))
    batch = Batch(ids, mask, torch.randint(0, 2, ids.shape), mask[:, 2:], mask[:, 2:])
    ours, theirs = load_exported(exported).score(batch), load_folder(model).score(batch)
    assert torch.allclose(ours.intents, theirs.intents, atol=1e-4)
    inside = batch.pieces
    assert torch.allclose(ours.slots[inside], theirs.slots[inside], atol=1e-4)


def test_the_exported_folder_answers_as_the_model_does(model, exported) -> None:
    ours, theirs = (open_predictor(folder) for folder in (exported, model))
    assert ours.positions == theirs.positions == 40
    for a, b in zip(ours.predict_all(TEXTS), theirs.predict_all(TEXTS), strict=True):
        assert [score.name for score in a.ranking] == [score.name for score in b.ranking]
        assert a.ranking[0].confidence == pytest.approx(b.ranking[0].confidence, abs=1e-4)
        assert [(s.name, s.start, s.end) for s in a.slots] == [
            (s.name, s.start, s.end) for s in b.slots
        ]
        assert [s.confidence for s in a.slots] == pytest.approx(
            [s.confidence for s in b.slots], abs=1e-4
        )
    assert load_exported(exported).calibration.threshold == 0.5


def test_the_exported_folder_is_measured_as_the_model_is(model, exported, tmp_path) -> None:
    """By the answers of the model itself, it is right in everything, clean or noisy."""
    texts = [Utterance(text, id=str(at)) for at, text in enumerate(TEXTS[:4]) if text]
    right = predict_utterances(load_folder(model), texts)
    file, noisy = tmp_path / "gold.jsonl", tmp_path / "noisy.jsonl"
    write(file, right, "jsonl")
    write_noisy(noisy, right, right)
    for folder in (model, exported):
        assert evaluate_file(file, folder).exact_match.value == 1
        assert evaluate_noisy_file(file, noisy, folder).noisy.exact_match.value == 1


def test_the_readme_runs_and_finds_the_same(model, exported, monkeypatch) -> None:
    readme = (exported / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)
    monkeypatch.chdir(exported)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, found := {})
    predictor = load_folder(model)
    (expected,) = predictor.predict_all([found["text"]])
    pieces = predictor.subwords.cut(found["text"])
    assert list(pieces.ids) == found["pieces"].ids[1:-1]  # this vocabulary needs no cuts
    assert found["intent"] == expected.ranking[0].name
    begun = [(text, name[2:]) for text, name in found["marked"] if name[0] == "B"]
    assert len(begun) == len(expected.slots) > 0
    for (text, name), slot in zip(begun, expected.slots, strict=True):
        assert name == slot.name
        assert slot.text.startswith(text.strip())


def test_triton_is_told_the_sizes_of_the_graph(exported) -> None:
    told = (exported / "config.pbtxt").read_text()
    found = dict(re.findall(r'name: "(\w+)", data_type: \w+, dims: \[ (.*?) \]', told))
    session = load_exported(exported).session
    assert [one.name for one in session.get_inputs()] == ["ids", "mask", "types"]
    assert {one.name: one.shape[-1] for one in session.get_outputs()} == {
        name: int(dims.split(",")[-1])
        for name, dims in found.items()
        if name not in ("ids", "mask", "types")
    }
    assert found["intents"] == "3"
    assert found["slots"] == "-1, 5"


def test_eight_bits_are_smaller_and_near(model, exported, tmp_path) -> None:
    written = export_onnx(model, tmp_path / "small", int8=True)
    assert written.bytes < (exported / "model.onnx").stat().st_size
    assert 1e-5 < written.difference < 0.1 * written.largest
    assert len(load_exported(written.folder).predict_all(TEXTS)) == len(TEXTS)


def test_an_export_that_differs_is_not_kept(model, exported, tmp_path, monkeypatch) -> None:
    def write_quickly(predictor, path, int8) -> None:
        shutil.copyfile(exported / "model.onnx", path)

    monkeypatch.setattr(onnx_export, "_write_graph", write_quickly)
    monkeypatch.setattr(onnx_export, "_EQUAL", -1.0)  # nothing is as near as that
    with pytest.raises(ModelError, match="만큼 다릅니다"):
        export_onnx(model, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_holds_something_else_is_left_alone(model, tmp_path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    for place in (tmp_path, tmp_path / "notes.txt", model):
        with pytest.raises(MalgwiError, match="다른 것이 들어"):
            export_onnx(model, place)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_missing_model_is_named(tmp_path) -> None:
    with pytest.raises(ModelError, match="모델 폴더가 없습니다"):
        export_onnx(tmp_path / "none", tmp_path / "out")


@pytest.mark.parametrize(
    ("name", "says"), [("model.onnx", "잘렸거나"), ("crf.safetensors", "crf.safetensors")]
)
def test_a_damaged_export_is_refused_by_name(exported, tmp_path, name, says) -> None:
    folder = tmp_path / "model"
    shutil.copytree(exported, folder)
    (folder / name).write_bytes(b"x" * 50)
    with pytest.raises(ModelError, match=says):
        open_predictor(folder)
