"""Which spelled-out numbers may be taken for numbers before which units, and what may follow.

Only tables and their questions: 이, 일, 사, 오, 만 and their like are also words of their own
(this, work, buy, come, only), so a number of one syllable counts only where nothing else can be
meant.
Finding numbers in a sentence is `slu.korean.number_words`.
"""

from __future__ import annotations

import re
from typing import Final

from slu.korean.slot_ends import is_particle


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Sino-Korean numbers of any size, with or without a space.
_SURE: Final = _words(
    "월 개월 년 년도 년대 주일 주간 퍼센트 달러 유로 파운드 위안 킬로미터 키로미터 킬로그램 "
    "키로그램 센티미터 센치미터 밀리미터 밀리그램 밀리리터 제곱미터 미터 그램 리터 인분 학년 "
    "호선 초 칼로리 페이지 번가 번지 배속 와트 볼트 데시벨 마일 센티 센치"
)
# Of any size but not after 이 (this); one syllable is not written together with them (사원, 구도).
_APART: Final = _words(
    "원 도 분 일 번 회 호 위 등 층 주 킬로 키로 프로 엔 페소 바트 루피 루블 프랑 센트 피트 "
    "인치 톤 박 쪽 평 단계"
)
_TOGETHER: Final = _words(
    "십원 백원 천원 만원 일분 삼분 사분 오분 육분 칠분 팔분 십분 백분 일번 삼번 오번 육번 "
    "칠번 팔번 구번 십번 일위 삼위 사위 오위 십위 일등 이등 삼등 일층 이층 삼층 사층 오층 "
    "육층 칠층 팔층 구층 십층 일키로 삼키로 오키로 십키로 일킬로 삼킬로 오킬로 십킬로 일프로 "
    "삼프로 오프로 십프로 일박 이박 삼박 일호 삼호 십호 십도 백도"
)
# Only from ten on: below, things are counted in native numerals (한 개, 두 명).
_FROM_TEN: Final = _words(
    "시간 명 개 잔 병 권 장 마리 대 곡 편 통 살 세 점 배 차 불 퍼 가지 곳 송이 상자 봉지 판 "
    "칸 조각 그릇 사람 컵 보 걸음 번째"
)
SINO_UNITS: Final = _SURE | _APART | _FROM_TEN | {"시"}

NATIVE_UNITS: Final = _words(
    "시 시간 명 개 잔 병 권 장 마리 대 번 곡 편 통 살 배 조각 칸 켤레 벌 그루 송이 자루 가지 "
    "군데 사람 곳 판 줄 다발 상자 봉지 컵 차례 끼 알 모금 스푼 큰술 작은술 팩 박스 캔 접시 달 "
    "주 주일 주간 그릇 쌍 세트 단계 학기 정거장 페이지"
)
# 한 번, 한 사람, 한 편 say other things than a count.
_ONE: Final = _words(
    "시 시간 명 개 잔 병 권 장 마리 대 달 통 조각 칸 송이 상자 봉지 컵 판 주 그릇 캔 접시 팩 "
    "박스 스푼 큰술 작은술 세트"
)
# One native syllable and its counter in one word; 두통, 세대, 열대, 한편 are other words.
_NATIVE_TOGETHER: Final = _words("시 시간 명 개 잔 번 달 마리 살 권 장 컵 세트")

_AFTER_COUNT: Final = re.compile(r"\s?(?:간|뒤|이?후|이?전|동안|안에|이내|마다|만에|남짓|정도|쯤)")
_FOLLOWERS: Final = (
    "간|이후|이전|전|뒤|후|동안|쯤|경|정도|반|씩|짜리|이내|내|안|마다|남짓|이상|이하|미만|어치|정각|넘게|"
    "엔|에는|에도|에만|에게|까지는|까지만|부터는|인|인지|인데|이면|면|이라는|라는|이죠|이지|이었어|였어|도|대"
)
_FOLLOWER: Final = re.compile(_FOLLOWERS)
# Words that look like a unit and a particle.
_NOUNS: Final = re.compile(
    r"(?:회의|도로|도와|도가|초과|주의|시도|시가|시대|호의|편의|대로|위로|주로|등이|분의|개인|원인|일반|대전|"
    r"대안|세대|장인|주인|월간|주간지|일간|연간|개도|차도|초대|초반|초안|회원|위안이|일이|일정|일의|곡이)"
)


def may_count(number: str, unit: str, gap: bool, value: int) -> bool:
    """Whether the words `number` before `unit` are a Sino-Korean count, nothing else known."""
    single = len(number) == 1
    if unit == "시":
        return 11 <= value <= 24 or (number == "영" and not gap)
    if unit in _FROM_TEN:
        return value >= 10 and not (single and not gap) and (number, unit) != ("만", "세")
    if number in ("만", "천", "백") and unit in ("일", "도", "년", "분", "호", "회", "주", "초"):
        return False
    if unit in _SURE:
        return True
    if not single:
        return True
    if not gap:
        return number + unit in _TOGETHER
    return number not in ("이", "영") and (number, unit) != ("일", "도")


def is_count_of_time(number: str, unit: str, text: str, end: int) -> bool:
    """Whether what follows shows that 이 분, 사주 or 오일 is a length: 이 분 뒤, 오일 동안."""
    return unit in ("분", "주", "일") and _AFTER_COUNT.match(text, end) is not None


def may_count_natively(number: str, unit: str, gap: bool, value: int) -> bool:
    """The same for native numerals (두 시, 세 명, 스무 개)."""
    if unit == "시" and value > 12:
        return False
    if value == 1 and unit not in _ONE:
        return False
    if len(number) == 1 and not gap:
        return unit in _NATIVE_TOGETHER
    return (number, unit) != ("열", "사람")


def may_end(text: str, end: int) -> bool:
    """Whether a unit that ends at `end` is one by what is written after it in its word:
    nothing, particles, or words such as 뒤, 동안, 쯤."""
    word_end = next((at for at in range(end, len(text)) if not text[at].isalnum()), len(text))
    return _only_followers(text[end:word_end])


def is_noun(text: str, start: int) -> bool:
    """Whether what begins at `start` is a noun that only begins like a unit: 만 회의, 이 도로."""
    return _NOUNS.match(text, start) is not None


def _only_followers(rest: str) -> bool:
    if not rest or is_particle(rest) or _FOLLOWER.fullmatch(rest):
        return True
    return any(
        (is_particle(rest[:at]) or _FOLLOWER.fullmatch(rest[:at]) is not None)
        and _only_followers(rest[at:])
        for at in range(1, len(rest))
    )
