"""`malgwi vectors`: training word vectors, asking them, and carrying them in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from slu.errors import MalgwiError
from ui.commands import load
from ui.commands.before_learning import Overwrite, keep_older

if TYPE_CHECKING:
    from models.static.vectors import Neighbour
    from slu.training.vectors.folder import Vectors
    from slu.training.vectors.train import Step

_STAGES = {"cut": "글을 낱말로 자르기", "count": "낱말 세기", "learn": "배우기"}
Folders = Annotated[
    list[Path], typer.Argument(metavar="폴더", help="낱말 벡터의 폴더. 여럿이면 나란히 보입니다.")
]
Word = Annotated[str, typer.Argument(metavar="낱말", help="형태소 하나(먹었다 대신 먹).")]
Count = Annotated[int, typer.Option(metavar="수", min=1, help="보일 낱말의 수.")]


def train(
    family: Annotated[
        str,
        typer.Argument(
            metavar="방법",
            help="onehot, bow, tfidf, cooccurrence, ppmi, sppmi, skipgram, skipgram-hs, cbow, "
            "cbow-hs, fasttext, fasttext-jamo, glove, swivel.",
        ),
    ],
    text: Annotated[
        str, typer.Argument(metavar="글", help="`corpus words`가 쓴 .words.txt나, 자르지 않은 글.")
    ],
    out: Annotated[str | None, typer.Option(metavar="폴더", help="벡터를 쓸 폴더.")] = None,
    config: Annotated[Path | None, typer.Option(metavar="YAML", help="옵션을 적은 파일.")] = None,
    dimension: Annotated[int | None, typer.Option(metavar="수", help="벡터의 차원.")] = None,
    window: Annotated[
        int | None, typer.Option(metavar="수", help="한쪽으로 보는 이웃 낱말의 수.")
    ] = None,
    epochs: Annotated[int | None, typer.Option(metavar="수", help="글을 도는 횟수.")] = None,
    rate: Annotated[float | None, typer.Option(metavar="수", help="학습률.")] = None,
    minimal_count: Annotated[
        int | None, typer.Option(metavar="수", help="이보다 드문 낱말은 뺍니다.")
    ] = None,
    most_words: Annotated[
        int | None, typer.Option(metavar="수", help="낱말의 수(흔한 것부터).")
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="수", help="난수의 씨앗.")] = None,
    threads: Annotated[
        int | None, typer.Option(metavar="수", help="실의 수(1이면 다시 해도 같은 벡터).")
    ] = None,
    device: Annotated[
        str | None, typer.Option(metavar="이름", help="glove와 swivel이 셈할 곳: cpu나 cuda.")
    ] = None,
    negative: Annotated[
        int | None, typer.Option(metavar="수", help="맞는 낱말 하나에 견줄 틀린 낱말의 수.")
    ] = None,
    buckets: Annotated[
        int | None, typer.Option(metavar="수", help="fastText 조각이 나누어 쓸 벡터의 수.")
    ] = None,
    peak: Annotated[
        float | None, typer.Option(metavar="수", help="GloVe가 온전히 세는 횟수(x_max).")
    ] = None,
    shift: Annotated[
        float | None, typer.Option(metavar="수", help="sppmi가 log를 빼는 수.")
    ] = None,
    storage: Annotated[
        str | None, typer.Option(metavar="꼴", help="저장하는 수: float32, float16, int8.")
    ] = None,
    overwrite: Overwrite = False,
) -> None:
    """글에서 낱말 벡터를 배웁니다. 방법이 무엇이든 쓰는 법은 같습니다."""
    named = {name: value for name, value in locals().items() if name not in ("config", "overwrite")}
    with load.busy("준비하는 중…"):
        from slu.training.vectors.options import read_options
        from slu.training.vectors.train import train_vectors

        options = read_options(config, named)
        _check_place(Path(options.out).expanduser(), overwrite)
    with _progress() as report:
        made = train_vectors(options, report)
    typer.echo(f"낱말 {len(made):,}개, {made.dimension:,}차원의 벡터를 {options.out}에 썼습니다.")


def nearest(folders: Folders, word: Word, count: Count = 10) -> None:
    """벡터가 가장 가까운 낱말들을 코사인과 함께 보입니다."""
    _show_neighbours(folders, [word], count, lambda vectors: vectors.nearest(word, count))


def analogy(
    folders: Folders,
    a: Annotated[str, typer.Argument(metavar="가", help="아들")],
    b: Annotated[str, typer.Argument(metavar="나", help="딸")],
    c: Annotated[str, typer.Argument(metavar="다", help="소년")],
    count: Count = 5,
) -> None:
    """가와 나의 사이가 다와 무엇의 사이인지 답합니다(나 − 가 + 다)."""
    _show_neighbours(folders, [a, b, c], count, lambda vectors: vectors.analogy(a, b, c, count))


def similarity(folders: Folders, one: Word, other: Word) -> None:
    """두 낱말의 벡터가 얼마나 가까운지(코사인) 보입니다."""
    opened = _open(folders)
    _refuse_unknown(opened, [one, other])
    table = Table("폴더", "방법", f"{one} · {other}", box=None, pad_edge=False)
    for name, vectors in opened.items():
        found = vectors.similarity(one, other)
        table.add_row(Text(name), vectors.family, "모름" if found is None else f"{found:.3f}")
    Console().print(table)


def export(
    folder: Annotated[Path, typer.Argument(metavar="폴더", help="낱말 벡터의 폴더.")],
    file: Annotated[Path, typer.Argument(metavar="파일", help="쓸 파일.")],
    binary: Annotated[bool, typer.Option("--binary/--text", help="이진이나 글 형식.")] = False,
) -> None:
    """벡터를 word2vec 형식으로 씁니다. gensim 따위가 읽습니다."""
    with load.busy("쓰는 중…"):
        from slu.training.vectors.folder import load_vectors
        from slu.training.vectors.word2vec_format import write_word2vec

        vectors = load_vectors(folder)
        write_word2vec(vectors, file, binary)
    typer.echo(f"낱말 {len(vectors):,}개의 벡터를 {file}에 썼습니다.")
    if vectors.subwords is not None:
        typer.echo("이 형식에는 조각의 벡터가 없어, 모르는 낱말은 찾지 못합니다.")


def import_(
    file: Annotated[Path, typer.Argument(metavar="파일", help="word2vec 형식의 파일(글, 이진).")],
    folder: Annotated[Path, typer.Argument(metavar="폴더", help="쓸 폴더.")],
    overwrite: Overwrite = False,
) -> None:
    """다른 프로그램이 word2vec 형식으로 쓴 벡터를 들여옵니다."""
    with load.busy("읽는 중…"):
        from slu.training.vectors.importing import import_vectors

        _check_place(folder, overwrite)
        vectors = import_vectors(file, folder)
    typer.echo(f"낱말 {len(vectors):,}개, {vectors.dimension:,}차원의 벡터를 {folder}에 썼습니다.")


def shrink(
    folder: Annotated[Path, typer.Argument(metavar="폴더", help="낱말 벡터의 폴더.")],
    out: Annotated[Path, typer.Argument(metavar="새폴더", help="쓸 폴더.")],
    most_words: Annotated[int, typer.Option(metavar="수", help="남길 낱말(흔한 것부터).")] = 20_000,
    storage: Annotated[
        str, typer.Option(metavar="꼴", help="저장하는 수: float32, float16, int8.")
    ] = "int8",
    overwrite: Overwrite = False,
) -> None:
    """흔한 낱말만 남기고 수를 줄여 적어, 나르기 쉬운 작은 폴더를 만듭니다."""
    with load.busy("줄이는 중…"):
        from slu.training.vectors.shrinking import shrink_vectors

        _check_place(out, overwrite)
        vectors = shrink_vectors(folder, out, most_words, storage)
        size = sum(path.stat().st_size for path in out.iterdir())
    typer.echo(f"낱말 {len(vectors):,}개의 벡터를 {out}에 썼습니다({size / 1e6:.1f} MB).")


def _check_place(out: Path, overwrite: bool) -> None:
    """Raises DataError where something else stands, or vectors that are not to be replaced."""
    from slu.training.vectors.train import check_place

    check_place(out)
    if (out / "config.json").is_file():
        keep_older(out, overwrite)


def _show_neighbours(
    folders: list[Path],
    asked: list[str],
    count: int,
    ask: Callable[[Vectors], list[Neighbour]],
) -> None:
    """A column a folder, a row a rank."""
    opened = _open(folders)
    _refuse_unknown(opened, asked)
    table = Table("", box=None, pad_edge=False)
    columns = []
    for name, vectors in opened.items():
        table.add_column(Text(name))
        found = ask(vectors)
        columns.append([f"{each.word} {each.similarity:.3f}" for each in found] or ["모름"])
    for rank in range(min(count, max(map(len, columns)))):
        cells = [column[rank] if rank < len(column) else "" for column in columns]
        table.add_row(str(rank + 1), *map(Text, cells))
    Console().print(table)


def _open(folders: list[Path]) -> dict[str, Vectors]:
    """The vectors under their folders' names, or paths where two names are the same."""
    with load.busy("여는 중…"):
        from slu.training.vectors.folder import load_vectors

        names = [folder.resolve().name for folder in folders]
        if len(set(names)) < len(names):
            names = list(map(str, folders))
        return {name: load_vectors(path) for name, path in zip(names, folders, strict=True)}


def _refuse_unknown(opened: dict[str, Vectors], words: list[str]) -> None:
    """Raises MalgwiError for a word that none of the vectors knows."""
    for word in words:
        if all(vectors.lookup(word) is None for vectors in opened.values()):
            raise MalgwiError(
                f"'{word}'의 벡터가 없습니다. 낱말은 형태소이니 먹었다 대신 먹처럼 적어 보세요."
            )


@contextmanager
def _progress() -> Iterator[Callable[[Step], None]]:
    """A bar for training; what the disk refuses becomes a sentence."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    try:
        with Bar(*columns, console=load.SIGNS) as bar:
            task = bar.add_task("준비", total=None)

            def report(step: Step) -> None:
                loss = "" if step.loss is None else f": 손실 {step.loss:.4f}"
                title = f"{_STAGES[step.stage]}{loss}"
                total = step.total or None
                bar.update(task, description=title, total=total, completed=step.done)

            yield report
    except OSError as fault:
        raise MalgwiError(f"파일을 읽거나 쓸 수 없습니다: {fault}") from fault
