"""Personal data is hidden where the domain says so: in stored events and logs, never in acting."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from conversation_kit import DOMAIN, NOW, SKILLS, Scripted, slot, write_assistant
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from dialog import archive, schedule
from dialog.assistant import Assistant
from dialog.domain import read_domain
from dialog.events import (
    Acted,
    BotReplied,
    Event,
    Understood,
    UserSaid,
    event_from_json,
    event_to_json,
)
from dialog.journal import EventRow, OriginalRow
from dialog.masking import Masker
from dialog.personal import KINDS, Kind
from dialog.store import Store
from slu.core import Understanding
from slu.errors import DomainError
from slu.values import NumberValue, TextValue

ALL = Masker(KINDS)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("내 번호는 010-1234-5678이야", "내 번호는 ***-****-****이야"),
        ("01012345678로 전화해", "***********로 전화해"),
        ("０１０ １２３４ ５６７８", "*** **** ****"),
        ("010.1234.5678, 02)123-4567", "***.****.****, **)***-****"),
        ("+82 10-1234-5678", "+** **-****-****"),
        ("070-1234-5678", "***-****-****"),
        ("공일공 일이삼사 오육칠팔이야", "*** **** ****이야"),
        ("공일공에 일이삼사에 오육칠팔이에요", "**** ***** ****이에요"),
        ("공일공 다시 일이삼사 다시 오육칠팔", "*** ** **** ** ****"),
        ("영일영일이삼사오육칠팔로", "***********로"),
        ("공이 삼사오에 육칠팔구", "** **** ****"),
        ("공1공 12삼사 오육78", "*** **** ****"),
        ("주민번호 900101-1234567이요", "주민번호 ******-*******이요"),
        ("9001011234567", "*************"),
        ("구공공일공일 다시 일이삼사오육칠", "****** ** *******"),
        ("카드 1234-5678-9012-3456", "카드 ****-****-****-****"),
        ("4111111111111111로", "****************로"),
        ("3782 822463 10005", "**** ****** *****"),
        ("사일일일 일일일일 일일일일 일일일일", "**** **** **** ****"),
        ("메일은 abc.def@naver.com이야", "메일은 ***.***@*****.***이야"),
        ("도희 골뱅이 네이버 닷 컴으로 보내 줘", "** *** *** * *으로 보내 줘"),
        ("제이 에스 이공일칠 골뱅이 지메일 점 컴", "** ** **** *** *** * *"),
    ],
)
def test_personal_data_is_found(text: str, hidden: str) -> None:
    assert ALL.text(text) == hidden


@pytest.mark.parametrize(
    "text",
    [
        "내일 일곱 시 이십오 분에 깨워 줘",
        "2026-11-21 10:00부터 2026-11-22 11:00까지",
        "2026-11-21T07:00:00+09:00",
        "35,000원 보내 줘",
        "육백이십오 더하기 백이십삼은",
        "일이삼사오육칠팔구십",
        "991301-1234567",
        "1234567890123456",
        "골뱅이 무침 레시피",
        "이 일 사 오 하나 둘",
        "0.123456789012345",
        "1588-1234",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert ALL.text(text) == text


def test_only_the_kinds_that_are_named() -> None:
    text = "010-1234-5678, a@b.kr"
    assert Masker(["email"]).text(text) == "010-1234-5678, *@*.**"
    assert Masker(["phone"]).text(text) == "***-****-****, a@b.kr"
    assert Masker().text(text) == text


digits = st.sampled_from("0123456789")


@given(
    st.text(st.sampled_from("가나 .,")),
    st.integers(0, 99_999_999),
    st.sampled_from(["-", " ", "", ".", "에 ", " 다시 "]),
    st.booleans(),
)
def test_a_mobile_number_never_stays(before: str, number: int, gap: str, spoken: bool) -> None:
    figures = f"{number:08d}"
    said = gap.join(("010", figures[:4], figures[4:]))
    if spoken:
        said = said.translate(str.maketrans("0123456789", "공일이삼사오육칠팔구"))
    hidden = ALL.text(f"{before} {said}")
    assert len(hidden) == len(before) + 1 + len(said)
    assert not set(hidden[len(before) + 1 :]) & set("0123456789공일삼사오육칠팔구")


@given(st.text(max_size=60))
def test_masking_keeps_the_length_and_is_done_once(text: str) -> None:
    hidden = ALL.text(text)
    assert len(hidden) == len(text)
    assert ALL.text(hidden) == hidden


def hidden(event: Event) -> Event:
    return event_from_json(ALL.data(event_to_json(event)))


def test_an_event_keeps_its_spans_and_loses_its_values() -> None:
    said = "엄마 번호 010-1234-5678"
    number = slot("phone", "010-1234-5678", said, NumberValue(1012345678))
    masked = hidden(Understood(Understanding(said, "add", 0.9, slots=(number,))))
    assert isinstance(masked, Understood)
    (found,) = masked.understanding.slots
    assert masked.understanding.text == "엄마 번호 ***-****-****"
    assert (found.text, found.start, found.end) == ("***-****-****", number.start, number.end)
    assert found.value == TextValue("***-****-****")
    acted = hidden(Acted("a", "r", {"kept": [{"phone": "010-1234-5678"}], "n": 7}))
    assert acted == Acted("a", "r", {"kept": [{"phone": "***-****-****"}], "n": 7})
    same = event_to_json(UserSaid("안녕"))
    assert ALL.data(same) is same


CALL = "번호는 010-1234-5678이야"
FORM = (
    DOMAIN.replace("forms:\n", "forms:\n  call_form: {required_slots: [note, time]}\n")
    .replace(
        "rules:\n",
        "rules:\n"
        "  - {rule: 전화, steps: [{intent: secret}, {action: call_form}, {action: action_call}]}\n",
    )
    .replace("actions:\n", "actions:\n  action_call: kit:call\n")
)
CALL_SKILL = """

def call(request: Request) -> Outcome:
    note = request.filled["note"]
    assert isinstance(note, TextValue)
    _arm(request, note.text)
    return Outcome("utter_noted")
"""


def calling(folder: Path, address: str, mask: str = "[phone, email]") -> Assistant:
    write_assistant(folder, FORM + f"privacy: {{mask: {mask}}}\n")
    (folder / "skills" / "kit.py").write_text(SKILLS + CALL_SKILL, encoding="utf-8")
    told = Scripted()
    told.tell(CALL, "secret", slot("note", "010-1234-5678", CALL, TextValue("010-1234-5678")))
    return Assistant.load(folder, told, Store.open(address))


def stored(bot: Assistant) -> tuple[str, int]:
    """Everything that the events say, and how many originals there are."""
    with bot.store.reading() as session:
        text = " ".join(str(event) for event in session.scalars(select(EventRow.event)))
        return text, session.scalar(select(func.count()).select_from(OriginalRow)) or 0


def test_a_form_knows_what_events_hide_also_after_a_restart(tmp_path: Path, address: str) -> None:
    first = calling(tmp_path, address)
    assert first.turn("a", CALL, NOW).reply.text == "몇 시로 할까요?"
    text, originals = stored(first)
    assert "1234" not in text
    assert originals > 0
    first.store.close()
    second = calling(tmp_path, address)
    reply = second.turn("a", "오전 일곱 시", NOW).reply
    assert reply.text == "010-1234-5678을 적었어요."
    text, originals = stored(second)
    assert "1234" not in text
    assert originals == 0
    assert BotReplied("***-****-****을 적었어요.", ("utter_noted",)) in [
        one.event for one in second.history("a")
    ]
    with second.store.reading() as session:
        assert [one.label for one in schedule.upcoming(session, "a")] == ["010-1234-5678"]
    exported = list(archive.export(second.store, "a"))
    assert not any("1234" in line for line in exported)
    second.store.close()


def test_without_the_key_nothing_is_hidden(tmp_path: Path, address: str) -> None:
    bot = calling(tmp_path, address, "[]")
    bot.turn("a", CALL, NOW)
    assert stored(bot)[0].count("010-1234-5678") > 1
    bot.store.close()


def test_logs_hide_it_too(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    bot = calling(tmp_path, str(tmp_path / "db.sqlite"))

    class Failing:
        def understand(self, text: str, context: object) -> Understanding:
            raise RuntimeError(f"no meaning in {text}")

    bot.understander = Failing()
    with caplog.at_level(logging.ERROR):
        bot.turn("a", CALL, NOW)
    assert "no meaning in 번호는 ***-****-****이야" in caplog.text
    assert "1234" not in caplog.text


def test_an_unknown_kind_is_told_with_its_line(tmp_path: Path) -> None:
    write_assistant(tmp_path, DOMAIN + "privacy: {mask: [phones]}\n")
    with pytest.raises(DomainError, match=r"domain.yml:\d+: .*'phones'.*'phone'인가요"):
        read_domain(tmp_path / "domain.yml")


def test_kinds_are_the_documented_ones() -> None:
    documented: tuple[Kind, ...] = ("phone", "resident_number", "card", "email")
    assert documented == KINDS
