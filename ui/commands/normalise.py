"""`malgwi normalise`: numbers from words to figures and back, a sentence or many."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from slu.data.rows import lines, read_text
from slu.errors import MalgwiError
from slu.korean.rewriting import Rewritten
from slu.korean.spoken import to_spoken
from slu.korean.written import to_written

_WAYS = {"written": to_written, "spoken": to_spoken}


def normalise(
    text: Annotated[
        str | None,
        typer.Argument(metavar="문장", help="고쳐 적을 문장. 없으면 표준 입력의 줄마다."),
    ] = None,
    to: Annotated[
        str,
        typer.Option(metavar="꼴", help="written: 숫자로(일곱 시→7시), spoken: 말로(7시→일곱 시)."),
    ] = "written",
    file: Annotated[
        Path | None, typer.Option(metavar="파일", help="줄마다 문장이 든 파일.")
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="고친 자리와 함께 JSON 줄로 보여 줍니다.")
    ] = False,
) -> None:
    """수, 날짜, 시각, 돈, 전화번호를 숫자로 적거나 말하는 대로 풉니다."""
    if to not in _WAYS:
        raise MalgwiError(f"--to에는 written이나 spoken을 주세요: {to}")
    if text is not None and file is not None:
        raise MalgwiError("문장과 --file 가운데 하나만 주세요.")
    for line in _given(text, file):
        found = _WAYS[to](line)
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False) if as_json else found.text)


def _given(text: str | None, file: Path | None) -> Iterable[str]:
    if text is not None:
        return [text]
    if file is not None:
        return [line for _, line in lines(read_text(file).removesuffix("\n"))]
    return (line.rstrip("\r\n") for line in sys.stdin)


def _as_json(found: Rewritten) -> dict[str, object]:
    """Each rewritten stretch with its span in the given text and in the new one."""
    stretches = [
        {"given": [edit.start, edit.end], "text": [back.start, back.end]}
        for edit, back in zip(found.edits, found.inverse.edits, strict=True)
    ]
    return {"given": found.given, "text": found.text, "rewritten": stretches}
