"""What a person wrote into the fields of 임베딩, as words and groups of words."""

from __future__ import annotations

from slu.errors import DataError

MOST_ON_MAP = 120
_LONGEST_WORD = 20
_ALONE = "낱말"


def words_in(given: str, most: int) -> list[str]:
    """Each word once, apart by spaces and commas. Raises DataError for none, too many, or one that
    is too long."""
    words = list(dict.fromkeys(given.replace(",", " ").split()))
    if not words:
        raise DataError("낱말을 적어 주세요.")
    if len(words) > most:
        raise DataError(f"낱말이 {len(words)}개입니다. {most}개까지 적어 주세요.")
    long = next((word for word in words if len(word) > _LONGEST_WORD), None)
    if long is not None:
        raise DataError(f"'{long[:_LONGEST_WORD]}…': 낱말로 보기에는 너무 깁니다.")
    return words


def groups_in(given: str) -> dict[str, list[str]]:
    """`갈래: 낱말, 낱말` a line; words without a group stand in one of their own. A word stays in
    the group that named it first. Raises DataError for too many."""
    groups: dict[str, list[str]] = {}
    taken: set[str] = set()
    for line in filter(str.strip, given.splitlines()):
        name, colon, words = line.partition(":")
        fresh = [w for w in words_in(words if colon else line, MOST_ON_MAP) if w not in taken]
        taken.update(fresh)
        groups.setdefault(name.strip() if colon else _ALONE, []).extend(fresh)
    if len(taken) > MOST_ON_MAP:
        raise DataError(f"낱말이 {len(taken)}개입니다. 지도에는 {MOST_ON_MAP}개까지 그립니다.")
    return groups


def written(groups: dict[str, list[str]]) -> str:
    """Groups as a person would write them."""
    return "\n".join(f"{name}: {', '.join(words)}" for name, words in groups.items())
