"""Results of conversation: how long a turn takes outside understanding, and a visitor waits."""

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


def _page(data: Any, say: Say) -> Mapping[str, Any]:
    names = {"malgwi": say("말귀", "Malgwi"), "echo": say("되받아 말하기만 하는 쪽", "an echo")}
    named = [(names.get(each["face"], each["face"]), each) for each in data["faces"]]
    bars = against_slowest(
        [(name, each["answer"]["median_ms"]) for name, each in named], "ms", ".0f"
    )
    rows = tuple(
        (
            name,
            f"{each['first_page_seconds']:.1f}s",
            f"{each['answer']['median_ms']:.0f}ms",
            f"{each['answer']['p95_ms']:.0f}ms",
        )
        for name, each in named
    )
    heading = (
        say("쪽", "a page"),
        say("첫 화면", "first page"),
        say("답, 중앙값", "answer, median"),
        say("답, 95번째 백분위", "answer, 95th percentile"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


KINDS: Final = (
    Kind(
        "page.json",
        "conversation",
        ("기다리는 시간", "Waiting"),
        (
            "브라우저에서 첫 화면까지, 그리고 적은 문장의 답이 보일 때까지입니다.",
            "In the browser: until the first page, and until a typed sentence is answered.",
        ),
        _page,
    ),
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
