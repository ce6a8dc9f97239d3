"""Contacts, small talk, jokes, games, tastes, and what needs a service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from malgwi_bench import TOMORROW as NEXT
from malgwi_bench import Bench, at, day, domain, open_store
from sqlalchemy import select

from dialog.assistants.malgwi.skills.addresses import find_email, find_phone
from dialog.assistants.malgwi.skills.contacts import add_contact, query_contact
from dialog.assistants.malgwi.skills.games import play
from dialog.assistants.malgwi.skills.services import answer_or_need_service, need_service
from dialog.assistants.malgwi.skills.tables import Contact, Taste
from dialog.assistants.malgwi.skills.talk import chat, greet, joke
from dialog.assistants.malgwi.skills.tastes import dislike, like
from slu.values import TextValue


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store()
    with store.writing() as session:
        yield Bench(session)
    store.close()


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("도희 엣 a. o. l. 닷 컴", "도희@aol.com"),
        ("제이 에스 에이치 골뱅이 네이버 닷 컴", "jsh@naver.com"),
        ("케이아이엠 이공일칠 골뱅이 지메일 닷 컴을", "kim2017@gmail.com"),
        ("hong@example.com 추가해 줘", "hong@example.com"),
        ("민수 이메일은 minsu 골뱅이 다음 점 넷", "minsu@daum.net"),
        ("그냥 이메일", None),
    ],
)
def test_spoken_addresses(spoken: str, written: str | None) -> None:
    assert find_email(spoken) == written


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("010-1234-5678이야", "010-1234-5678"),
        ("공일공 일이삼사 오육칠팔", "010-1234-5678"),
        ("02 123 4567", "02-123-4567"),
        ("번호 알려 줘", None),
    ],
)
def test_spoken_numbers(spoken: str, written: str | None) -> None:
    assert find_phone(spoken) == written


def test_a_contact_is_kept_and_told(bench: Bench) -> None:
    said = bench.run(
        add_contact,
        "민수 연락처에 minsu@example.com 추가해 줘",
        ("person", "민수"),
        ("email_address", "minsu@example.com"),
    )
    assert said.text.startswith("민수의 이메일을")
    row = bench.session.scalars(select(Contact)).one()
    assert (row.name, row.kind, row.value) == ("민수", "이메일", "minsu@example.com")
    told = bench.run(
        query_contact, "민수 이메일 뭐야", ("person", "민수"), ("personal_info", "이메일")
    )
    assert "minsu@example.com" in told.text
    phone = bench.run(
        query_contact, "민수 전화번호 뭐야", ("person", "민수"), ("personal_info", "전화번호")
    )
    assert phone.response == "utter_no_contact_info"


def test_person_and_fact_are_asked_for(bench: Bench) -> None:
    assert bench.run(add_contact, "연락처 추가해 줘").outcome.ask == "person"
    said = bench.run(add_contact, "엄마", filled={"person": TextValue("엄마")}, expected="person")
    assert said.outcome.ask == "contact_info"
    number = "010-1234-5678"
    filled = {"person": TextValue("엄마"), "contact_info": TextValue(number)}
    bench.run(add_contact, number, filled=filled, expected="contact_info")
    row = bench.session.scalars(select(Contact)).one()
    assert (row.name, row.kind, row.value) == ("엄마", "전화번호", number)


def test_unknown_people_and_calls_are_honest(bench: Bench) -> None:
    assert bench.run(query_contact, "연락처 보여 줘").response == "utter_no_contacts"
    unknown = bench.run(query_contact, "지수 번호 뭐야", ("person", "지수"))
    assert unknown.response == "utter_no_contact"
    bench.run(add_contact, "엄마 전화번호 010-1234-5678 추가", ("relation", "엄마"))
    call = bench.run(query_contact, "엄마에게 전화해 줘", ("relation", "엄마에게"))
    assert call.response == "utter_contact_no_call"
    assert "010-1234-5678" in call.text


def test_greetings_follow_the_hour(bench: Bench) -> None:
    assert bench.run(greet, "안녕").response == "utter_greet_morning"
    bench.now = at(14)
    assert bench.run(greet, "안녕하세요").response == "utter_greet_day"
    bench.now = at(22)
    assert bench.run(greet, "안녕").response == "utter_greet_evening"
    assert "말귀" in bench.run(greet, "넌 누구야").text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("고마워", ""),
        ("너 뭐 할 수 있어", "알람"),
        ("오늘 너무 힘들었어", ""),
        ("나 심심해", "해"),
        ("넌 사람이야", "프로그램"),
        ("간장공장 공장장", "된장"),
    ],
)
def test_small_talk(bench: Bench, text: str, word: str) -> None:
    said = bench.run(chat, text)
    assert said.response == "utter_small_talk"
    assert word in said.text


def test_small_talk_is_honest_and_works_out_sums(bench: Bench) -> None:
    assert bench.run(chat, "현대 자동차 최신 모델이 뭐야").response == "utter_small_talk_unknown"
    assert bench.run(chat, "삼 더하기 사는").outcome.values["result"] == "7"


def test_jokes_take_turns(bench: Bench) -> None:
    told = [bench.run(joke, "농담해 줘").outcome.values["joke"] for _ in range(14)]
    assert len(set(told)) == 14
    about = bench.run(joke, "강아지 농담 알려 줘", ("joke_type", "강아지"))
    assert "강아지" in about.text


def test_rock_paper_scissors(bench: Bench) -> None:
    said = bench.run(play, "가위바위보 하자", ("game_name", "가위바위보"))
    assert said.outcome.ask == "hand"
    shown = bench.run(play, "보", filled={"hand": TextValue("보")}, expected="hand")
    ours = str(shown.outcome.data["ours"])
    expected = {"보": "draw", "바위": "won", "가위": "lost"}[ours]
    assert shown.response == f"utter_hands_{expected}"
    silly = bench.run(play, "돌돌", filled={"hand": TextValue("돌돌")}, expected="hand")
    assert silly.outcome.ask == "hand"


def test_guessing_narrows_down_to_the_number(bench: Bench) -> None:
    assert bench.run(play, "숫자 맞히기 하자").outcome.ask == "guess"
    low, high = 1, 100
    for _ in range(8):
        guess = (low + high) // 2
        said = bench.run(
            play, f"{guess}", filled={"guess": TextValue(str(guess))}, expected="guess"
        )
        if said.response == "utter_guess_right":
            break
        assert said.outcome.ask == "guess"
        low, high = (guess + 1, high) if said.response == "utter_guess_higher" else (low, guess - 1)
    assert said.response == "utter_guess_right"


def test_other_games_are_declined(bench: Bench) -> None:
    said = bench.run(play, "체스 하자", ("game_name", "체스"))
    assert "체스는 제가 할 수 없어요." in said.text
    assert bench.run(play, "게임 하고 싶어").response == "utter_games"


def test_tastes_are_remembered(bench: Bench) -> None:
    bench.run(like, "재즈 좋아해", ("music_genre", "재즈"))
    bench.run(dislike, "트로트 별로야", ("music_genre", "트로트"))
    rows = {row.what: row.liked for row in bench.session.scalars(select(Taste))}
    assert rows == {"재즈": True, "트로트": False}
    bench.run(dislike, "재즈 싫어", ("music_genre", "재즈"))
    assert bench.session.get(Taste, ("c1", "재즈")).liked is False  # type: ignore[union-attr]
    assert bench.run(like, "이 노래 좋아").response == "utter_taste_unknown"


def test_a_missing_service_echoes_what_was_understood(bench: Bench) -> None:
    said = bench.run(
        need_service,
        "부산 내일 날씨 어때",
        ("place_name", "부산"),
        ("date", "내일", day(NEXT)),
        intent="weather_query",
    )
    assert said.text.startswith(
        "부산의 내일 날씨를 알아보려면 날씨 서비스가 연결되어 있어야 해요. "
        "아직 연결되어 있지 않아요."
    )
    assert "README.md" in said.text
    plain = bench.run(need_service, "뉴스 틀어 줘", intent="news_query")
    assert plain.text.startswith("소식을 들려드리려면 뉴스 서비스가 연결되어 있어야 해요.")


def test_every_service_can_be_named(bench: Bench) -> None:
    intents = [
        intent for intent, rule in domain().rules.items() if rule.action == "action_need_service"
    ]
    assert len(intents) >= 20
    for intent in intents:
        said = bench.run(need_service, "이것 좀 해 줘", intent=intent)
        assert "연결되어 있" in said.text


def test_questions_that_can_be_worked_out_are(bench: Bench) -> None:
    said = bench.run(answer_or_need_service, "오 마일은 몇 킬로미터야", intent="qa_factoid")
    assert said.response == "utter_units"
    said = bench.run(
        answer_or_need_service, "순대가 뭐야", ("definition_word", "순대"), intent="qa_definition"
    )
    assert said.text.startswith("순대 뜻을 찾아보려면 사전 서비스가 연결되어 있어야 해요.")
