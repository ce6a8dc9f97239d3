"""`malgwi new` and `malgwi train`: from an empty folder to an assistant that answers."""

import json

import pytest
from typer.testing import CliRunner

from slu.data import read
from ui import cli


def run(*words: str, said: str | None = None, ends: int = 0) -> str:
    result = CliRunner().invoke(cli.app, list(words), input=said)
    assert result.exit_code == ends, result.output
    return result.output


@pytest.fixture(scope="module")
def taught(tmp_path_factory):
    folder = tmp_path_factory.mktemp("assistants") / "내 의원"
    told = run("new", str(folder))
    assert f"malgwi train {folder}" in told
    skill = folder / "skills" / "appointments.py"  # one process knows a table by one name
    skill.write_text(skill.read_text("utf-8").replace("clinic_appointments", "bookings"), "utf-8")
    told = run("train", str(folder), "--epochs", "2")
    assert f"malgwi chat --assistant {folder}" in told
    return folder


def test_what_was_taught_is_understood(taught) -> None:
    folder = str(taught / "model")
    found = json.loads(run("understand", "예약 취소해 주세요", "--json", "--model", folder))
    assert {each["name"] for each in found["intent_ranking"]} == {
        str(example.intent) for example in read(taught / "nlu.yml")
    }
    notes = json.loads((taught / "model" / "training.json").read_text("utf-8"))
    assert notes["options"]["encoder"] == "malgwi"


def test_it_answers_in_the_terminal(taught, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("MALGWI_STATE", str(tmp_path))
    said = run("chat", "--assistant", str(taught), said="주차할 수 있나요?\n끝\n")
    assert "말귀" in said
    assert [path.name for path in tmp_path.glob("내 의원-*.db")]


def test_its_dialogs_are_played_with_its_own_model(taught) -> None:
    result = CliRunner().invoke(cli.app, ["test-dialogs", str(taught), "--json"])
    found = json.loads(result.stdout)
    assert len(found["conversations"]) == 5


def test_a_folder_that_is_no_assistant_is_named(tmp_path) -> None:
    for command in (("train", str(tmp_path)), ("chat", "--assistant", str(tmp_path))):
        assert "malgwi new 폴더" in _plain(run(*command, ends=2))


def test_names_that_do_not_fit_are_told_before_anything_is_learned(tmp_path) -> None:
    run("new", str(tmp_path / "a"))
    path = tmp_path / "a" / "nlu.yml"
    path.write_text(path.read_text("utf-8").replace("](doctor)", "](docter)"), "utf-8")
    assert "혹시 'doctor'인가요" in _plain(run("train", str(tmp_path / "a"), ends=2))
    assert not (tmp_path / "a" / "model").exists()


def _plain(shown: str) -> str:
    return " ".join(shown.split())
