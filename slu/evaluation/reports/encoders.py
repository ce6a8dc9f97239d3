"""Results of encoders and of what was tried in teaching them: recipes, noises, tokenizers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from slu.evaluation.reports.shapes import MEASURES, Bar, Kind, Say, Table, measure_names, percent

_PARTS: Final = {"runs", "changes", "all", "unseen"}


def _recipes(data: Any, say: Say) -> Mapping[str, Any]:
    def mean(row: Any, key: str) -> str:
        found = row["all"][key]
        spread = f" ± {percent(found['deviation'])}" if len(row["runs"]) > 1 else ""
        return percent(found["mean"]) + spread

    bars = tuple(
        Bar(row["name"], row["all"]["exact_match"]["mean"], mean(row, "exact_match"))
        for row in data["rows"]
    )
    rows = tuple(
        (
            row["name"],
            str(len(row["runs"])),
            f"{row['bytes'] / 1e6:.1f}MB",
            *(mean(row, key) for key in MEASURES),
        )
        for row in data["rows"]
    )
    heading = ("", say("씨앗", "seeds"), say("파일", "file"), *measure_names(say))
    return {"bars": bars, "table": Table(heading, rows)}


def _noises(data: Any, say: Say) -> Mapping[str, Any]:
    """The mean over the noises by row, and every noise in the table."""
    rows = data["rows"]
    under = [
        name
        for name, found in rows[0].items()
        if name not in _PARTS and isinstance(found, dict) and "slot_f1_by_value" in found
    ]
    bars = tuple(
        Bar(row["name"], mean, percent(mean))
        for row in rows
        for mean in [sum(row[noise]["intent_accuracy"]["mean"] for noise in under) / len(under)]
    )
    keys = ("intent_accuracy", "slot_f1")
    table = tuple(
        (
            row["name"],
            *(percent(row[part][key]["mean"]) for part in ("all", *under) for key in keys),
        )
        for row in rows
    )
    clean = say("있는 그대로", "as it is")
    heading = [f"{part}: {name}" for part in (clean, *under) for name in measure_names(say, keys)]
    return {"bars": bars, "table": Table((say("배운 잡음", "trained with"), *heading), table)}


def _tokenizers(data: Any, say: Say) -> Mapping[str, Any]:
    learned = [row for row in data["rows"] if "finetuned" in row]
    bars = tuple(
        Bar(row["name"], share, percent(share))
        for row in learned
        for share in [row["finetuned"]["exact_match"]]
    )
    rows = tuple(
        (
            row["name"],
            f"{row['dev']['pieces_a_word']:.2f}",
            *(percent(row["dev"][key]) for key in ("unknown", "slots_whole_unspaced")),
            *(
                percent(row["finetuned"][key]) if "finetuned" in row else "–"
                for key in ("intent_accuracy", "slot_f1", "exact_match")
            ),
        )
        for row in data["rows"]
    )
    heading = (
        say("토크나이저", "tokenizer"),
        say("어절당 조각", "pieces a word"),
        say("모름", "unknown"),
        say("붙여 써도 온전한 슬롯", "slots whole without spaces"),
        *measure_names(say, ("intent_accuracy", "slot_f1", "exact_match")),
    )
    return {"bars": bars, "table": Table(heading, rows)}


def _pretraining(data: Any, say: Say) -> Mapping[str, Any]:
    found = [(row["name"], row, row["accuracy"]["mlm"]) for row in data["rows"]]
    bars = tuple(Bar(name, right, percent(right)) for name, _, right in found)
    rows = tuple(
        (
            name,
            f"{row['steps']:,}",
            f"{row['loss']['mlm']:.3f}",
            percent(right),
            f"{row['pieces_a_second']:,.0f}",
        )
        for name, row, right in found
    )
    heading = (
        "",
        say("고친 횟수", "updates"),
        say("손실", "loss"),
        say("맞힌 빈칸", "blanks filled right"),
        say("1초에 조각", "pieces a second"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


def _breadth(data: Any, say: Say) -> Mapping[str, Any]:
    found = [
        (
            row["encoder"],
            say("함께", "together") if len(row["tasks"]) > 1 else say("홀로", "alone"),
            task,
            (row["dev"][task].get("accuracy") or row["dev"][task]["spearman"])["value"],
        )
        for row in data
        for task in row["tasks"]
    ]
    bars = tuple(
        Bar(f"{name} · {task} · {how}", value, percent(value)) for name, how, task, value in found
    )
    rows = tuple((name, how, task, percent(value)) for name, how, task, value in found)
    heading = (
        say("인코더", "encoder"),
        say("배우기", "learned"),
        say("과제", "task"),
        say("정확도나 스피어먼", "accuracy or Spearman"),
    )
    return {"bars": bars, "table": Table(heading, rows)}


KINDS: Final = (
    Kind(
        "encoders.json",
        "encoders",
        ("인코더", "Encoders"),
        (
            "인코더만 바꾸어 똑같이 미세조정했을 때 문장 전체를 맞힌 몫입니다.",
            "Whole sentences right when only the encoder differs in fine-tuning.",
        ),
        _recipes,
    ),
    Kind(
        "fewer.json",
        "encoders",
        ("예문이 적을 때", "With fewer examples"),
        (
            "적은 예문으로 미세조정했을 때 문장 전체를 맞힌 몫입니다. 사전학습한 인코더와 아무것도 "
            "모르는 인코더를 견줍니다.",
            "Whole sentences right after fine-tuning on few examples, by an encoder that was "
            "pretrained and by one that knows nothing.",
        ),
        _recipes,
    ),
    Kind(
        "ideas.json",
        "encoders",
        ("가르치는 법", "Ways to teach"),
        (
            "가르치는 법만 바꾸었을 때 문장 전체를 맞힌 몫입니다.",
            "Whole sentences right when only the way to teach differs.",
        ),
        _recipes,
    ),
    Kind(
        "noises.json",
        "encoders",
        ("배울 때의 잡음", "Noise in training"),
        (
            "저마다 다른 잡음으로 배운 모델이, 흐트러진 말 모두에서 의도를 맞힌 몫의 평균입니다.",
            "The mean share of intents right over all untidy requests, by the noise trained with.",
        ),
        _noises,
    ),
    Kind(
        "tokenizers.json",
        "encoders",
        ("토크나이저", "Tokenizers"),
        (
            "토크나이저만 바꾸어 배웠을 때 문장 전체를 맞힌 몫입니다.",
            "Whole sentences right when only the tokenizer differs.",
        ),
        _tokenizers,
    ),
    Kind(
        "optimisers.json",
        "encoders",
        ("사전학습의 최적화", "Optimisers in pretraining"),
        (
            "가중치를 고치는 법만 바꾸어 같은 문장을 배웠을 때 가린 조각을 맞힌 몫입니다.",
            "Hidden pieces filled right when only the optimiser differs.",
        ),
        _pretraining,
    ),
    Kind(
        "breadth.json",
        "encoders",
        ("다른 과제", "Other tasks"),
        (
            "같은 인코더를 다른 과제에 썼을 때입니다.",
            "The same encoders on other tasks.",
        ),
        _breadth,
    ),
)
