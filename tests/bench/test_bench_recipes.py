"""Rows of a recipe: trained once, measured, and told with mean and spread."""

import json

import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from bench import recipes
from slu.core import Slot, Utterance
from slu.data import read, write
from slu.training.finetune import sha256_of
from slu.training.learning import Learning
from slu.training.options import FinetuneOptions
from slu.training.random_encoder import make_random_encoder

EXAMPLES = [
    Utterance(f"{place} 불 {act} 줘", intent, (Slot("place", 0, 2, place),))
    for place in ("거실", "안방")
    for act, intent in (("켜", "on"), ("꺼", "off"))
]


@pytest.fixture
def rows(tmp_path):
    """A file of two rows over a random encoder, with one seed and with two."""
    letters = sorted({letter for each in EXAMPLES for letter in each.text if letter != " "})
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *("##" + each for each in letters)]
    tokenizer = Tokenizer(WordPiece({name: i for i, name in enumerate(names)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    encoder = make_random_encoder(tmp_path / "encoder", tmp_path / "tokenizer.json", 1, 16, 2)
    train, dev = tmp_path / "train.jsonl", tmp_path / "dev.jsonl"
    write(train, EXAMPLES[1:], "jsonl")
    write(dev, EXAMPLES, "jsonl")
    recipe = tmp_path / "recipe.yml"
    recipe.write_text(
        f"train: {train}\ndev: {dev}\nout: x\nencoder: {encoder}\nlearning: {{epochs: 1}}\n"
    )
    file = tmp_path / "rows.yml"
    file.write_text(
        f"recipe: {recipe}\nseeds: [0]\nrows:\n  - name: as it is\n"
        "  - {name: faster, head_rate: 0.01, seeds: [0, 1]}\n"
    )
    return file


def test_rows_change_the_recipe_and_keep_their_seeds(rows, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out.json"
    command = ["x", str(rows), "--out", str(tmp_path / "runs"), "--json", str(out)]
    monkeypatch.setattr("sys.argv", command)
    recipes.main()
    first, second = json.loads(out.read_text("utf-8"))["rows"]
    assert (first["name"], len(first["runs"]), len(second["runs"])) == ("as it is", 1, 2)
    assert first["all"]["slot_f1"]["deviation"] == 0
    assert first["parameters"] == second["parameters"] > 1000
    notes = json.loads((tmp_path / "runs" / "faster" / "seed-1" / "training.json").read_text())
    assert (notes["options"]["learning"]["head_rate"], notes["options"]["learning"]["seed"]) == (
        0.01,
        1,
    )
    written = (tmp_path / "runs" / "as-it-is" / "seed-0" / "model.safetensors").stat().st_mtime_ns
    recipes.main()
    kept = (tmp_path / "runs" / "as-it-is" / "seed-0" / "model.safetensors").stat().st_mtime_ns
    assert written == kept


def test_rows_are_measured_under_the_noises_that_the_file_names(rows, tmp_path, monkeypatch):
    rows.write_text(
        rows.read_text() + "noises: {joined: [[spacing, 1.0]], misheard: [[asr, 0.1]]}\n"
    )
    out = tmp_path / "out.json"
    command = ["x", str(rows), "--out", str(tmp_path / "runs"), "--json", str(out)]
    monkeypatch.setattr("sys.argv", [*command, "--only", "faster"])
    recipes.main()
    (row,) = json.loads(out.read_text("utf-8"))["rows"]
    by_seed = [run["joined"]["slot_f1"] for run in row["runs"]]
    assert row["joined"]["slot_f1"]["mean"] == pytest.approx(sum(by_seed) / 2)
    assert row["runs"][0]["joined"]["touched"] > 0.5
    assert {"intent_accuracy", "slot_f1_by_value"} <= row["misheard"].keys()


def test_what_is_shared_is_changed_in_every_row_unless_the_row_says_otherwise(tmp_path):
    file = tmp_path / "rows.yml"
    file.write_text(
        "recipe: r.yml\nseeds: [0]\nshared: {epochs: 4, typos: 0.1}\n"
        "rows:\n  - name: plain\n  - {name: longer, epochs: 6}\n"
    )
    plain, longer = recipes.read_rows(file).rows
    assert plain.changes == {"epochs": 4, "typos": 0.1}
    assert longer.changes == {"epochs": 6, "typos": 0.1}


def test_rows_that_are_not_run_stay_in_the_file_of_results(rows, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out.json"
    before = [{"name": name, "runs": [], "all": {}} for name in ("of older days", "as it is")]
    out.write_text(json.dumps({"rows": before}), "utf-8")
    command = ["x", str(rows), "--out", str(tmp_path / "runs"), "--json", str(out), "--only"]
    monkeypatch.setattr("sys.argv", [*command, "faster"])
    recipes.main()
    kept, new = json.loads(out.read_text("utf-8"))["rows"]
    assert kept == before[1], "one that the file of rows still has, in its order"
    assert (new["name"], len(new["runs"])) == ("faster", 2)
    monkeypatch.setattr("sys.argv", [*command, "quicker"])
    with pytest.raises(SystemExit):
        recipes.main()
    assert "quicker" in capsys.readouterr().err


def test_a_row_may_learn_from_fewer_examples(rows, tmp_path, monkeypatch):
    more = [
        Utterance(f"{each.text} {number}", each.intent) for each in EXAMPLES for number in "123"
    ]
    write(tmp_path / "train.jsonl", more, "jsonl")
    rows.write_text(rows.read_text() + "  - {name: few, examples: 8}\n")
    out = tmp_path / "out.json"
    command = ["x", str(rows), "--out", str(tmp_path / "runs"), "--json", str(out)]
    monkeypatch.setattr("sys.argv", [*command, "--only", "few"])
    recipes.main()
    (row,) = json.loads(out.read_text("utf-8"))["rows"]
    assert row["examples"] == 8
    drawn = tmp_path / "runs" / "few" / "seed-0.train.jsonl"
    notes = json.loads((tmp_path / "runs" / "few" / "seed-0" / "training.json").read_text("utf-8"))
    assert notes["data"]["train"] == sha256_of(drawn)
    assert [each for each in more if each in list(read(drawn))] == list(read(drawn))
    assert len(list(read(drawn))) == 8


def test_fewer_examples_are_other_ones_for_every_seed_and_among_those_of_a_larger_number(tmp_path):
    train = tmp_path / "train.jsonl"
    train.write_text("".join(f"line {number}\n" for number in range(50)), "utf-8")

    def drawn(number, seed):
        options = FinetuneOptions(str(train), str(train), "x", learning=Learning(seed=seed))
        return recipes.fewer(options, number, tmp_path / "run").read_text("utf-8").splitlines()

    few, more, others = drawn(10, 0), drawn(30, 0), drawn(10, 1)
    assert (len(few), len(more), len(others)) == (10, 30, 10)
    assert set(few) < set(more)
    assert set(few) != set(others)
    with pytest.raises(ValueError, match="51 of 50"):
        drawn(51, 0)
