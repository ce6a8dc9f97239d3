"""A channel as a JSON file, and the pairs of sentences that one is fitted to."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from slu.data.rows import lines, read_text
from slu.errors import DataError
from slu.training.noise.channel import PARTS, Channel, fit

FORMAT = "channel-1"


def fit_file(path: Path) -> Channel:
    """Fits to a file of lines `said TAB heard`. Raises DataError naming the line at fault, and for
    a file without a syllable."""
    pairs = []
    for number, line in lines(read_text(path)):
        if line.strip():
            cells = line.split("\t")
            if len(cells) != 2:
                raise DataError("말한 글과 들은 글이 탭으로 나뉘어 있어야 합니다.", path, number)
            pairs.append((cells[0], cells[1]))
    return fit_pairs(pairs, path)


def fit_pairs(pairs: list[tuple[str, str]], path: Path) -> Channel:
    """Fits to sentences said and heard; `path` is where they came from. Raises DataError where
    there is no Korean in them."""
    try:
        return fit(pairs)
    except ValueError:
        raise DataError("한글로 말한 것이 없어 배울 수 없습니다.", path) from None


def save_channel(channel: Channel, path: Path) -> None:
    """Writes beside the place and renames; raises DataError where nothing can be written."""
    beside = path.with_name(f".{path.name}.writing")
    data = {"format": FORMAT} | asdict(channel)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        beside.replace(path)
    except OSError as fault:
        raise DataError(f"파일을 쓸 수 없습니다({fault.strerror}).", path) from fault


def load_channel(path: Path) -> Channel:
    """Reads what `save_channel` wrote; raises DataError naming the file and the fault."""
    try:
        data = json.loads(read_text(path))
        if not isinstance(data, dict) or data.pop("format", None) != FORMAT:
            raise ValueError("형식이 다릅니다")
        channel = Channel(**data)
        _check(channel)
    except (AttributeError, TypeError, ValueError) as fault:
        raise DataError(
            f"`malgwi noise fit`이 쓴 파일이 아닙니다({fault}). 다시 만드세요.", path
        ) from fault
    return channel


def _check(channel: Channel) -> None:
    """Raises ValueError or TypeError for numbers and letters that cannot be."""
    counts = (channel.syllables, channel.changed, channel.dropped, channel.added)
    if any(type(each) is not int or each < 0 for each in counts):
        raise ValueError("세지 않은 수가 있습니다")
    if not 0 <= channel.runs < 1:
        raise ValueError("runs는 0 이상 1 미만입니다")
    if channel.added and not channel.put_in:
        raise ValueError("put_in이 비었습니다")
    _check_weights("put_in", channel.put_in)
    for part, rows in channel.letters.items():
        for letter, heard in rows.items():
            if part not in PARTS or not {letter, *heard} <= set(PARTS[part]):
                raise ValueError(f"{part}에 없는 글자가 있습니다")
            _check_weights(f"{part} '{letter}'", heard)


def _check_weights(name: str, counts: Mapping[str, Any]) -> None:
    if not all(isinstance(each, (int, float)) and 0 < each < math.inf for each in counts.values()):
        raise ValueError(f"{name}의 수가 잘못되었습니다")
