"""What a slot's colour means: the four kinds of value, alike in every face.

The colours themselves belong to each face.
"""

from __future__ import annotations

from typing import Literal

from slu.values import (
    DateValue,
    DurationValue,
    MomentValue,
    MoneyValue,
    NameValue,
    NumberValue,
    RangeValue,
    RecurrenceValue,
    TextValue,
    TimeValue,
    Value,
)

Kind = Literal["when", "amount", "name", "text"]


def kind_of(value: Value | None) -> Kind:
    """Of a time, an amount, a name; anything else is text."""
    match value:
        case DateValue() | TimeValue() | MomentValue() | DurationValue():
            return "when"
        case RangeValue() | RecurrenceValue():
            return "when"
        case NumberValue() | MoneyValue():
            return "amount"
        case NameValue():
            return "name"
        case TextValue() | None:
            return "text"
