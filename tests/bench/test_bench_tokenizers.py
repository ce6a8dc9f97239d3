"""The grid of tokenizers: each has a name of its own, is made once, and is measured."""

import json
from dataclasses import replace

import pytest

from bench import tokenizers as bench
from bench.tables import TABLES
from slu.core import Slot, Utterance
from slu.data import write
from slu.training.tokenizers.options import TokenizerOptions

OPTIONS = TokenizerOptions("unigram", size=500, minimal_frequency=1)
ROWS = {"dev": [Utterance("거실 불 켜 줘", "light", (Slot("place", 0, 2, "거실"),))]}


@pytest.fixture
def made(tmp_path, monkeypatch):
    """A tokenizer of a little corpus of its own."""
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path))
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for name in ("colloquial-00.txt", "wiki-00.txt"):
        lines = [f"{place} {thing} 켜 줘" for place in ("거실", "안방") for thing in "불등"]
        (corpus / name).write_text("\n".join(lines * 20), "utf-8")
    monkeypatch.setattr(bench, "_CORPUS", ("corpus/colloquial-*.txt", "corpus/wiki-00.txt"))
    return bench.tokenizer_file(OPTIONS, tmp_path / "out", 1.0)


def test_every_tokenizer_of_the_grid_has_its_own_name():
    names = [bench.name_of(options) for options in (*bench.GRID, *bench.VARIANTS)]
    assert len(names) == len(set(names)) == 21
    assert bench.name_of(replace(OPTIONS, size=8000, respaced=0.0)) == "unigram-8k-unrespaced"


def test_a_tokenizer_is_made_once_and_measured(made, tmp_path):
    written = made.stat().st_mtime_ns
    assert bench.tokenizer_file(OPTIONS, tmp_path / "out", 1.0) == made
    assert made.stat().st_mtime_ns == written
    found = bench.measure(made, ROWS)
    assert found["dev"]["slots_whole"] == 1.0
    assert found["dev"]["words"] == 4


def test_a_random_encoder_learns_with_it_once(made, tmp_path, monkeypatch):
    examples = [
        Utterance(f"{place} 불 {act} 줘", intent, (Slot("place", 0, 2, place),))
        for place in ("거실", "안방")
        for act, intent in (("켜", "on"), ("꺼", "off"))
    ]
    for name in ("train", "dev"):
        write(tmp_path / f"{name}.jsonl", examples, "jsonl")
    files = {name: str(tmp_path / f"{name}.jsonl") for name in ("train", "dev")}
    monkeypatch.setattr(bench, "_MASSIVE", files)
    found = bench.tuned(made, epochs=1, seeds=[0])
    assert found["epochs"] == 1
    assert all(0 <= found[name] <= 1 for name in ("intent_accuracy", "slot_f1", "exact_match"))
    (made.parent / "encoder").rename(made.parent / "gone")
    assert bench.tuned(made, epochs=1, seeds=[0]) == found
    assert not (made.parent / "encoder").exists()


def test_the_table_shows_what_was_measured(made, tmp_path):
    measured = bench.measure(made, ROWS)
    row = {"name": "unigram-16k", **measured}
    scores = {"intent_accuracy": 0.5, "slot_f1": 0.25, "exact_match": 0.125}
    runs = [scores, dict.fromkeys(scores, 0.5)]
    rows = [row, *(row | {"name": n, "finetuned": {"rows": runs[:n]}} for n in (1, 2))]
    (tmp_path / "tokenizers.json").write_text(json.dumps({"rows": rows}), "utf-8")
    lines = TABLES["tokenizers"](tmp_path).splitlines()
    assert lines[2].startswith(f"| `unigram-16k` | {measured['dev']['pieces_a_word']:.2f} | 0.0% |")
    assert lines[2].endswith("| – | – | – |")
    assert lines[3].endswith("| 50.0% | 25.0% | 12.5% |")
    assert lines[4].endswith("| 50.0% ± 0.0% | 37.5% ± 17.7% | 31.2% ± 26.5% |")


def test_rows_that_are_not_asked_for_stay_in_the_file(made, tmp_path, monkeypatch):
    other = replace(OPTIONS, kind="bpe")
    for name in ("train", "dev"):
        write(tmp_path / f"{name}.jsonl", ROWS["dev"], "jsonl")
    files = {name: str(tmp_path / f"{name}.jsonl") for name in ("train", "dev")}
    monkeypatch.setattr(bench, "_MASSIVE", files)
    monkeypatch.setattr(bench, "GRID", (OPTIONS, other))
    result = tmp_path / "tokenizers.json"
    result.write_text(json.dumps({"rows": [{"name": bench.name_of(other), "old": True}]}), "utf-8")
    asked = ["--json", str(result), "--out", str(tmp_path / "out"), "--megabytes", "1"]
    monkeypatch.setattr("sys.argv", ["tokenizers", *asked, "--only", bench.name_of(OPTIONS)])
    bench.main()
    new, old = json.loads(result.read_text("utf-8"))["rows"]
    assert new["name"] == bench.name_of(OPTIONS)
    assert new["dev"]["words"] == 4
    assert old == {"name": bench.name_of(other), "old": True}
