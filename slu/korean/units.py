"""The units and counters that may follow a number: the form each is reported in, and the signs
that stand for their words.

Only tables: reading a number with its unit is `slu.korean.numbers`. Currencies are not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

_COUNTERS: Final = (
    "명 개 잔 병 권 장 마리 대 번 살 세 시 시간 달 해 배 곡 편 통 그릇 조각 칸 분 켤레 벌 그루 "
    "송이 자루 채 척 가지 군데 사람 가구 곳 판 줄 다발 상자 봉지 컵 번째 차례 모금 봉 알 채널 "
    "끼 단계 등급 층 등 위 점 호 회 차 인분 쪽 페이지 주 주일 주간 일 개월 년 초 번지 번가 호선 "
    "마일 피트 제곱미터 칼로리 kcal 볼트 와트 데시벨 배속 스푼 큰술 작은술 티스푼"
)

_MEASURES: Final = {
    "%": "퍼센트 프로 % 퍼",
    "도": "도 °C ℃ °",
    "km": "킬로미터 키로미터 킬로 키로 km ㎞",
    "m": "미터 m",
    "cm": "센티미터 센치미터 센티 센치 cm ㎝",
    "mm": "밀리미터 mm ㎜",
    "kg": "킬로그램 키로그램 kg ㎏",
    "g": "그램 g",
    "mg": "밀리그램 mg",
    "t": "톤 t",
    "L": "리터 L l ℓ",
    "mL": "밀리리터 mL ml ㎖",
    "℉": "℉ °F",
    "인치": "인치",
    "평": "평",
}
UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {word: word for word in _COUNTERS.split()}
    | {word: unit for unit, words in _MEASURES.items() for word in words.split()}
)

SIGN_OF: Final[Mapping[str, str]] = MappingProxyType(
    {
        "퍼센트": "%",
        "킬로미터": "km",
        "미터": "m",
        "센티미터": "cm",
        "밀리미터": "mm",
        "킬로그램": "kg",
        "그램": "g",
        "밀리그램": "mg",
        "리터": "L",
        "밀리리터": "mL",
        "제곱미터": "㎡",
    }
)
"""How a unit is written beside figures."""

WORD_OF: Final[Mapping[str, str]] = MappingProxyType(
    {sign: word for word, sign in SIGN_OF.items()}
    | {"㎞": "킬로미터", "㎝": "센티미터", "㎜": "밀리미터", "㎏": "킬로그램", "㎖": "밀리리터"}
    | {"l": "리터", "ℓ": "리터", "ml": "밀리리터", "m²": "제곱미터", "m2": "제곱미터", "t": "톤"}
    | {"℃": "도", "°C": "도", "℉": "도", "°F": "도", "°": "도", "%p": "퍼센트포인트"}
    | {"kcal": "킬로칼로리", "W": "와트", "kW": "킬로와트", "V": "볼트", "dB": "데시벨"}
    | {"cc": "시시"}
    | {"Hz": "헤르츠", "kHz": "킬로헤르츠", "MHz": "메가헤르츠", "GHz": "기가헤르츠"}
    | {"KB": "킬로바이트", "MB": "메가바이트", "GB": "기가바이트", "TB": "테라바이트"}
)
"""How a sign for a unit is said."""
