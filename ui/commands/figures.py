"""`malgwi draw`: pictures of embeddings, as PNG files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from slu.errors import MalgwiError
from ui.commands import load

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from slu.evaluation.words.embedder import Embedder

Name = Annotated[str, typer.Argument(metavar="폴더", help="낱말 벡터나 인코더.")]
Names = Annotated[list[str], typer.Argument(metavar="폴더...", help="낱말 벡터나 인코더.")]
Out = Annotated[Path, typer.Option(metavar="파일", help="그림을 쓸 파일(.png).")]
Words = Annotated[str, typer.Option(metavar="낱말들", help="빈칸으로 나눈 낱말.")]
LayersOption = Annotated[
    str, typer.Option(metavar="층", help="인코더의 층: mean(평균)이나 last(마지막).")
]


def word_map(
    name: Name,
    out: Out,
    groups: Annotated[
        Path | None,
        typer.Option(metavar="YAML", help="그릴 낱말: `갈래: [낱말, ...]`. 없으면 우리가 고른 것."),
    ] = None,
    layers: LayersOption = "mean",
    seed: Annotated[int, typer.Option(metavar="수", help="자리를 잡는 난수의 씨앗.")] = 0,
) -> None:
    """낱말의 지도를 그립니다(t-SNE). 가까운 벡터가 가까이 놓입니다."""
    with load.busy("그리는 중…"):
        from slu.evaluation.figures import chosen, map

        shown = chosen.read_groups(groups or chosen.WORDS)
        (embedder,) = _open([name], layers)
        figure = map.word_map(embedder, shown, seed)
    _write(figure, out)


def heat(name: Name, words: Words, out: Out, layers: LayersOption = "mean") -> None:
    """낱말끼리 얼마나 비슷한지 빛깔로 그립니다(코사인)."""
    with load.busy("그리는 중…"):
        from slu.evaluation.figures.heat import similarity_heat

        (embedder,) = _open([name], layers)
        figure = similarity_heat(embedder, _words(words))
    _write(figure, out)


def neighbours(
    names: Names,
    words: Words,
    out: Out,
    count: Annotated[int, typer.Option(metavar="수", help="낱말마다 보일 이웃의 수.")] = 8,
    layers: LayersOption = "mean",
) -> None:
    """낱말의 이웃을 갈래마다 나란히 그립니다."""
    with load.busy("그리는 중…"):
        from slu.evaluation.figures.neighbours import neighbours_figure

        figure = neighbours_figure(_open(names, layers), _words(words), count)
    _write(figure, out)


def senses(
    names: Names,
    out: Out,
    sentences: Annotated[
        Path | None,
        typer.Option(
            metavar="YAML",
            help="targets와 references: 낱말 하나를 [대괄호]로 묶은 문장들. 없으면 우리가 쓴 것.",
        ),
    ] = None,
    count: Annotated[int, typer.Option(metavar="수", help="문장마다 보일 이웃의 수.")] = 5,
    layers: LayersOption = "mean",
) -> None:
    """문장 속 낱말의 이웃을 갈래마다 나란히 그립니다: 먹는 배와 타는 배."""
    with load.busy("그리는 중…"):
        from slu.evaluation.figures import chosen
        from slu.evaluation.figures.neighbours import senses_figure

        shown = chosen.read_senses(sentences or chosen.SENSES)
        figure = senses_figure(_open(names, layers), shown.targets, shown.references, count)
    _write(figure, out)


def mix(
    folders: Annotated[
        list[Path], typer.Argument(metavar="모델...", help="ELMo를 미세조정한 모델의 폴더.")
    ],
    out: Out,
) -> None:
    """과제마다 ELMo의 층을 어떤 비율로 섞는지 그립니다."""
    with load.busy("그리는 중…"):
        from slu.evaluation.figures.mix import mix_figure, read_mix

        figure = mix_figure([read_mix(folder) for folder in folders])
    _write(figure, out)


def bars(
    json_file: Annotated[
        Path, typer.Argument(metavar="파일", help="`malgwi compare --json`이 쓴 파일.")
    ],
    out: Annotated[Path, typer.Option(metavar="폴더", help="그림(PNG)을 쓸 폴더.")],
) -> None:
    """견준 결과를 잣대마다 막대로 그립니다."""
    with load.busy("그리는 중…"):
        from slu.evaluation.compare import read_rows
        from slu.evaluation.figures.bars import comparison_figures
        from slu.evaluation.figures.canvas import save_png

        figures = comparison_figures(read_rows(json_file))
        for name, figure in figures.items():
            save_png(figure, out / f"{name}.png")
    typer.echo(f"그림 {len(figures)}개를 {out}에 그렸습니다.")


def _open(names: Sequence[str], layers: str) -> list[Embedder]:
    from slu.evaluation.words.opening import open_embedder
    from slu.evaluation.words.static import Cutter

    cutter = Cutter()
    return [open_embedder(name, cutter, layers) for name in names]


def _words(given: str) -> list[str]:
    words = given.replace(",", " ").split()
    if not words:
        raise MalgwiError("낱말을 하나 이상 적어 주세요: --words '왕 여왕 아들 딸'")
    return words


def _write(figure: Figure, path: Path) -> None:
    from slu.evaluation.figures.canvas import save_png

    save_png(figure, path)
    typer.echo(f"{path}에 그렸습니다.")
