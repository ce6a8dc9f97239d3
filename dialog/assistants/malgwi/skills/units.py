"""Conversion of units: 십 마일은 몇 킬로미터, 화씨 칠십 도는 섭씨로, 서른 평은 몇 제곱미터.

The units stand in `tables/units.yml`. Names that two dimensions share (킬로, 파운드) are told
apart by the other unit of the sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from dialog.assistants.malgwi.skills.data import read_table
from dialog.assistants.malgwi.skills.figures import find_figures
from dialog.assistants.malgwi.skills.speak import say_figure
from dialog.skill import Outcome

# Through its text, so that 0.001 is a thousandth and not the float beside it.
Exact = Annotated[Fraction, BeforeValidator(lambda number: Fraction(str(number)))]


class Unit(BaseModel):
    """A quantity in base units is `value * factor + zero`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dimension: str
    factor: Exact
    zero: Exact = Fraction(0)
    names: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Conversion:
    amount: Fraction
    source: Unit
    target: Unit

    @property
    def result(self) -> Fraction:
        base = self.amount * self.source.factor + self.source.zero
        return (base - self.target.zero) / self.target.factor


@dataclass(frozen=True, slots=True)
class _Mention:
    """A unit's name in the text; `amount` is the number before it, None when there is none."""

    name: str
    amount: Fraction | None
    asked: bool


_ASKED_BEFORE = re.compile(r"(?:몇|얼마나)\s*$")
_ASKED_AFTER = re.compile(r"\s*(?:단위\s*)?(?:으로|로)(?![가-힣])")
_TEMPERATURE = re.compile(
    r"(섭씨|화씨|켈빈)\s*([^섭화켈]*?)\s*도(?=$|[^가-힣]|[는가를의]|에|로|라|면|이|인|야)"
)


@cache
def _units() -> tuple[Unit, ...]:
    return read_table("units", tuple[Unit, ...])


@cache
def _name_pattern() -> str:
    names = sorted({name for unit in _units() for name in unit.names}, key=len, reverse=True)
    return "|".join(re.escape(name) for name in names)


def find_conversion(text: str) -> Conversion | None:
    """The conversion asked for, or None: one unit with a number, another that is asked for."""
    plain = _TEMPERATURE.sub(_as_unit, text)
    mentions = _mentions(plain)
    asked = [mention for mention in mentions if mention.asked]
    given = [mention for mention in mentions if mention.amount is not None and not mention.asked]
    if not asked or not given:
        return None
    for source in _named(given[0].name):
        for target in _named(asked[-1].name):
            if source.dimension == target.dimension and source is not target:
                return Conversion(given[0].amount or Fraction(1), source, target)
    return None


def _as_unit(match: re.Match[str]) -> str:
    """화씨 칠십 도 is 칠십 화씨; 섭씨 몇 도 is 몇 섭씨."""
    return f"{match.group(2)} {match.group(1)}"


def _named(name: str) -> list[Unit]:
    return [unit for unit in _units() if name in unit.names]


def _mentions(text: str) -> list[_Mention]:
    lowered = text.lower()
    figures = {figure.end: figure.value for figure in find_figures(lowered, _name_pattern())}
    found = []
    for match in re.finditer(_name_pattern(), lowered):
        end_of_number = len(lowered[: match.start()].rstrip())
        amount = figures.get(end_of_number)
        asked = bool(_ASKED_BEFORE.search(lowered[: match.start()]))
        asked = asked or (amount is None and bool(_ASKED_AFTER.match(lowered, match.end())))
        if amount is not None or asked:
            found.append(_Mention(match.group(), amount, asked))
    return found


def answer(text: str) -> Outcome | None:
    """The reply to a conversion, or None when the text asks for none."""
    conversion = find_conversion(text)
    if conversion is None:
        return None
    result = f"{say_figure(conversion.result)} {conversion.target.name}"
    amount = f"{say_figure(conversion.amount)} {conversion.source.name}"
    if conversion.source.dimension == "온도":
        result, amount = (
            f"{conversion.target.name} {say_figure(conversion.result)}도",
            f"{conversion.source.name} {say_figure(conversion.amount)}도",
        )
    return Outcome("utter_units", {"amount": amount, "result": result}, data={"result": result})
