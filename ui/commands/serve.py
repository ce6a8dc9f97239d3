"""`malgwi serve`: the assistant behind Rasa's HTTP interface."""

from __future__ import annotations

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


def serve(
    host: Host = "127.0.0.1",
    port: Port = 5005,
    assistant: Folder = None,
    model: Model = None,
    database: Database = None,
    device: Device = "auto",
    token: Token = None,
    cors: Cors = None,
    ssl_certificate: Certificate = None,
    ssl_key: Key = None,
    seconds: Annotated[
        float, typer.Option(metavar="초", help="한 요청에 쓸 수 있는 시간.", min=1)
    ] = 60.0,
    no_speech: NoSpeech = False,
    readings: load.Readings = load.READINGS,
    hotwords: load.Hotwords = False,
    nlu_fallback: Annotated[
        bool,
        typer.Option("--nlu-fallback", help="할 수 없는 말은 의도 nlu_fallback으로 답합니다."),
    ] = False,
) -> None:
    """Rasa와 같은 주소로 알아듣고 답하는 서버를 엽니다."""
    from ui.server.running import Place, open_assistant, run, service_of
    from ui.web.server import check_port

    place = Place(host, port, ssl_certificate, ssl_key)
    place.check()
    check_port(host, port)
    recogniser = None if no_speech else load.recogniser()
    with load.busy("서버를 여는 중…"):
        from ui.server import logs
        from ui.server.options import ServerOptions

        options = ServerOptions(
            token=token or None,
            origins=tuple(cors or ()),
            answer_seconds=seconds,
            nlu_fallback=nlu_fallback,
        )
        chosen = load.assistant_folder(assistant)
        opened = open_assistant(chosen.path, model, device, database or load.database(chosen))
        hearing = None
        if recogniser is not None:
            predictor, folder = opened.predictor, model or chosen.model
            hearing = load.hearing(chosen, predictor, folder, recogniser, readings, hotwords)
        service = service_of(opened, hearing, load.clock, options)
    warn_of_open_door(host, token)
    logs.configure()
    ready = f"말귀 서버가 준비되었습니다: {place.address} (설명: {place.address}/docs)"
    with opened:
        run(service, place, lambda: typer.echo(ready))
