"""The documents' tables: worked by hand, only inside their blocks, and the same when repeated."""

import json

import pytest

from bench.markdown import markdown
from bench.tables import DOCUMENTS, RESULTS, TABLES, rewrite
from bench.wordless import wordless
from slu.core import Slot, Utterance
from slu.evaluation.metrics import evaluate

CITY = Slot("city", 0, 2, "서울")
GOLD = [Utterance("서울 날씨", "weather", (CITY,))] * 11 + [Utterance("알람 꺼", "alarm")]
FOUND = [Utterance("서울 날씨", "weather", (CITY,))] * 11 + [Utterance("알람 꺼", "light")]


@pytest.fixture
def results(tmp_path):
    measured = evaluate(GOLD, FOUND).to_json()
    for name in ("understanding", "understanding-unseen"):
        (tmp_path / f"{name}.json").write_text(json.dumps(measured), encoding="utf-8")
    return tmp_path


def filled(name, results):
    return rewrite(f"<!-- table: {name} -->\nold\n<!-- end -->", results)


def test_a_table_by_hand():
    assert markdown(["", "n"], [["a", "1"]]) == "|  | n |\n| --- | ---: |\n| a | 1 |"


def test_measures_as_the_evaluation_gives_them(results):
    table = filled("understanding", results)
    assert "| dev (12) | 91.7%" in table
    assert "| 100.0% (100.0% – 100.0%) |" in table
    assert "old" not in table


def test_recipes_as_mean_and_of_several_seeds_deviation(results):
    names = ("intent_accuracy", "slot_f1", "slot_f1_trimmed", "exact_match")
    runs = [{"all": dict.fromkeys(names, share)} for share in (0.85, 0.858)]
    row = {"name": "a", "runs": runs, "parameters": 9_040_000, "bytes": 9_200_000}
    both = [row, row | {"name": "b", "runs": runs[:1]}]
    (results / "encoders.json").write_text(json.dumps({"rows": both}))
    table = filled("encoders", results)
    assert "| a | 2 | 9.0 M | 9.2 MB |" + " 85.4% ± 0.6% |" * 4 in table
    assert "| b | 1 | 9.0 M | 9.2 MB |" + " 85.0% |" * 4 in table


def test_noises_tell_how_much_each_row_falls(results):
    clean = {"intent_accuracy": {"mean": 0.85}, "slot_f1": {"mean": 0.78}}
    noisy = {"intent_accuracy": {"mean": 0.80}, "slot_f1": {"mean": 0.70}}
    row = {"name": "a", "changes": {}, "runs": [], "parameters": 9, "all": clean}
    row["typed"] = noisy | {"slot_f1_by_value": {"mean": 0.7}}
    (results / "noises.json").write_text(json.dumps({"rows": [row]}))
    table = filled("noises", results)
    assert "| a | 85.0% | 78.0% | 80.0% (-5.0) | 70.0% (-8.0) |" in table
    assert "typed: `slot_f1`" in table


def test_classes_leave_out_the_rare_ones(results):
    table = filled("intents", results)
    assert "| `weather` | 100.0% | 100.0% | 100.0% | 11 |" in table
    assert "`alarm`" not in table


def test_confusions(results):
    assert "| `alarm` | `light` | 1 |" in filled("confusions", results)


def test_speed_has_both_systems_and_their_ratio(results):
    def run(system, figure):
        part = {"median_ms": figure, "p95_ms": figure, "per_second": figure}
        own = {"system": system, "cores": 1, "peak_mb": figure, "startup_seconds": figure}
        return own | {"one": part, "batch": part}

    runs = {"runs": [run("malgwi", 10.0), run("transformers", 40.0)]}
    (results / "understanding-speed.json").write_text(json.dumps(runs), encoding="utf-8")
    table = filled("understanding-speed", results)
    assert "| one sentence, median (ms) | 1 | 10.0 | 40.0 | 0.25 |" in table
    assert table.count("0.25") == 8


def test_speech_beside_the_plain_recogniser_and_by_source(results):
    scores = {
        "clips": 2,
        "cer": 0.1234,
        "cer_interval": [0.1, 0.2],
        "cer_no_spaces": 0.05,
        "cer_no_spaces_interval": [0.0, 0.1],
        "real_time_factor": 0.314,
    }
    whole = wordless(scores | {"sources": {"talks": scores}, "baseline": None, "worst": ["말"]})
    (results / "speech.json").write_text(json.dumps(whole), encoding="utf-8")
    table = filled("speech", results)
    assert "| talks (2) | 12.3% (10.0% – 20.0%) | 5.0% (0.0% – 10.0%) | 0.31 |" in table
    assert "plain" not in table
    assert "worst" not in whole
    assert "| 의도 정확도 | 91.7% |" in filled("summary-ko", results)
    assert "| speech, character error rate | 12.3% |" in filled("summary-en", results)


def test_hearing_speed_has_a_row_a_recogniser_and_threads(results):
    rows = {"malgwi": (0.2, 1.0), "openai_whisper": (0.7, 3.5)}
    systems = {
        name: {"real_time_factor": factor, "times_malgwi": times}
        for name, (factor, times) in rows.items()
    }
    data = {"clips": 2, "threads_1": systems, "threads_2": {"malgwi": systems["malgwi"]}}
    (results / "speech-speed.json").write_text(json.dumps(data), encoding="utf-8")
    table = filled("speech-speed", results)
    assert "| malgwi | 1 | 0.200 | 1.00 |" in table
    assert "| openai-whisper | 1 | 0.700 | 3.50 |" in table
    assert "| malgwi | 2 | 0.200 | 1.00 |" in table
    assert "clips" not in table


def test_what_is_not_measured_is_said(tmp_path):
    assert "`understanding.json`" in filled("understanding", tmp_path)


def test_only_the_blocks_change(results):
    before = (
        "# A\n\n<!-- table: confusions -->\n<!-- end -->\n\nb\n<!-- table: slots -->\n<!-- end -->"
    )
    after = rewrite(before, results)
    assert after.startswith("# A\n\n<!-- table: confusions -->\n| annotated")
    assert "<!-- end -->\n\nb\n<!-- table: slots -->\n| slots" in after
    assert rewrite(after, results) == after


def test_an_unknown_table_is_refused(results):
    with pytest.raises(KeyError):
        filled("no-such-table", results)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_documents_name_known_tables(document, tmp_path):
    text = document.read_text(encoding="utf-8")
    assert "<!-- table: " in text
    assert "Not measured yet" in rewrite(text, tmp_path)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_tables_of_the_documents_are_those_of_the_results(document):
    text = document.read_text(encoding="utf-8")
    assert rewrite(text, RESULTS) == text


def test_every_table_stands_in_a_document():
    text = "".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert [name for name in TABLES if f"<!-- table: {name} -->" not in text] == []
