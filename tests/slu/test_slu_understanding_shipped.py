"""The shipped model through `Understander`: what people say first, and the edges."""

import datetime as dt
import json

import pytest

from slu.core import Context
from slu.errors import MalgwiError
from slu.korean.particles import strip
from slu.paths import DEFAULT_MODEL, PRETRAINED, find_data
from slu.understanding.understander import MAX_CHARACTERS, Understander
from slu.values import DateValue, TimeValue

CONTEXT = Context(dt.datetime(2026, 11, 21, 10))


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander.load(DEFAULT_MODEL)


@pytest.mark.parametrize(
    ("text", "intent", "slots"),
    [
        ("내일 아침 7시에 알람 맞춰 줘", "alarm_set", {"date": "내일", "time": "7시"}),
        ("부산 내일 날씨 어때?", "weather_query", {"place_name": "부산", "date": "내일"}),
        ("거실 조명 어둡게 해줘", "iot_hue_lightdim", {"house_place": "거실"}),
        ("쇼핑 목록에 우유 추가해 줘", "lists_createoradd", {"list_name": "쇼핑"}),
        ("뉴욕은 지금 몇 시야", "datetime_query", {"place_name": "뉴욕"}),
        ("달러 환율 알려줘", "qa_currency", {"currency_name": "달러"}),
        ("농담 하나 해 줘", "general_joke", {}),
        ("볼륨 높여줘", "audio_volume_up", {}),
        ("알람 다 지워 줘", "alarm_remove", {}),
        ("삼 더하기 오는 몇이야", "qa_maths", {}),
    ],
)
def test_understands(understander: Understander, text, intent, slots) -> None:
    found = understander.understand(text, CONTEXT)
    assert found.intent == intent
    assert found.in_scope
    # Annotated with its particle or without: MASSIVE has both.
    spans = {slot.name: strip(slot.text) for slot in found.slots}
    assert slots.items() <= spans.items()
    assert all(text[slot.start : slot.end] == slot.text for slot in found.slots)


@pytest.mark.parametrize(
    "text",
    [
        "거실 불 꺼 줘",
        "내일 오후 세 시에 회의 잡아 줘",
        "내일 아침 일곱 시에 깨워 줘",
        "부산 날씨 어때",
        "쇼핑 목록에 우유 추가해 줘",
    ],
)
def test_spaces_may_be_missing(understander: Understander, text: str) -> None:
    spaced = understander.understand(text, CONTEXT)
    bare = understander.understand(text.replace(" ", ""), CONTEXT)
    assert bare.intent == spaced.intent
    said = {slot.name: slot.text.replace(" ", "") for slot in spaced.slots}
    assert {slot.name: slot.text for slot in bare.slots} == said


def test_the_first_sentence_of_the_readme(understander: Understander) -> None:
    found = understander.understand("내일 아침 일곱 시에 깨워 줘", CONTEXT)
    assert found.intent == "alarm_set"
    date, time = found.slot("date"), found.slot("time")
    assert date is not None
    assert date.value == DateValue(dt.date(2026, 11, 22))
    assert time is not None
    assert time.value == TimeValue(dt.time(7))


def test_rasa_json_has_rasas_keys_and_values(understander: Understander) -> None:
    data = understander.understand("내일 아침 7시에 깨워 줘", CONTEXT).to_rasa()
    assert data["intent"]["name"] == "alarm_set"
    assert data["intent_ranking"][0] == data["intent"]
    entity = next(entity for entity in data["entities"] if entity["entity"] == "date")
    assert entity["value"] == "2026-11-22"
    assert entity["additional_info"] == {"type": "date", "date": "2026-11-22"}
    assert data["text"][entity["start"] : entity["end"]] == "내일"
    json.dumps(data)


def test_spans_point_into_odd_text(understander: Understander) -> None:
    text = "  내일\u200b 아침\t７시에  깨워줘ㅋㅋㅋㅋㅋㅋ 😀"
    found = understander.understand(text, CONTEXT)
    assert found.intent == "alarm_set"
    assert {slot.name for slot in found.slots} >= {"date", "time"}
    assert all(text[slot.start : slot.end] == slot.text for slot in found.slots)


@pytest.mark.parametrize("text", ["", " ", "?", "😀", "\x00", "가" * MAX_CHARACTERS, "ㅋ" * 900])
def test_odd_input_is_answered(understander: Understander, text: str) -> None:
    found = understander.understand(text, CONTEXT)
    assert 0 <= found.confidence <= 1


def test_a_text_too_long_is_refused_with_its_length(understander: Understander) -> None:
    with pytest.raises(MalgwiError, match="1,000,000자"):
        understander.understand("가" * 1_000_000, CONTEXT)


def test_the_shipped_weights_fit_their_budget() -> None:
    megabytes = sum(f.stat().st_size for f in PRETRAINED.rglob("*") if f.is_file()) / 1e6
    assert (DEFAULT_MODEL / "model.safetensors").stat().st_size <= 32e6
    assert megabytes <= 60


@pytest.mark.skipif(
    not find_data("data/massive-ko/dev.jsonl").is_file(),
    reason="MALGWI_DATA holds no data/massive-ko",
)
def test_dev_figures_of_the_card_come_out_again() -> None:
    from slu.evaluation.files import evaluate_file

    card = json.loads((DEFAULT_MODEL / "training.json").read_text(encoding="utf-8"))["dev"]
    found = evaluate_file(find_data("data/massive-ko/dev.jsonl"), DEFAULT_MODEL).to_json()
    for name in ("intent_accuracy", "slot_f1", "exact_match"):
        assert found[name] == pytest.approx(card[name], abs=0.003), name
