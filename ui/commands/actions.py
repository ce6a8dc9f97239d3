"""`malgwi actions`: a rasa-sdk action server with our skills and our understanding."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui.commands import load
from ui.commands.serving import (
    Certificate,
    Cors,
    Database,
    Device,
    Folder,
    Host,
    Key,
    Model,
    NoSpeech,
    Port,
    Token,
    warn_of_open_door,
)


def actions(
    host: Host = "127.0.0.1",
    port: Port = 5055,
    bot: Annotated[
        Path | None,
        typer.Option(
            metavar="자리",
            help="Rasa 봇의 domain.yml이나 그 폴더. 폼마다 validate_…, 응답마다 "
            "action_malgwi_say_…를 둡니다.",
        ),
    ] = None,
    assistant: Folder = None,
    model: Model = None,
    database: Database = None,
    device: Device = "auto",
    token: Token = None,
    cors: Cors = None,
    ssl_certificate: Certificate = None,
    ssl_key: Key = None,
    no_speech: NoSpeech = False,
    allow_private: Annotated[
        bool,
        typer.Option("--allow-private", help="안쪽 네트워크의 주소에서도 소리를 가져옵니다."),
    ] = False,
    names: Annotated[
        bool, typer.Option("--list", help="액션의 이름만 보여 주고 마칩니다.")
    ] = False,
) -> None:
    """Rasa 봇이 부를 액션 서버를 엽니다."""
    load.require("rasa_sdk", "rasa")
    from ui.server.running import Place, open_assistant
    from ui.web.server import check_port

    place = Place(host, port, ssl_certificate, ssl_key)
    place.check()
    if not names:
        check_port(host, port)
    recogniser = None if no_speech else load.recogniser()
    with load.busy("액션 서버를 여는 중…"):
        from ui.actions.bot import Bot, read_bot
        from ui.actions.fetching import FetchOptions
        from ui.actions.hearing import Ears
        from ui.actions.running import ActionOptions, build, executor_of, run
        from ui.actions.understanding import Reader
        from ui.server import logs

        chosen = load.assistant_folder(assistant)
        known = Bot() if bot is None else read_bot(bot)
        opened = open_assistant(chosen.path, model, device, database or load.database(chosen))
        reader = Reader(opened.assistant, load.clock)
        fetching = FetchOptions(private=allow_private)
        ears = None if recogniser is None else Ears(recogniser, reader, fetching)
        executor = executor_of(reader, ears, known)
    with opened:
        if names:
            typer.echo("\n".join(executor.actions))
            return
        warn_of_open_door(host, token)
        logs.configure()
        ready = f"액션 서버가 준비되었습니다: {place.address}/webhook"
        app = build(executor, ActionOptions(token or None, tuple(cors or ())))
        run(app, place, lambda: typer.echo(ready))
