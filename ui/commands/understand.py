"""`malgwi understand`: one sentence for reading, or a file of them as JSON lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import track

from slu.core import Context
from slu.errors import DataError, MalgwiError
from ui.commands import load

_BATCH = 64


def understand(
    text: Annotated[str | None, typer.Argument(metavar="문장", help="알아들을 문장.")] = None,
    file: Annotated[
        Path | None,
        typer.Option("--file", metavar="파일", help="문장이 든 JSONL(줄마다 `text`)."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="파일", help="결과를 쓸 JSONL.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Rasa 모양의 JSON으로 보여 줍니다.")
    ] = False,
    model: Annotated[
        Path | None, typer.Option(metavar="폴더", help="모델 폴더. 없으면 함께 온 모델.")
    ] = None,
    now: Annotated[
        str | None, typer.Option(metavar="시각", help="지금으로 볼 시각(ISO 8601).")
    ] = None,
) -> None:
    """문장의 뜻을 보여 줍니다. 의도, 슬롯과 그 값."""
    if (text is None) == (file is None) or (file is None) != (out is None):
        raise MalgwiError("문장 하나를 주시거나, --file과 --out을 함께 주세요.")
    context = Context(load.moment(now))
    if file is not None and out is not None:
        _understand_file(file, out, model, context)
        return
    found = load.understander(model).understand(text or "", context)
    if as_json:
        typer.echo(json.dumps(found.to_rasa(), ensure_ascii=False, indent=2))
        return
    from dialog.names import Names
    from dialog.voice import MALGWI
    from ui.commands import show

    Console().print(show.understanding(found, Names.load(MALGWI)))


def _understand_file(file: Path, out: Path, model: Path | None, context: Context) -> None:
    texts = list(_texts(file))
    understander = load.understander(model)
    starts = range(0, len(texts), _BATCH)
    try:
        with out.open("w", encoding="utf-8") as target:
            for start in track(starts, description="알아듣는 중", console=load.SIGNS):
                for found in understander.understand_all(texts[start : start + _BATCH], context):
                    target.write(json.dumps(found.to_rasa(), ensure_ascii=False) + "\n")
    except OSError as fault:
        raise DataError(f"파일을 쓸 수 없습니다({fault.strerror}).", out) from fault
    load.SIGNS.print(f"문장 {len(texts):,}개를 {out}에 썼습니다.", markup=False)


def _texts(file: Path) -> Iterator[str]:
    """The `text` of each line; blank lines are passed over."""
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise DataError("파일을 읽을 수 없습니다. UTF-8 JSONL인지 확인해 주세요.", file) from fault
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            text = json.loads(line)["text"]
        except (ValueError, KeyError, TypeError):
            text = None
        if not isinstance(text, str) or not text.strip():
            raise DataError('`{"text": "문장"}` 꼴이어야 합니다.', file, number)
        yield text
