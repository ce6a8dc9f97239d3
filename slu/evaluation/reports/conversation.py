"""Results of conversation: how long a turn takes outside understanding."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slu.evaluation.reports.shapes import Kind, Say, Table, against_slowest

_TURNS: Final = {
    "reply": ("답만", "a reply"),
    "skill": ("일을 하나 하고", "a skill"),
    "skill that keeps something": ("일을 하고 남기고", "a skill that keeps something"),
    "form": ("물어 채우고", "a form"),
    "all": ("모두", "all"),
}


def _turns(data: Any, say: Say) -> Mapping[str, Any]:
    named = [(say(*_TURNS.get(each["name"], (each["name"],) * 2)), each) for each in data["kinds"]]
    event = say("사건 하나 적기", "one event written"), data["one_event_ms"]
    bars = against_slowest(
        [*((name, each["median_ms"]) for name, each in named), event], "ms", ".1f"
    )
    keys = ("median_ms", "p95_ms", "processor_ms")
    rows = tuple((name, *(f"{each[key]:.1f}ms" for key in keys)) for name, each in named)
    heading = (
        say("한 차례", "a turn"),
        say("중앙값", "median"),
        say("95번째 백분위", "95th percentile"),
        say("프로세서", "processor"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


KINDS: Final = (
    Kind(
        "turns.json",
        "conversation",
        ("한 차례", "A turn"),
        (
            "알아듣는 시간을 뺀, 정하고 하고 적고 답하는 시간입니다.",
            "Deciding, acting, recording and replying; without understanding.",
        ),
        _turns,
    ),
)
