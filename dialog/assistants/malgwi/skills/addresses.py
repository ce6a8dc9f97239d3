"""Mail addresses and phone numbers as they are spoken: 도희 골뱅이 네이버 닷 컴, 공일공 ...

Gives them as they are written (`@naver.com`, `010-1234-5678`). A local part in Hangul that does
not spell Latin letters stays as it was said.
"""

from __future__ import annotations

import re

_AT = re.compile(r"\s*(?:골뱅이|골벵이|앳|엣|\bat\b|@)\s*")
_DOT = re.compile(r"\s*(?:닷|점|\bdot\b|(?<!\b[a-z])\.)\s*")
_HOSTS = {
    "네이버": "naver", "지메일": "gmail", "야후": "yahoo", "다음": "daum", "한메일": "hanmail",
    "핫메일": "hotmail", "카카오": "kakao", "네이트": "nate", "아웃룩": "outlook",
    "아이클라우드": "icloud", "에이오엘": "aol",
}  # fmt: skip
_ENDINGS = {"컴": "com", "콤": "com", "넷": "net", "코": "co", "케이알": "kr", "씨오": "co",
            "오알지": "org", "에이씨": "ac", "지오": "go"}  # fmt: skip
# Longer names first: 에이치 before 에이.
_LETTERS = {
    "더블유": "w", "에이치": "h", "에이": "a", "엑스": "x", "와이": "y", "제트": "z", "케이": "k",
    "제이": "j", "아이": "i", "아르": "r", "비": "b", "씨": "c", "시": "c", "디": "d", "이": "e",
    "에프": "f", "지": "g", "엘": "l", "엠": "m", "엔": "n", "오": "o", "피": "p", "큐": "q",
    "알": "r", "에스": "s", "티": "t", "유": "u", "브이": "v",
}  # fmt: skip
_DIGITS = dict(zip("공영일이삼사오육륙칠팔구", "001234566789", strict=True))
_PHONE = re.compile(r"(?<!\d)(0\d{1,2})[-.\s]?(\d{3,4})[-.\s]?(\d{4})(?!\d)")
_SPOKEN_PHONE = re.compile(r"(?:[공영일이삼사오육륙칠팔구]\s?){9,11}")
_NOT_ADDRESS = re.compile(r"^.*?(?:이메일|메일|주소|연락처)(?:은|는|을|를|이|가|에|로|으로)?\s+")


def find_email(text: str) -> str | None:
    """The address spoken or written in the text, or None."""
    parts = _AT.split(text.lower(), maxsplit=1)
    if len(parts) != 2:
        return None
    local = _NOT_ADDRESS.sub("", parts[0]).strip()
    host = _host(parts[1])
    if not local or host is None:
        return None
    written = local if re.search(r"[a-z0-9]", local) else local.split()[-1]
    spelled = _spelled(re.sub(r"[\s.]+", "", local)) if " " in local or "." in local else None
    name = spelled or _spelled(written) or re.sub(r"\s+", "", written)
    return f"{name}@{host}"


def _host(text: str) -> str | None:
    """네이버 닷 컴을 연락처에 is naver.com; None when it has no dot or no known ending."""
    labels = [label.strip() for label in _DOT.split(text.strip()) if label.strip()]
    if len(labels) < 2:
        return None
    names = [_HOSTS.get(labels[0]) or _spelled(labels[0]) or re.sub(r"[\s.]", "", labels[0])]
    for label in labels[1:]:
        word = label.split()[0]
        known = [end for end in _ENDINGS if word.startswith(end)]
        latin = re.match(r"[a-z]{2,}", word)
        if known:
            names.append(_ENDINGS[max(known, key=len)])
        elif latin:
            names.append(latin.group())
        else:
            break
    return ".".join(names) if len(names) > 1 else None


def _spelled(text: str) -> str | None:
    """제이에스에이치이공일칠 is jsh2017, by letter names and digits; None if anything is left."""
    letters, rest = "", text.replace(" ", "")
    digits_only = False
    while rest:
        name = next((name for name in _LETTERS if rest.startswith(name)), None)
        if rest[0] in _DIGITS and (digits_only or rest[0] not in "이오" or _is_digits(rest)):
            letters, rest, digits_only = letters + _DIGITS[rest[0]], rest[1:], True
        elif name is not None:
            letters, rest, digits_only = letters + _LETTERS[name], rest[len(name) :], False
        elif rest[0].isascii() and rest[0].isalnum():
            letters, rest = letters + rest[0], rest[1:]
        else:
            return None
    return letters or None


def _is_digits(text: str) -> bool:
    """Whether only digits follow, at least two of them."""
    return len(text) > 1 and all(letter in _DIGITS for letter in text)


def find_phone(text: str) -> str | None:
    """The phone number, with hyphens, or None."""
    match = _PHONE.search(text)
    if match is None:
        spoken = _SPOKEN_PHONE.search(text)
        if spoken is None:
            return None
        digits = "".join(_DIGITS[letter] for letter in spoken.group() if letter in _DIGITS)
        match = _PHONE.fullmatch(digits)
    return None if match is None else "-".join(match.groups())
