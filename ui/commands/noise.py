"""`malgwi noise`: rewriting labelled files as people write and recognisers hear, learning what a
recogniser mishears, and what kinds of noise there are."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from ui.commands import load

_KINDS = {
    "written": "글로 쓰듯이: digits, particles, spacing을 섞어서",
    "digits": "풀어 쓴 수를 숫자로",
    "particles": "떨어진 조사를 붙여서",
    "spacing": "띄어쓰기를 달리",
    "typos": "자판과 맞춤법의 실수",
    "sounds": "소리는 맞고 글자가 틀리게, 또는 비슷한 소리로",
    "asr": "음성 인식기가 잘못 듣듯이",
}
_ASR_RATE = 0.05  # of the syllables
_EXAMPLE = "내일 오전 일곱 시 삼십 분 에 거실 불 좀 켜 줘"


def apply(
    source: Annotated[Path, typer.Argument(metavar="원본", help="의도와 슬롯이 붙은 예문.")],
    target: Annotated[
        Path, typer.Argument(metavar="결과", help="쓸 파일. 형식은 확장자로 정합니다.")
    ],
    profile: Annotated[
        str, typer.Option(metavar="이름", help="잡음의 이름(malgwi noise profiles).")
    ] = "written",
    rate: Annotated[
        float | None,
        typer.Option(
            metavar="비율",
            help="건드릴 예문의 비율(없으면 1). asr에서는 잘못 들을 음절의 비율(없으면 0.05).",
        ),
    ] = None,
    seed: Annotated[int, typer.Option(metavar="수", help="같은 수면 같은 결과가 나옵니다.")] = 0,
    channel: Annotated[
        Path | None,
        typer.Option(
            metavar="파일", help="asr이 따를 통로(malgwi noise fit). 없으면 비슷한 소리로."
        ),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="형식",
            help="결과의 형식: jsonl, massive, rasa, conll, noisy(evaluate --noisy가 읽음).",
        ),
    ] = None,
) -> None:
    """예문을 사람이 쓰듯이 고쳐 씁니다. 슬롯은 글자 하나 어긋나지 않게 따라갑니다."""
    with load.busy("고쳐 쓰는 중…"):
        from slu.data import read, write
        from slu.data.noisy import write_noisy
        from slu.training.noise import ASR, Channel, NoiseOptions, apply_noise
        from slu.training.noise.channel_file import load_channel

        usual = _ASR_RATE if profile == ASR else 1.0
        follows = Channel() if channel is None else load_channel(channel)
        options = NoiseOptions(profile, usual if rate is None else rate, seed, follows)
        given = read(source)
        found = apply_noise(given, options)
        if format_ == "noisy":
            write_noisy(target, given, found)
        else:
            write(target, found, format_)
    changed = sum(a.text != b.text for a, b in zip(given, found, strict=True))
    typer.echo(f"예문 {len(given):,}개 가운데 {changed:,}개를 고쳐 {target}에 썼습니다.")


def fit(
    source: Annotated[
        Path,
        typer.Argument(
            metavar="자료", help="`audio`와 `text`가 든 JSONL, 또는 말한 글과 들은 글의 .tsv."
        ),
    ],
    target: Annotated[Path, typer.Argument(metavar="결과", help="통로를 쓸 JSON.")],
) -> None:
    """음성 인식기가 무엇을 무엇으로 듣는지 배웁니다. 녹음은 이 컴퓨터의 인식기가 듣습니다."""
    from slu.training.noise.channel_file import fit_file, fit_pairs, save_channel

    pairs = source.suffix == ".tsv"
    found = fit_file(source) if pairs else fit_pairs(_heard(source), source)
    save_channel(found, target)
    typer.echo(
        f"음절 {found.syllables:,}개 가운데 {found.changed:,}개를 달리 듣고, {found.dropped:,}개를 "
        f"놓치고, {found.added:,}개를 더했습니다({found.rate:.1%}). 통로를 {target}에 썼습니다."
    )


def _heard(manifest: Path) -> list[tuple[str, str]]:
    """What was said in each clip, and what our recogniser heard."""
    from slu.evaluation.speech import read_manifest
    from slu.speech.audio import load_audio

    clips = read_manifest(manifest)
    recogniser = load.recogniser()
    with Progress(console=load.SIGNS) as bar:
        heard = [
            recogniser.recognise(load_audio(clip.audio)).text
            for clip in bar.track(clips, description="듣는 중")
        ]
    return [(clip.text, text) for clip, text in zip(clips, heard, strict=True)]


def profiles() -> None:
    """고를 수 있는 잡음과 그 보기를 보여 줍니다."""
    from slu.core import Utterance
    from slu.training.noise import ASR, NoiseOptions, apply_noise

    table = Table("이름", "하는 일", "보기", box=None, pad_edge=False)
    for name in _KINDS:
        options = NoiseOptions(name, _ASR_RATE * 4 if name == ASR else 1.0, seed=0)
        (changed,) = apply_noise([Utterance(_EXAMPLE)], options)
        table.add_row(name, _KINDS[name], Text(changed.text))
    console = Console()
    console.print(Text(f"원문: {_EXAMPLE}\n"))
    console.print(table)
