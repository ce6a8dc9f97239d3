"""The tables of what was learned: recipes, tokenizers, noise, scope, other tasks."""

from __future__ import annotations

from pathlib import Path

from bench.markdown import markdown, percent, spread
from bench.results import read_results
from slu.evaluation.metrics import MEASURES

_TOKENIZER_COLUMNS = (
    "어절당 조각",
    "모름",
    "홀로 선 ▁",
    "쓰인 어휘",
    "같은 경계",
    "붙여 써도 온전한 슬롯",
    "문장/초",
    "의도",
    "슬롯 F1",
    "온전히 맞음",
)
_SETS = {
    "ood": "kochat rows, less the same small talk",
    "ood_no_talk": "kochat rows, less small talk with other particles too",
    "own": "requests of our own",
}
_TURNED_AWAY = {"dev": "dev, half B", "small_talk": "small talk"} | _SETS


def recipes(results: Path, name: str) -> str:
    """Mean and, of several seeds, standard deviation of the rows of `bench.recipes`, with sizes."""
    rows = [
        [
            row["name"],
            str(len(row["runs"])),
            f"{row['parameters'] / 1e6:.1f} M",
            f"{row['bytes'] / 1e6:.1f} MB",
            *(spread([run["all"][key] for run in row["runs"]]) for key in MEASURES),
        ]
        for row in read_results(results, name)["rows"]
    ]
    heading = ["", "seeds", "parameters", "file", *(f"`{key}`" for key in MEASURES)]
    return markdown(heading, rows)


def noises(results: Path) -> str:
    """What the rows of `bench/noises.yml` do on dev as it is and, with the falls in points, under
    each noise."""
    data = read_results(results, "noises")["rows"]
    under = [
        name
        for name, found in data[0].items()
        if isinstance(found, dict) and "slot_f1_by_value" in found
    ]
    names = ("intent_accuracy", "slot_f1")
    heading = ["trained with", *(f"`{key}`" for key in names)]
    heading += [f"{noise}: `{key}`" for noise in under for key in names]
    rows = []
    for row in data:
        clean = {key: row["all"][key]["mean"] for key in names}
        cells = [row["name"], *(percent(clean[key]) for key in names)]
        for noise in under:
            for key in names:
                found = row[noise][key]["mean"]
                cells.append(f"{percent(found)} ({(found - clean[key]) * 100:+.1f})")
        rows.append(cells)
    return markdown(heading, rows)


def pretraining(results: Path, name: str) -> str:
    """What the rows of `bench.pretraining` came to, and how fast."""
    rows = [
        [
            row["name"],
            f"{row['steps']:,}",
            f"{row['loss']['mlm']:.3f}",
            percent(row["accuracy"]["mlm"]),
            f"{row['pieces_a_second']:,.0f}",
        ]
        for row in read_results(results, name)["rows"]
    ]
    return markdown(["", "updates", "loss", "hidden pieces right", "pieces/s"], rows)


def tokenizers(results: Path) -> str:
    """What each tokenizer of `bench.tokenizers` does to MASSIVE dev, and what is learned with it
    where that was measured."""
    rows = [
        [
            f"`{row['name']}`",
            f"{row['dev']['pieces_a_word']:.2f}",
            *(percent(row["dev"][key]) for key in ("unknown", "bare_marks", "used")),
            *(percent(row["dev"][key]) for key in ("same_cuts", "slots_whole_unspaced")),
            f"{row['dev']['sentences_a_second']:,.0f}",
            *(
                spread([run[key] for run in row["finetuned"]["rows"]])
                if "finetuned" in row
                else "–"
                for key in ("intent_accuracy", "slot_f1", "exact_match")
            ),
        ]
        for row in read_results(results, "tokenizers")["rows"]
    ]
    return markdown(["토크나이저", *_TOKENIZER_COLUMNS], rows)


def robustness(results: Path) -> str:
    """Dev as it is, and under each noise of `bench.robustness`, with the falls in points."""
    data = read_results(results, "robustness")
    measures = (*MEASURES, "slot_f1_by_value")
    rows = [["as it is", *(percent(data["clean"][key]) for key in measures), "100.0%"]]
    for name, found in data["noisy"].items():
        falls = data["falls"][name]
        figures = [f"{percent(found[key])} ({-falls[key]:+.1f})" for key in measures]
        rows.append([f"`{name}`", *figures, percent(found["markable"])])
    return markdown(["dev", *(f"`{key}`" for key in measures), "slots that can be marked"], rows)


def scope(results: Path) -> str:
    """How well each score of `bench.out_of_scope` tells what is out of scope."""
    rows = [
        [
            f"`{row['score']}`",
            _SETS[row["outside"]],
            f"{row['sentences']:,}",
            f"{row['auroc']:.3f}",
            percent(row["false_rejections_95"]),
        ]
        for row in read_results(results, "out-of-scope")["told"]
    ]
    heading = ["score", "out of scope", "sentences", "AUROC", "lost where 95 % are turned away"]
    return markdown(heading, rows)


def confidence(results: Path) -> str:
    """The calibration error, and what the default threshold turns away."""
    data = read_results(results, "out-of-scope")
    errors = data["calibration"]
    rows = [
        ["calibration error before", percent(errors["error_before"])],
        [f"calibration error (temperature {errors['temperature']:.2f})", percent(errors["error"])],
    ]
    for name, share in data["turned_away"].items():
        rows.append([f"turned away: {_TURNED_AWAY[name]}", percent(share)])
    return markdown(["half B", ""], rows)


def breadth(results: Path) -> str:
    """Each encoder on other tasks, each alone and all together (`bench.breadth`)."""
    rows = [
        [
            f"`{row['encoder']}`",
            "together" if len(row["tasks"]) > 1 else "alone",
            task,
            percent((row["dev"][task].get("accuracy") or row["dev"][task]["spearman"])["value"]),
        ]
        for row in read_results(results, "breadth")
        for task in row["tasks"]
    ]
    return markdown(["encoder", "learned", "task", "accuracy or Spearman"], rows)
