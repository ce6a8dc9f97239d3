"""What joint fine-tuning really learns from: noise drawn anew in each epoch, sentences without
labels, and which part of dev chooses the epoch."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from corpus_kit import tokenizer_file
from transformers import BertConfig, BertModel

from slu.core import Slot, Utterance
from slu.data import write
from slu.errors import DataError
from slu.evaluation.split import halves
from slu.training.finetune import finetune
from slu.training.joint_task import Example, JointTask
from slu.training.learning import Learning
from slu.training.options import FinetuneOptions, Noise, Teaching
from slu.training.task_loop import Progress
from slu.training.teachers import Teachers
from slu.understanding.model_folder import load_folder

ROOMS = ("거실", "침실", "주방", "안방", "현관")


def light(room: str) -> Utterance:
    return Utterance(f"{room} 불 좀 꺼 줘", "light", (Slot("room", 0, 2, room),))


def alarm(room: str) -> Utterance:
    return Utterance(f"내일 {room}에서 깨워 줄래", "alarm", (Slot("room", 3, 5, room),))


EXAMPLES = [make(room) for room in ROOMS for make in (light, alarm)]


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    """A folder with a random encoder, the examples, and reviews without labels."""
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("joint")
    sizes = {"num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 32}
    BertModel(BertConfig(vocab_size=400, hidden_size=16, **sizes)).save_pretrained(folder / "bert")
    tokenizer_file(folder / "bert")
    write(folder / "train.jsonl", EXAMPLES, "jsonl")
    reviews = folder / "data" / "nsmc"
    reviews.mkdir(parents=True)
    for name, text in (("train", "재미있었어"), ("dev", "어제 본 영화")):
        rows = [f"{text} {number}번째\t{number % 2}\n" for number in range(6)]
        (reviews / f"{name}.tsv").write_text("text\tpositive\n" + "".join(rows), "utf-8")
    return folder


def options(place: Path, out: str, **others) -> FinetuneOptions:
    given = {
        "train": str(place / "train.jsonl"),
        "dev": str(place / "train.jsonl"),
        "encoder": str(place / "bert"),
        "out": str(place / out),
        "learning": Learning(epochs=2, batch_size=4, dropout=0.0),
        "noise": Noise(written=0.0),
    }
    return FinetuneOptions(**(given | others))


def task(noise: Noise, examples: list[Utterance] = EXAMPLES) -> JointTask:
    """A task whose batches are looked at; its model is not."""
    given = FinetuneOptions("train", "dev", "out", noise=noise)
    return JointTask(None, examples, [], given, Teachers([]))


def of(turn: str, looked_at: JointTask) -> list[Utterance]:
    return [example.utterance for batch in looked_at.batches(turn) for example in batch]


def bare(text: str) -> str:
    return text.replace(" ", "")


def kinds(examples: list[Utterance], given: list[Utterance] = EXAMPLES) -> Counter[str]:
    """How many are as they were, differ in their spaces alone, and otherwise."""
    texts, letters = {one.text for one in given}, {bare(one.text) for one in given}
    return Counter(
        "same" if one.text in texts else "spaces" if bare(one.text) in letters else "letters"
        for one in examples
    )


def test_without_noise_an_epoch_has_the_examples_of_the_file_in_another_order() -> None:
    quiet = task(Noise(written=0.0))
    for turn in ("0/0", "1/0"):
        assert sorted(of(turn, quiet), key=str) == sorted(EXAMPLES, key=str)
    assert of("0/0", quiet) != of("1/0", quiet)
    assert of("0/0", quiet) == of("0/0", quiet)


@pytest.mark.parametrize(
    ("noise", "kind"),
    [(Noise(written=1.0), "spaces"), (Noise(written=0.0, typos=1.0), "letters")],
    ids=["written", "typos"],
)
def test_a_noise_of_one_changes_every_example_in_its_way_and_anew_each_epoch(
    noise: Noise, kind: str
) -> None:
    """In sentences without numbers and detached particles `written` changes only spaces; slips of
    keys change letters."""
    noisy = task(noise)
    epochs = [of(f"{epoch}/0", noisy) for epoch in range(3)]
    for epoch in epochs:
        assert kinds(epoch) == {kind: len(EXAMPLES)}
        assert Counter(one.intent for one in epoch) == Counter(one.intent for one in EXAMPLES)
        assert all(one.text[s.start : s.end] == s.text for one in epoch for s in one.slots)
    drawn = {frozenset(one.text for one in epoch) for epoch in epochs}
    assert len(drawn) == len(epochs)


def test_other_values_are_put_into_the_slots_and_anew_each_epoch() -> None:
    noisy = task(Noise(written=0.0, values=1.0))
    epochs = [of(f"{epoch}/0", noisy) for epoch in range(3)]
    for epoch in epochs:
        assert set(epoch) <= set(EXAMPLES)
        assert Counter(one.intent for one in epoch) == Counter(one.intent for one in EXAMPLES)
    counted = {frozenset(Counter(epoch).items()) for epoch in epochs}
    assert len(counted) == len(epochs)
    assert frozenset(Counter(EXAMPLES).items()) not in counted


def test_words_that_are_known_are_put_into_the_slots_too() -> None:
    noisy = replace(task(Noise(written=0.0, values=1.0)), words={"room": ["욕실"]})
    seen = {
        slot.text for epoch in range(9) for one in of(f"{epoch}/0", noisy) for slot in one.slots
    }
    assert seen == {*ROOMS, "욕실"}


def test_the_shares_of_noise_are_shares_of_the_examples() -> None:
    many = EXAMPLES * 100
    found = kinds(of("0/0", task(Noise(written=0.3, typos=0.1), many)))
    assert found["spaces"] == pytest.approx(300, abs=50)
    assert found["letters"] == pytest.approx(100, abs=40)
    numbered = [
        replace(light(room), text=f"{room} 불 {number}번", id=f"{room}{number}")
        for number in range(500)
        for room in ("거실", "침실")
    ]
    given = {one.text for one in numbered}
    epoch = of("0/0", task(Noise(written=0.0, values=0.5), numbered))
    moved = sum(one.text[:2] not in str(one.id) for one in epoch)
    assert {one.text for one in epoch} <= given
    assert moved == pytest.approx(
        1000 * 0.5 * 0.7 * 0.5, abs=50
    )  # of their slots, 0.7; of two, one


def test_fine_tuning_is_given_the_noise_of_its_options(place, monkeypatch) -> None:
    batches = watched_batches(monkeypatch)
    finetune(options(place, "quiet"), lambda _: None)
    finetune(options(place, "typos", noise=Noise(written=0.0, typos=1.0)), lambda _: None)
    finetune(options(place, "written", noise=Noise(written=1.0)), lambda _: None)
    seen = [one.utterance for batch in batches for one in batch]
    runs = [seen[at : at + 2 * len(EXAMPLES)] for at in range(0, len(seen), 2 * len(EXAMPLES))]
    assert [kinds(run) for run in runs] == [{kind: 20} for kind in ("same", "letters", "spaces")]
    first, second = ({one.text for one in part} for part in (runs[1][:10], runs[1][10:]))
    assert first != second, "each epoch draws anew"


def watched_batches(monkeypatch) -> list[list[Example]]:
    """All batches whose loss was asked for, in their order."""
    seen: list[list[Example]] = []
    loss = JointTask.loss

    def watched(self: JointTask, batch: list[Example]) -> torch.Tensor:
        seen.append(batch)
        return loss(self, batch)

    monkeypatch.setattr(JointTask, "loss", watched)
    return seen


def test_sentences_without_labels_are_learned_from_the_teachers_alone(place, monkeypatch) -> None:
    monkeypatch.setenv("MALGWI_DATA", str(place))
    finetune(options(place, "teacher"), lambda _: None)
    batches, steps = watched_batches(monkeypatch), []
    for most in (4, 6000):
        teaching = Teaching((str(place / "teacher"),), 0.5, ("nsmc",), most)
        finetune(
            options(place, f"pupil-{most}", teaching=teaching),
            lambda progress: steps.append(progress.steps),
        )
    assert set(steps) == {4}, "three with the labelled examples alone"
    seen = [one for batch in batches for one in batch]
    assert len(seen) == 2 * (10 + 4) + 2 * (10 + 6)
    free = [one for one in seen if one.utterance.intent is None]
    assert {(one.told, one.taught) for one in free} == {(0.0, 1.0)}
    assert {one.utterance.text for one in free} == {f"재미있었어 {n}번째" for n in range(6)}
    told = {(one.told, one.taught) for one in seen if one.utterance.intent is not None}
    assert told == {(0.5, 0.5)}


def test_what_a_teacher_believes_of_a_sentence_without_labels_counts_in_the_loss(place) -> None:
    """A pupil just like its teacher has only the entropy of its beliefs to pay."""
    finetune(options(place, "self"), lambda _: None)
    pupil, teacher = load_folder(place / "self"), load_folder(place / "self")
    looked_at = JointTask(pupil, [], [], options(place, "x"), Teachers([teacher.model]))
    free = Example(Utterance("재미있었어 3번째"), told=0.0, taught=1.0)
    alike = looked_at.loss([free])
    with torch.no_grad():
        pupil.model.intent_head[-1].bias += torch.tensor([3.0, -3.0])
    assert looked_at.loss([free]) > alike + 0.5


IN_B = halves(EXAMPLES)[1]


@pytest.mark.parametrize("dev", [EXAMPLES, IN_B], ids=["halves", "none in a"])
def test_the_epoch_is_chosen_on_half_a_of_dev_and_the_whole_is_reported(
    place, monkeypatch, dev
) -> None:
    write(place / "dev.jsonl", dev, "jsonl")
    half = halves(dev)[0] or dev
    chosen_on, evaluated = [], JointTask.evaluate
    monkeypatch.setattr(
        JointTask, "evaluate", lambda self: chosen_on.append(list(self.dev)) or evaluated(self)
    )
    told: list[Progress] = []
    measured = finetune(options(place, "half", dev=str(place / "dev.jsonl")), told.append)
    assert [[one.text for one in rows] for rows in chosen_on] == [[one.text for one in half]] * 2
    assert [each.dev[0].utterances for each in told if each.dev] == [len(half)] * 2
    notes = json.loads((place / "half" / "training.json").read_text("utf-8"))
    assert measured.utterances == notes["dev"]["utterances"] == len(dev)


def test_where_half_a_has_no_intent_the_epoch_is_chosen_on_the_whole(place) -> None:
    bare_a = [row if row in IN_B else replace(row, intent=None) for row in EXAMPLES]
    write(place / "dev.jsonl", bare_a, "jsonl")
    told: list[Progress] = []
    finetune(options(place, "whole", dev=str(place / "dev.jsonl")), told.append)
    assert [each.dev[0].utterances for each in told if each.dev] == [len(EXAMPLES)] * 2


def test_dev_without_any_intent_is_refused_before_anything_is_learned(place, monkeypatch) -> None:
    seen = watched_batches(monkeypatch)
    write(place / "dev.jsonl", [replace(row, intent=None) for row in EXAMPLES], "jsonl")
    with pytest.raises(DataError, match=r"dev\.jsonl: 의도가 붙은 예문이 하나도 없어"):
        finetune(options(place, "none", dev=str(place / "dev.jsonl")), lambda _: None)
    assert seen == []
    assert not (place / "none").exists()


def test_bf16_is_in_use_and_near_fp32(place) -> None:
    def losses(precision: str) -> list[float]:
        told: list[Progress] = []
        learning = Learning(epochs=2, batch_size=4, dropout=0.0, precision=precision)
        finetune(options(place, precision, learning=learning), told.append)
        return [each.loss for each in told]

    exact, rough = torch.tensor(losses("fp32")), torch.tensor(losses("bf16"))
    assert rough.isfinite().all()
    assert not torch.equal(exact, rough), "bf16 must have been in use"
    assert torch.allclose(exact, rough, rtol=0.02)
