"""Fine-tuning with a small local encoder: it learns, goes on with the same bits, and its
folder is read back or refused."""

import json
import math
import shutil
from dataclasses import replace

import pytest
import torch
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import NFC
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import (
    BertConfig,
    BertModel,
    DistilBertConfig,
    DistilBertModel,
    RobertaConfig,
    RobertaModel,
)

from models.weights import rounded
from slu.core import Slot, Utterance
from slu.data import write
from slu.errors import DataError, ModelError
from slu.korean.spacing import Spacing
from slu.training.encoders import open_encoder
from slu.training.finetune import finetune
from slu.training.joint_task import Example, JointTask
from slu.training.learning import Learning
from slu.training.noise.channel import fit
from slu.training.noise.channel_file import save_channel
from slu.training.options import FinetuneOptions, Noise, Teaching, read_options
from slu.training.task_loop import Progress
from slu.training.teachers import Teachers
from slu.understanding.folder_files import write_config
from slu.understanding.model_folder import load_folder

CITIES = ("서울", "부산", "대구", "광주", "제주")


def examples() -> list[Utterance]:
    found = []
    for city in CITIES:
        for ending in ("날씨 알려 줘", "날씨 어때"):
            found.append(Utterance(f"{city} {ending}", "weather", (Slot("city", 0, 2, city),)))
        for ending in ("가는 기차", "표 예매해"):
            found.append(Utterance(f"{city}에 {ending}", "ticket", (Slot("city", 0, 2, city),)))
    return found


def save_tokenizer(folder) -> None:
    chars = sorted({char for example in examples() for char in example.text if char != " "})
    pieces = [
        *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
        *chars,
        *("##" + char for char in chars),
    ]
    tokenizer = Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.normalizer, tokenizer.pre_tokenizer = NFC(), Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))


SIZES = {
    "vocab_size": 200,
    "hidden_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 64,
    "max_position_embeddings": 40,
}


@pytest.fixture(scope="module", params=["bert", "roberta"])
def place(request, tmp_path_factory):
    """A folder with a random encoder of each kind and the data."""
    torch.manual_seed(1)
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "bert":
        BertModel(BertConfig(**SIZES)).save_pretrained(folder / "encoder")
    else:
        config = RobertaConfig(**SIZES, pad_token_id=0)
        RobertaModel(config).save_pretrained(folder / "encoder")
    save_tokenizer(folder / "encoder")
    write(folder / "train.jsonl", examples(), "jsonl")
    return folder


def options(place, out: str, **others) -> FinetuneOptions:
    learning = Learning(
        epochs=8, batch_size=4, encoder_rate=3e-3, head_rate=1e-2, tune_embeddings=True
    )
    given = {
        "train": str(place / "train.jsonl"),
        "dev": str(place / "train.jsonl"),
        "encoder": str(place / "encoder"),
        "out": str(place / out),
        "learning": learning,
    }
    return FinetuneOptions(**(given | others))


@pytest.fixture(scope="module")
def trained(place):
    measured = finetune(options(place, "model"), lambda progress: None)
    return place / "model", measured


def test_learns_a_small_set_by_heart(trained) -> None:
    _, measured = trained
    assert measured.intent_accuracy.value == 1.0
    assert measured.slot_f1.value >= 0.9


def test_the_folder_gives_the_measured_model_back(trained) -> None:
    folder, measured = trained
    predictor = load_folder(folder)
    (found,) = predictor.predict_all(["부산에 가는 기차"])
    assert found.ranking[0].name == "ticket"
    assert [(slot.name, slot.text) for slot in found.slots] == [("city", "부산")]
    assert abs(sum(score.confidence for score in found.ranking) - 1) < 1e-4
    assert all(0 <= slot.confidence <= 1.0001 for slot in found.slots)
    notes = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    assert notes["dev"]["slot_f1"] == measured.slot_f1.value
    assert notes["precision"] == "fp32"
    assert "슬롯 F1" in (folder / "README.md").read_text(encoding="utf-8")


def test_one_by_one_and_in_a_batch_are_the_same(trained) -> None:
    predictor = load_folder(trained[0])
    texts = ["서울 날씨 어때", "", "   ", "제주에 표 예매해 " * 30, "대구"]
    together = predictor.predict_all(texts)
    for text, found in zip(texts, together, strict=True):
        (alone,) = predictor.predict_all([text])
        assert alone.ranking[0].name == found.ranking[0].name
        assert alone.ranking[0].confidence == pytest.approx(found.ranking[0].confidence, abs=1e-4)
        assert [s.text for s in alone.slots] == [s.text for s in found.slots]
        assert all(text[s.start : s.end] == s.text for s in found.slots)


class Killed(Exception):
    pass


def test_an_interrupted_run_ends_with_the_same_bits(place, trained) -> None:
    def kill_in_the_middle(progress: Progress) -> None:
        if progress.epoch == 2 and progress.step == 2:
            raise Killed

    half = options(place, "again")
    with pytest.raises(Killed):
        finetune(half, kill_in_the_middle)
    seen = []
    finetune(half, lambda progress: seen.append(progress.epoch))
    assert min(seen) == 2
    whole = (trained[0] / "model.safetensors").read_bytes()
    assert (place / "again" / "model.safetensors").read_bytes() == whole


def test_a_model_learns_from_its_teacher_alone(place, trained) -> None:
    folder, _ = trained
    taught = options(place, "pupil", teaching=Teaching(teachers=(str(folder),), share=1.0))
    assert finetune(taught, lambda _: None).intent_accuracy.value == 1.0


def test_a_teacher_of_other_labels_is_refused(place, trained, tmp_path) -> None:
    others = [replace(example, intent="x" + str(example.intent)) for example in examples()]
    write(tmp_path / "others.jsonl", others, "jsonl")
    teaching = Teaching(teachers=(str(trained[0]),))
    with pytest.raises(ModelError, match="이름이 다릅니다"):
        finetune(
            options(place, "x", train=str(tmp_path / "others.jsonl"), teaching=teaching),
            lambda _: None,
        )


def test_a_frozen_encoder_stays_as_it_was(place) -> None:
    learning = Learning(epochs=1, frozen=True)
    finetune(options(place, "frozen", learning=learning), lambda _: None)
    found = load_folder(place / "frozen").model.encoder.state_dict()
    for name, before in open_encoder(str(place / "encoder"), Spacing.KIWI)[0].state_dict().items():
        stays = "token_type" not in name  # what a changed space means is new, like a head
        assert torch.equal(found[name], rounded(before)) is stays, name


def test_both_spacings_are_kept_with_the_model(place) -> None:
    learning = Learning(epochs=1)
    for spacing in Spacing:
        finetune(options(place, spacing, spacing=spacing.value, learning=learning), lambda _: None)
        assert load_folder(place / spacing).subwords.spacing is spacing
    cut = load_folder(place / Spacing.KIWI).subwords.cut("서울날씨알려줘")
    assert sum(cut.respaced) == sum(cut.word_starts) - 1 > 1


def test_an_encoder_that_knows_no_types_needs_the_given_spacing(tmp_path) -> None:
    config = DistilBertConfig(vocab_size=20, dim=16, n_layers=1, n_heads=2, hidden_dim=16)
    DistilBertModel(config).save_pretrained(tmp_path)
    save_tokenizer(tmp_path)
    assert open_encoder(str(tmp_path))[1].spacing is Spacing.GIVEN
    with pytest.raises(ModelError, match="spacing: given"):
        open_encoder(str(tmp_path), Spacing.KIWI)


def test_a_spacing_of_another_version_is_refused(trained, tmp_path) -> None:
    shutil.copytree(trained[0], tmp_path / "model")
    path = tmp_path / "model" / "config.json"
    path.write_text(path.read_text().replace('"spacing": "kiwi"', '"spacing": "mine"'))
    with pytest.raises(ModelError, match="모르는 띄어쓰기 'mine'"):
        load_folder(tmp_path / "model")


def test_examples_may_be_misheard_as_a_channel_hears(place, tmp_path, monkeypatch) -> None:
    save_channel(fit([("날씨", "낼씨")] * 99), tmp_path / "channel.json")
    noise = Noise(
        written=0, misheard=0.5, most_misheard=0.5, channel=str(tmp_path / "channel.json")
    )
    seen = []
    monkeypatch.setattr(JointTask, "loss", lambda self, batch: seen.append(batch) or _no_loss(self))
    finetune(options(place, "misheard", noise=noise), lambda _: None)
    learned = [example for batch in seen for example in batch]
    given = {example.text for example in examples()}
    wrong = [one.utterance for one in learned if one.utterance.text not in given]
    assert 0.2 < len(wrong) / len(learned) < 0.5
    assert any("낼씨" in one.text for one in wrong)
    assert all(one.slots[0].text == one.text[:2] for one in wrong)


def test_of_what_was_misheard_a_teacher_reads_what_was_said_and_tells_the_intent(
    place, trained
) -> None:
    predictor = load_folder(trained[0])
    task = JointTask(
        predictor, [], [], options(place, "x"), teachers=Teachers([load_folder(trained[0]).model])
    )
    heard, clear = Utterance("저울 날히 어때", "ticket"), Utterance("부산에 표 예매해", "ticket")
    alone = task.loss([Example(heard, said="서울 날씨 어때"), Example(clear)])
    taught = task.loss([Example(heard, taught=0.5, said="서울 날씨 어때"), Example(clear)])
    believed, found = (
        {one.name: one.confidence for one in reading.ranking}
        for reading in predictor.predict_all(["서울 날씨 어때", heard.text])
    )
    entropy = -sum(share * math.log(found[name]) for name, share in believed.items())
    assert (taught - alone).item() == pytest.approx(0.5 * entropy / 2, rel=1e-3)


def _no_loss(task: JointTask) -> torch.Tensor:
    return sum(each.sum() for each in task.predictor.model.parameters()) * 0.0


def test_a_teacher_reads_as_its_pupil_does(place, trained) -> None:
    teaching = Teaching(teachers=(str(trained[0]),))
    with pytest.raises(ModelError, match="띄어쓰기"):
        finetune(options(place, "x", spacing="given", teaching=teaching), lambda _: None)


def test_only_what_teachers_know_needs_no_labels() -> None:
    with pytest.raises(DataError, match="teachers"):
        Teaching(unlabelled=("nsmc",))


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda f: (f / "model.safetensors").unlink(), "파일이 없습니다"),
        (lambda f: (f / "model.safetensors").write_bytes(b"x" * 100), "잘렸거나"),
        (lambda f: (f / "labels.json").write_text("{}"), "labels.json"),
        (lambda f: (f / "config.json").write_text("{"), "JSON"),
        (lambda f: (f / "config.json").write_text('{"format": 99}'), "99"),
        (lambda f: (f / "config.json").unlink(), "config.json"),
        (lambda f: shutil.rmtree(f), "모델 폴더가 없습니다"),
        (lambda f: flip(f / "model.safetensors"), "SHA-256"),
    ],
)
def test_a_damaged_folder_is_refused_by_name(trained, tmp_path, damage, says) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained[0], folder)
    damage(folder)
    with pytest.raises(ModelError, match=says):
        load_folder(folder)


def test_weights_of_another_shape_are_refused_by_name(trained, tmp_path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(trained[0], folder)
    weights = folder / "model.safetensors"
    tensors = {name: each for name, each in load_file(weights).items() if "guide" not in name}
    save_file(tensors, weights)
    config = json.loads((folder / "config.json").read_text("utf-8"))
    write_config(folder, config["format"], config["encoder"], tuple(config["files"]))
    with pytest.raises(ModelError, match=r"model\.safetensors: .*모양이 다릅니다"):
        load_folder(folder)


def flip(path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def test_an_unknown_encoder_is_named(place) -> None:
    with pytest.raises(ModelError, match="없는-인코더"):
        finetune(options(place, "x", encoder=str(place / "없는-인코더")), lambda _: None)


def test_one_intent_is_not_enough(place, tmp_path) -> None:
    write(tmp_path / "one.jsonl", examples()[:2], "jsonl")
    with pytest.raises(DataError, match="의도"):
        finetune(options(place, "x", train=str(tmp_path / "one.jsonl")), lambda _: None)


def test_options_from_yaml_and_command_line(tmp_path) -> None:
    path = tmp_path / "options.yml"
    path.write_text("train: a\ndev: b\nout: c\nlearning: {encoder_rate: 1e-4, epochs: 3}\n")
    found = read_options(path, {"epochs": 5, "seed": None, "written": 0.5})
    assert (found.learning.encoder_rate, found.learning.epochs, found.learning.seed) == (1e-4, 5, 0)
    assert found.noise.written == 0.5


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("trian: a", "모르는 옵션 'trian'"),
        ("train: a", "빠진 옵션이 있습니다: dev, out"),
        ("train: [", "YAML"),
        ("- a", "옵션"),
        ("train: a\ndev: b\nout: c\nlearning: {epochs: many}", "epochs"),
        ("train: a\ndev: b\nout: c\nlearning: {epochs: 0}", "1 이상"),
        ("train: a\ndev: b\nout: c\nlearning: {precision: fp8}", "precision"),
        ("train: a\ndev: b\nout: c\nnoise: {misheard: 2}", "misheard"),
    ],
)
def test_wrong_options_are_named(tmp_path, text: str, says: str) -> None:
    path = tmp_path / "options.yml"
    path.write_text(text)
    with pytest.raises(DataError, match=says):
        read_options(path, {})
