"""`malgwi evaluate-speech`: how well the recogniser hears, beside plain faster-whisper if asked;
`malgwi evaluate-slu`: how much of the meaning comes through from sound."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from slu.paths import DEFAULT_MODEL
from ui.commands import load
from ui.commands.measure import FIGURES, Json

if TYPE_CHECKING:
    from slu.evaluation.heard import HeardEvaluation
    from slu.evaluation.metrics import Figure
    from slu.evaluation.speech import SpeechReport, SpeechScores


def evaluate_speech(
    manifest: Annotated[
        Path, typer.Argument(metavar="목록", help="줄마다 `audio`와 `text`가 든 JSONL.")
    ],
    json_file: Json = None,
    baseline: Annotated[
        bool, typer.Option("--baseline", help="같은 가중치의 faster-whisper도 나란히 잽니다.")
    ] = False,
) -> None:
    """음성 인식이 얼마나 정확하고 빠른지 잽니다."""
    from slu.evaluation import speech
    from slu.evaluation.plain_whisper import PlainWhisper

    speech.read_manifest(manifest)
    recogniser = load.recogniser()
    plain = PlainWhisper(recogniser.model) if baseline else None
    with Progress(console=load.SIGNS) as bar:
        task = bar.add_task("듣는 중", total=None)
        report = speech.evaluate_speech(
            manifest,
            recogniser,
            baseline=plain,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if json_file is not None:
        load.write_json(json_file, report.to_json())
    show_report(report, Console())


def evaluate_slu(
    manifest: Annotated[
        Path,
        typer.Argument(
            metavar="목록", help="줄마다 `audio`, `text`, `intent`, `slots`가 든 JSONL."
        ),
    ],
    model: Annotated[Path, typer.Option(metavar="폴더", help="모델 폴더.")] = DEFAULT_MODEL,
    readings: Annotated[
        int,
        typer.Option(metavar="수", min=1, max=10, help="듣고 적는 글의 수. 1이면 고르지 않습니다."),
    ] = 5,
    direct: Annotated[
        Path | None,
        typer.Option(
            metavar="폴더", help="글 없이 의도만 아는 모델(bench.direct)도 나란히 잽니다."
        ),
    ] = None,
    json_file: Json = None,
) -> None:
    """소리에서 뜻까지 얼마나 남는지, 적힌 글에서 알아들을 때와 견주어 잽니다.

    '들은 글'은 인식기가 으뜸으로 친 것, '고른 글'은 소리와 뜻이 함께 가장 그럴듯한 것, '가장 가까운
    글'은 적힌 글을 보고 글자가 가장 맞는 것을 골랐을 때입니다. '글 없이'(--direct)는 소리에서 바로
    의도만 알 때라 슬롯이 없고, 배우지 않은 의도는 틀린 것으로 칩니다.
    """
    from slu.data.recordings import read_recordings
    from slu.evaluation import heard
    from slu.speech.recogniser import RecognitionOptions
    from slu.understanding.choosing import Chooser, read_weights
    from slu.understanding.direct import DirectIntents
    from slu.understanding.model_folder import load_folder

    recordings = read_recordings(manifest)
    head = None if direct is None else DirectIntents.load(direct)
    predictor, recogniser = load_folder(model), load.recogniser()
    options = RecognitionOptions(readings=readings)
    with Progress(console=load.SIGNS) as bar:
        task = bar.add_task("듣는 중", total=len(recordings))
        found = heard.listen(recordings, recogniser, options, lambda: bar.advance(task))
    ways = {"text": heard.from_text(predictor), "first": heard.from_first(predictor, found)}
    if readings > 1:
        ways["best"] = heard.from_best(Chooser(predictor, read_weights(model)), found)
        ways["nearest"] = heard.from_nearest(predictor, found)
    measured = heard.evaluate_ways(recordings, ways)
    if head is not None:
        measured["direct"] = heard.evaluate_direct(recordings, head, recogniser.model)
    if json_file is not None:
        load.write_json(json_file, {name: each.to_json() for name, each in measured.items()})
    show_ways(measured, Console())


_WAYS = {
    "text": "적힌 글",
    "first": "들은 글",
    "best": "고른 글",
    "nearest": "가장 가까운 글",
    "direct": "글 없이",
}
_HEARD_FIGURES = FIGURES | {
    "cer": "글자 오류율",
    "slot_f1_by_words": "슬롯 F1 (글자 그대로)",
    "slu_f1": "SLU-F1",
    "slu_f1_words": "SLU-F1 (낱말)",
    "slu_f1_characters": "SLU-F1 (글자)",
}


def show_ways(measured: Mapping[str, HeardEvaluation], console: Console) -> None:
    """A column a way, the first of them without loss, and what the others lose in points."""
    first = next(iter(measured.values()))
    table = Table(f"녹음 {len(first.texts):,}개", box=None, pad_edge=False)
    for way in measured:
        table.add_column(_WAYS[way])
    for name, figure in first.figures.items():
        row = [f"{figure.value:.2%}"]
        for each in list(measured.values())[1:]:
            row.append(_beside(figure, each.figures.get(name)))
        table.add_row(_HEARD_FIGURES[name], *row)
    console.print(table)


def _beside(first: Figure, other: Figure | None) -> str:
    if other is None:
        return "–"
    return f"{other.value:.2%} ({(other.value - first.value) * 100:+.2f})"


def show_report(report: SpeechReport, console: Console) -> None:
    """The rates, whole and by source, then what was heard worst."""
    table = Table(
        "",
        "녹음",
        "글자 오류율",
        "95% 신뢰구간",
        "띄어쓰기 빼고",
        "실시간 배수",
        box=None,
        pad_edge=False,
    )
    _add(table, "전체", report.scores)
    if report.baseline is not None:
        _add(table, "faster-whisper만", report.baseline)
    for name, scores in report.sources:
        _add(table, name or "-", scores)
    console.print(table)
    for clip in report.worst:
        console.print(Text(f"\n{clip.text}"), Text(f"→ {clip.heard}", style="dim"), sep="\n")


def _add(table: Table, name: str, scores: SpeechScores) -> None:
    low, high = scores.cer_interval
    table.add_row(
        Text(name),
        f"{scores.clips:,}",
        f"{scores.cer:.2%}",
        f"{low:.2%} ~ {high:.2%}",
        f"{scores.cer_no_spaces:.2%}",
        f"{scores.real_time_factor:.2f}",
    )
