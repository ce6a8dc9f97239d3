"""Results of hearing: recognisers, streaming, words to expect, and meaning from sound."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slu.evaluation.reports.shapes import Bar, Kind, Say, Table, against_slowest, percent

_WAYS: Final = {
    "text": ("적힌 글", "what was said"),
    "first": ("첫 글", "the first reading"),
    "best": ("고른 글", "the chosen reading"),
    "nearest": ("가장 가까운 글", "the nearest reading"),
}
_DIRECT: Final = {
    "direct": ("글을 거치지 않고 소리에서", "from sound, without text"),
    "model_heard": ("들은 글에서, 함께 온 모델", "from the text heard, the shipped model"),
    "model_held_heard": (
        "들은 글에서, 함께 온 모델(이 의도들만)",
        "from the text heard, the shipped model held to these intents",
    ),
    "characters_heard": ("들은 글에서, 글자 n-그램", "from the text heard, n-grams of characters"),
    "model_written": ("적힌 글에서, 함께 온 모델", "from the written text, the shipped model"),
    "model_held_written": (
        "적힌 글에서, 함께 온 모델(이 의도들만)",
        "from the written text, the shipped model held to these intents",
    ),
    "characters_written": (
        "적힌 글에서, 글자 n-그램",
        "from the written text, n-grams of characters",
    ),
}
_TOLD: Final = {"untold": ("귀띔 없이", "untold"), "told": ("귀띔하고", "told")}
_CLIPS: Final = {
    "with_listed_words": ("그 낱말이 있는 녹음", "with listed words"),
    "without_listed_words": ("그 낱말이 없는 녹음", "without"),
}


def _speech(data: Any, say: Say) -> Mapping[str, Any]:
    found = {
        say("모든 녹음", "all clips"): data,
        say("모든 녹음(다른 것 없이 faster-whisper)", "all clips, plain"): data["baseline"],
    }
    found |= data["sources"]
    shown = {name: row for name, row in found.items() if row}
    bars = tuple(
        Bar(name, row["cer"], percent(row["cer"]), *row["cer_interval"])
        for name, row in shown.items()
    )
    rows = tuple(
        (
            f"{name} ({row['clips']:,})",
            *(percent(row[key]) for key in ("cer", "cer_no_spaces")),
            f"{row['real_time_factor']:.2f}",
        )
        for name, row in shown.items()
    )
    heading = (
        say("녹음", "clips"),
        say("글자 오류율", "character error rate"),
        say("띄어쓰기 빼고", "without spaces"),
        say("소리 1초에 든 초", "seconds a second of sound"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


def _speed(data: Any, say: Say) -> Mapping[str, Any]:
    found = [
        (system.replace("_", "-"), int(name.removeprefix("threads_")), row)
        for name, systems in data.items()
        if name.startswith("threads_")
        for system, row in systems.items()
    ]
    named = [
        (f"{system} · {say(f'스레드 {count}개', f'{count} threads')}", row)
        for system, count, row in found
    ]
    bars = against_slowest([(name, row["real_time_factor"]) for name, row in named], "", ".2f")
    rows = tuple(
        (name, f"{row['real_time_factor']:.3f}", f"{row['times_malgwi']:.2f}")
        for name, row in named
    )
    heading = (
        say("인식기", "recogniser"),
        say("소리 1초에 든 초", "seconds a second of sound"),
        say("우리에 견줘", "times ours"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


def _streaming(data: Any, say: Say) -> Mapping[str, Any]:
    limits = data["limits"]
    seconds = [
        (
            say("말을 시작하고 첫 글까지", "speech to the first partial"),
            data["first_partial_median"],
        ),
        (say("말을 마치고 답까지", "end of the turn to the reply"), data["reply_median"]),
        (
            say("그 가운데 마지막 글을 기다린 시간", "of it waiting for the final"),
            limits["waiting_for_final_median"],
        ),
        (say("마지막 글을 듣는 시간", "decoding a final"), limits["final_decode_median"]),
        (say("그 가운데 인코더", "of it the encoder"), limits["encoder"]),
    ]
    shares = [
        (say("진하게 보인 글자가 바뀐 몫", "confirmed letters that changed"), "confirmed_changed"),
        (say("통째로 들은 글과 다른 몫", "unlike the whole clip's"), "cer_against_whole"),
    ]
    rows = (
        *((name, f"{value:.2f}s") for name, value in seconds),
        *((name, percent(data[key])) for name, key in shares),
    )
    told = say(
        f"녹음 {data['clips']}개, 스레드 {data['threads']}개",
        f"{data['clips']} clips, {data['threads']} threads",
    )
    return {"bars": against_slowest(seconds, "s", ".2f"), "table": Table((told, ""), rows)}


def _hotwords(data: Any, say: Say) -> Mapping[str, Any]:
    found = [
        (f"{say(*clips)}({data[key]['clips']}) · {say(*told)}", data[key][way])
        for key, clips in _CLIPS.items()
        for way, told in _TOLD.items()
    ]
    bars = tuple(
        Bar(name, row["recall"], percent(row["recall"]))
        for name, row in found
        if row["recall"] is not None
    )
    rows = tuple(
        (
            name,
            "–" if row["recall"] is None else percent(row["recall"]),
            percent(row["false_insertions"]),
            percent(row["cer_no_spaces"]),
        )
        for name, row in found
    )
    heading = (
        say("녹음", "clips"),
        say("그 낱말을 들은 몫", "recall"),
        say("없는 낱말을 들은 몫", "false insertions"),
        say("글자 오류율(띄어쓰기 빼고)", "error rate, no spaces"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


def _spoken(data: Any, say: Say) -> Mapping[str, Any]:
    keys = ("cer", "intent_accuracy", "slu_f1", "exact_match_by_value")
    shown = [(say(*title), data[way]) for way, title in _WAYS.items() if way in data]
    bars = tuple(
        Bar(name, row["intent_accuracy"], percent(row["intent_accuracy"])) for name, row in shown
    )
    rows = tuple((name, *(percent(row[key]) for key in keys)) for name, row in shown)
    heading = (
        say("무엇에서 알아들었나", "understood from"),
        say("글자 오류율", "character error rate"),
        say("의도 정확도", "intent accuracy"),
        "SLU-F1",
        say("뜻이 다 맞음", "all values right"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


def _direct(data: Any, say: Say) -> Mapping[str, Any]:
    found = [(say(*_DIRECT[way]), row) for way, row in data["ways"].items() if way in _DIRECT]
    bars = tuple(
        Bar(name, row["value"], percent(row["value"]), row["low"], row["high"])
        for name, row in found
    )
    ways = ("direct", "model_held_heard", "characters_heard")
    rows = tuple(
        (name, *(percent(row[way]) for way in ways)) for name, row in data["intent"].items()
    )
    heading = (say("의도", "intent"), *(say(*_DIRECT[way]) for way in ways))
    return {"bars": bars, "table": Table(heading, rows)}


KINDS: Final = (
    Kind(
        "speech.json",
        "speech",
        ("듣기", "Hearing"),
        ("글자 오류율입니다. 짧을수록 좋습니다.", "Character error rates; shorter is better."),
        _speech,
    ),
    Kind(
        "speech-speed.json",
        "speech",
        ("듣는 빠르기", "Speed of hearing"),
        (
            "소리 1초를 듣는 데 든 초입니다. 짧을수록 좋습니다.",
            "Seconds to hear a second of sound; shorter is better.",
        ),
        _speed,
    ),
    Kind(
        "streaming.json",
        "speech",
        ("말하는 동안 듣기", "Streaming"),
        ("기다리는 시간의 중앙값입니다.", "Medians of what one waits for."),
        _streaming,
    ),
    Kind(
        "hotwords.json",
        "speech",
        ("낱말 귀띔하기", "Words to expect"),
        (
            "인식기에 비서가 아는 낱말을 귀띔했을 때 그 낱말을 들은 몫입니다.",
            "The share of an assistant's own words that is heard when the recogniser is told them.",
        ),
        _hotwords,
    ),
    Kind(
        "spoken.json",
        "speech",
        ("소리에서 뜻까지", "From sound to meaning"),
        (
            "소리로 들은 부탁의 의도를 맞힌 몫입니다.",
            "The share of intents that are right from sound.",
        ),
        _spoken,
    ),
    Kind(
        "direct.json",
        "speech",
        ("소리에서 곧바로", "Straight from sound"),
        (
            "짧은 말의 의도를 글로 적지 않고 소리에서 곧바로 맞힌 몫입니다.",
            "The share of intents of short sentences told from sound without writing them down.",
        ),
        _direct,
    ),
)
