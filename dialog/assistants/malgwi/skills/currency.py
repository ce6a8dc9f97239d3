"""Exchange at rates that the person has set: "달러 환율을 1380원으로 설정해 줘", "십 달러는 몇 원".

Rates are kept as won for one unit and never fetched; without one the reply says how to set it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from dialog.assistants.malgwi.skills import units
from dialog.assistants.malgwi.skills.data import read_table
from dialog.assistants.malgwi.skills.figures import Figure, find_figures
from dialog.assistants.malgwi.skills.speak import say_all, say_figure
from dialog.assistants.malgwi.skills.tables import read_setting, settings_under, write_setting
from dialog.skill import Outcome, Request

_HOME = "KRW"
_KEY = "rate:"
_SETS = re.compile(r"설정|정해|맞춰|저장|기억|등록|바꿔|입력|적어")
_ASKS = re.compile(r"얼마|몇|알려|보여|확인|어때|변환|환전|바꾸면")
# Names that are words of their own, too: only straight after a number or 몇.
_SHORT = frozenset({"원", "동", "불"})

_AFTER = re.compile(
    r"$|[^가-힣a-z]|화|은|는|이|가|을|를|의|에|와|과|랑|하고|대|당|으로|로|도|면|야|인|짜리"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A currency named in the text, with the number before it, if any."""

    code: str
    amount: Fraction | None
    is_country: bool


@cache
def _table() -> dict[str, tuple[str, ...]]:
    return read_table("currencies", dict[str, tuple[str, ...]])


@cache
def _names() -> dict[str, str]:
    """Every name of a currency, and its code."""
    return {name: code for code, names in _table().items() for name in names}


@cache
def _countries() -> frozenset[str]:
    """Names of countries in the table: they mean a currency only where none is named."""
    return frozenset(
        name for name in _names() if any(name + " " in other for other in _names())
    ) | {
        "아랍에미리트",
        "유럽",
    }


def name_of(code: str) -> str:
    return _table()[code][0]


def find_mentions(text: str) -> list[Mention]:
    """The currencies of the text in order; longer names win, countries give way to names."""
    # u. s. d. is usd: the letters of a spelled-out code are joined.
    plain = re.sub(r"(?<=\b[a-z])\.\s?(?=[a-z]\b)", "", text.lower())
    names = "|".join(re.escape(name) for name in sorted(_names(), key=len, reverse=True))
    figures = find_figures(plain, names)
    found = []
    for match in re.finditer(names, plain):
        amount = _amount_before(plain, match.start(), figures)
        if _stands_alone(plain, match, amount):
            country = match.group() in _countries()
            found.append(Mention(_names()[match.group()], amount, country))
    named = [mention for mention in found if not mention.is_country]
    return named if len(named) > 1 or not _only_countries(found) else found


def _only_countries(found: list[Mention]) -> bool:
    return sum(mention.is_country for mention in found) >= len(found) - 1


def _amount_before(text: str, at: int, figures: list[Figure]) -> Fraction | None:
    end = len(text[:at].rstrip())
    return next((figure.value for figure in figures if figure.end == end), None)


def _stands_alone(text: str, match: re.Match[str], amount: Fraction | None) -> bool:
    before, after = text[: match.start()].rstrip(), text[match.end() :]
    if not _AFTER.match(after):
        return False
    if amount is not None or before.endswith("몇"):
        return True
    if match.group() in _SHORT:
        return match.group() == "원" and bool(re.match(r"화|\s?(?:대|환율)|으로", after))
    return match.start() == 0 or not re.match(r"[가-힣a-z]", text[match.start() - 1])


def exchange(request: Request) -> Outcome:
    """Sets a rate, tells those that are set, or exchanges at them; pounds may be a weight."""
    weighed = units.answer(request.text)
    if weighed is not None:
        return weighed
    mentions = find_mentions(request.text)
    foreign = [mention for mention in mentions if mention.code != _HOME]
    won = [mention for mention in mentions if mention.code == _HOME]
    if not foreign:
        return _all_rates(request)
    if won and won[-1].amount is not None and _is_setting(request.text):
        return _set_rate(request, foreign[0], won[-1].amount)
    source = next((mention for mention in mentions if mention.amount is not None), mentions[0])
    others = [mention.code for mention in mentions if mention.code != source.code]
    target = others[0] if others else _HOME
    return _convert(request, source.code, target, source.amount or Fraction(1))


def _is_setting(text: str) -> bool:
    return bool(_SETS.search(text)) or ("환율" in text and not _ASKS.search(text))


def _set_rate(request: Request, of: Mention, won: Fraction) -> Outcome:
    amount = of.amount or Fraction(1)
    if won <= 0 or amount <= 0:
        return Outcome("utter_rate_refused")
    rate = won / amount
    write_setting(request.session, request.conversation, _KEY + of.code, str(rate))
    return Outcome(
        "utter_rate_set",
        {"amount": _money(amount, of.code), "won": _money(won, _HOME)},
        data={"currency": of.code, "won": float(rate)},
    )


def _all_rates(request: Request) -> Outcome:
    rates = settings_under(request.session, request.conversation, _KEY)
    if not rates:
        return Outcome("utter_rate_none")
    said = [
        f"{_money(Fraction(1), code)}에 {_money(Fraction(rate), _HOME)}"
        for code, rate in sorted(rates.items())
    ]
    return Outcome("utter_rates", {"rates": say_all(said)}, data={"rates": said})


def _rate(request: Request, code: str) -> Fraction | None:
    if code == _HOME:
        return Fraction(1)
    kept = read_setting(request.session, request.conversation, _KEY + code)
    return None if kept is None else Fraction(kept)


def _convert(request: Request, source: str, target: str, amount: Fraction) -> Outcome:
    rates = {code: _rate(request, code) for code in (source, target)}
    for code, rate in rates.items():
        if rate is None:
            return Outcome("utter_rate_missing", {"currency": name_of(code)})
    result = amount * (rates[source] or 1) / (rates[target] or 1)
    return Outcome(
        "utter_exchange",
        {"amount": _money(amount, source), "result": _money(result, target)},
        data={"amount": float(amount), "source": source, "target": target, "result": float(result)},
    )


def _money(amount: Fraction, code: str) -> str:
    """1,380원, 12.35달러; no more than four decimals."""
    return f"{say_figure(round(amount, 2 if amount >= 1 else 4))} {name_of(code)}".replace(
        " 원", "원"
    )
