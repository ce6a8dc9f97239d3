"""The web application: which address does what. What is done stands in `Service`, who may ask
in `Guard`, what is said of errors in `faults`; streaming speech (a WebSocket) in `streaming`.
"""

from __future__ import annotations

import json
from functools import partial
from importlib.metadata import version
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import PlainTextResponse, Response, StreamingResponse
from starlette.datastructures import UploadFile
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from dialog.rasa.tracker_json import Verbosity
from ui.server import faults
from ui.server.bodies import SPEECH_BODY, MessageBody, ParseBody
from ui.server.faults import Fault
from ui.server.guard import Guard, refusal
from ui.server.options import RASA_OLDEST, RASA_VERSION
from ui.server.service import Service
from ui.server.streaming import streaming
from ui.server.threads import within

Sender = Annotated[str, Query(description="대화의 이름", max_length=200)]


def build(service: Service) -> ASGIApp:
    """The whole application, guarded."""
    app = FastAPI(
        title="말귀",
        version=version("malgwi"),
        description="Rasa와 같은 주소로 한국어를 알아듣고 답하는 서버.",
        redoc_url=None,
        license_info={"name": "Apache-2.0"},
    )
    faults.install(app)
    app.include_router(_health(service))
    app.include_router(_rasa(service))
    app.include_router(_ours(service))
    app.include_router(streaming(service))
    if service.options.origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=service.options.origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
        )
    return Guard(app, service.options)


def _health(service: Service) -> APIRouter:
    router = APIRouter(tags=["상태"])

    @router.get("/", response_class=PlainTextResponse, summary="살아 있다는 인사")
    async def hello() -> str:
        return f"Hello from Malgwi: {version('malgwi')}"

    @router.get("/health", summary="프로세스가 살아 있는가")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/ready", summary="요청을 받을 수 있는가")
    async def ready() -> dict[str, str]:
        try:
            await within(service.options, service.check)
        except Exception as fault:
            message = "아직 요청을 받을 수 없습니다. 데이터베이스를 확인해 주세요."
            raise Fault(503, "NotReady", message) from fault
        return {"status": "ok"}

    @router.get("/version", summary="판 번호")
    async def versions() -> dict[str, str]:
        return {
            "version": RASA_VERSION,
            "minimum_compatible_version": RASA_OLDEST,
            "malgwi": version("malgwi"),
        }

    @router.get("/status", summary="어느 모델이 답하는가")
    async def status() -> dict[str, Any]:
        return service.status()

    return router


def _rasa(service: Service) -> APIRouter:
    router = APIRouter(tags=["Rasa"])

    @router.post("/model/parse", summary="문장의 뜻")
    async def parse(request: Request, body: ParseBody) -> dict[str, Any]:
        if request.state.unchecked:
            fault = refusal(body.token, service.options)
            if fault is not None:
                raise fault
        return await within(service.options, partial(service.parse, body.text))

    @router.get("/webhooks/rest/", summary="REST 통로가 열려 있는가")
    async def rest() -> dict[str, str]:
        return {"status": "ok"}

    @router.post("/webhooks/rest/webhook", summary="한마디에 대한 답")
    async def webhook(body: MessageBody, stream: bool = False) -> Response:
        replies = await within(service.options, partial(service.answer, body.sender, body.message))
        if stream:
            lines = [json.dumps(reply, ensure_ascii=False) + "\n" for reply in replies]
            return StreamingResponse(iter(lines), media_type="text/event-stream")
        return _json(replies)

    @router.get("/conversations/{conversation}/tracker", summary="대화가 어디까지 왔는가")
    async def tracker(
        conversation: str, include_events: Verbosity = "AFTER_RESTART", until: float | None = None
    ) -> Response:
        work = partial(service.tracker, conversation, include_events, until)
        return _json(await within(service.options, work))

    return router


def _ours(service: Service) -> APIRouter:
    router = APIRouter(tags=["말귀"])

    @router.post("/speech", summary="소리를 듣고 답", openapi_extra=SPEECH_BODY)
    async def speech(request: Request, sender: Sender = "default") -> Response:
        form_sender, sound = await _sound(request)
        work = partial(service.hear, form_sender or sender, sound)
        return _json(await within(service.options, work))

    @router.post("/conversations/{conversation}/due", summary="지금 울릴 알람과 알림")
    async def due(conversation: str) -> Response:
        return _json(await within(service.options, partial(service.due, conversation)))

    return router


async def _sound(request: Request) -> tuple[str | None, bytes]:
    """The sender that a form names, and the sound: the body itself, or the form's `file`."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return None, await request.body()
    async with request.form(max_files=1, max_fields=4) as form:
        file, sender = form.get("file"), form.get("sender")
        if not isinstance(file, UploadFile):
            raise Fault(422, "InvalidRequest", "양식에 소리 파일 'file'이 없습니다.")
        return sender if isinstance(sender, str) else None, await file.read()


def _json(data: Any) -> Response:
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return Response(content, media_type="application/json")
