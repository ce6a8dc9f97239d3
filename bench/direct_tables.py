"""The tables of docs/direct.md: the ways to an intent from sound, and where each of them loses."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bench.markdown import markdown, percent
from bench.results import read_results

_WAYS = {
    "direct": "소리에서 바로",
    "model_held_heard": "받아쓴 글 → 말귀 모델(같은 의도 안에서)",
    "model_heard": "받아쓴 글 → 말귀 모델(모든 의도)",
    "characters_heard": "받아쓴 글 → 글자 n-그램(같은 예문으로 배움)",
    "model_held_written": "적힌 글 → 말귀 모델(같은 의도 안에서)",
    "characters_written": "적힌 글 → 글자 n-그램(같은 예문으로 배움)",
}
_PARTS = ("direct", "model_held_heard", "characters_heard")


def ways(results: Path) -> str:
    """Each way's share of right intents with its interval."""
    data = read_results(results, "direct")
    rows = [[label, _figure(data["ways"][name])] for name, label in _WAYS.items()]
    return markdown(
        [f"소리 {data['sentences']['measuring']}개", "의도 정확도 (95% 신뢰구간)"], rows
    )


def intents(results: Path) -> str:
    """The same intent by intent, where text wins most first."""
    found = read_results(results, "direct")["intent"]
    order = sorted(found, key=lambda name: found[name]["direct"] - found[name]["model_held_heard"])
    rows = [[f"`{name}`", *(percent(found[name][way]) for way in _PARTS)] for name in order]
    return markdown(
        ["의도", "소리에서 바로", "받아쓴 글 → 말귀 모델", "받아쓴 글 → 글자 n-그램"], rows
    )


def _figure(figure: Mapping[str, float]) -> str:
    return f"{percent(figure['value'])} ({percent(figure['low'])} – {percent(figure['high'])})"
