"""`malgwi evaluate-speech`: how well the recogniser hears, beside plain faster-whisper if asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from ui.commands import load
from ui.commands.measure import Json

if TYPE_CHECKING:
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
