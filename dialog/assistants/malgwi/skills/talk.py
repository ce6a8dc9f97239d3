"""Greetings, jokes and small talk, from the tables of our own sentences.

Small talk is a table of patterns, not a language model: what fits none is answered honestly.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from dialog.assistants.malgwi.skills.data import read_table
from dialog.assistants.malgwi.skills.maths import work_out
from dialog.assistants.malgwi.skills.speak import local
from dialog.assistants.malgwi.skills.tables import read_setting, write_setting
from dialog.names import Names
from dialog.skill import Outcome, Request

_HALF = 0.2  # of confidence; below it the guess is not worth asking about


class Topic(BaseModel):
    """What is said to a sentence in which one of the patterns is found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    patterns: tuple[str, ...]
    replies: tuple[str, ...]


@cache
def _topics() -> tuple[Topic, ...]:
    return read_table("talk", tuple[Topic, ...])


@cache
def _names() -> Names:
    return Names.load(Path(__file__).parents[1])


@cache
def _jokes() -> tuple[str, ...]:
    return read_table("jokes", tuple[str, ...])


def greet(request: Request) -> Outcome:
    """A greeting that fits the hour; a question in it is answered as small talk."""
    topic = _topic(request.text)
    if topic is not None:
        return _said(request, topic.replies)
    hour = local(request.context.now, request.context).time()
    if dt.time(5) <= hour < dt.time(11):
        return Outcome("utter_greet_morning")
    if dt.time(11) <= hour < dt.time(18):
        return Outcome("utter_greet_day")
    return Outcome("utter_greet_evening")


def joke(request: Request) -> Outcome:
    """The next joke of the table; one about the thing named, if there is one."""
    jokes = _jokes()
    about = [slot.text for slot in request.slots if len(slot.text) > 1]
    for at, text in enumerate(jokes):
        if any(word.split()[0] in text for word in about):
            return Outcome("utter_joke", {"joke": jokes[at]})
    told = int(read_setting(request.session, request.conversation, "jokes_told") or 0)
    write_setting(request.session, request.conversation, "jokes_told", str(told + 1))
    return Outcome("utter_joke", {"joke": jokes[told % len(jokes)]})


def chat(request: Request) -> Outcome:
    """Small talk, or a sum that came as such; else an honest word."""
    topic = _topic(request.text)
    if topic is not None:
        return _said(request, topic.replies)
    return work_out(request) or Outcome("utter_small_talk_unknown")


def not_understood(request: Request) -> Outcome:
    """What no rule takes may still be a sum or a conversion, which can be told for certain; what
    was half understood is asked about."""
    told = work_out(request)
    if told is not None:
        return told
    if request.confidence >= _HALF and not request.intent.startswith("general_"):
        return Outcome("utter_ask_meant", {"meant": _names().intent(request.intent)}, ask="meant")
    return Outcome("utter_default")


def _topic(text: str) -> Topic | None:
    return next(
        (topic for topic in _topics() if any(re.search(one, text) for one in topic.patterns)), None
    )


def _said(request: Request, replies: Sequence[str]) -> Outcome:
    return Outcome("utter_small_talk", {"reply": replies[by_chance(request, len(replies))]})


def by_chance(request: Request, choices: int) -> int:
    """A number below `choices`: by the moment and the conversation, so that a turn that is
    played again comes out the same."""
    seed = f"{request.conversation} {request.context.now.isoformat()} {request.text}"
    return zlib.crc32(seed.encode()) % choices
