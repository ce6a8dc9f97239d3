"""Lists of the shipped assistant: the things are found in the sentence and really kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from malgwi_bench import Bench, open_store
from sqlalchemy import select

from dialog.assistants.malgwi.skills.lists import add_to_list, query_lists, remove_from_list
from dialog.assistants.malgwi.skills.tables import ListItem, NamedList
from slu.values import TextValue


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store()
    with store.writing() as session:
        yield Bench(session)
    store.close()


def _lists(bench: Bench) -> dict[str, list[str]]:
    return {
        one.name: [item.text for item in one.items]
        for one in bench.session.scalars(select(NamedList))
    }


def _shopping(bench: Bench) -> None:
    bench.run(add_to_list, "쇼핑 목록에 우유랑 빵, 계란 추가해 줘", ("list_name", "쇼핑"))


@pytest.mark.parametrize(
    ("text", "name", "items"),
    [
        ("쇼핑 목록에 우유 추가해 줘", "쇼핑", ["우유"]),
        ("식료품 목록에 국수와 우유를 추가해", "식료품", ["국수", "우유"]),
        ("빵과 우유를 쇼핑 리스트에 넣어 줘", "쇼핑", ["빵", "우유"]),
        ("쇼핑 목록에 사과 바나나 추가", "쇼핑", ["사과 바나나"]),
        ("세탁소에 전화하라고 할 일 목록에 적어 줘", "할 일", ["세탁소에 전화하기"]),
        ("모종 심기를 할일 목록에 추가해", "할일", ["모종 심기"]),
        ("연필 학용품 목록에 넣어 줄 수 있어", "학용품", ["연필"]),
    ],
)
def test_things_are_found_in_the_text(bench: Bench, text: str, name: str, items: list[str]) -> None:
    bench.run(add_to_list, text, ("list_name", name))
    kept = "할 일" if name == "할일" else name
    assert _lists(bench) == {kept: items}


def test_a_list_may_be_named_without_a_slot(bench: Bench) -> None:
    bench.run(add_to_list, "장보기 목록에 두부 추가해 줘")
    assert _lists(bench) == {"장보기": ["두부"]}
    bench.run(add_to_list, "목록에 계란 추가")
    assert _lists(bench) == {"장보기": ["두부", "계란"]}


def test_a_list_answers_to_its_other_names(bench: Bench) -> None:
    bench.run(add_to_list, "장보기 목록에 두부 추가해 줘")
    bench.run(add_to_list, "쇼핑 목록에 우유 추가해 줘", ("list_name", "쇼핑"))
    bench.run(add_to_list, "살 거에 감자 추가해 줘")
    assert _lists(bench) == {"장보기": ["두부", "우유", "감자"]}


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("쇼핑 목록에 계란 두부 콩나물 넣어 줘", ["계란", "두부", "콩나물"]),
        ("쇼핑 목록에 유기농 바나나 우유 넣어 줘", ["유기농 바나나 우유"]),
        ("쇼핑 목록에 바나나 우유 넣어 줘", ["바나나 우유"]),
        ("할 일 목록에 엄마 생신 선물 넣어 줘", ["엄마 생신 선물"]),
        ("쇼핑목록에휴지추가해줘", ["휴지"]),
        ("마트에서 살 거 적어 줘. 양파랑 대파", ["양파", "대파"]),
    ],
)
def test_things_without_words_between_them(bench: Bench, text: str, items: list[str]) -> None:
    named = [("list_name", "쇼핑")] if "쇼핑" in text else []
    bench.run(add_to_list, text, *named)
    assert list(_lists(bench).values()) == [items]


def test_the_reply_names_what_was_kept(bench: Bench) -> None:
    said = bench.run(add_to_list, "쇼핑 목록에 우유 추가해 줘", ("list_name", "쇼핑"))
    assert said.text == "쇼핑 목록에 우유를 적었어요."
    again = bench.run(add_to_list, "쇼핑 목록에 우유 추가해 줘", ("list_name", "쇼핑"))
    assert again.response == "utter_list_known"
    assert _lists(bench) == {"쇼핑": ["우유"]}


def test_a_thing_that_is_missing_is_asked_for(bench: Bench) -> None:
    said = bench.run(add_to_list, "쇼핑 목록에 추가해 줘", ("list_name", "쇼핑"))
    assert said.outcome.ask == "item"
    filled = {"list_name": TextValue("쇼핑"), "item": TextValue("우유하고 빵")}
    bench.run(add_to_list, "우유하고 빵", filled=filled, expected="item")
    assert _lists(bench) == {"쇼핑": ["우유", "빵"]}


def test_a_new_list_asks_for_its_name(bench: Bench) -> None:
    assert bench.run(add_to_list, "새 목록 만들어 줘").outcome.ask == "list_name"
    bench.run(add_to_list, "여행", filled={"list_name": TextValue("여행")}, expected="list_name")
    assert _lists(bench) == {"여행": []}
    said = bench.run(add_to_list, "여행 목록 만들어 줘", ("list_name", "여행"))
    assert said.response == "utter_list_exists"


def test_lists_are_told(bench: Bench) -> None:
    assert bench.run(query_lists, "목록 알려 줘").response == "utter_no_lists"
    _shopping(bench)
    assert bench.run(query_lists, "목록에 뭐 있어").text == "쇼핑 목록에는 우유, 빵, 계란이 있어요."
    there = bench.run(query_lists, "쇼핑 목록에 우유 있어", ("list_name", "쇼핑"))
    assert there.response == "utter_item_there"
    missing = bench.run(query_lists, "쇼핑 목록에 커피 있어", ("list_name", "쇼핑"))
    assert missing.text == "쇼핑 목록에 커피는 없어요."
    bench.run(add_to_list, "할 일 목록 만들어 줘", ("list_name", "할 일"))
    assert bench.run(query_lists, "어떤 목록이 있지").outcome.values["count"] == "2"
    empty = bench.run(query_lists, "할 일 목록 읽어 줘", ("list_name", "할 일"))
    assert empty.response == "utter_list_empty"
    none = bench.run(query_lists, "잡화 목록 보여 줘", ("list_name", "잡화"))
    assert none.response == "utter_no_such_list"


def test_things_are_taken_off(bench: Bench) -> None:
    _shopping(bench)
    bench.run(remove_from_list, "쇼핑 목록에서 빵 지워", ("list_name", "쇼핑"))
    assert _lists(bench) == {"쇼핑": ["우유", "계란"]}
    bench.run(remove_from_list, "마지막 항목 삭제")
    assert _lists(bench) == {"쇼핑": ["우유"]}
    said = bench.run(remove_from_list, "쇼핑 목록에서 콩 빼", ("list_name", "쇼핑"))
    assert said.response == "utter_item_missing"
    assert len(list(bench.session.scalars(select(ListItem)))) == 1


@pytest.mark.parametrize("text", ["목록에서 그거 지워", "아이템 삭제해", "저거 삭제해 줘"])
def test_a_vague_wish_never_deletes_a_whole_list(bench: Bench, text: str) -> None:
    _shopping(bench)
    said = bench.run(remove_from_list, text)
    assert said.outcome.ask == "item"
    assert len(_lists(bench)["쇼핑"]) == 3


def test_whole_lists_go_with_their_things(bench: Bench) -> None:
    _shopping(bench)
    bench.run(add_to_list, "할 일 목록에 세차 추가", ("list_name", "할 일"))
    asked = bench.run(remove_from_list, "쇼핑 목록 삭제해 줘", ("list_name", "쇼핑"))
    assert (asked.outcome.ask, len(_lists(bench))) == ("sure", 2)
    yes = {"sure": TextValue("yes")}
    bench.run(remove_from_list, "쇼핑 목록 삭제해 줘", ("list_name", "쇼핑"), filled=yes)
    assert _lists(bench) == {"할 일": ["세차"]}
    bench.run(remove_from_list, "모든 목록 지워 줘", filled=yes)
    assert _lists(bench) == {}
    assert list(bench.session.scalars(select(ListItem))) == []


def test_the_data_shows_the_lists(bench: Bench) -> None:
    _shopping(bench)
    said = bench.run(query_lists, "목록 보여 줘")
    assert said.outcome.data == {"lists": {"쇼핑": ["우유", "빵", "계란"]}}
