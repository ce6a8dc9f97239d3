"""An assistant's folder: begun from the example, checked before anything is learned from it."""

from pathlib import Path

import pytest

from dialog.assistant_folder import TEMPLATE, AssistantFolder
from slu.errors import DataError
from slu.paths import DEFAULT_MODEL


@pytest.fixture
def folder(tmp_path) -> AssistantFolder:
    return AssistantFolder.new(tmp_path / "내 비서")


def test_a_new_one_is_the_example_without_what_was_made_of_it(folder: AssistantFolder) -> None:
    copied = {path.relative_to(folder.path) for path in folder.path.rglob("*") if path.is_file()}
    assert {Path("domain.yml"), Path("nlu.yml"), Path("skills/appointments.py")} <= copied
    assert not any(part in ("__pycache__", "model") for path in copied for part in path.parts)
    assert (folder.path / "domain.yml").read_bytes() == (TEMPLATE / "domain.yml").read_bytes()
    assert folder.model == DEFAULT_MODEL
    (folder.path / "model").mkdir()
    assert folder.model == folder.path / "model"


def test_what_stands_there_is_not_overwritten(folder: AssistantFolder) -> None:
    with pytest.raises(DataError, match="이미 있는 폴더"):
        AssistantFolder.new(folder.path)


def test_a_folder_without_a_domain_is_refused(tmp_path) -> None:
    with pytest.raises(DataError, match=r"domain\.yml이 없음"):
        AssistantFolder(tmp_path)


def test_the_examples_of_the_example(folder: AssistantFolder) -> None:
    [found] = folder.examples().values()
    intents = [example.intent for example in found]
    assert len(set(intents)) == 8
    assert all(intents.count(name) == 10 for name in intents)
    assert {slot.name for one in found for slot in one.slots} == {
        *("date", "time", "department", "doctor", "patient")
    }


def test_rasas_place_for_examples_is_known(folder: AssistantFolder) -> None:
    (folder.path / "data").mkdir()
    (folder.path / "nlu.yml").rename(folder.path / "data" / "nlu.yml")
    assert list(folder.examples()) == [folder.path / "data" / "nlu.yml"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("intent: ask_cost", "intent: ask_costs", "의도 'ask_costs'.*혹시 'ask_cost'인가요"),
        ("](doctor)", "](docter)", "슬롯 'docter'.*혹시 'doctor'인가요"),
        ("intent: ask_cost", "intent: ask_wait", "'ask_cost'에 예문이 없습니다"),
    ],
)
def test_names_have_to_fit_the_domain(folder: AssistantFolder, old, new, says) -> None:
    path = folder.path / "nlu.yml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(DataError, match=says):
        folder.examples()


def test_an_assistant_without_examples_is_told_so(folder: AssistantFolder) -> None:
    (folder.path / "nlu.yml").unlink()
    with pytest.raises(DataError, match="예문이 없습니다"):
        folder.examples()
