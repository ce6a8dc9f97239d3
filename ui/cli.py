"""The command `malgwi`: which commands there are. What each does stands in `ui.commands`."""

from __future__ import annotations

import typer

from ui.commands import data, hearing, learn, measure, talk, understand
from ui.commands.korean import KoreanCommand, KoreanGroup, speak_korean

app = typer.Typer(
    name="malgwi",
    cls=KoreanGroup,
    help="말귀: 한국어를 말로 듣고 글로 읽어, 뜻을 알고 답합니다.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
speak_korean()


def _add(group: typer.Typer, name: str, command: object) -> None:
    group.command(name, cls=KoreanCommand)(command)  # type: ignore[type-var]


_add(app, "understand", understand.understand)
_add(app, "listen", talk.listen)
_add(app, "chat", talk.chat)
_add(app, "web", talk.web)
_add(app, "evaluate", measure.evaluate)
_add(app, "evaluate-speech", hearing.evaluate_speech)
_add(app, "finetune", learn.finetune)

_data = typer.Typer(cls=KoreanGroup, help="자료를 살피고 받습니다.", no_args_is_help=True)
_add(_data, "check", data.check)
_add(_data, "download", data.download)
app.add_typer(_data, name="data")


def main() -> None:
    app()
