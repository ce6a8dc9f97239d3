"""Reads a `transformers` encoder whose weights are whole: the library itself draws what a file
lacks from random numbers and says so only in its log.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import AutoModel

from slu.errors import ModelError

_SHOWN = 3
_POOLER = "pooler."  # no head of ours reads it, and our own folders have none


def read_whole(name: str | Path, **chosen: Any) -> Any:
    """The encoder of a folder or of the hub; `chosen` is the library's own.

    Raises ModelError when its weights lack something or are of another shape than config.json
    says; what the library raises for weights it cannot read is of many kinds and passes through.
    """
    encoder, found = AutoModel.from_pretrained(
        name, output_loading_info=True, ignore_mismatched_sizes=True, **chosen
    )
    others = sorted(str(key) for key, *_ in found["mismatched_keys"])
    lacking = sorted(key for key in found["missing_keys"] if not key.startswith(_POOLER))
    for keys, what in ((others, "모양이 다른 것"), (lacking, "빠진 것")):
        if keys:
            more = ", …" if len(keys) > _SHOWN else ""
            raise ModelError(
                f"{name}: 가중치가 설정(config.json)과 맞지 않습니다({what} {len(keys)}개: "
                f"{', '.join(keys[:_SHOWN])}{more}). 온전한 인코더를 주거나 다시 받으세요."
            )
    return encoder


def first_line(fault: Exception) -> str:
    """What a library says of its fault, as much of it as fits into a sentence."""
    lines = str(fault).strip().splitlines()
    return lines[0] if lines else type(fault).__name__
