"""`malgwi corpus`: counting, packing and carrying text for pretraining."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from slu.paths import data_home, find_data
from ui.commands import load, show_corpus

if TYPE_CHECKING:
    from slu.data.corpus.progress import Note, Progress

_STAGES = {"gather": "모으기", "cut": "자르기"}


def count(
    folders: Annotated[
        list[str],
        typer.Argument(metavar="폴더", help="말뭉치의 폴더, 파일이나 무늬. 여럿도 됩니다."),
    ],
    max_characters: Annotated[
        int, typer.Option(metavar="수", help="한 줄의 가장 긴 길이(글자).")
    ] = 1000,
    min_hangul: Annotated[
        float, typer.Option(metavar="몫", help="한 줄에서 한글이 차지해야 하는 몫.")
    ] = 0.3,
) -> None:
    """출처마다 배울 수 있는 문서와 문장을 세고, 무엇을 왜 뺐는지 보입니다."""
    from slu.data.corpus.cleaning import Cleaner
    from slu.data.corpus.counting import count as look
    from slu.data.corpus.held_out import find_held_out
    from slu.data.corpus.shards import find_shards

    shards = find_shards(tuple(folders))
    held_out = find_held_out(data_home())
    with _progress() as report:
        tallies = look(shards, Cleaner(max_characters, min_hangul), held_out.keys, report)
    Console().print(show_corpus.tallies(tallies))
    typer.echo(held_out.told())


def text(
    sets: Annotated[
        list[str],
        typer.Argument(
            metavar="자료", help="nsmc, korsts, 3i4k, stylekqc나 예문 파일. 여럿도 됩니다."
        ),
    ],
    out: Annotated[Path, typer.Option(metavar="파일", help="쓸 .txt 파일.")],
    seed: Annotated[int, typer.Option(metavar="수", help="순서를 뽑는 씨앗.")] = 0,
) -> None:
    """표지가 붙은 자료의 학습 문장을 말뭉치 파일로 씁니다. 표지는 버립니다."""
    from slu.data.corpus.labelled import write_shard

    count = write_shard(sets, out, seed)
    typer.echo(f"{count:,}문장을 {out}에 썼습니다.")


def pack(
    config: Annotated[Path | None, typer.Option(metavar="YAML", help="옵션을 적은 파일.")] = None,
    tokenizer: Annotated[
        str | None, typer.Option(metavar="파일", help="조각을 낼 tokenizer.json.")
    ] = None,
    out: Annotated[str | None, typer.Option(metavar="폴더", help="묶음을 쓸 폴더.")] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="이름:무게:파일", help="출처(여러 번). 예: wiki:0.5:corpus/wiki-*"),
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="수", help="난수의 씨앗.")] = None,
    respace: Annotated[
        float | None, typer.Option(metavar="몫", help="띄어쓰기를 흐트러뜨리는 문장의 몫.")
    ] = None,
    morphemes: Annotated[
        bool | None, typer.Option("--morphemes/--no-morphemes", help="형태소의 처음도 적기(Kiwi).")
    ] = None,
    max_pieces: Annotated[
        int | None, typer.Option(metavar="수", help="조각이 이만큼이면 멈춤. 0은 끝까지.")
    ] = None,
    max_characters: Annotated[
        int | None, typer.Option(metavar="수", help="한 줄의 가장 긴 길이(글자).")
    ] = None,
    min_hangul: Annotated[
        float | None, typer.Option(metavar="몫", help="한 줄에서 한글이 차지해야 하는 몫.")
    ] = None,
    hold_out: Annotated[
        list[str] | None, typer.Option(metavar="파일", help="이 파일의 줄도 뺌(여러 번).")
    ] = None,
) -> None:
    """말뭉치를 씻고 섞어 조각 번호로 묶습니다. 끊기면 같은 명령으로 이어집니다."""
    named = {name: value for name, value in locals().items() if name not in ("config", "source")}
    with load.busy("준비하는 중…"):
        from slu.data.corpus.options import PackOptions, read_options, source_from
        from slu.data.corpus.packing import pack as make

        sources = [source_from(text) for text in source] if source else None
        options = read_options(PackOptions, config, named | {"sources": sources})
    with _progress() as report:
        made = make(options, report)
    Console().print(show_corpus.contents(made.config))
    typer.echo(f"묶음을 {options.out}에 썼습니다.")


def words(
    config: Annotated[Path | None, typer.Option(metavar="YAML", help="옵션을 적은 파일.")] = None,
    out: Annotated[
        str | None, typer.Option(metavar="파일", help="쓸 파일(이름은 .words.txt로 끝남).")
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="이름:무게:파일", help="출처(여러 번). 예: wiki:0.5:corpus/wiki-*"),
    ] = None,
    seed: Annotated[int | None, typer.Option(metavar="수", help="난수의 씨앗.")] = None,
    workers: Annotated[int | None, typer.Option(metavar="수", help="Kiwi의 실 수.")] = None,
) -> None:
    """말뭉치를 씻고 섞어 형태소마다 띄어 씁니다. 낱말 벡터가 이 글을 배웁니다."""
    named = {"out": out, "seed": seed, "workers": workers}
    with load.busy("준비하는 중…"):
        from slu.data.corpus.options import WordsOptions, read_options, source_from
        from slu.data.corpus.words import write_words

        sources = [source_from(text) for text in source] if source else None
        options = read_options(WordsOptions, config, named | {"sources": sources})
    with _progress() as report:
        sentences, count = write_words(options, report)
    typer.echo(f"{sentences:,}문장, 낱말 {count:,}개를 {options.out}에 썼습니다.")


def show(
    folder: Annotated[Path, typer.Argument(metavar="묶음", help="`corpus pack`이 만든 폴더.")],
    documents: Annotated[int, typer.Option(metavar="수", help="보일 문서의 수.")] = 3,
) -> None:
    """묶음에 든 것을 세고, 몇 문서를 조각에서 글로 되돌려 보입니다."""
    from slu.data.packed import TOKENIZER, PackedCorpus
    from slu.korean.subwords import Subwords

    opened = PackedCorpus.open(find_data(str(folder)))
    console = Console()
    console.print(show_corpus.contents(opened.config))
    tokenizer = Subwords.load(opened.folder / TOKENIZER).tokenizer
    for number in show_corpus.spread(opened.config.documents, documents):
        console.print(show_corpus.document(opened, number, tokenizer.id_to_token))


def verify(
    folder: Annotated[Path, typer.Argument(metavar="묶음", help="`corpus pack`이 만든 폴더.")],
) -> None:
    """묶음의 파일이 모두 온전한지 크기와 SHA-256으로 확인합니다."""
    from slu.data.packed import PackedCorpus

    with load.busy("확인하는 중…"):
        opened = PackedCorpus.open(find_data(str(folder)), verify=True)
    typer.echo(f"온전합니다: 조각 {opened.config.pieces:,}개, 파일 {len(opened.config.sha256)}개.")


def split(
    folder: Annotated[Path, typer.Argument(metavar="묶음", help="나눌 묶음.")],
    out: Annotated[Path, typer.Argument(metavar="폴더", help="조각 파일을 쓸 폴더.")],
    part_mb: Annotated[
        float, typer.Option(metavar="MB", min=0.001, help="조각 파일의 가장 큰 크기.")
    ] = 60,
) -> None:
    """묶음을 나르기 좋은 크기의 파일로 나눕니다."""
    from slu.data.corpus import parts

    with _bytes("나누기") as watch:
        made = parts.split(folder, out, int(part_mb * 1e6), watch)
    typer.echo(f"{out}에 {made}개로 나누어 썼습니다.")


def join(
    folder: Annotated[Path, typer.Argument(metavar="폴더", help="`corpus split`이 쓴 폴더.")],
    out: Annotated[Path, typer.Argument(metavar="묶음", help="이어 만들 묶음.")],
) -> None:
    """나눈 파일을 확인하고 이어 묶음으로 되돌립니다."""
    from slu.data.corpus import parts

    with _bytes("잇기") as watch:
        parts.join(folder, out, watch)
    typer.echo(f"{out}에 이어 썼습니다.")


@contextmanager
def _progress() -> Iterator[Callable[[Progress | Note], None]]:
    """A bar for work on a corpus."""
    from slu.data.corpus.progress import Note

    with _bar() as bar:
        task = bar.add_task("준비", total=None)

        def report(progress: Progress | Note) -> None:
            if isinstance(progress, Note):
                bar.console.print(progress.text, markup=False, highlight=False, soft_wrap=True)
                return
            counts = f"문장 {progress.sentences:,}"
            if progress.pieces:
                counts += f", 조각 {progress.pieces:,}"
            title = f"{_STAGES[progress.stage]}: {counts}"
            bar.update(task, description=title, total=progress.total, completed=progress.done)

        yield report


@contextmanager
def _bytes(title: str) -> Iterator[Callable[[int, int], None]]:
    """A bar for bytes that are copied."""
    with _bar() as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _bar() -> Bar:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
    )
    return Bar(*columns, console=load.SIGNS)
