"""`malgwi new` and `malgwi train`: from an empty folder to an assistant that answers."""

import json

import pytest
from typer.testing import CliRunner

from dialog.teaching import lesson
from slu.data import read
from slu.errors import MalgwiError
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


def test_what_the_model_would_replace_or_cannot_learn_is_told_before(tmp_path, monkeypatch) -> None:
    def stop(*given) -> None:
        raise MalgwiError("여기까지")

    monkeypatch.setattr(lesson, "teach", stop)
    folder, letters = tmp_path / "a", tmp_path / "letters"
    run("new", str(folder))
    letters.mkdir()
    (letters / "dear.txt").write_text("안녕", "utf-8")
    refused = _plain(run("train", str(folder), "--out", str(letters), ends=2))
    assert "모델 폴더가 아닌 것이 이미 있습니다" in refused
    (folder / "model").mkdir()
    (folder / "model" / "labels.json").write_text("{}")  # its own model is taught again at will
    dev = tmp_path / "dev.jsonl"
    dev.write_text('{"text": "안녕", "intent": "greeet"}\n', "utf-8")
    told = _plain(run("train", str(folder), "--dev", str(dev), ends=2))
    assert "잴 자료의 의도 greeet은(는) 학습 자료에 없습니다." in told
    assert told.endswith("여기까지")


def _plain(shown: str) -> str:
    return " ".join(shown.split())
