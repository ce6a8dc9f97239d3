"""Opens an encoder for fine-tuning: our e5-small, a `transformers` folder, or a hub name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from transformers import AutoModel, AutoTokenizer
from transformers.utils import logging

from slu.errors import ModelError
from slu.korean.subwords import Subwords
from slu.paths import cache_home
from slu.training import e5_encoder
from slu.understanding.model_folder import drop_pooler


def open_encoder(name: str) -> tuple[Any, Subwords]:
    """The encoder and its vocabulary; raises ModelError when neither folder nor hub has it."""
    # The library's report of a missing pooling layer, which we take off, would only alarm.
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    if name == e5_encoder.NAME:
        name = str(e5_encoder.make_e5_encoder(cache_home() / "encoders" / name))
    try:
        encoder = AutoModel.from_pretrained(name)
        tokenizer = _tokenizer(name)
    except (OSError, ValueError) as fault:
        raise ModelError(
            f"인코더 '{name}'을(를) 열 수 없습니다. transformers 형식의 폴더이거나 "
            f"접속할 수 있는 허브의 이름이어야 합니다. ({_first_line(fault)})"
        ) from fault
    drop_pooler(encoder)
    return encoder, Subwords(tokenizer)


def _tokenizer(name: str) -> Tokenizer:
    own = Path(name) / "tokenizer.json"
    if own.is_file():
        return Tokenizer.from_file(str(own))
    tokenizer: Tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True).backend_tokenizer
    return tokenizer


def _first_line(fault: Exception) -> str:
    return str(fault).strip().splitlines()[0] if str(fault).strip() else type(fault).__name__
