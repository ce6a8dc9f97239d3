"""Two applications behind one address: the visitors', in which the builder's page does not exist,
and the builder's.

`Gate` asks of every request whether it is the builder's; the visitors' application has no page, no
event and no file of the other.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import gradio as gr
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.web.builder import COOKIE, Builder

# Gradio starts the queue of the application it serves by asking for this address itself.
_STARTING: Final = "/gradio_api/startup-events"


@dataclass(frozen=True)
class Gate:
    """Leads the builder's requests to `within`, all others to `app`. A token in the address is put
    into a cookie, and the address is asked for again without it."""

    app: ASGIApp
    builder: Builder
    within: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == _STARTING:
            await self.app(scope, receive, send)
        elif scope["method"] == "GET" and self.builder.shows_token(scope):
            place = f"./{scope['path'].rpartition('/')[2]}"
            response = RedirectResponse(place, 303, {"Cache-Control": "no-store"})
            safe = scope.get("scheme") == "https"
            response.set_cookie(
                COOKIE, self.builder.token, httponly=True, secure=safe, samesite="lax"
            )
            await response(scope, receive, send)
        elif self.builder.is_builder(scope):
            # What is within is compressed once, on its way through the application around it.
            plain = [each for each in scope["headers"] if each[0] != b"accept-encoding"]
            await self.within({**scope, "headers": plain}, receive, send)
        else:
            await self.app(scope, receive, send)


def gated(builder: Builder, blocks: gr.Blocks, looks: Mapping[str, Any]) -> dict[str, Any]:
    """What the visitors' application is to be made with so that it leads the builder to `blocks`;
    `looks` are what Gradio takes for either."""
    around = FastAPI()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that there is no SSR, which nobody asked for
        gr.mount_gradio_app(around, blocks, path="/", **looks)
    gate = Middleware(Gate, builder=builder, within=around)
    return {"middleware": [gate], "lifespan": around.router.lifespan_context}
