"""What the commands that open a server share: their options, and opening the assistant."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_LOCAL = ("127.0.0.1", "::1", "localhost")

Host = Annotated[str, typer.Option(metavar="주소", help="열어 둘 주소.")]
Port = Annotated[int, typer.Option(metavar="포트", help="열어 둘 포트.", min=1, max=65535)]
Folder = Annotated[
    Path | None,
    typer.Option(metavar="폴더", help="비서의 폴더(domain.yml). 없으면 함께 온 비서."),
]
Model = Annotated[Path | None, typer.Option(metavar="폴더", help="모델 폴더. 없으면 비서의 것.")]
Database = Annotated[
    str | None,
    typer.Option(metavar="자리", help="SQLite 파일이나 데이터베이스 주소. 없으면 이 사람의 것."),
]
Device = Annotated[
    str, typer.Option(metavar="장치", help="cpu, cuda, cuda:1, 또는 auto(있으면 GPU).")
]
Token = Annotated[
    str | None,
    typer.Option(
        metavar="토큰",
        envvar="MALGWI_TOKEN",
        show_envvar=False,
        help="부르는 쪽이 내야 하는 토큰. 환경 변수 MALGWI_TOKEN으로도 줍니다.",
    ),
]
Cors = Annotated[
    list[str] | None,
    typer.Option(metavar="주소", help="이 웹 주소의 페이지가 불러도 됩니다. 여러 번, 또는 '*'."),
]
Certificate = Annotated[Path | None, typer.Option(metavar="파일", help="HTTPS로 열 인증서(PEM).")]
Key = Annotated[Path | None, typer.Option(metavar="파일", help="그 인증서의 열쇠(PEM).")]
NoSpeech = Annotated[bool, typer.Option("--no-speech", help="음성 인식기를 열지 않습니다.")]


def warn_of_open_door(host: str, token: str | None) -> None:
    """Says so when anybody on the network may call."""
    if not token and host not in _LOCAL:
        typer.echo("토큰이 없어 누구나 부를 수 있습니다. --token을 주세요.", err=True)
