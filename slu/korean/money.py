"""Reads amounts of money and names of currencies (삼만 오천 원, $10, 영국 파운드, u. s. d.).

Exchange rates and conversion are not here.
"""

from __future__ import annotations

import re
from typing import Final

from slu.korean.numbers import parse_number
from slu.values import MoneyValue

# A name without its country is the currency most often meant by it in Korea.
_NAMES: Final = {
    "KRW": "원 한국원 대한민국원 한국",
    "USD": "달러 미국달러 미달러 미화 불 미국",
    "EUR": "유로 유럽",
    "JPY": "엔 일본엔 일본",
    "CNY": "위안 중국위안 인민폐 중국",
    "GBP": "파운드 영국파운드 영국",
    "CAD": "캐나다달러 캐나다",
    "AUD": "호주달러 호주",
    "NZD": "뉴질랜드달러 뉴질랜드",
    "HKD": "홍콩달러 홍콩",
    "SGD": "싱가포르달러 싱가폴달러 싱가포르",
    "TWD": "대만달러 대만",
    "CHF": "프랑 스위스프랑 스위스",
    "SEK": "스웨덴크로나",
    "NOK": "노르웨이크로네",
    "DKK": "덴마크크로네",
    "CZK": "코루나 체코코루나 체코",
    "PLN": "즈워티 폴란드즈워티",
    "HUF": "포린트 헝가리포린트",
    "RUB": "루블 러시아루블 러시아",
    "TRY": "리라 튀르키예리라 터키리라",
    "INR": "루피 인도루피 인도",
    "IDR": "루피아 인도네시아루피아",
    "PKR": "파키스탄루피",
    "THB": "바트 밧 태국바트 태국",
    "VND": "동 베트남동 베트남",
    "PHP": "필리핀페소 필리핀",
    "MYR": "링깃 말레이시아링깃",
    "MXN": "페소 멕시코페소 멕시코",
    "ARS": "아르헨티나페소",
    "CLP": "칠레페소",
    "BRL": "헤알 브라질헤알 브라질",
    "SAR": "리얄 사우디리얄 사우디아라비아리얄",
    "AED": "디르함 아랍에미리트디르함",
    "ZAR": "랜드 남아공랜드",
}
_CODES: Final = {name: code for code, names in _NAMES.items() for name in names.split()}
_SIGNS: Final = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₩": "KRW"}
_TAIL: Final = (
    r"(?:화|돈)?(?:어치|짜리|정도|쯤)?"
    r"(?:으로|로|은|는|이|가|을|를|에|의|과|와|랑|이랑|만|도|에서|이요|요)?"
)
_NAME: Final = "|".join(sorted(_CODES, key=len, reverse=True))
_KOREAN: Final = re.compile(rf"(?P<amount>.*?)(?P<name>{_NAME}){_TAIL}[.!?~]*")
_SIGNED: Final = re.compile(rf"(?P<sign>[$€£¥₩])(?P<amount>[\d,.]+.*?){_TAIL}")
_LATIN: Final = re.compile(rf"(?P<amount>[^A-Za-z]*)(?P<code>[A-Za-z]{{3}}){_TAIL}")


def parse_money(text: str) -> MoneyValue | None:
    """The amount and currency that the whole text is; the amount is None for a currency alone.

    None for anything else, two currencies (달러 대 유로) included.
    """
    said = re.sub(r"\s+|(?<=[A-Za-z])\.", "", text)
    for pattern in (_SIGNED, _LATIN, _KOREAN):
        match = pattern.fullmatch(said)
        found = None if match is None else _money(match)
        if found is not None:
            return found
    return None


def _money(match: re.Match[str]) -> MoneyValue | None:
    code = _code(match)
    if code is None:
        return None
    if not match["amount"]:
        return MoneyValue(code)
    amount = parse_number(match["amount"])
    return None if amount is None or amount.unit else MoneyValue(code, amount.number)


def _code(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if "sign" in parts:
        return _SIGNS[parts["sign"]]
    if "name" in parts:
        return _CODES[parts["name"]]
    code = parts["code"].upper()
    return code if code in _NAMES else None
