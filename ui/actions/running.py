"""A rasa-sdk action server with our actions: its executor, its web application, its token.

The process serves by itself, without the workers that rasa-sdk starts by copying objects: a model
is opened once, and what comes at one time goes through it together.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from ui.actions.bot import Bot
from ui.actions.forms import MalgwiForm
from ui.actions.hearing import Ears
from ui.actions.saying import ACTION, say, say_response
from ui.actions.skills import RING_ACTION, SkillAction, ring, skills_of
from ui.actions.understanding import Events, Reader
from ui.server import faults
from ui.server.running import Place

_LARGEST = 40 * 1024 * 1024  # a recording in base64, and the conversation
Work = Callable[[Any, Any, Any], Events | None]


@dataclass(frozen=True)
class ActionOptions:
    """`token`: what a caller must show; `origins`: the web pages that may call."""

    token: str | None = None
    origins: tuple[str, ...] = ()


def executor_of(reader: Reader, ears: Ears | None, bot: Bot) -> ActionExecutor:
    """rasa-sdk's executor with every action of ours; without `ears` none that hears."""
    executor = ActionExecutor()
    for name, work in _actions(reader, ears, bot).items():
        executor.register_function(name, _threaded(work))
    for form, slots in bot.forms.items():
        executor.register_action(MalgwiForm(form, slots, reader.context))
    return executor


def _actions(reader: Reader, ears: Ears | None, bot: Bot) -> dict[str, Work]:
    assistant = reader.assistant
    actions: dict[str, Work] = {
        name: SkillAction(name, skill, reader).run for name, skill in skills_of(assistant).items()
    }
    actions["action_malgwi_parse"] = lambda _, tracker, domain: reader.parse(tracker, domain)
    actions["action_malgwi_resolve_dates"] = lambda _, tracker, __: reader.resolve_dates(tracker)
    actions[RING_ACTION] = lambda dispatcher, tracker, _: ring(
        dispatcher, tracker, assistant, reader.clock()
    )
    actions[ACTION] = say
    for response in bot.responses:
        actions[f"{ACTION}_{response.removeprefix('utter_')}"] = partial(say_response, response)
    if ears is not None:
        actions["action_malgwi_transcribe"] = ears.transcribe
    return actions


def _threaded(work: Work) -> Callable[..., Any]:
    """The action as rasa-sdk calls it; its work does not hold up the server."""

    async def run(dispatcher: Any, tracker: Any, domain: Any) -> Events:
        return await asyncio.to_thread(work, dispatcher, tracker, domain) or []

    return run


def build(executor: ActionExecutor, options: ActionOptions) -> Sanic[Any, Any]:
    """rasa-sdk's application, guarded by the token where there is one."""
    app: Sanic[Any, Any] = create_app(executor, cors_origins=list(options.origins))
    app.config.REQUEST_MAX_SIZE = _LARGEST
    app.config.MOTD = False
    if options.token is not None:
        app.register_middleware(partial(_refused, options.token), "request")
    return app


async def _refused(token: str, request: Request[Any, Any]) -> HTTPResponse | None:
    """Rasa shows the token of its endpoints.yml as `?token=`."""
    shown = request.token or request.args.get("token") or ""
    if request.path == "/health" or hmac.compare_digest(shown.encode(), token.encode()):
        return None
    message = "토큰이 없거나 다릅니다. endpoints.yml의 action_endpoint에 token을 적어 주세요."
    return json(faults.body(401, "NotAuthenticated", message), status=401)


def run(app: Sanic[Any, Any], place: Place, ready: Callable[[], None]) -> None:
    """Answers until the process is ended; calls `ready` once it listens."""

    async def tell(_: Any) -> None:
        ready()

    app.register_listener(tell, "after_server_start")
    certificate = None
    if place.certificate is not None:
        certificate = {"cert": str(place.certificate), "key": str(place.key or place.certificate)}
    app.run(
        host=place.host,
        port=place.port,
        ssl=certificate,
        single_process=True,
        access_log=False,
        motd=False,
    )
