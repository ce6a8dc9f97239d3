"""Domain files: what is read, and that each fault names its file, line and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from conversation_kit import DOMAIN, write_assistant
from hypothesis import given
from hypothesis import strategies as st

from dialog import blanks
from dialog.domain import read_domain
from dialog.rule_book import Rule
from dialog.skills import load_skills
from slu.errors import DomainError


def test_a_domain_is_read(tmp_path: Path) -> None:
    domain = read_domain(write_assistant(tmp_path) / "domain.yml")
    assert domain.rules["alarm_set"] == Rule(("alarm_form", "action_alarm"), "alarm_form")
    assert domain.rules["greet"] == Rule(("utter_greet",))
    assert domain.question("alarm_form", "time") == "utter_ask_time"
    assert domain.responses["utter_ask_time"][0].buttons[0].payload == "일곱 시"
    assert "utter_error" in domain.responses
    assert set(load_skills(domain)) == set(domain.spec.actions)


FAULTS = [
    ("intents: [greet", "intentz: [greet", "intentz", "혹시 'intents'인가요?"),
    ("required_slots: [time]", "required_slot: [time]", "required_slot:", "'required_slots'"),
    ("required_slots: [time]", "required_slots: [tiem]", "tiem", "혹시 'time'인가요?"),
    (
        "{intent: greet}, {action: utter_greet}",
        "{intent: greet}, {action: utter_gret}",
        "gret",
        "'utter_greet'",
    ),
    ("{intent: weather}", "{intent: wether}", "wether", "혹시 'weather'인가요?"),
    ("entity: place_name", "entity: place_nam", "place_nam}", "'place_name'"),
    ("type: from_text", "type: from_txt", "from_txt", "혹시 'from_text'인가요?"),
    ("    - text: 반갑습니다.", "    - txt: 반갑습니다.", "txt", "'text'"),
    ("{note:을} 적", "{note:울랄라} 적", "울랄라", "모르는 조사"),
    ("{note:을} 적", "{note:을 적", "{note:을 적", "중괄호"),
    ("{time} 알람이에요: {label}", "{time} 알람이에요: {lable}", "lable", "혹시 'label'인가요?"),
    ("kit:alarm", "kit.alarm", "kit.alarm", "alarms:set_alarm"),
    ("  utter_ask_note:", "  ask_note:", "  ask_note:", "utter_로"),
    (
        "{rule: 반쪽, steps: [{intent: half}",
        "{rule: 반쪽, steps: [{intent: wrong}",
        "틀림",
        "번째 줄에도",
    ),
    (
        "{action: alarm_form}, {action: action_alarm}",
        "{action: alarm_form}",
        "{rule: 알람",
        "폼 하나와",
    ),
    ("  utter_ask_time:", "  utter_ask_timme:", "required_slots", "'utter_ask_timme'"),
    (
        "  utter_ask_place:",
        "  utter_ask_note:",
        "utter_ask_note:\n    - text: 어디요",
        "번째 줄에도",
    ),
    ("forms:", "forms: [", "required_slots", "YAML 문법"),
    ("slots:\n  time", "gazetteer:\n  tim: {}\nslots:\n  time", "tim: {}", "혹시 'time'인가요?"),
    (
        "slots:\n  time",
        "gazetteer:\n  note:\n    메모: [쪽지]\n    편지: [쪽 지]\nslots:\n  time",
        "편지",
        "낱말 '쪽 지'이(가) '메모'에도 '편지'에도 있습니다.",
    ),
    (
        "slots:\n  time",
        "gazetteer:\n  note: {메모: ['']}\nslots:\n  time",
        "메모",
        "'메모'에 빈 낱말",
    ),
]


@pytest.mark.parametrize(("old", "new", "at", "says"), FAULTS)
def test_a_fault_names_file_line_and_a_way_out(
    tmp_path: Path, old: str, new: str, at: str, says: str
) -> None:
    assert DOMAIN.count(old) == 1
    text = DOMAIN.replace(old, new)
    path = write_assistant(tmp_path, text) / "domain.yml"
    with pytest.raises(DomainError) as error:
        read_domain(path)
    line = text[: text.index(at)].count("\n") + 1
    assert f"{path}:{line}: " in str(error.value)
    assert says in str(error.value)


NO_DOMAINS = [b"", b"- 1\n", b"\xff\xfe", b"a: \x00", b"&a [*a]", b"x: !!python/name:os.system"]


@pytest.mark.parametrize("content", NO_DOMAINS)
def test_what_is_no_domain_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "domain.yml"
    path.write_bytes(content)
    with pytest.raises(DomainError, match=r"domain\.yml"):
        read_domain(path)
    with pytest.raises(DomainError, match="없습니다"):
        read_domain(tmp_path / "none.yml")


def test_a_missing_function_or_module_is_named(tmp_path: Path) -> None:
    for new, says in (("kit:alrm", "혹시 'alarm'인가요?"), ("kid:alarm", "불러올 수 없습니다")):
        path = write_assistant(tmp_path, DOMAIN.replace("kit:alarm", new)) / "domain.yml"
        with pytest.raises(DomainError, match=says):
            load_skills(read_domain(path))


@given(st.text())
def test_any_text_is_filled_or_refused(text: str) -> None:
    literal = text.replace("{", "{{").replace("}", "}}")
    assert blanks.fill(literal, {}) == text
    try:
        names = blanks.names(text)
    except blanks.BlankError:
        return
    assert isinstance(blanks.fill(text, dict.fromkeys(names, "말")), str)


def test_particles_follow_the_word() -> None:
    assert blanks.fill("{city:은}", {"city": "부산"}) == "부산은"
    assert blanks.fill("{city:은}", {"city": "제주"}) == "제주는"
    with pytest.raises(blanks.BlankError, match="city"):
        blanks.fill("{city:은}", {"town": "부산"})
