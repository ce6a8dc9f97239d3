"""Calibrating a model folder: a small random model, files of each shape, faults by name."""

import json
import math
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel

from models.joint import JointModel
from slu.core import Utterance
from slu.data import write
from slu.errors import DataError, ModelError
from slu.evaluation.split import in_half_a
from slu.korean.subwords import Subwords
from slu.training.calibrate import REQUESTS, CalibrateOptions, calibrate
from slu.training.scope_texts import read_sentences
from slu.understanding.labels import LabelSet
from slu.understanding.model_folder import drop_pooler, load_folder, save_folder
from slu.understanding.predictor import Predictor

LABELS = LabelSet(("alarm", "light"), ("time",))
LETTERS = "가나다라마바사아자차카타파하"
TASKS = [Utterance(f"{a}{b} 가", "alarm" if a < b else "light") for a in LETTERS for b in LETTERS]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder `model` with random weights, and the files of a calibration beside it."""
    torch.manual_seed(3)
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *LETTERS, *("##" + one for one in LETTERS)]
    tokenizer = Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    sizes = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    encoder = BertModel(BertConfig(vocab_size=len(pieces), **sizes, intermediate_size=32))
    drop_pooler(encoder)
    joint = JointModel(encoder, len(LABELS.intents), LABELS.bio_size)
    folder = tmp_path_factory.mktemp("calibrate")
    save_folder(Predictor(joint.eval(), Subwords(tokenizer), LABELS), folder / "model", {}, "")
    write(folder / "dev.jsonl", TASKS[::2], "jsonl")
    write(folder / "train.jsonl", TASKS[1::2], "jsonl")
    (folder / "talk.csv").write_text("Q,A\n" + "".join(f"하하하 {x}하,응\n" for x in LETTERS))
    (folder / "requests.txt").write_text(
        "# 없는 일\n파파 파, 파차 / 파파, 차차, 파차 파\n타타타 타\n"
    )
    return folder


def options(place, **others) -> CalibrateOptions:
    given = {
        "dev": str(place / "dev.jsonl"),
        "train": str(place / "train.jsonl"),
        "small_talk": (str(place / "talk.csv"),),
        "requests": (str(place / "requests.txt"),),
        "prose": (),
    }
    return CalibrateOptions(**(given | others))


@pytest.fixture
def model(place, tmp_path):
    shutil.copytree(place / "model", tmp_path / "model")
    return tmp_path / "model"


def test_the_folder_is_calibrated_and_its_weights_are_not_touched(place, model) -> None:
    before = (model / "model.safetensors").read_bytes()
    measured = calibrate(model, options(place))
    predictor = load_folder(model)
    fitted = predictor.calibration
    assert fitted.temperature == pytest.approx(measured.temperature)
    assert fitted.threshold == pytest.approx(measured.threshold)
    assert fitted.head is not None
    assert measured.error <= 1
    assert measured.lost_talk is not None
    notes = json.loads((model / "calibration.json").read_text(encoding="utf-8"))
    assert notes["measured"]["error"] == measured.error
    assert set(notes["fitted"]["sha256"]) == {
        "dev.jsonl",
        "train.jsonl",
        "talk.csv",
        "requests.txt",
    }
    assert (model / "model.safetensors").read_bytes() == before
    assert sorted(path.name for path in model.parent.iterdir()) == ["model"]
    strange, task = predictor.predict_all(["타타타 타", TASKS[1].text])
    assert strange.scope < task.scope
    assert math.isclose(sum(score.confidence for score in task.ranking), 1, abs_tol=1e-4)


def test_calibrating_again_gives_the_same_file(place, model) -> None:
    calibrate(model, options(place))
    first = (model / "calibration.json").read_bytes()
    calibrate(model, options(place))
    assert (model / "calibration.json").read_bytes() == first


def test_without_what_is_outside_there_is_no_head(place, model) -> None:
    calibrate(model, options(place))
    measured = calibrate(model, options(place, requests=(), small_talk=(), train="없음"))
    assert measured.lost_talk is None
    assert load_folder(model).calibration.head is None
    assert not (model / "calibration.safetensors").exists()


def test_an_altered_calibration_is_refused(place, model) -> None:
    calibrate(model, options(place))
    text = (model / "calibration.json").read_text()
    (model / "calibration.json").write_text(text.replace('"temperature"', '"Temperature"', 1))
    with pytest.raises(ModelError, match=r"calibration\.json"):
        load_folder(model)
    (model / "calibration.json").unlink()
    with pytest.raises(ModelError, match=r"calibration\.json.*없습니다"):
        load_folder(model)


def test_dev_of_other_intents_is_refused_and_nothing_is_written(place, model, tmp_path) -> None:
    write(tmp_path / "other.jsonl", [Utterance("가", "weather")], "jsonl")
    with pytest.raises(DataError, match="의도"):
        calibrate(model, options(place, dev=str(tmp_path / "other.jsonl")))
    assert not (model / "calibration.json").exists()


def calibrated(place, model, out: Path, **others):
    """What calibrating a copy of the model fits and measures."""
    shutil.copytree(model, out)
    measured = calibrate(out, options(place, **others))
    return load_folder(out).calibration, measured


def with_other_intents(rows: list[Utterance], half_a: bool) -> list[Utterance]:
    """The rows, those of one half with the other intent."""
    other = {"alarm": "light", "light": "alarm"}
    return [
        replace(row, intent=other[str(row.intent)]) if in_half_a(row.text) == half_a else row
        for row in rows
    ]


def test_a_is_fitted_on_and_b_is_reported(place, model, tmp_path) -> None:
    """Half of the answers are made wrong: in B that changes the report alone, in A the fit."""
    rows = TASKS[::2]
    fits, reports = {}, {}
    for name, dev in (
        ("given", rows),
        ("other b", with_other_intents(rows, half_a=False)),
        ("other a", with_other_intents(rows, half_a=True)),
    ):
        write(tmp_path / f"{name}.jsonl", dev, "jsonl")
        fitted, reports[name] = calibrated(
            place, model, tmp_path / name, dev=str(tmp_path / f"{name}.jsonl"), requests=()
        )
        fits[name] = (fitted.temperature, fitted.threshold)
    in_b = sum(not in_half_a(row.text) for row in rows)
    assert {each.utterances for each in reports.values()} == {in_b}
    assert fits["other b"] == fits["given"] != fits["other a"]
    assert reports["other b"].accuracy == pytest.approx(1 - reports["given"].accuracy)
    assert reports["other a"].accuracy == reports["given"].accuracy
    assert reports["other a"].error_before == reports["given"].error_before


@pytest.mark.parametrize("others", [{"requests": ()}, {}], ids=["threshold alone", "head"])
def test_other_sentences_in_b_change_nothing_that_is_fitted(place, model, tmp_path, others) -> None:
    """Three answers of four are the model's own, so that there is a temperature to be fitted."""
    read = load_folder(model).predict_all([row.text for row in TASKS])
    answers = [reading.ranking[number % 4 == 0].name for number, reading in enumerate(read)]
    believed = [replace(row, intent=name) for row, name in zip(TASKS, answers, strict=True)]
    rows, spare = believed[::2], believed[1::2]
    fits = {}
    for name, half_a in (("given", None), ("other b", False), ("other a", True)):
        fresh = (row for row in spare if in_half_a(row.text) == half_a)
        dev = [next(fresh, row) if in_half_a(row.text) == half_a else row for row in rows]
        write(tmp_path / f"{name}.jsonl", dev, "jsonl")
        fits[name], _ = calibrated(
            place, model, tmp_path / name, dev=str(tmp_path / f"{name}.jsonl"), **others
        )
    assert fits["other b"].threshold == fits["given"].threshold != fits["other a"].threshold
    if not others:
        weights = {name: fit.head.weight for name, fit in fits.items()}
        assert torch.equal(weights["other b"], weights["given"])
        assert not torch.equal(weights["other a"], weights["given"])


def test_of_small_talk_too_half_is_learned_from_and_half_is_reported(
    place, model, tmp_path
) -> None:
    given = [f"하하하 {letter}하" for letter in LETTERS]
    tasks = [row.text for row in TASKS[1::2]]
    scope, lost = {}, {}
    for name, changed in (("given", None), ("other b", False), ("other a", True)):
        fresh = iter([text for text in tasks if in_half_a(text) == changed])
        talk = [next(fresh) if in_half_a(text) == changed else text for text in given]
        path = tmp_path / f"{name}.csv"
        path.write_text("Q,A\n" + "".join(f"{text},응\n" for text in talk), "utf-8")
        fitted, measured = calibrated(place, model, tmp_path / name, small_talk=(str(path),))
        scope[name], lost[name] = fitted, measured.lost_talk
    assert 0 < sum(map(in_half_a, given)) < len(given)
    assert torch.equal(scope["other b"].head.weight, scope["given"].head.weight)
    assert scope["other b"].threshold == scope["given"].threshold
    assert not torch.equal(scope["other a"].head.weight, scope["given"].head.weight)
    assert lost["other b"] != lost["given"]


def test_pairs_tables_and_dialogues_are_read(place, tmp_path) -> None:
    assert len(read_sentences(place / "requests.txt")) == 7
    assert read_sentences(place / "requests.txt")[-1] == "타타타 타"
    (tmp_path / "sts.tsv").write_text('genre\tsentence1\tsentence2\na\t"그는 갔다\t나\n')
    assert read_sentences(tmp_path / "sts.tsv") == ['"그는 갔다']
    turns = [{"role": "user", "utterance": "켜 줘"}, {"role": "system", "utterance": "네"}]
    (tmp_path / "dialogues.json").write_text(json.dumps({"all": [{"turns": turns}]}))
    assert read_sentences(tmp_path / "dialogues.json") == ["켜 줘"]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "label\n1\n", "이름"),
        ("a.json", "{", "JSON"),
        ("a.txt", "# 없음\n", "하나도"),
        ("a.doc", "가", r"\.csv"),
    ],
)
def test_files_of_no_sentences_are_named(tmp_path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=says):
        read_sentences(tmp_path / name)


def test_our_own_requests_are_many_and_none_is_cut_wrong() -> None:
    found = read_sentences(Path(REQUESTS))
    assert len(found) > 1000
    assert not any("/" in text or "," in text for text in found)
