"""`malgwi outbox`: delivers the messages to MQTT and webhooks, and shows what did not arrive."""

from __future__ import annotations

import json
import threading
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from ui.commands import load
from ui.commands.conversations import Database

_STATES: dict[str, Literal["waiting", "sent", "dead"]] = {
    "waiting": "waiting",
    "sent": "sent",
    "dead": "dead",
}


def deliver(
    mqtt: load.Mqtt = None,
    once: Annotated[bool, typer.Option("--once", help="지금 보낼 것만 보내고 끝납니다.")] = False,
    database: Database = None,
) -> None:
    """기다리는 메시지를 보냅니다. 여러 개를 띄워도 메시지 하나는 하나가 맡습니다."""
    from dialog.delivery import Courier, carriers

    courier = Courier(load.store(database), carriers(mqtt), load.clock)
    try:
        if once:
            typer.echo(f"메시지 {courier.deliver():,}개를 보냈습니다.")
        else:
            typer.echo("메시지를 보냅니다. 마치려면 Ctrl-C를 누르세요.", err=True)
            courier.run(threading.Event())
    except KeyboardInterrupt:
        pass
    finally:
        courier.close()


def list_(
    state: Annotated[
        str,
        typer.Option(metavar="상태", help="waiting(기다림), sent(보냄), dead(보내지 못함)."),
    ] = "dead",
    as_json: Annotated[bool, typer.Option("--json", help="JSON으로 보여 줍니다.")] = False,
    database: Database = None,
) -> None:
    """메시지를 보여 줍니다. 따로 고르지 않으면 끝내 보내지 못한 것입니다."""
    from dialog import outbox

    if state not in _STATES:
        raise typer.BadParameter(f"'{state}'을(를) 모릅니다. {', '.join(_STATES)} 중에서 고르세요.")
    with load.store(database).reading() as session:
        rows = outbox.listed(session, _STATES[state])
    if as_json:
        told = [
            {
                "key": row.key,
                "conversation": row.conversation,
                "channel": row.channel,
                "target": row.target,
                "created": row.created.isoformat(),
                "attempts": row.attempts,
                "error": row.error,
            }
            for row in rows
        ]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    table = Table("만든 때", "대화", "가는 곳", "시도", "까닭")
    for row in rows:
        created = f"{row.created.astimezone(load.ZONE):%Y-%m-%d %H:%M:%S}"
        table.add_row(created, row.conversation, row.target, str(row.attempts), row.error or "")
    Console().print(table)


def retry(database: Database = None) -> None:
    """끝내 보내지 못한 메시지를 처음부터 다시 보내게 합니다."""
    from dialog import outbox

    with load.store(database).writing() as session:
        count = outbox.retry_dead(session, load.clock())
    typer.echo(f"메시지 {count:,}개가 다시 기다립니다.")
