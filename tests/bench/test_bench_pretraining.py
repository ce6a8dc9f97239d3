"""Rows of a pretraining recipe: learned once, and told by their last updates."""

import json
import statistics

import pytest
from pretraining_kit import recipe, tiny_pack

from bench import pretraining
from bench.tables import rewrite
from slu.errors import DataError


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rows")
    file = folder / "rows.yml"
    file.write_text(
        f"recipe: {recipe(folder, tiny_pack(folder))}\nshared: {{steps: 20}}\nrows:\n"
        "  - {name: plain, optimiser: adamw}\n"
        "  - {name: 'muon, faster', optimiser: muon, rate: 0.01}\n"
    )
    return file


@pytest.fixture
def run(rows, tmp_path, monkeypatch):
    def run() -> list[dict]:
        result = tmp_path / "optimisers.json"
        out = str(rows.parent / "runs")
        monkeypatch.setattr("sys.argv", ["x", str(rows), "--out", out, "--json", str(result)])
        pretraining.main()
        return json.loads(result.read_text("utf-8"))["rows"]

    return run


def test_rows_are_learned_once_and_told_by_their_last_tenth(
    run, rows, tmp_path, monkeypatch
) -> None:
    found = run()
    assert [row["name"] for row in found] == ["plain", "muon, faster"]
    assert found[1]["changes"] == {"optimiser": "muon", "rate": 0.01}
    for row, folder in zip(found, ("plain", "muon-faster"), strict=True):
        notes = json.loads((rows.parent / "runs" / folder / "training.json").read_text("utf-8"))
        assert notes["precision"] == "fp32"
        last = [step["losses"]["mlm"] for step in notes["history"] if step["step"] in (19, 20)]
        assert len(last) == 2
        assert row["loss"]["mlm"] == pytest.approx(statistics.mean(last))
        assert row["steps"] == 20
    monkeypatch.delattr(pretraining, "pretrain")  # nothing is learned again
    assert run() == found
    table = rewrite("<!-- table: optimisers -->\n<!-- end -->", tmp_path)
    assert f"| muon, faster | 20 | {found[1]['loss']['mlm']:.3f} |" in table


def test_another_run_in_a_row_s_place_is_not_taken_for_it(run, rows) -> None:
    run()
    rows.write_text(rows.read_text("utf-8").replace("steps: 20", "steps: 10"), "utf-8")
    with pytest.raises(DataError, match="이미 있는 폴더"):
        run()
