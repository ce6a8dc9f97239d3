"""Exact arithmetic on a written expression: + - * / ^ √ ∛ and brackets, by recursive descent.

No `eval`. Results stay fractions as long as they are exact; a root or a sine may make a float.
Big powers are refused, so that no sentence can keep the machine busy.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction

Number = Fraction | float

_TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|sin|cos|tan|[-+*/^()√∛])")
_LARGEST_BITS = 2000
_MOST_TOKENS = 120
_TOO_BIG = "결과가 너무 커서 계산하지 않았어요."


class ExpressionError(ValueError):
    """The expression has no answer; the text is a Korean sentence for the person."""


def evaluate(source: str) -> Number:
    """The value of `source`. Raises ExpressionError when it is no expression or has no value."""
    tokens = _split(source)
    if len(tokens) > _MOST_TOKENS:
        raise ExpressionError("식이 너무 길어요.")
    try:
        value, rest = _sum(tokens)
    except OverflowError:
        raise ExpressionError(_TOO_BIG) from None
    if rest:
        raise ExpressionError("식을 끝까지 알아듣지 못했어요.")
    if not math.isfinite(value):
        raise ExpressionError(_TOO_BIG)
    return value


def _split(source: str) -> list[str]:
    tokens, at = [], 0
    while source[at:].strip():
        match = _TOKEN.match(source, at)
        if match is None:
            raise ExpressionError("식에 모르는 기호가 있어요.")
        tokens.append(match.group(1))
        at = match.end()
    return tokens


def _sum(tokens: list[str]) -> tuple[Number, list[str]]:
    value, rest = _product(tokens)
    while rest and rest[0] in "+-":
        right, after = _product(rest[1:])
        value = value + right if rest[0] == "+" else value - right
        rest = after
    return value, rest


def _product(tokens: list[str]) -> tuple[Number, list[str]]:
    value, rest = _power(tokens)
    while rest and rest[0] in "*/":
        right, after = _power(rest[1:])
        if rest[0] == "/" and right == 0:
            raise ExpressionError("0으로는 나눌 수 없어요.")
        value = value * right if rest[0] == "*" else value / right
        rest = after
    return value, rest


def _power(tokens: list[str]) -> tuple[Number, list[str]]:
    base, rest = _atom(tokens)
    if rest and rest[0] == "^":
        exponent, rest = _power(rest[1:])
        return _raised(base, exponent), rest
    return base, rest


def _atom(tokens: list[str]) -> tuple[Number, list[str]]:
    if not tokens:
        raise ExpressionError("식이 다 끝나지 않았어요.")
    head, rest = tokens[0], tokens[1:]
    if head == "(":
        value, rest = _sum(rest)
        if not rest or rest[0] != ")":
            raise ExpressionError("괄호가 닫히지 않았어요.")
        return value, rest[1:]
    if head == "-":
        value, rest = _atom(rest)
        return -value, rest
    if head in _FUNCTIONS:
        value, rest = _atom(rest)
        return _FUNCTIONS[head](value), rest
    try:
        return Fraction(head), rest
    except ValueError:
        raise ExpressionError("식을 알아듣지 못했어요.") from None


def _raised(base: Number, exponent: Number) -> Number:
    if isinstance(base, Fraction) and isinstance(exponent, Fraction) and exponent.denominator == 1:
        size = max(base.numerator.bit_length(), base.denominator.bit_length())
        if abs(exponent.numerator) * size > _LARGEST_BITS:
            raise ExpressionError(_TOO_BIG)
        if base == 0 and exponent < 0:
            raise ExpressionError("0으로는 나눌 수 없어요.")
        power: Fraction = base**exponent.numerator
        return power
    try:
        value: float | complex = float(base) ** float(exponent)
    except (OverflowError, ZeroDivisionError):
        raise ExpressionError(_TOO_BIG) from None
    if isinstance(value, complex):
        raise ExpressionError("실수로는 답이 없어요.")
    return value


def _square_root(value: Number) -> Number:
    if value < 0:
        raise ExpressionError("음수의 제곱근은 실수가 아니에요.")
    if isinstance(value, Fraction):
        top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
        if top * top == value.numerator and bottom * bottom == value.denominator:
            return Fraction(top, bottom)
    return math.sqrt(value)


def _cube_root(value: Number) -> Number:
    root = round(math.cbrt(value))
    return Fraction(root) if Fraction(root) ** 3 == value else math.cbrt(value)


def _of_degrees(function: Callable[[float], float]) -> Callable[[Number], Number]:
    """A trigonometric function of degrees; 0.5 rather than 0.49999999999999994."""

    def of(value: Number) -> Number:
        return Fraction(str(round(function(math.radians(float(value))), 12)))

    return of


def _tangent(value: Number) -> Number:
    if value % 180 == 90:
        raise ExpressionError("그 각도의 탄젠트는 값이 없어요.")
    return _of_degrees(math.tan)(value)


_FUNCTIONS: dict[str, Callable[[Number], Number]] = {
    "√": _square_root,
    "∛": _cube_root,
    "sin": _of_degrees(math.sin),
    "cos": _of_degrees(math.cos),
    "tan": _tangent,
}
