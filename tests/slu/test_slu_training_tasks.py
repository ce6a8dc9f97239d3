"""Fine-tuning on sentence tasks with a small local encoder: it learns alone and together, goes on
with the same bits, and its folder is read back or refused."""

import json
import shutil
from dataclasses import fields, replace

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertModel

from slu.data.tasks import TaskData, TaskExample
from slu.errors import DataError, ModelError
from slu.korean.subwords import Subwords
from slu.training.encoders import open_encoder
from slu.training.learning import Learning
from slu.training.sentence_task import labels_of, limit
from slu.training.task_loop import Plan, Progress, shares, steps_of
from slu.training.task_options import TaskOptions
from slu.training.tasks import finetune_tasks
from slu.understanding.sentence_batches import SentenceRow, collate_rows, cut_rows
from slu.understanding.sentence_folder import load_sentence_folder

GOOD, BAD = ("재미있다", "또 봤다", "좋았다"), ("지루하다", "졸렸다", "아깝다")
THINGS = ("영화", "연기", "음악", "장면")


def save_tokenizer(folder, text: str) -> None:
    chars = sorted(set(text) - {" ", "\t", "\n"})
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *chars, *("##" + char for char in chars)]
    tokenizer = Tokenizer(WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A data folder with two small sets and a random encoder beside it."""
    home = tmp_path_factory.mktemp("tasks")
    reviews = [
        f"{thing} {word}\t{label}"
        for thing in THINGS
        for label, words in enumerate((BAD, GOOD))
        for word in words
    ]
    # How alike: a good word against a good one, or against a bad one.
    pairs = [
        f"g\tf\ty\ti\t{grade}\t{thing} {good}\t{thing} {word}"
        for thing in THINGS
        for good in GOOD[:2]
        for grade, word in ((5, GOOD[2]), (0, BAD[0]))
    ]
    head = "genre\tfilename\tyear\tid\tscore\tsentence1\tsentence2"
    files = {
        "nsmc/train.tsv": ["text\tpositive", *reviews],
        "nsmc/dev.tsv": ["text\tpositive", *(row.replace(" ", "  ") for row in reviews)],
        "korsts/sts-train.tsv": [head, *pairs],
        "korsts/sts-dev.tsv": [head, *(row.replace(" ", "  ") for row in pairs)],
    }
    for name, lines in files.items():
        path = home / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    torch.manual_seed(1)
    sizes = {"vocab_size": 120, "hidden_size": 32, "num_hidden_layers": 2}
    config = BertConfig(
        **sizes, num_attention_heads=2, intermediate_size=64, max_position_embeddings=40
    )
    BertModel(config).save_pretrained(home / "encoder")
    save_tokenizer(home / "encoder", "".join((*GOOD, *BAD, *THINGS)))
    return home


@pytest.fixture(autouse=True)
def data_home(place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MALGWI_DATA", str(place))


LEARNING = Learning(epochs=8, batch_size=4, encoder_rate=3e-3, dropout=0.0, tune_embeddings=True)


def options(place, out: str, *tasks: str, **others) -> TaskOptions:
    """`others` go to the options or, where they are of learning, to that section."""
    own = {name for name in others if name in {field.name for field in fields(Learning)}}
    learning = replace(LEARNING, **{name: others.pop(name) for name in own})
    return TaskOptions(
        tasks=tasks,
        out=str(place / out),
        encoder=str(place / "encoder"),
        learning=learning,
        **others,
    )


@pytest.fixture(scope="module")
def together(place):
    """Both tasks in one model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MALGWI_DATA", str(place))
        seen: list[Progress] = []
        results = finetune_tasks(options(place, "both", "nsmc", "korsts"), seen.append)
    return place / "both", results, seen


def test_one_encoder_learns_two_tasks(together) -> None:
    _, (reviews, pairs), seen = together
    assert reviews.figures.accuracy.value == 1.0
    assert pairs.figures.spearman.value >= 0.8
    assert max(progress.step for progress in seen) == seen[0].steps == 6 + 4
    assert [len(progress.dev) for progress in seen if progress.dev] == [2] * 8
    assert seen[-1].dev[0].main.value <= 1


def test_the_folder_gives_the_measured_model_back(together) -> None:
    folder, results, _ = together
    predictor = load_sentence_folder(folder)
    (answer,) = predictor.answer("음악 좋았다")
    assert (answer.task, answer.label, answer.grade) == ("nsmc", "긍정", None)
    assert 0.5 < answer.confidence <= 1
    (alike,), (unlike,) = (
        predictor.answer("영화 재미있다", f"영화 {b}") for b in ("좋았다", "지루하다")
    )
    assert alike.grade > unlike.grade + 1
    notes = json.loads((folder / "training.json").read_text(encoding="utf-8"))
    assert notes["dev"]["nsmc"] == results[0].figures.to_json()
    assert notes["precision"] == "fp32"
    assert "| korsts | 16 | 16 | 스피어먼 상관 |" in (folder / "README.md").read_text("utf-8")
    assert not (folder.parent / f".{folder.name}.checkpoint").exists()


def test_a_damaged_folder_is_refused_by_name(together, tmp_path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(together[0], folder)
    (folder / "labels.json").write_text("{}")
    with pytest.raises(ModelError, match=r"labels\.json"):
        load_sentence_folder(folder)


class Killed(Exception):
    pass


def test_an_interrupted_run_ends_with_the_same_bits(place) -> None:
    def kill_in_the_middle(progress: Progress) -> None:
        if progress.epoch == 1 and progress.step == 2:
            raise Killed

    short = {"epochs": 3, "dropout": 0.1, "sampling": "root"}
    finetune_tasks(options(place, "same", "nsmc", "korsts", **short), lambda progress: None)
    whole = (place / "same" / "model.safetensors").read_bytes()
    shutil.rmtree(place / "same")
    with pytest.raises(Killed):
        finetune_tasks(options(place, "same", "nsmc", "korsts", **short), kill_in_the_middle)
    seen = []
    finetune_tasks(
        options(place, "same", "nsmc", "korsts", **short),
        lambda progress: seen.append(progress.epoch),
    )
    assert min(seen) == 1
    assert (place / "same" / "model.safetensors").read_bytes() == whole


def test_a_frozen_encoder_stays_as_it_was(place) -> None:
    finetune_tasks(options(place, "frozen", "nsmc", frozen=True, epochs=1), lambda progress: None)
    kept = load_sentence_folder(place / "frozen").model.encoder.state_dict()
    before = open_encoder(str(place / "encoder"))[0].state_dict()
    assert all(torch.allclose(kept[name], before[name], atol=1e-3) for name in before)


def test_a_random_encoder_has_the_shape_but_not_the_weights(place) -> None:
    name = str(place / "encoder")
    torch.manual_seed(5)
    learned, drawn = open_encoder(name)[0], open_encoder(f"random:{name}")[0]
    assert drawn.config.to_diff_dict() == learned.config.to_diff_dict()
    words = "embeddings.word_embeddings.weight"
    assert not torch.equal(drawn.state_dict()[words], learned.state_dict()[words])
    torch.manual_seed(5)
    open_encoder(name)
    assert torch.equal(
        open_encoder(f"random:{name}")[0].state_dict()[words], drawn.state_dict()[words]
    )


class Counted:
    """A task of so many batches, which are numbers."""

    def __init__(self, name: str, size: int):
        self.name, self.size = name, size

    def batches(self, turn: str) -> list[str]:
        return [f"{turn}:{number}" for number in range(self.size)]


def test_tasks_are_seen_as_often_as_sampling_says() -> None:
    large, small = Counted("large", 90), Counted("small", 10)
    even = Plan(LEARNING)
    assert shares([large, small], even) == [90, 10]
    root = Plan(LEARNING, "root")
    assert shares([large, small], root) == [75, 25]
    steps = steps_of([large, small], 3, root)
    assert steps == steps_of([large, small], 3, root)
    assert [task.name for task, _ in steps] != ["large"] * 75 + ["small"] * 25
    again = sorted(batch for task, batch in steps if task is small)
    once = [f"3/0:{n}" for n in range(10)] + [f"3/1:{n}" for n in range(10)]
    assert again == sorted(once + [f"3/2:{n}" for n in range(5)])


def test_rows_of_a_batch_by_hand(place) -> None:
    subwords = Subwords.load(place / "encoder" / "tokenizer.json")
    batch = collate_rows([SentenceRow((7, 8), (9,)), SentenceRow((7,))], subwords)
    assert batch.ids.tolist() == [[2, 7, 8, 3, 9, 3], [2, 7, 3, 0, 0, 0]]
    assert batch.mask.int().tolist() == [[1] * 6, [1, 1, 1, 0, 0, 0]]
    assert batch.pieces.int().tolist() == [[0, 1, 1, 0, 1, 0], [0, 1, 0, 0, 0, 0]]
    assert batch.types.tolist() == [[0, 0, 0, 0, 1, 1], [0] * 6]


@pytest.mark.parametrize(
    ("first", "second", "sizes"),
    [(20, None, (8, None)), (20, 2, (5, 2)), (2, 20, (2, 5)), (20, 20, (3, 4)), (3, 3, (3, 3))],
)
def test_too_long_a_pair_loses_of_its_longer_side(place, first, second, sizes) -> None:
    subwords = Subwords.load(place / "encoder" / "tokenizer.json")
    text = "영화음악장면" * 4
    texts = [(text[:first], None if second is None else text[:second])]
    (row,) = cut_rows(texts, subwords, positions=10)
    assert (len(row.first), None if row.second is None else len(row.second)) == sizes
    assert len(row) <= 10


def test_limits_draw_by_the_seed(place) -> None:
    rows = tuple(TaskExample(f"{n}번", None, n % 2) for n in range(50))
    data = TaskData("nsmc", ("부정", "긍정"), rows, rows)
    few = limit(data, options(place, "x", "nsmc", max_train=5))
    assert len(set(few.train)) == 5
    assert few.dev == rows
    assert few == limit(data, options(place, "x", "nsmc", max_train=5))
    assert few != limit(data, options(place, "x", "nsmc", max_train=5, seed=1))


def test_grades_all_alike_are_learned_without_a_fault() -> None:
    rows = (TaskExample("가", "나", 3.0), TaskExample("다", "라", 3.0))
    labels = labels_of(TaskData("korsts", (), rows, rows))
    assert (labels.pairs, labels.mean, labels.deviation) == (True, 3.0, 1.0)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"tasks": ()}, "하나 이상"),
        ({"tasks": ("nsmc", "nsmc")}, "서로 다르게"),
        ({"max_train": -1}, "max_train"),
        ({"sampling": "even"}, "sampling"),
    ],
)
def test_wrong_options_are_named(given, says: str) -> None:
    with pytest.raises(DataError, match=says):
        TaskOptions(**({"tasks": ("nsmc",), "out": "x"} | given))
