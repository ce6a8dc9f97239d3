"""Turns labelled sets into a shard of a corpus: their training sentences, a document each.

An encoder for an assistant learns more from requests than from films' reviews; the labelled sets
hold the most requests. Labels are left behind; what is measured on is kept out when packing.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from slu.data import read
from slu.data.tasks import TASKS, read_task
from slu.errors import DataError
from slu.paths import find_data


def write_shard(sets: list[str], out: Path, seed: int = 0) -> int:
    """Writes the sentences of `sets` (names of `slu.data.tasks`, or files of utterances) in an
    order that the seed draws; returns how many there are.

    Raises DataError when there is none, or where a set cannot be read.
    """
    sentences = list(dict.fromkeys(text for name in sets for text in sentences_of(name)))
    if not sentences:
        raise DataError("쓸 문장이 없습니다. 과제의 이름이나 예문 파일을 하나 이상 적으세요.")
    random.Random(seed).shuffle(sentences)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=out.parent, encoding="utf-8", delete=False) as file:
        file.write("\n\n".join(sentences) + "\n")
    Path(file.name).chmod(0o644)
    Path(file.name).replace(out)
    return len(sentences)


def sentences_of(name: str) -> list[str]:
    """The training sentences of one set, each on one line."""
    if name in TASKS:
        examples = read_task(name).train
        texts = [text for each in examples for text in (each.first, each.second) if text]
    else:
        texts = [utterance.text for utterance in read(find_data(name))]
    return [" ".join(text.split()) for text in texts if text.strip()]
