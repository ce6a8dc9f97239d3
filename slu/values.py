"""What a slot means: a few tagged, frozen values that turn into JSON and back.

Resolving text to these values is `slu.understanding.resolve`; this module only holds them.
Their JSON schema is `docs/values.schema.json`, made by `json_schema()`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter


@dataclass(frozen=True, slots=True)
class DateValue:
    """A calendar day."""

    date: dt.date
    type: Literal["date"] = "date"


@dataclass(frozen=True, slots=True)
class TimeValue:
    """A time of day; `ambiguous` when neither morning nor afternoon was said or implied."""

    time: dt.time
    ambiguous: bool = False
    type: Literal["time"] = "time"


@dataclass(frozen=True, slots=True)
class MomentValue:
    """A point in time, with its zone; `ambiguous` as for `TimeValue`."""

    at: dt.datetime
    ambiguous: bool = False
    type: Literal["moment"] = "moment"


@dataclass(frozen=True, slots=True)
class DurationValue:
    """A length of time in seconds."""

    seconds: int
    type: Literal["duration"] = "duration"


@dataclass(frozen=True, slots=True)
class RangeValue:
    """From `start` to `end`, both dates, times, moments or durations (두세 시간). Days are
    inclusive; an end at or before the start's time is of the next day: equal times, a whole day."""

    start: DateValue | TimeValue | MomentValue | DurationValue
    end: DateValue | TimeValue | MomentValue | DurationValue
    type: Literal["range"] = "range"


@dataclass(frozen=True, slots=True)
class RecurrenceValue:
    """Something that comes again: an RFC 5545 rule, and the time of day if one was said;
    `ambiguous` as for `TimeValue`."""

    rule: str
    time: dt.time | None = None
    ambiguous: bool = False
    type: Literal["recurrence"] = "recurrence"


@dataclass(frozen=True, slots=True)
class NumberValue:
    """A number with its unit or counter as said (`%`, `명`, `km`), if any."""

    number: int | float
    unit: str | None = None
    type: Literal["number"] = "number"


@dataclass(frozen=True, slots=True)
class MoneyValue:
    """An amount in a currency (ISO 4217); the amount is None when only the currency was named."""

    currency: str
    amount: int | float | None = None
    type: Literal["money"] = "money"


@dataclass(frozen=True, slots=True)
class NameValue:
    """A thing by its own name (a person, place, device), particles taken off."""

    name: str
    kind: str
    type: Literal["name"] = "name"


@dataclass(frozen=True, slots=True)
class TextValue:
    """Free text, particles taken off."""

    text: str
    type: Literal["text"] = "text"


Value = (
    DateValue
    | TimeValue
    | MomentValue
    | DurationValue
    | RangeValue
    | RecurrenceValue
    | NumberValue
    | MoneyValue
    | NameValue
    | TextValue
)

_ADAPTER: TypeAdapter[Value] = TypeAdapter(Annotated[Value, Field(discriminator="type")])


def value_to_json(value: Value) -> dict[str, Any]:
    """The value as plain JSON types; dates and times in ISO 8601."""
    data: dict[str, Any] = _ADAPTER.dump_python(value, mode="json")
    return data


def value_to_plain(value: Value) -> Any:
    """The value as Rasa's slots hold it, without type or unit: a string (dates and times in ISO
    8601, a rule of RFC 5545), a number (a length in seconds), or `{"from": ..., "to": ...}`."""
    match value:
        case DateValue(date=plain) | TimeValue(time=plain) | MomentValue(at=plain):
            return plain.isoformat()
        case RangeValue(start=start, end=end):
            return {"from": value_to_plain(start), "to": value_to_plain(end)}
        case DurationValue(seconds=plain) | NumberValue(number=plain):
            return plain
        case MoneyValue(currency=currency, amount=amount):
            return currency if amount is None else amount
        case RecurrenceValue(rule=plain) | NameValue(name=plain) | TextValue(text=plain):
            return plain


def value_from_json(data: Any) -> Value:
    """The inverse of `value_to_json`; raises pydantic's ValidationError on anything else."""
    return _ADAPTER.validate_python(data)


def json_schema() -> dict[str, Any]:
    """The JSON schema of all values."""
    return _ADAPTER.json_schema()
