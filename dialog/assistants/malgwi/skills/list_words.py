"""What a sentence about lists means: which list, which things, found in the text itself.

Examples in MASSIVE mark a list's name but not its things, so these are what is left of the
sentence when the list, the verb and the words of courtesy are taken away.
"""

from __future__ import annotations

import re
from dataclasses import replace

from dialog.answers import is_fragment, without_courtesy
from dialog.assistants.malgwi.skills.when import NAMES
from dialog.assistants.malgwi.skills.words import answered, is_answering, plain
from dialog.skill import Request
from slu.korean.particles import strip

_LIST = r"(?:재생 ?)?(?:목록|리스트|명단)"
_NAMED = re.compile(rf"(?P<name>[가-힣A-Za-z0-9]+(?: 일)?)\s*{_LIST}")
_MENTION = re.compile(
    rf"(?:새|새로운|내|제|나의|저의|우리|이|그|저|현재|빈|모든|마지막|지난)?\s*{_LIST}들?"
    r"\s*(?:에서는|에서|에다가|에다|에는|에|으로|로|을|를|은|는|이|가|의|중에)?(?=\s|$|[.,?!])"
    r"|^(?:거기|그거|여기)(?:에다가|에다|에|다가)?(?=\s)"
)
_VERB = re.compile(
    r"\s*(?:좀\s*)?(?:다시\s*)?(?:추가|넣|적|포함|노트|메모|등록|삽입|저장|입력|올려|써|담|기록|더해|"
    r"삭제|지워|지우|빼|제거|없애|버려|취소|비워|비우|만들|생성|작성|시작|창조|준비|열어|정리|"
    r"있어|있니|있나|있는지|있지|들어 ?있|새로|업데이트)"
    r"\S*(?:\s*(?:줘|줄래|주세요|줄 ?수 ?있\S*|주겠\S*|두어|둬|놔|부탁해|싶어|해|확인해|알려|말해)"
    r"\S*)*\s*[.?!]*$"
)
_LEAD = re.compile(
    r"^(?:올리야?|시리|알렉사|헤이|구글아|말귀야|저기|그리고|또|내|나의|제|나|새)\s+"
)
_VAGUE = re.compile(
    r"^(?:이|그|저|새|추가|다른|내|나의|마지막|지난|모든|모두|전부|다|전체|통째로?|통으로|죄다|깡그리|싹|몽땅)*\s*"
    r"(?:항목|아이템|것|거|이것|이거|그거|그것|저거|노래|이벤트|물건|무언가|뭔가|공간|뭐|무엇)?(?:들)?도?$"
)
_AND = re.compile(r"\s*,\s*|\s+그리고\s+|\s+및\s+|(?<=[가-힣])하고\s+|(?<=[가-힣]{2})이?랑\s+")
# Words that stand before 목록 and describe it, but are no name: 내가 만든 목록, 다음 목록.
_NO_NAME = re.compile(
    r"새로운|빈|현재|모든|마지막|지난|어떤|무슨|우리|중간|오픈|새로|플레이|다음|이전|최근|지금|내가|"
    r"\S+(?:[을를에서로니고할한은는의진든된]|니까)"
)
_TOGETHER = re.compile(r"미팅|회의|약속|만나|통화|식사")
# Nouns that end in 도; in 빵도 it is a particle.
_ENDS_IN_DO = re.compile(
    r"(?:포|지|온|속|각|파|인|강|농|철|태|복|면|아보카)도$|(?:^|\s)(?:수|기|의|정|용|한|제|감|밀)도$"
)
_STRAY = re.compile(r"(?<=\s)(?:을|를|에|은|는|이|가)(?=\s|$)|(?:다시\s*)?열(?:어서|고)\s+")
_ALIASES = {"할일": "할 일", "할일이": "할 일", "해야할일": "할 일"}
_SAME = {"장보기": "쇼핑", "장볼것": "쇼핑", "장바구니": "쇼핑", "장": "쇼핑", "할일": "할일"}
# What is to be bought, without the word list: 장 볼 거, 살 것, 사야 할 거.
_TO_BUY = re.compile(
    r"(?:(?:마트|시장|슈퍼|편의점)에서\s*)?"
    r"(?:장바구니|(?:장 ?볼|(?<![가-힣])살|사야 ?(?:할|될|하는|되는)) ?(?:거|것|물건)(?:들)?)"
    r"(?:에다가?|에서?|로|는|은|을|를|가|이)?(?=\s|$)"
)
_GOODS = re.compile(r"쇼핑|장|마트|시장|준비물|짐|재료|식료품")
# What describes the thing after it: 유기농 바나나 우유 is one thing.
_DESCRIBES = re.compile(
    r"(?:유기농|저지방|무지방|무가당|국산|수입|냉동|훈제|생|새|큰|작은|매운|신|\S+(?:용|맛|산|색))$"
)
_NAMED_AFTER = re.compile(
    r"(?P<asked>.{2,60}?(?:줘|줘요|주세요|줄래|놔|둬))[.,!]?\s+(?P<things>\S.*)"
)
_DONE = re.compile(
    r"(?:은|는|을|를)?\s*+(?:이제|다|이미|벌써)?\s*+"
    r"(?:했|샀|사 왔|끝났|끝냈|마쳤|됐|해 놨)\S*(?:\s|$)"
)
_TASK = re.compile(r"(?:하라고|해야 ?한다고|해야 ?하는 ?것?|하는 ?것?거?)$")


def list_name(request: Request) -> str | None:
    """The list's name: the slot, or the word before 목록, or what an earlier sentence of the
    task said; None when no list is named."""
    return _said_name(request) or _kept_name(request)


def _kept_name(request: Request) -> str | None:
    name = answered(request, "list_name")
    return None if name is None else _same_name(re.sub(rf"\s*{_LIST}$", "", strip(name)))


def _said_name(request: Request) -> str | None:
    slot = request.slot("list_name")
    if slot is not None:
        name = re.sub(r"\s*(?:목록|리스트|명단)$", "", plain(slot)).strip()
        return _same_name(name) if name else None
    match = _NAMED.search(request.text)
    if match is None and _TO_BUY.search(request.text):
        return "쇼핑"
    if match is None and re.search(r"할 ?일", request.text):
        return "할 일"
    if match is None or _VAGUE.match(match["name"]) or _LEAD.match(match["name"] + " "):
        return None
    if _NO_NAME.fullmatch(match["name"]):
        return None
    return _same_name(match["name"])


def _same_name(name: str) -> str:
    """할일 is written 할 일."""
    return _ALIASES.get(re.sub(r"\s+", "", name), name)


def same_list(name: str) -> str:
    """What two names of one list have in common: 장보기 and 쇼핑 are one."""
    joined = re.sub(r"\s+", "", name)
    return _SAME.get(joined, joined)


def find_items(request: Request) -> list[str]:
    """The things named, in order: 우유랑 빵 are two. Empty when none is named."""
    if is_answering(request, "list_name"):
        return []
    request = _asked_first(request)
    rest = _VERB.sub("", _STRAY.sub("", _without_list(request).strip()).strip())
    rest = _DONE.sub(" ", rest).strip() or rest
    while _LEAD.match(rest):
        rest = _LEAD.sub("", rest)
    parts = [rest] if _TOGETHER.search(rest) else _parts(rest)
    if len(parts) == 1 and _GOODS.search(list_name(request) or ""):
        parts = _apart(parts[0])
    items = [_item(part) for part in parts]
    days = {plain(slot) for slot in request.slots if slot.name in NAMES}
    return [item for item in items if item and item not in days and not _VAGUE.match(item)]


def _asked_first(request: Request) -> Request:
    """Things named after the request before it: 살 거 적어 줘. 양파랑 대파."""
    found = _NAMED_AFTER.fullmatch(request.text)
    if found is None or not is_fragment(found["things"]):
        return request
    return replace(request, text=f"{found['things']} {found['asked']}", slots=())


def _without_list(request: Request) -> str:
    """The text without its list, be it a slot with 목록 after it or the word before 목록."""
    text, slot = request.text, request.slot("list_name")
    if slot is not None:
        after = re.match(
            rf"\s*{_LIST}(?:에서|에다가|에다|에)(?=[가-힣]{{3}})|"
            rf"\s*{_LIST}?들?\s*(?:에서는|에서|에다가|에다|에는|에|으로|로|을|를|은|는|이|가|의)?"
            r"(?=\s|$)",
            text[slot.end :],
        )
        end = slot.end + (after.end() if after else 0)
        return re.sub(r"(?:내|나의|제|새|새로운)\s*$", "", text[: slot.start]) + " " + text[end:]
    if _said_name(request) is not None:
        text = re.sub(rf"(?:(?:내|나의|제|새)\s+)?\S+(?: 일)?(?=\s*{_LIST})", "", text, count=1)
    return _MENTION.sub(" ", _TO_BUY.sub(" ", text))


def _apart(text: str) -> list[str]:
    """계란 두부 콩나물 are three things; two words may as well be one (바나나 우유)."""
    words = text.split()
    plain_words = all(re.fullmatch(r"[가-힣]{1,5}", word) for word in words)
    if len(words) < 3 or not plain_words or any(_DESCRIBES.fullmatch(word) for word in words):
        return [text]
    return words


def _parts(text: str) -> list[str]:
    """Split at 와 after a vowel and 과 after a consonant, as particles stand: never in 사과."""
    parts: list[str] = []
    for piece in _AND.split(text):
        words = piece.split()
        current: list[str] = []
        for word in words:
            if len(word) > 1 and _joins(word) and word is not words[-1]:
                parts.append(" ".join([*current, word[:-1]]))
                current = []
            else:
                current.append(word)
        parts.append(" ".join(current))
    return parts


def _joins(word: str) -> bool:
    closed = (ord(word[-2]) - 0xAC00) % 28 > 0 if "가" <= word[-2] <= "힣" else False
    return word.endswith("과" if closed else "와")


def _item(text: str) -> str:
    """전화하라고 is 전화하기; 우유를 is 우유."""
    words = without_courtesy(re.sub(r"\s+", " ", text).strip(" .,!?"))
    if not _ENDS_IN_DO.search(words):
        words = re.sub(r"(?<=[가-힣])도$", "", words)
    if _TASK.search(words):
        return _TASK.sub("하기", words)
    words = re.sub(r"(?<=[가-힣])는 (?:거|것)$", "는 것", words)
    return strip(words)
