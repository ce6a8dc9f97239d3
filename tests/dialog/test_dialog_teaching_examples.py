"""Examples edited one by one: only what is meant changes, what was there is kept, faults are told
with their lines and nothing is written then."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import teaching_kit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialog.assistant_folder import AssistantFolder
from dialog.teaching.checks import look_at
from dialog.teaching.examples import Examples, Placed
from slu.core import Slot, Utterance
from slu.data import write
from slu.errors import DataError

NOW = dt.datetime(2026, 3, 2, 21, 0, 7)
SNOW = Utterance("서울 눈 와?", "weather", (Slot("city", 0, 2, "서울"),))


@pytest.fixture
def folder(tmp_path: Path) -> AssistantFolder:
    return teaching_kit.written(tmp_path / "비서")


def nlu(folder: AssistantFolder) -> list[str]:
    return (folder.path / "nlu.yml").read_text("utf-8").splitlines()


def find(folder: AssistantFolder, text: str) -> Placed:
    return next(one for one in Examples(folder).all() if one.example.text == text)


def test_an_example_goes_below_those_of_its_intent(folder: AssistantFolder) -> None:
    before = nlu(folder)
    assert Examples(folder).add([SNOW, SNOW, find(folder, "부산 날씨 어때").example], NOW) == 1
    after = nlu(folder)
    assert [line for line in after if line not in before] == ["    - [서울](city) 눈 와?"]
    assert [line for line in after if line in before] == before, "comments stay too"
    assert after.index("    - [서울](city) 눈 와?") < after.index("- intent: ticket")
    kept = folder.path / "kept" / "nlu-20260302-210007.yml"
    assert kept.read_text("utf-8").splitlines() == before


def test_an_example_gets_another_sentence_or_intent(folder: AssistantFolder) -> None:
    before, examples = nlu(folder), Examples(folder)
    examples.change(find(folder, "부산 날씨 어때"), "[부산](city) 비 와", "weather", NOW)
    line = find(folder, "부산 비 와").line
    assert nlu(folder)[line - 1] == "    - [부산](city) 비 와"
    assert len(nlu(folder)) == len(before)
    examples.change(find(folder, "부산 비 와"), "[부산](city) 비 와", "ticket", NOW)
    assert find(folder, "부산 비 와").example.intent == "ticket"
    examples.remove(find(folder, "부산 비 와"), NOW)
    assert nlu(folder) == [line for line in before if "[부산](city) 날씨 어때" not in line]
    assert len(list((folder.path / "kept").iterdir())) == 3


def test_what_changed_meanwhile_is_not_written_over(folder: AssistantFolder) -> None:
    old = find(folder, "부산 날씨 어때")
    Examples(folder).remove(find(folder, "서울 날씨 알려 줘"), NOW)
    with pytest.raises(DataError, match="그 사이에"):
        Examples(folder).remove(old, NOW)
    assert find(folder, "부산 날씨 어때")


@pytest.mark.parametrize(
    ("marked", "intent", "says"),
    [
        ("[서울](citi) 눈", "weather", "슬롯 'citi'.*혹시 'city'인가요"),
        ("서울 눈", "wether", "의도 'wether'.*혹시 'weather'인가요"),
        ("[서울](city 눈", "weather", "괄호가 맞지"),
        ("[서울](city) [대괄호] (눈", "", "의도가 없습니다"),
        ("  ", "weather", "비어"),
    ],
)
def test_what_does_not_fit_changes_nothing(folder: AssistantFolder, marked, intent, says) -> None:
    before = nlu(folder)
    with pytest.raises(DataError, match=says):
        Examples(folder).change(find(folder, "부산 날씨 어때"), marked, intent, NOW)
    assert nlu(folder) == before
    assert not (folder.path / "kept").exists()


@pytest.mark.parametrize("name", ["more.csv", "more.jsonl", "more.yml"])
def test_files_are_taken_in(folder: AssistantFolder, tmp_path: Path, name: str) -> None:
    write(tmp_path / name, [SNOW, Utterance("기차 표", "ticket")])
    assert Examples(folder).take_in(tmp_path / name, NOW) == 2
    assert Examples(folder).take_in(tmp_path / name, NOW) == 0, "known ones are left out"
    assert find(folder, "서울 눈 와?").example == SNOW
    assert len(Examples(folder).all()) == 26


def test_a_faulty_file_is_told_by_its_line(folder: AssistantFolder, tmp_path: Path) -> None:
    before, path = nlu(folder), tmp_path / "more.csv"
    path.write_text("text,intent\n눈 와?,weather\n[눈](snow) 와?,weather\n", "utf-8")
    with pytest.raises(DataError, match=r"more\.csv:3: .*슬롯 'snow'"):
        Examples(folder).take_in(path, NOW)
    assert nlu(folder) == before


def test_a_file_of_another_shape_is_left_as_it_is(folder: AssistantFolder) -> None:
    path = folder.path / "nlu.yml"
    text = (
        'nlu: [{intent: weather, examples: "- 눈 와\\n- 비"}, {intent: ticket, examples: "- 표"}]\n'
    )
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match="편집기로"):
        Examples(folder).add([SNOW], NOW)
    assert path.read_text("utf-8") == text


def test_the_first_examples_make_a_file(folder: AssistantFolder) -> None:
    (folder.path / "nlu.yml").unlink()
    assert "예문이 없습니다" in look_at(folder).problems[0].sentence
    assert Examples(folder).add([SNOW, Utterance("표 줘", "ticket")], NOW) == 2
    assert [one.example.text for one in Examples(folder).all()] == ["서울 눈 와?", "표 줘"]


plain = st.text(st.sampled_from("가나다 abc.,!?'\"#:-|&*{}>%@`\\"), min_size=1, max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(plain.filter(lambda text: text == text.strip()), min_size=1, max_size=4))
def test_any_plain_sentence_is_read_back_or_refused(
    folder: AssistantFolder, texts: list[str]
) -> None:
    path = folder.path / "nlu.yml"
    text, before = path.read_text("utf-8"), [one.example for one in Examples(folder).all()]
    new = [Utterance(one, "weather") for one in dict.fromkeys(texts)]
    try:
        added = Examples(folder).add(new, NOW)
    except DataError:
        assert path.read_text("utf-8") == text
        return
    after = [one.example for one in Examples(folder).all()]
    assert added == len(new)
    assert sorted(map(repr, after)) == sorted(map(repr, [*before, *new]))
    path.write_text(text, "utf-8")


def test_checks_find_what_spoils_learning(folder: AssistantFolder) -> None:
    assert look_at(folder).problems == ()
    path = folder.path / "nlu.yml"
    path.write_text(
        path.read_text("utf-8")
        + "    - [서울](city) 날씨 어때\n    - [대전](city)에 가는 [표](thing)\n"
        + "- intent: weather\n  examples: |\n    - 부산 날씨 어때\n",
        "utf-8",
    )
    checked = look_at(folder)
    said = [one.sentence for one in checked.problems]
    assert not checked.can_learn
    assert "슬롯 'thing'" in said[0]
    assert checked.problems[0].stops
    assert any("다른 의도: '서울 날씨 어때' weather (nlu.yml:" in one for one in said)
    assert any("다른 슬롯: '부산 날씨 어때'" in one for one in said)


def test_few_examples_are_told(folder: AssistantFolder) -> None:
    path = folder.path / "nlu.yml"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(lines[:-9]) + "\n", "utf-8")
    checked = look_at(folder)
    assert checked.can_learn
    assert "'ticket'의 예문이 3개뿐" in checked.problems[-1].sentence
