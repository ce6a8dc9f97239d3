"""The tables of word vectors, worked by hand from what `malgwi compare` writes."""

import json

import pytest

from bench.tables import rewrite
from slu.evaluation.compare import Row, rows_json


def accuracy(share):
    return {"questions": 10, "covered": 0.5, "accuracy": 2 * share, "accuracy_all": share}


@pytest.fixture
def results(tmp_path):
    analogies = {
        "known": accuracy(0.25),
        "sections": {"sem_a": accuracy(0.25)},
        "composed_sections": {"sem_a": accuracy(0.5)},
    }
    tuned = {"mean": {"intent_accuracy": 0.875, "slot_f1": 0.75}}
    cost = {"seconds": 61.2, "words_a_second": 98765, "peak_bytes": 3e8, "bytes": 12_300_000}
    cost |= {"dimension": 100, "words": 50_000}
    rows = [
        Row(
            "runs/skipgram",
            "",
            {},
            "skipgram",
            cost,
            {
                "wordsim": {"spearman": {"value": 0.6125}},
                "analogies": analogies,
                "finetune-gru": tuned,
            },
        ),
        Row("elmo", "", {}, "malgwi-elmo", {"dimension": 512}, {"wordsim": {"spearman": None}}),
        Row("runs/joint", "", {}, probes={"finetuned": tuned}),
    ]
    (tmp_path / "words.json").write_text(json.dumps(rows_json(rows)), "utf-8")
    return tmp_path


def filled(name, results):
    return rewrite(f"<!-- table: {name} -->\nold\n<!-- end -->", results).splitlines()[1:-1]


def test_families_by_probe(results):
    assert filled("words", results) == [
        "|  | WordSim-353 | analogies, known | analogies, all |",
        "| --- | ---: | ---: | ---: |",
        "| `skipgram` | 0.613 | 50.0% | 25.0% |",
    ]


def test_families_fine_tuned(results):
    assert filled("words-finetuned", results) == [
        "|  | gru: intent | gru: slot F1 | finetuned: intent | finetuned: slot F1 |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| `skipgram` | 87.5% | 75.0% | – | – |",
        "| `joint` | – | – | 87.5% | 75.0% |",
    ]


def test_analogies_by_section(results):
    assert filled("words-analogies", results) == [
        "|  | sem a |",
        "| --- | ---: |",
        "| `skipgram` | 25.0% (50.0%) |",
    ]


def test_costs(results):
    assert filled("words-cost", results)[2:] == [
        "| `skipgram` | 61 | 98,765 | 300 | 12.3 | 100 | 50,000 |",
        "| `elmo` | – | – | – | – | 512 | – |",
    ]


def test_vectors_beside_the_libraries(tmp_path):
    speed = {"family": "cbow", "ours": 10.51, "library": 10.0, "ratio": 1.051}
    likeness = {"family": "glove", "mean": 0.4, "spread": 0.01, "pairs": 319, "behind": 0.02}
    found = {"speed": [speed | {"words_a_second": 123456.7}], "likeness": [likeness]}
    (tmp_path / "vectors.json").write_text(json.dumps(found), "utf-8")
    assert filled("vector-speed", tmp_path)[2:] == ["| `cbow` | 10.5 | 10.0 | 1.051 | 123,457 |"]
    assert filled("vector-likeness", tmp_path)[2:] == ["| `glove` | 0.400 ± 0.010 | 319 | +0.020 |"]
