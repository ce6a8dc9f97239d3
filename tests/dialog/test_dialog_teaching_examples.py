"""Examples edited one by one: only what is meant changes, what was there is kept, faults are told
with their lines and nothing is written then."""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter
from pathlib import Path

import pytest
import teaching_kit
import yaml
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


LONG = """\
version: "3.1"
nlu:
# 날씨
- intent: weather
  examples:
  - text: |  # 첫 말
      [서울](city) 눈 와
    metadata:
      mood: 'glad'
      source: [a, b]

  # 둘째
  - metadata: {id: "w-2"}
    text: "비 와?"
    intent: weather
  metadata: {owner: 하늘}
- intent: ticket
  examples: |
    - 표 줘
  metadata:
    owner: 역
- lookup: city
  examples: |
    - 서울
"""


@pytest.fixture
def long(folder: AssistantFolder) -> AssistantFolder:
    (folder.path / "nlu.yml").write_text(LONG, "utf-8")
    return folder


def changes(folder: AssistantFolder) -> tuple[list[str], list[str]]:
    """The lines that went, and those that came."""
    lines = difflib.ndiff(LONG.splitlines(), nlu(folder))
    found = [(line[0], line[2:]) for line in lines]
    return [text for sign, text in found if sign == "-"], [t for sign, t in found if sign == "+"]


def test_an_example_of_the_long_form_is_changed_in_place(long: AssistantFolder) -> None:
    Examples(long).change(find(long, "서울 눈 와"), "[부산](city) 눈 와", "weather", NOW)
    assert changes(long) == (["      [서울](city) 눈 와"], ["      [부산](city) 눈 와"])
    Examples(long).change(find(long, "비 와?"), '"비" 와', "weather", NOW)
    assert find(long, '"비" 와').example.id == "w-2"
    assert '    text: "\\"비\\" 와"' in nlu(long)
    assert len(nlu(long)) == len(LONG.splitlines())


def test_examples_are_added_to_either_form(long: AssistantFolder) -> None:
    new = [SNOW, Utterance("표 두 장", "ticket")]
    assert Examples(long).add(new, NOW) == 2
    assert changes(long) == ([], ["  - text: |", "      [서울](city) 눈 와?", "    - 표 두 장"])
    assert nlu(long).index("      [서울](city) 눈 와?") < nlu(long).index(
        "  metadata: {owner: 하늘}"
    )
    assert len(Examples(long).all()) == 5


def test_a_first_example_of_an_intent_stands_below_all_that_is_there(long: AssistantFolder) -> None:
    domain = long.path / "domain.yml"
    domain.write_text(domain.read_text("utf-8").replace("[weather,", "[weather, bye,"), "utf-8")
    Examples(long).add([Utterance("안녕", "bye")], NOW)
    assert nlu(long) == [*LONG.splitlines(), "- intent: bye", "  examples: |", "    - 안녕"]


def test_what_stands_beside_a_sentence_moves_with_it(long: AssistantFolder) -> None:
    Examples(long).change(find(long, "서울 눈 와"), "[서울](city) 표", "ticket", NOW)
    beside = ["    metadata:", "      mood: 'glad'", "      source: [a, b]"]
    said = ["  - text: |  # 첫 말", "      [서울](city) 표", *beside]
    assert nlu(long)[-7:] == ["- intent: ticket", "  examples:", *said]
    Examples(long).change(find(long, "서울 표"), "[서울](city) 눈", "weather", NOW)
    at = nlu(long).index("      [서울](city) 눈")
    assert nlu(long)[at + 1 : at + 5] == [*beside, "  metadata: {owner: 하늘}"]
    Examples(long).change(find(long, "비 와?"), "비 표", "ticket", NOW)
    assert find(long, "비 표").example == Utterance("비 표", "ticket", (), "w-2")
    assert '    intent: "ticket"' in nlu(long)


def test_an_example_of_the_long_form_is_removed_whole(long: AssistantFolder) -> None:
    Examples(long).remove(find(long, "서울 눈 와"), NOW)
    gone, came = changes(long)
    assert came == []
    assert gone == LONG.splitlines()[5:10]
    assert "  # 둘째" in nlu(long)


def test_a_file_with_more_than_is_kept_is_not_taken_in(
    folder: AssistantFolder, tmp_path: Path
) -> None:
    path, before = tmp_path / "more.yml", nlu(folder)
    path.write_text(LONG, "utf-8")
    with pytest.raises(DataError, match=r"more\.yml:6: .*'mood'.*data/에 두세요"):
        Examples(folder).take_in(path, NOW)
    path.write_text("nlu:\n- intent: weather\n  examples: |\n    - 눈\n  metadata: 1\n", "utf-8")
    with pytest.raises(DataError, match="'metadata'"):
        Examples(folder).take_in(path, NOW)
    assert nlu(folder) == before
    path.write_text(
        "nlu:\n- intent: weather\n  examples:\n  - text: |\n      눈\n      온다\n"
        "    metadata: {id: '1'}\n    intent: weather\n",
        "utf-8",
    )
    assert Examples(folder).take_in(path, NOW) == 1
    assert find(folder, "눈 온다")
    path.write_text("nlu:\n- intent: weather\n  examples:\n  - {text: 눈, intent: 비}\n", "utf-8")
    with pytest.raises(DataError, match=r"more\.yml:4: .*'비'.*'weather'.*다릅니다"):
        Examples(folder).take_in(path, NOW)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["서울 눈 와", "비 와?", "표 줘"]),
            st.sampled_from(["weather", "ticket", ""]),
        ),
        max_size=5,
    )
)
def test_whatever_is_edited_nothing_else_is_lost(
    long: AssistantFolder, edits: list[tuple[str, str]]
) -> None:
    (long.path / "nlu.yml").write_text(LONG, "utf-8")
    gone: Counter[str] = Counter()
    for text, intent in edits:
        there = [one for one in Examples(long).all() if one.example.text == text]
        if there and intent:
            Examples(long).change(there[0], text, intent, NOW)
        elif there:
            Examples(long).remove(there[0], NOW)
            gone[text] += 1
    left = [one.example for one in Examples(long).all()]
    assert {one.text for one in left} == {"서울 눈 와", "비 와?", "표 줘"} - gone.keys()
    document = yaml.safe_load((long.path / "nlu.yml").read_text("utf-8"))
    groups = [one for one in document["nlu"] if "intent" in one]
    assert {one["intent"]: one["metadata"] for one in groups if "metadata" in one} == {
        "weather": {"owner": "하늘"},
        "ticket": {"owner": "역"},
    }
    notes = [
        each["metadata"]
        for one in groups
        if isinstance(one["examples"], list)
        for each in one["examples"]
        if "metadata" in each
    ]
    assert ({"mood": "glad", "source": ["a", "b"]} in notes) == ("서울 눈 와" not in gone)
    assert ({"id": "w-2"} in notes) == ("비 와?" not in gone)
    assert sum(line.lstrip().startswith("#") for line in nlu(long)) == 2, "comments stay"


plain = st.text(st.sampled_from("가나다 abc.,!?'\"#:-|&*{}>%@`\\"), min_size=1, max_size=12)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
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


def test_what_dev_asks_and_no_example_teaches_is_told(folder: AssistantFolder) -> None:
    dev = folder.path / "dev.yml"
    dev.write_text(
        'version: "3.1"\nnlu:\n- intent: wether\n  examples: |\n    - [대전](citty) 날씨\n', "utf-8"
    )
    checked = look_at(folder)
    said = [one.sentence for one in checked.problems]
    assert checked.can_learn
    assert any("의도 wether은(는) 학습 자료에 없습니다" in one for one in said)
    assert any("슬롯 citty은(는) 학습 자료에 없습니다" in one for one in said)
    dev.write_text("nlu: [", "utf-8")
    checked = look_at(folder)
    assert not checked.can_learn
    assert "dev.yml" in checked.problems[0].sentence
    write(dev, [SNOW], "rasa")
    assert look_at(folder).problems == ()
