"""What a client is told when something is wrong: Rasa's shape of errors, in Korean."""

from __future__ import annotations

import json
import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from slu.errors import MalgwiError
from ui.server.options import RASA_VERSION

_LOG = logging.getLogger(__name__)
_SAID = {
    404: ("NotFound", "그런 주소는 없습니다. 쓸 수 있는 주소는 /docs에 있습니다."),
    405: ("MethodNotAllowed", "이 주소는 그 방법으로 부를 수 없습니다. /docs에서 확인해 주세요."),
}
SORRY = "처리하지 못했습니다. 잠시 뒤에 다시 해 주세요."


class Fault(HTTPException):
    """A refusal: its HTTP status, a name for programs, a whole sentence for people."""

    def __init__(self, status: int, reason: str, message: str):
        super().__init__(status, message)
        self.reason = reason


def body(status: int, reason: str, message: str) -> dict[str, Any]:
    """The JSON of an error, as Rasa's server gives it."""
    return {
        "version": RASA_VERSION,
        "status": "failure",
        "code": status,
        "reason": reason,
        "message": message,
        "details": {},
        "help": None,
    }


def answer(status: int, reason: str, message: str) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else None
    return JSONResponse(body(status, reason, message), status, headers)


def event_of(fault: Fault, closing: bool) -> dict[str, Any]:
    """What a stream tells of a fault; `closing` where the stream ends with it."""
    told = {"code": fault.status_code, "reason": fault.reason, "message": fault.detail}
    return {"type": "error", **told, "closing": closing}


def install(app: FastAPI) -> None:
    """Makes the app answer every error with a sentence."""
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(RequestValidationError, _on_shape)
    app.add_exception_handler(MalgwiError, _on_ours)
    app.add_exception_handler(Exception, _on_anything)


async def _on_http(request: Request, fault: Exception) -> JSONResponse:
    assert isinstance(fault, HTTPException)
    if isinstance(fault, Fault):
        return answer(fault.status_code, fault.reason, fault.detail)
    if fault.status_code == 400:
        return answer(400, "BadRequest", "본문을 읽을 수 없습니다. 보내는 꼴을 확인해 주세요.")
    reason, message = _SAID.get(fault.status_code, ("Refused", SORRY))
    return answer(fault.status_code, reason, message)


async def _on_shape(request: Request, fault: Exception) -> JSONResponse:
    """The first thing that is wrong with the body or the query; what was sent is not repeated."""
    assert isinstance(fault, RequestValidationError)
    first = fault.errors()[0]
    place = [str(part) for part in first["loc"] if part != "body"]
    name = ".".join(place) or "본문"
    match first["type"]:
        case "json_invalid":
            at = place[0] if place else "0"
            message = f"본문이 올바른 JSON이 아닙니다({at}번째 글자 근처). 따옴표와 쉼표를 보세요."
            return answer(400, "BadRequest", message)
        case "missing":
            message = f"'{name}'이(가) 없습니다. 적어 보내 주세요."
        case "model_attributes_type" | "dict_type":
            message = (
                "본문은 JSON 객체({...})여야 하고, 머리글 Content-Type은 application/json이어야 "
                "합니다."
            )
        case _:
            message = f"'{name}'의 값이 맞지 않습니다. /docs의 예와 견주어 주세요."
    return answer(422, "InvalidRequest", message)


async def _on_ours(request: Request, fault: Exception) -> JSONResponse:
    return answer(422, type(fault).__name__, str(fault))


async def _on_anything(request: Request, fault: Exception) -> JSONResponse:
    return answer(500, "InternalError", SORRY)


def line(status: int, reason: str, message: str) -> bytes:
    """The same JSON as bytes, for middleware."""
    return json.dumps(body(status, reason, message), ensure_ascii=False).encode()
