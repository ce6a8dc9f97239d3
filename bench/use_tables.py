"""The tables of what stands around understanding: ears, turns, and an assistant of one's own."""

from __future__ import annotations

import statistics
from pathlib import Path

from bench.markdown import markdown, percent, spread
from bench.results import read_results

_SPOKEN = ("cer", "intent_accuracy", "slot_f1_by_value", "slu_f1", "exact_match_by_value")
_VOICES = {
    "ordinary_dev": "ordinary, dev",
    "ordinary": "ordinary, test",
    "hard_dev": "hard, dev",
    "hard": "hard, test",
}
_WAYS = {
    "text": "what was said",
    "first": "the first reading",
    "best": "the chosen reading",
    "nearest": "the reading with the fewest wrong characters",
    "direct": "the sound itself, intents alone",
}


def few_shot(results: Path) -> str:
    """The parts of `bench.few_shot`, mean and deviation over the seeds."""
    runs = read_results(results, "few-shot")["runs"]
    measures = list(runs[0]["hard"])
    rows = []
    for part, told in _VOICES.items():
        values = [[run[part][name] for run in runs] for name in measures]
        rows.append([told, *(spread(each) for each in values)])
    seconds = statistics.median(run["seconds"] for run in runs)
    rows.append([f"trained in {seconds:.0f} s", *("" for _ in measures)])
    return markdown(["sentences", *(f"`{name}`" for name in measures)], rows)


def turns(results: Path) -> str:
    """A turn outside understanding, by `bench.turns`."""
    data = read_results(results, "turns")
    rows = [
        [kind["name"], *(f"{kind[key]:.1f}" for key in ("median_ms", "p95_ms", "processor_ms"))]
        for kind in data["kinds"]
    ]
    rows.append(["one event written", f"{data['one_event_ms']:.1f}", "", ""])
    return markdown(["ms", "median", "95th percentile", "processor"], rows)


def page(results: Path) -> str:
    """What a visitor waits for, by `bench.page`."""
    faces = read_results(results, "page")["faces"]
    rows = [
        [
            each["face"],
            f"{each['first_page_seconds']:.2f}",
            f"{each['answer']['median_ms']:.0f}",
            f"{each['answer']['p95_ms']:.0f}",
        ]
        for each in faces
    ]
    ours, peer = (each["answer"]["median_ms"] for each in faces)
    first, bare = (each["first_page_seconds"] for each in faces)
    rows.append(["ratio", f"{first / bare:.2f}", f"{ours / peer:.2f}", ""])
    return markdown(["", "first page, s", "answer, median, ms", "95th percentile, ms"], rows)


def streaming(results: Path) -> str:
    """Medians and error rates of `bench.streaming`."""
    data = read_results(results, "streaming")
    limits = data["limits"]
    rows = [
        [
            "from the beginning of speech to the first partial, s",
            f"{data['first_partial_median']:.2f}",
        ],
        ["from the end of the turn to the reply, s", f"{data['reply_median']:.2f}"],
        ["of it waiting for the final transcript, s", f"{limits['waiting_for_final_median']:.2f}"],
        ["decoding a final transcript, s", f"{limits['final_decode_median']:.2f}"],
        ["of it the encoder, s", f"{limits['encoder']:.2f}"],
        ["confirmed letters that changed", percent(data["confirmed_changed"])],
        ["letters of finals unlike the whole clip's", percent(data["cer_against_whole"])],
    ]
    return markdown([f"{data['clips']} clips, {data['threads']} threads", ""], rows)


def hotwords(results: Path) -> str:
    """Clips with and without listed words, untold and told, by `bench.hotwords`."""
    data = read_results(results, "hotwords")
    rows = []
    for name, clips in (
        ("with listed words", data["with_listed_words"]),
        ("without", data["without_listed_words"]),
    ):
        for way in ("untold", "told"):
            found = clips[way]
            recall = "–" if found["recall"] is None else percent(found["recall"])
            rows.append(
                [
                    f"{name} ({clips['clips']}), {way}",
                    recall,
                    percent(found["false_insertions"]),
                    percent(found["cer_no_spaces"]),
                ]
            )
    rows.append([f"told takes {data['takes']:.2f} times as long", "", "", ""])
    return markdown(["clips", "recall", "false insertions", "CER, no spaces"], rows)


def spoken(results: Path, name: str) -> str:
    """Every way from sound to meaning that `malgwi evaluate-slu` measured."""
    data = read_results(results, name)
    rows = [
        [label, *(percent(data[way][key]) if key in data[way] else "–" for key in _SPOKEN)]
        for way, label in _WAYS.items()
        if way in data
    ]
    return markdown(["understood from", *(f"`{key}`" for key in _SPOKEN)], rows)
