"""What tests of corpora share: a small tokenizer, shards, and options to pack them."""

from __future__ import annotations

import lzma
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer, models, pre_tokenizers, processors

from slu.data.corpus.options import PackOptions, Source

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
TALK = [
    "내일 아침 일곱 시에 깨워 줘",
    "거실 불 좀 꺼 줄래?",
    "이번 주말에 비가 올까",
    "어제 본 영화는 정말 재미있었어!",
    "엄마한테 늦는다고 문자 보내",
]


@cache
def _tokenizer_text() -> str:
    characters = sorted(set("".join(TALK)) | set("번째말이다가나라0123456789.,!?") - {" "})
    pieces = [*SPECIAL, *characters, *(f"##{char}" for char in characters), "거실", "아침"]
    vocabulary = {piece: id_ for id_, piece in enumerate(pieces)}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return str(tokenizer.to_str())


def tokenizer_file(folder: Path) -> Path:
    path = folder / "tokenizer.json"
    path.write_text(_tokenizer_text(), encoding="utf-8")
    return path


def shard(path: Path, documents: list[list[str]]) -> Path:
    """Writes documents as a shard, packed where the name says so."""
    text = "\n\n".join("\n".join(lines) for lines in documents) + "\n"
    data = text.encode("utf-8")
    path.write_bytes(lzma.compress(data) if path.name.endswith(".xz") else data)
    return path


def talk(count: int, start: int = 0) -> list[list[str]]:
    """Documents of one to five sentences, all different."""
    return [
        [f"{number}번째 말이다, {TALK[(number + at) % len(TALK)]}" for at in range(number % 5 + 1)]
        for number in range(start, start + count)
    ]


def options_for(folder: Path, *sources: Source, **chosen: Any) -> PackOptions:
    tokenizer = tokenizer_file(folder)
    return replace(
        PackOptions(tokenizer=str(tokenizer), out=str(folder / "pack"), sources=sources), **chosen
    )
