"""A Rasa 3 project as it stands: loaded, talked to, checked; what is not used is told by line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from conversation_kit import NOW, Scripted, slot
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa_project import FILES, write_project

from dialog.assistant import Assistant
from dialog.assistant_folder import AssistantFolder
from dialog.domain import Domain, domain_faults, read_domain
from dialog.events import Asked, Event, SlotsChanged, TaskStarted
from dialog.project.files import find_domain
from dialog.project.report import Report, look_through
from dialog.rasa.domain_json import domain_to_json
from dialog.rasa.tracker_json import RasaTracker
from dialog.replies import speak
from dialog.skill import Outcome, Request, Skill
from dialog.store import Store
from dialog.tracker import Tracker
from slu.data import read
from slu.errors import DataError, DomainError
from slu.values import TextValue


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_project(tmp_path / "bakery")


@pytest.fixture
def domain(folder: Path) -> Domain:
    return read_domain(find_domain(folder))


class Baker:
    """The project's actions as skills, which note what they were given."""

    def __init__(self) -> None:
        self.baked: list[dict[str, str]] = []
        self.regular = False
        self.begins: tuple[Event, ...] = ()

    def skills(self) -> dict[str, Skill]:
        return {"action_look_up": self.look_up, "action_bake": self.bake}

    def look_up(self, request: Request) -> Outcome:
        event = {"event": "slot", "name": "regular", "value": self.regular}
        return Outcome("action_look_up", said="", events=(SlotsChanged((event,)), *self.begins))

    def bake(self, request: Request) -> Outcome:
        values = request.filled.items()
        self.baked.append({name: v.text for name, v in values if isinstance(v, TextValue)})
        return Outcome("action_bake", said="굽기 시작했어요.")


@pytest.fixture
def baker() -> Baker:
    return Baker()


@pytest.fixture
def bot(domain: Domain, baker: Baker, tmp_path: Path) -> Assistant:
    told = Scripted()
    told.tell("케이크 주문할게요", "order_cake")
    told.tell("딸기 케이크요", "inform", slot("cake", "딸기 케이크", "딸기 케이크요"))
    told.tell("아니요", "deny")
    told.tell("그렇게 해 줘", "affirm")
    told.tell("고마워요", "thank")
    told.tell("할인되나요?", "ask_discount")
    told.tell("몇 시에 여나요?", "faq/hours")
    told.tell("안녕하세요", "greet")
    store = Store.open(tmp_path / "db.sqlite")
    store.create_tables()
    return Assistant(domain, baker.skills(), told, store)


def says(bot: Assistant, *sentences: str) -> list[str]:
    return [bot.turn("a", sentence, NOW).reply.text for sentence in sentences]


def test_a_form_is_asked_for_and_what_its_rules_say_is_done(bot: Assistant, baker: Baker) -> None:
    asked = says(bot, "케이크 주문할게요", "딸기 케이크요")
    assert asked == ["어떤 케이크로 할까요?", "초도 드릴까요?"]
    done = bot.turn("a", "아니요", NOW).reply  # fills a slot, and cancels nothing
    assert done.text == "딸기 케이크를 준비할게요. 굽기 시작했어요."
    assert done.actions == ("action_bake",)
    assert done.data["utter_picture"] == {"rich": [{"image": "https://example.com/cake.png"}]}
    assert baker.baked == [{"kind": "order", "cake": "딸기 케이크", "candles": "no"}]
    assert bot.tracker("a").tasks == ()


def test_an_intent_fills_a_slot_only_while_it_is_asked_for(bot: Assistant, baker: Baker) -> None:
    assert says(bot, "케이크 주문할게요", "그렇게 해 줘")[1] == "어떤 케이크로 할까요?"
    task = bot.tracker("a").task
    assert task is not None
    assert "candles" not in task.filled


def test_other_requests_come_between(bot: Assistant) -> None:
    said = says(bot, "케이크 주문할게요", "할인되나요?")[1]
    assert said == "단골은 열에 하나를 덜 받아요. 어떤 케이크로 할까요?"
    assert says(bot, "몇 시에 여나요?") == ["아홉 시에 열어요."]


def test_what_an_action_begins_comes_before_the_rest_of_its_rule(
    bot: Assistant, baker: Baker
) -> None:
    form = (TaskStarted("cake_form", "order_cake"), Asked("cake", "utter_ask_cake"))
    baker.begins = form
    assert says(bot, "안녕하세요") == ["어떤 케이크로 할까요?"]
    assert says(bot, "딸기 케이크요") == ["초도 드릴까요?"]


def test_conditions_choose_a_variation(bot: Assistant, baker: Baker) -> None:
    assert says(bot, "안녕하세요") == ["어서 오세요."]
    baker.regular = True
    assert says(bot, "안녕하세요") == ["어서 오세요, 단골손님!"]
    assert bot.tracker("a").lasting == {"regular": True}


def test_a_slots_first_value_stands_in_replies(domain: Domain) -> None:
    said = speak(domain, Tracker("a"), "utter_welcome_back", {})
    assert said.text == "손님 님, 또 오셨네요."
    now = Tracker("a", lasting={"name": "도희"})
    assert speak(domain, now, "utter_welcome_back", {}).text == "도희 님, 또 오셨네요."


def test_the_rule_for_what_is_not_understood_is_the_fallback(domain: Domain) -> None:
    assert domain.spec.fallback.action == "utter_default"
    assert domain.spec.session_config.session_expiration_time == 30


def test_an_action_server_sees_the_slots_as_they_are_written(domain: Domain) -> None:
    slots = domain_to_json(domain)["slots"]
    assert slots["kind"]["values"] == ["order", "other"]
    assert slots["name"]["initial_value"] == "손님"
    assert slots["candles"]["mappings"][1] == {
        "type": "from_intent",
        "intent": ("deny",),
        "value": False,
        "conditions": ({"active_loop": "cake_form"},),
    }

    seen = RasaTracker("a", domain).slots
    assert (seen["name"], seen["regular"], seen["cake"]) == ("손님", False, None)


def test_examples_of_several_files_are_read(folder: Path) -> None:
    found = AssistantFolder(folder).examples()
    assert [path.relative_to(folder).as_posix() for path in found] == [
        "data/cake/nlu.yml",
        "data/nlu.yml",
    ]
    assert sum(map(len, found.values())) == 9
    together = AssistantFolder(folder).training_file()
    assert read(together) == [example for one in found.values() for example in one]
    assert list(AssistantFolder(folder).examples()) == list(found)


def line(name: str, text: str) -> int:
    return FILES[name][: FILES[name].index(text)].count("\n") + 1


@pytest.fixture
def report(folder: Path) -> Report:
    return look_through(folder)


def test_what_is_read_and_not_used_is_told_by_file_and_line(report: Report, folder: Path) -> None:
    told = [(str(one).removeprefix(f"{folder}/"), one.text) for one in report.remarks]
    expected = [
        ("domain/talk.yml", "      use_entities", "use_entities"),
        ("domain/cake.yml", "    mappings: [{type: custom, action", "'action'"),
        ("domain/talk.yml", "  carry_over", "carry_over_slots"),
        ("data/rules.yml", "  steps:\n  - intent: ask_discount", "언제나"),
        ("data/rules.yml", "  steps: [{intent: greet}, {action: utter_thanks", "conversation"),
        ("data/nlu.yml", "- synonym", "gazetteer"),
        ("data/stories.yml", "- story: 이어지는", "checkpoint"),
    ]
    for name, at, says in expected:
        assert any(f"{name}:{line(name, at)}: " in where and says in text for where, text in told)
    assert any(where.startswith("config.yml: ") for where, _ in told)
    assert len(told) == len(expected) + 1


def test_the_stories_go_as_they_are_told(report: Report) -> None:
    assert (report.faults, report.mismatches) == ((), ())
    assert (report.stories, report.examples, report.intents) == (3, 9, 8)
    assert report.is_sound


def test_a_story_that_goes_otherwise_is_told(folder: Path) -> None:
    path = folder / "data" / "stories.yml"
    text = FILES["data/stories.yml"]
    path.write_text(text.replace("  - action: utter_faq\n", ""), encoding="utf-8")
    [wrong] = look_through(folder).mismatches
    assert (wrong.story.name, wrong.turn.intent) == ("딴 데로 샜다가", "faq/hours")
    assert wrong.turn.line == line("data/stories.yml", "  - intent: faq/hours")
    assert wrong.turn.actions == ("cake_form",)
    assert wrong.did == ("utter_faq", "cake_form")


FAULTS = [
    ("domain/cake.yml", "entity: cake}", "entity: cak}", "혹시 'cake'인가요?"),
    ("domain/cake.yml", "ignored_intents: thank", "ignored_intents: thanks", "혹시 'thank'"),
    ("domain/cake.yml", "value: false, ", "", "value"),
    ("domain/cake.yml", "active_loop: cake_form}]}\n  kind", "active_loop: cake}]}\n  kind", "폼"),
    ("domain/cake.yml", "required_slots: [cake, candles]", "required_slots: [name]", "끝나지"),
    ("domain/talk.yml", "name: regular, value", "name: regulr, value", "혹시 'regular'"),
    ("domain/talk.yml", "    - image:", "    - imge:", "혹시 'image'"),
    ("domain/talk.yml", "session_expiration_time", "session_expiration", "혹시 'session_exp"),
    ("domain/talk.yml", "utter_greet:", "utter_ordered:", "'utter_ordered'이(가)"),
    ("data/rules.yml", "  - action: action_bake", "  - action: action_bak", "'action_bake'인가요?"),
    ("data/rules.yml", "{intent: thank}", "{intent: tank}", "혹시 'thank'인가요?"),
    ("data/rules.yml", "  - action: utter_greet", "  - intent: thank", "한 번만"),
    ("data/rules.yml", "  - active_loop: null", "  - active_lop: null", "혹시 'active_loop'"),
    ("data/stories.yml", "  - active_loop: null", "  - active_lop: null", "혹시 'active_loop'"),
    ("data/cake/nlu.yml", "intent: inform", "intent: infrm", "혹시 'inform'인가요?"),
]


@pytest.mark.parametrize(("name", "old", "new", "says"), FAULTS)
def test_a_fault_is_told_with_its_file(
    folder: Path, name: str, old: str, new: str, says: str
) -> None:
    assert old in FILES[name]
    (folder / name).write_text(FILES[name].replace(old, new, 1), encoding="utf-8")
    faults = look_through(folder).faults
    assert any(name in one and says in one for one in faults), faults


def test_all_faults_are_told_at_once(folder: Path) -> None:
    text = FILES["data/rules.yml"].replace("{intent: thank}", "{intent: tank}")
    text = text.replace("action: utter_discount", "action: utter_discont")
    (folder / "data" / "rules.yml").write_text(text, encoding="utf-8")
    place = find_domain(folder)
    assert len(domain_faults(place)) == 2
    with pytest.raises(DomainError, match="tank"):
        read_domain(place)


def test_a_form_without_an_end_is_a_fault(folder: Path) -> None:
    text = FILES["data/rules.yml"]
    start, end = text.index("- rule: 주문 끝"), text.index("- rule: 주문하다")
    (folder / "data" / "rules.yml").write_text(text[:start] + text[end:], encoding="utf-8")
    [fault] = domain_faults(find_domain(folder))
    assert "condition: active_loop" in str(fault)


def test_no_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"domain\.yml이 없음"):
        look_through(tmp_path)
    (tmp_path / "domain").mkdir()
    assert "하나도 없습니다" in look_through(tmp_path).faults[0]


def test_time_passes_without_open_forms(bot: Assistant) -> None:
    says(bot, "케이크 주문할게요")
    bot.turn("a", "딸기 케이크요", NOW + dt.timedelta(minutes=31))
    assert bot.tracker("a").task is None


def test_a_file_that_is_no_text_is_told(folder: Path) -> None:
    (folder / "data" / "more.yml").write_bytes(b"\xff\xfe")
    assert any("more.yml" in one and "UTF-8" in one for one in look_through(folder).faults)


_WORDS = """\
intents entities slots forms responses rules actions session_config steps rule intent action or
active_loop condition slot_was_set type mappings from_intent from_entity value greet text
required_slots utter_greet cake null"""
_KEYS = st.sampled_from(_WORDS.split())
_LEAVES = st.none() | st.booleans() | _KEYS | st.integers(0, 3)
_DATA = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=20,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(_KEYS, _DATA, max_size=5))
def test_any_data_is_a_domain_or_has_faults(tmp_path: Path, data: object) -> None:
    path = tmp_path / "domain.yml"
    path.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")
    faults = domain_faults(path)
    if faults:
        assert all(str(fault).startswith(str(path)) for fault in faults)
        with pytest.raises(DomainError):
            read_domain(path)
    else:
        assert read_domain(path).path == path
