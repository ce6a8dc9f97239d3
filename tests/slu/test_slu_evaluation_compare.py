"""Comparing families: what is measured is kept while nothing changed, what cannot be measured is
told, and what fine-tuning measured is read."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from words_kit import SQUARE, save, vectors_of, write_sets

from slu.errors import DataError, ModelError
from slu.evaluation.compare import (
    CompareOptions,
    Row,
    Watching,
    columns,
    compare,
    read_rows,
    rows_json,
)
from slu.evaluation.metrics import MEASURES
from slu.evaluation.words import finetuned
from slu.evaluation.words.finetuned import Finetuning, finetune_all, read_finetuned
from slu.evaluation.words.names import short_names
from slu.evaluation.words.opening import digest_of, open_embedder
from slu.evaluation.words.probes import PROBES, Column, Settings
from slu.evaluation.words.static import Cutter
from slu.understanding.folder_files import write_json


@pytest.fixture
def measuring(tmp_path, monkeypatch):
    """Compares, and gives the rows, what was measured and what was passed over."""
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path / "home"))

    def run(names, known=(), **options):
        done, skipped, saved = [], {}, []
        watching = Watching(
            lambda row, probe: done.append(probe),
            lambda row, probe, why: skipped.update({probe: why}),
            lambda progress: None,
            saved.append,
        )
        rows = compare([str(name) for name in names], CompareOptions(**options), known, watching)
        assert (len(saved), saved[-1]) == (len(names), rows)
        return rows, done, skipped

    return run


@pytest.fixture
def folder(tmp_path):
    return save(vectors_of(SQUARE), tmp_path / "square", seconds=2.5, words_a_second=1000)


def test_every_probe_is_measured_once(measuring, folder, tmp_path):
    write_sets(tmp_path / "home")
    (row,), done, skipped = measuring([folder])
    assert done == list(PROBES)
    assert skipped == {}
    assert (row.family, row.settings) == ("skipgram", asdict(Settings()))
    assert (row.cost["seconds"], row.cost["words_a_second"]) == (2.5, 1000)
    assert (row.cost["peak_bytes"], row.cost["words"]) == (None, 5)
    assert row.probes["wordsim"]["pairs"] == 5
    assert row.probes["analogies"]["known"]["covered"] == pytest.approx(2 / 3)
    assert row.probes["intents"]["dev"]["accuracy"]["value"] == 1.0
    assert row.probes["robustness"]["on"] == ["data/massive-ko/dev.jsonl"]
    shown = {column.title for _, column in columns([row])}
    assert shown == {column.title for probe in PROBES.values() for column in probe.columns}
    again, done, _ = measuring([folder], [row])
    assert (again, done) == ([row], [])


def test_what_changed_is_measured_anew(measuring, folder, tmp_path):
    write_sets(tmp_path / "home")
    probes = ("wordsim", "analogies")
    (row,), _, _ = measuring([folder], probes=probes[:1])
    assert measuring([folder], [row], probes=probes)[1] == ["analogies"]
    assert measuring([folder], [row], probes=probes, again=True)[1] == list(probes)
    fewer = Settings(candidates=2)
    assert measuring([folder], [row], probes=probes, settings=fewer)[1] == list(probes)
    save(vectors_of(dict(list(SQUARE.items())[:3])), folder)
    (changed,), done, _ = measuring([folder], [row], probes=probes)
    assert done == list(probes)
    assert (changed.cost["words"], changed.cost["seconds"]) == (3, None)
    assert changed.digest != row.digest


def test_data_that_is_missing_is_passed_over(measuring, folder):
    (row,), done, skipped = measuring([folder])
    assert done == list(skipped) == list(PROBES) == list(row.skipped)
    assert row.probes == {}
    assert "malgwi data download word-eval" in skipped["wordsim"]
    assert "malgwi data download massive-ko" in skipped["intents"]


def test_rows_of_other_runs_stay(measuring, folder, tmp_path):
    other = Row("other", "", {}, probes={"wordsim": {"spearman": {"value": 0.5}}})
    rows, _, _ = measuring([folder], [other], probes=())
    assert [row.name for row in rows] == ["other", str(folder)]
    path = tmp_path / "rows.json"
    path.write_text(json.dumps(rows_json(rows)), "utf-8")
    assert read_rows(path) == rows
    assert read_rows(tmp_path / "none.json") == []
    for text in ("[]", '{"format": 9, "rows": []}', '{"format": 1, "rows": [{}]}', "{"):
        path.write_text(text, "utf-8")
        with pytest.raises(DataError, match=r"rows\.json"):
            read_rows(path)


def test_what_is_given_wrongly_is_told(measuring, tmp_path):
    with pytest.raises(DataError, match="'없는것'"):
        CompareOptions(probes=("없는것",))
    with pytest.raises(DataError, match="1 이상"):
        Settings(candidates=0)
    with pytest.raises(DataError, match="mean이나 last"):
        open_embedder("e5-small", Cutter(), "first")
    with pytest.raises(ModelError, match="열 수 없습니다"):
        measuring([tmp_path / "없음"])


def test_a_digest_tells_what_a_folder_holds(tmp_path):
    folder = tmp_path / "encoder"
    folder.mkdir()
    (folder / "config.json").write_text("{}", "utf-8")
    first = digest_of(str(folder))
    assert first == digest_of(str(folder))
    (folder / "model.safetensors").write_bytes(b"1")
    assert digest_of(str(folder)) != first
    assert digest_of("gru:a") != digest_of("gru:b")


def notes(seed=0, accuracy=0.5, encoder="gru:a"):
    dev = {"utterances": 7} | dict.fromkeys(MEASURES, accuracy)
    options = {"encoder": encoder, "learning": {"frozen": False, "seed": seed}}
    return {"options": options, "seconds": 3, "dev": dev}


def test_a_model_folder_is_a_row_of_its_own(measuring, tmp_path):
    folder = tmp_path / "model"
    folder.mkdir()
    write_json(folder / "config.json", {"format": 1})
    write_json(folder / "training.json", notes())
    (row,), done, _ = measuring([folder])
    assert (done, row.family, row.cost) == ([], "", {})
    assert row.probes["finetuned"]["runs"][0]["utterances"] == 7
    shown = [(column.title, column.of(row.probes[name])) for name, column in columns([row])]
    assert shown == [("미세조정 의도", 0.5), ("미세조정 슬롯 F1", 0.5)]
    write_json(folder / "training.json", {"options": {}})
    with pytest.raises(ModelError, match="'dev'"):
        read_finetuned(folder)


def test_fine_tuning_is_not_done_twice(folder, tmp_path, monkeypatch):
    trained = []

    def finetune(options, report):
        trained.append(options)
        seed = options.learning.seed
        found = notes(seed, 0.5 + seed / 4, options.encoder)
        found["options"] = asdict(options)
        out = Path(options.out)
        out.mkdir(parents=True, exist_ok=True)
        write_json(out / "training.json", found)

    monkeypatch.setattr(finetuned, "finetune", finetune)
    recipe = tmp_path / "recipe.yml"
    recipe.write_text("train: a\ndev: b\nout: c\nlearning:\n  epochs: 3\n", "utf-8")
    wanted = Finetuning("gru", recipe, tmp_path / "models", seeds=(0, 1), dev="other")
    found = finetune_all(str(folder), wanted, lambda progress: None)
    assert found.encoder == f"gru:{folder}"
    assert found.mean["slot_f1"] == 0.625
    assert found.deviation["slot_f1"] == pytest.approx(0.25 / 2**0.5)
    assert [(o.train, o.dev, o.learning.epochs) for o in trained] == [("a", "other", 3)] * 2
    assert finetune_all(str(folder), wanted, lambda progress: None) == found
    assert len(trained) == 2
    recipe.write_text("train: a\ndev: b\nout: c\nlearning:\n  epochs: 4\n", "utf-8")
    finetune_all(str(folder), wanted, lambda progress: None)
    save(vectors_of(dict(list(SQUARE.items())[:3])), folder)
    finetune_all(str(folder), wanted, lambda progress: None)
    assert [options.learning.epochs for options in trained] == [3, 3, 4, 4, 4, 4]
    assert not any(options.learning.frozen for options in trained)
    finetune_all(str(folder), replace(wanted, kind="gru-frozen"), lambda progress: None)
    assert [(o.encoder, o.learning.frozen) for o in trained[6:]] == [(f"gru:{folder}", True)] * 2


def test_a_network_that_there_is_not(tmp_path):
    with pytest.raises(DataError, match="gru-frozen"):
        Finetuning("transformer", tmp_path, tmp_path)


def test_a_figure_that_is_not_there_is_none():
    column = Column("", "dev.accuracy.value")
    assert column.of({"dev": {"accuracy": {"value": 0.5}}}) == 0.5
    assert column.of({"dev": {"accuracy": None}}) is None
    assert column.of({}) is None


def test_names_are_short_where_they_are_told_apart():
    assert short_names(["a/x", "b/x", "c/y", "e5-small"]) == ["a/x", "b/x", "y", "e5-small"]
