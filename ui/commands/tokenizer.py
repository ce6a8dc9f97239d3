"""`malgwi tokenizer`: training tokenizers, measuring them, and seeing them cut."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from slu.errors import DataError, MalgwiError
from slu.paths import find_data
from ui.commands import load

if TYPE_CHECKING:
    from slu.core import Utterance
    from slu.training.tokenizers.report import TokenizerReport

_DEV = "data/massive-ko/dev.jsonl"
_ROWS = (
    ("조각 수", "size", ","),
    ("어절당 조각", "pieces_a_word", ".3f"),
    ("문장당 조각", "pieces_a_sentence", ".2f"),
    ("모르는 조각", "unknown", ".3%"),
    ("홀로 선 ▁", "bare_marks", ".2%"),
    ("쓰인 어휘", "used", ".1%"),
    ("띄어쓰기 없이도 남는 경계", "kept", ".1%"),
    ("띄어쓰기와 무관한 경계(F1)", "same_cuts", ".1%"),
    ("온전한 슬롯", "slots_whole", ".1%"),
    ("띄어쓰기 없이 온전한 슬롯", "slots_whole_unspaced", ".1%"),
    ("초당 문장", "sentences_a_second", ",.0f"),
)


def train(
    files: Annotated[
        list[str], typer.Argument(metavar="파일", help="말뭉치(.txt, .txt.xz)나 그 폴더.")
    ],
    out: Annotated[Path, typer.Option(metavar="폴더", help="토크나이저를 쓸 폴더.")],
    kind: Annotated[
        str, typer.Option(metavar="종류", help="bpe, unigram, wordpiece, word.")
    ] = "bpe",
    size: Annotated[int, typer.Option(metavar="수", help="어휘의 크기.")] = 16_000,
    morphemes: Annotated[
        bool, typer.Option("--morphemes/--plain", help="형태소 경계(Kiwi)로 어휘를 다듬습니다.")
    ] = False,
    respaced: Annotated[
        float, typer.Option(metavar="수", help="띄어쓰기를 흩뜨릴 문장의 몫.")
    ] = 0.3,
    minimal_frequency: Annotated[
        int,
        typer.Option(metavar="수", help="이보다 드문 글자(word: 낱말)는 뺍니다."),
    ] = 20,
    fallback: Annotated[
        str, typer.Option(metavar="꼴", help="없는 음절의 처리: jamo, syllable, byte.")
    ] = "jamo",
    megabytes: Annotated[float, typer.Option(metavar="수", help="읽을 글의 양(MB).")] = 30,
    seed: Annotated[int, typer.Option(metavar="수", help="난수의 씨앗.")] = 0,
) -> None:
    """말뭉치에서 어휘를 배웁니다. 몇 분 걸립니다."""
    with load.busy("글을 고르는 중…"):
        from slu.data.corpus.shards import find_shards
        from slu.training.tokenizers.folder import make_tokenizer
        from slu.training.tokenizers.options import TokenizerOptions

        options = TokenizerOptions(
            kind=kind,
            size=size,
            morphemes=morphemes,
            respaced=respaced,
            minimal_frequency=minimal_frequency,
            fallback=fallback,
            megabytes=megabytes,
            seed=seed,
        )
        shards = find_shards(tuple(files))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bar(*columns, console=load.SIGNS) as bar:
        task = bar.add_task("글을 고르는 중", total=None)

        def watch(done: int, total: int) -> None:
            step = "글을 읽는 중" if done < total else "어휘를 고르는 중"
            bar.update(task, description=step, total=total, completed=done)

        try:
            made = make_tokenizer(out, shards, options, watch)
        except OSError as fault:
            raise MalgwiError(f"파일을 읽거나 쓸 수 없습니다: {fault}") from fault
    typer.echo(f"조각 {made.get_vocab_size():,}개짜리 토크나이저를 {out}에 썼습니다.")


def report(
    folders: Annotated[list[Path], typer.Argument(metavar="폴더", help="토크나이저의 폴더.")],
    text: Annotated[
        Path | None,
        typer.Option(metavar="파일", help="잴 글(.txt, .txt.xz)이나 예문.", show_default=_DEV),
    ] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", metavar="파일", help="결과를 쓸 JSON.")
    ] = None,
) -> None:
    """조각의 수, 모르는 조각, 띄어쓰기에 흔들리는 정도와 속도를 잽니다."""
    with load.busy("재는 중…"):
        from slu.korean.subwords import Subwords
        from slu.training.tokenizers.folder import TOKENIZER
        from slu.training.tokenizers.report import report_on

        utterances = _utterances(text or find_data(_DEV))
        found = {
            str(folder): report_on(Subwords.load_as_learned(folder / TOKENIZER), utterances)
            for folder in folders
        }
    if json_file is not None:
        load.write_json(json_file, {name: one.to_json() for name, one in found.items()})
    show_reports(found, Console())


def show_reports(found: dict[str, TokenizerReport], console: Console) -> None:
    """A row a measure, a column a tokenizer."""
    table = Table("", *map(escape, found), box=None, pad_edge=False)
    for label, name, form in _ROWS:
        values = [getattr(one, name) for one in found.values()]
        table.add_row(label, *("-" if value is None else format(value, form) for value in values))
    console.print(table)


def cut(
    folder: Annotated[Path, typer.Argument(metavar="폴더", help="토크나이저의 폴더.")],
    sentence: Annotated[str, typer.Argument(metavar="문장", help="자를 문장.")],
) -> None:
    """문장의 조각과, 조각마다 그것이 가리키는 글자 자리를 보여 줍니다."""
    from slu.korean.subwords import Subwords
    from slu.training.tokenizers.folder import TOKENIZER

    subwords = Subwords.load_as_learned(folder / TOKENIZER)
    pieces = subwords.cut(sentence)
    table = Table("조각", "번호", "자리", "글자", box=None, pad_edge=False)
    for id_, (start, end) in zip(pieces.ids, pieces.spans, strict=True):
        name = Text(str(subwords.tokenizer.id_to_token(id_)))
        table.add_row(name, str(id_), f"{start}~{end}", Text(sentence[start:end]))
    Console().print(table)


def _utterances(path: Path) -> list[Utterance]:
    """The examples of a labelled file, or the lines of plain text."""
    from slu.core import Utterance
    from slu.data import read
    from slu.data.corpus.shards import SUFFIXES, documents

    if not path.name.endswith(SUFFIXES):
        return read(path)
    lines = [Utterance(line) for document in documents(path) for line in document]
    if not lines:
        raise DataError("글이 한 줄도 없습니다.", path)
    return lines
