"""The shapes of requests, for checking them and for the OpenAPI document."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore")


class ParseBody(_Body):
    """Rasa's own: what a Rasa server sends to the server that its endpoints.yml names `nlu`."""

    text: str = Field(examples=["내일 아침 7시에 깨워 줘"])
    message_id: str | None = None
    token: str | None = None


class MessageBody(_Body):
    """A message of Rasa's REST channel."""

    sender: str = Field(default="default", examples=["철수"])
    message: str = Field(examples=["내일 아침 7시에 깨워 줘"])
    input_channel: str | None = None
    metadata: dict[str, Any] | None = None


class StreamOpening(_Body):
    """The first message of streaming speech; sound of `rate` samples a second follows."""

    sender: str = "default"
    rate: int = Field(ge=8_000, le=48_000, strict=True)
    encoding: Literal["pcm_s16le"] = "pcm_s16le"
    token: str | None = None


SPEECH_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "audio/*": {"schema": {"type": "string", "format": "binary"}},
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "sender": {"type": "string"},
                    },
                }
            },
        },
    }
}
"""The sound itself, or a form with it as `file`."""
