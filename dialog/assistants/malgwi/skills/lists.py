"""Lists of things: made, added to, told, emptied and taken away."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import select

from dialog.assistants.malgwi.skills import calendar
from dialog.assistants.malgwi.skills.list_words import find_items, list_name, same_list
from dialog.assistants.malgwi.skills.speak import say_all
from dialog.assistants.malgwi.skills.tables import ListItem, NamedList
from dialog.assistants.malgwi.skills.words import ALL, is_answering, is_confirmed
from dialog.skill import Outcome, Request
from slu.korean.particles import strip

_DEFAULT = "기본"
_MAKES = re.compile(r"만들|생성|작성|시작|창조|준비|새로|새 (?:\S+ )?(?:목록|리스트)")
_ADDS = re.compile(
    r"추가|넣|적[어고자]|포함|노트해|메모해|등록|삽입|입력|올려|담[아고]|기록|더해|업데이트"
)
_SHOWS = re.compile(r"보여|알려|뭐|말해|읽어")
_LISTS = re.compile(r"목록|리스트")
_NAMES_ONLY = re.compile(
    r"(?:목록|리스트)들|내 (?:목록|리스트)(?!에)|(?:목록|리스트)(?:이|은|는)? 뭐뭐|"
    r"어떤 (?:목록|리스트)|목록 이름|무슨 (?:목록|리스트)"
)
_FROM = re.compile(r"(?:목록|리스트)\s*(?:에서|에|중)")
_CHOICE = re.compile(r"^(?:아니|아니다|아냐|아|앗|참)[\s,]+")
_ALSO = re.compile(r"도(?:요)?[.!~]*$")
_NOT_THAT = re.compile(r"(?:아니|아|참)?[\s,]*+(?P<what>.+?) ?(?:말고|빼고)(?:요)?[.!~]*")
_LAST_ITEM = re.compile(r"(?:마지막|지난) (?:항목|아이템|거|것)")


def add_to_list(request: Request) -> Outcome:
    """Adds the things named, makes the list if need be; asks for the things when none is named."""
    name = list_name(request)
    adds = _ADDS.search(request.text) or is_answering(request, "item")
    if is_answering(request, "list_name") or (_MAKES.search(request.text) and not adds):
        return _make(request, name)
    if not adds and _SHOWS.search(request.text):
        return query_lists(request)
    items = find_items(request) if adds else []
    if not items:
        return Outcome("utter_ask_item", ask="item")
    kept = _find(request, name) or _new(request, name or _DEFAULT)
    known = {item.text for item in kept.items}
    fresh = [item for item in dict.fromkeys(items) if item not in known]
    kept.items.extend(ListItem(text=item) for item in fresh)
    kept.touched = request.context.now
    request.session.flush()
    values = {"list": kept.name, "items": say_all(items), "count": str(len(kept.items))}
    response = "utter_list_added" if fresh else "utter_list_known"
    made = f"items:{kept.name}:{', '.join(fresh)}" if fresh else None
    return Outcome(response, values, data=state(request), made=made)


def change_items(request: Request, key: str) -> Outcome:
    """빵도: one more on the list that was added to last; 감자 말고 고구마: another in its place."""
    kept = _find(request, key.partition(":")[0])
    gone, instead, words = _CHOICE.sub("", request.text).rpartition("말고")
    items = find_items(replace(request, text=words, slots=()))
    out = _NOT_THAT.fullmatch(request.text.strip())
    if kept is not None and out is not None:
        return _remove_items(request, kept, _kept_ones(request, kept) or [strip(out["what"])])
    if kept is None or not items or not (instead or _ALSO.search(words)):
        return Outcome("utter_change_unclear")
    for one in [item for item in kept.items if instead and item.text in gone]:
        kept.items.remove(one)
    kept.items.extend(ListItem(text=item) for item in items)
    request.session.flush()
    values = {"list": kept.name, "items": say_all(items), "count": str(len(kept.items))}
    made = f"items:{kept.name}:{', '.join(items)}"
    return Outcome("utter_list_added", values, data=state(request), made=made)


def take_back(request: Request, key: str) -> Outcome:
    """Off the list again: `key` is its name and the things, 쇼핑:우유, 빵."""
    name, _, items = key.partition(":")
    kept = _find(request, name)
    if kept is None:
        return Outcome("utter_no_such_list", {"list": name}, data=state(request))
    return _remove_items(request, kept, items.split(", "))


def _make(request: Request, name: str | None) -> Outcome:
    if name is None:
        return Outcome("utter_ask_list_name", ask="list_name")
    if _find(request, name) is not None:
        return Outcome("utter_list_exists", {"list": name}, data=state(request))
    _new(request, name)
    request.session.flush()
    return Outcome("utter_list_made", {"list": name}, data=state(request))


def _new(request: Request, name: str) -> NamedList:
    made = NamedList(conversation=request.conversation, name=name, touched=request.context.now)
    request.session.add(made)
    return made


def query_lists(request: Request) -> Outcome:
    """What is on a list, whether a thing is on it, or which lists there are."""
    if "일정" in request.text and not _LISTS.search(request.text):
        return calendar.query_events(request)
    lists, name = _lists(request), list_name(request)
    if not lists:
        return Outcome("utter_no_lists", data=state(request))
    kept = _find(request, name) if name or not _NAMES_ONLY.search(request.text) else None
    if name is not None and kept is None:
        return Outcome("utter_no_such_list", {"list": name}, data=state(request))
    if re.search(r"있(?:어|니|나|는지|지|는가)", request.text) and kept is not None:
        asked = [item for item in find_items(request) if not re.search(r"[뭐무어]", item)]
        if asked:
            return _is_on(request, kept, asked[0])
    if kept is None or (name is None and (len(lists) > 1 and ALL.search(request.text))):
        said = say_all(f"{one.name}({len(one.items)}개)" for one in lists)
        return Outcome(
            "utter_lists", {"lists": said, "count": str(len(lists))}, data=state(request)
        )
    return _told(request, kept)


def _told(request: Request, kept: NamedList) -> Outcome:
    if not kept.items:
        return Outcome("utter_list_empty", {"list": kept.name}, data=state(request))
    values = {"list": kept.name, "items": say_all(item.text for item in kept.items)}
    return Outcome("utter_list", values, data=state(request))


def _is_on(request: Request, kept: NamedList, item: str) -> Outcome:
    there = any(item in one.text for one in kept.items)
    response = "utter_item_there" if there else "utter_item_missing"
    return Outcome(response, {"list": kept.name, "item": item}, data=state(request))


def remove_from_list(request: Request) -> Outcome:
    """Takes things off a list, or the whole list when no thing is named."""
    lists, name = _lists(request), list_name(request)
    if not lists:
        return Outcome("utter_no_lists", data=state(request))
    whole = _LISTS.search(request.text) and not _FROM.search(request.text)
    if name is None and whole and ALL.search(request.text):
        return _remove_all(request, lists)
    kept = _find(request, name)
    if kept is None:
        return Outcome("utter_no_such_list", {"list": name or ""}, data=state(request))
    if _LAST_ITEM.search(request.text) and kept.items:
        return _remove_items(request, kept, [kept.items[-1].text])
    items = _kept_ones(request, kept) or find_items(request)
    if items:
        return _remove_items(request, kept, items)
    if whole and not re.search(r"항목|아이템", request.text):
        return _remove_all(request, [kept])
    if not kept.items:
        return _told(request, kept)
    if ALL.search(request.text):
        return _remove_items(request, kept, [item.text for item in kept.items])
    return Outcome("utter_ask_item_which", _told(request, kept).values, ask="item")


def _kept_ones(request: Request, kept: NamedList) -> list[str]:
    """The things of the list that the sentence names as they are written there."""
    named = [one.text for one in kept.items if one.text in request.text]
    return [one for one in named if not any(one != other and one in other for other in named)]


def _remove_items(request: Request, kept: NamedList, items: list[str]) -> Outcome:
    gone = [one for one in kept.items if any(item in one.text for item in items)]
    if not gone:
        values = {"list": kept.name, "item": say_all(items)}
        return Outcome("utter_item_missing", values, data=state(request))
    said = say_all(one.text for one in gone)
    for one in gone:
        kept.items.remove(one)
    kept.touched = request.context.now
    request.session.flush()
    values = {"list": kept.name, "items": said, "count": str(len(kept.items))}
    return Outcome("utter_items_removed", values, data=state(request), made="")


def _remove_all(request: Request, lists: list[NamedList]) -> Outcome:
    values = {
        "lists": say_all(one.name for one in lists),
        "count": str(sum(len(one.items) for one in lists)),
    }
    if values["count"] != "0" and not is_confirmed(request):
        return Outcome("utter_ask_sure_lists", values, ask="sure")
    for one in lists:
        request.session.delete(one)
    request.session.flush()
    return Outcome("utter_lists_removed", values, data=state(request))


def _lists(request: Request) -> list[NamedList]:
    """All lists, the one used last first."""
    wanted = select(NamedList).where(NamedList.conversation == request.conversation)
    return list(
        request.session.scalars(wanted.order_by(NamedList.touched.desc(), NamedList.id.desc()))
    )


def _find(request: Request, name: str | None) -> NamedList | None:
    """The list of that name; without a name the one used last."""
    lists = _lists(request)
    if name is None:
        return lists[0] if lists else None
    return next((one for one in lists if same_list(one.name) == same_list(name)), None)


def state(request: Request) -> dict[str, object]:
    """All lists with their things, for a face to show."""
    return {"lists": {one.name: [item.text for item in one.items] for one in _lists(request)}}
