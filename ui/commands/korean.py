"""Typer that speaks Korean: help, faults of use, and the exit codes of every command.

0: done; 1: a check failed; 2: what was given is at fault; 130: broken off by Ctrl-C.
"""

from __future__ import annotations

import re
import sys
from typing import Any

import typer
from typer import rich_utils
from typer._click.core import Context  # Typer keeps Click inside since 0.26
from typer._click.exceptions import (
    BadParameter,
    MissingParameter,
    NoArgsIsHelpError,
    NoSuchOption,
    UsageError,
)
from typer.core import TyperCommand, TyperGroup, TyperOption

from slu.errors import MalgwiError

_KINDS = {"int": "정수", "float": "수", "bool": "참/거짓", "path": "경로", "str": "글"}
_INTERRUPTED = 130


class KoreanCommand(TyperCommand):
    """A command whose help is in Korean."""

    def get_usage(self, ctx: Context) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        return _explained(super().get_help_option(ctx))


class KoreanGroup(TyperGroup):
    """A group of commands whose help, faults and end are in Korean."""

    def get_usage(self, ctx: Context) -> str:
        return _usage(super().get_usage(ctx))

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        return _explained(super().get_help_option(ctx))

    def main(self, *args: Any, **extra: Any) -> Any:
        extra["standalone_mode"] = False
        try:
            sys.exit(super().main(*args, **extra) or 0)
        except NoArgsIsHelpError:
            sys.exit(2)
        except UsageError as fault:
            if fault.ctx is not None:
                typer.echo(fault.ctx.get_usage(), err=True)
            typer.echo(f"{_sentence(fault)} 도움말: {_path(fault)} --help", err=True)
            sys.exit(2)
        except MalgwiError as fault:
            typer.echo(str(fault), err=True)
            sys.exit(2)
        except typer.Abort:
            sys.exit(_INTERRUPTED)


def speak_korean() -> None:
    """Gives Typer's help its Korean headings; Typer has no other door for them."""
    rich_utils.ARGUMENTS_PANEL_TITLE = "인자"
    rich_utils.OPTIONS_PANEL_TITLE = "옵션"
    rich_utils.COMMANDS_PANEL_TITLE = "명령"
    rich_utils.DEFAULT_STRING = "[기본값: {}]"
    rich_utils.REQUIRED_LONG_STRING = "[꼭 필요]"


def _usage(text: str) -> str:
    return (
        re.sub(r"COMMAND \[ARGS\]\.\.\.", "명령 …", text)
        .replace("Usage:", "사용법:", 1)
        .replace("[OPTIONS]", "[옵션]", 1)
    )


def _explained(option: TyperOption | None) -> TyperOption | None:
    if option is not None:
        option.help = "이 도움말을 보여 줍니다."
    return option


def _path(fault: UsageError) -> str:
    return "malgwi" if fault.ctx is None else fault.ctx.command_path


def _sentence(fault: UsageError) -> str:
    """What is wrong, as one Korean sentence."""
    if isinstance(fault, MissingParameter):
        return f"{_hint(fault)} 자리에 아무것도 주지 않았습니다."
    if isinstance(fault, NoSuchOption):
        close = f" 혹시 {', '.join(fault.possibilities)}?" if fault.possibilities else ""
        return f"없는 옵션입니다: {fault.option_name}.{close}"
    if isinstance(fault, BadParameter) and fault.param is None:
        return fault.message  # a command's own words
    if isinstance(fault, BadParameter):
        kind = getattr(fault.param, "bare_type", str)()
        wanted = _KINDS.get(kind, "값")
        return f"{_hint(fault)}의 값이 알맞지 않습니다(범위 안의 {wanted}이어야 합니다)."
    for english, korean in _SENTENCES:
        if found := re.fullmatch(english, fault.message):
            return found.expand(korean)
    return f"명령을 알 수 없습니다: {fault.message}"


_SENTENCES = (
    (r"No such command '(.*)'\. Did you mean (.*)\?", r"없는 명령입니다: \1. 혹시 \2?"),
    (r"No such command '(.*)'\.", r"없는 명령입니다: \1."),
    (r"Missing command\.", r"명령을 주지 않았습니다."),
    (r"Got unexpected extra argument\(s\) \((.*)\)", r"남는 인자가 있습니다: \1."),
    (r"Option '(.*)' requires an argument\.", r"\1 옵션에는 값이 있어야 합니다."),
    (r"Option '(.*)' does not take a value\.", r"\1 옵션은 값을 받지 않습니다."),
)


def _hint(fault: BadParameter) -> str:
    if fault.param_hint is not None:
        return str(fault.param_hint)
    return "값" if fault.param is None else fault.param.get_error_hint()
