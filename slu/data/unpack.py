"""Turning a fetched archive into the files of the data home.

Only one named member is read, as a stream: no path of an archive ever becomes a path here.
"""

from __future__ import annotations

import json
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from slu.data.jsonl import read_object, text_of
from slu.data.rows import lines, located, stop, write_text
from slu.errors import DataError

_ARCHIVE = "amazon-massive-dataset-1.1.tar.gz"
_MEMBER = "1.1/data/ko-KR.jsonl"
_KEPT = ("id", "locale", "partition", "scenario", "intent", "utt", "annot_utt")
_SPLITS = ("train", "dev", "test")


def unpack_massive(folder: Path) -> None:
    """Splits the Korean part of MASSIVE's archive by `partition`, without the annotators'
    judgments, and removes the archive. Raises DataError for an archive that is not as expected.
    """
    archive = folder / _ARCHIVE
    splits: dict[str, list[str]] = {name: [] for name in _SPLITS}
    for number, line in lines(member_text(archive, _MEMBER).rstrip("\n")):
        with located(archive, number, stop):
            data = read_object(line)
            split = text_of(data, "partition")
            if split not in splits:
                raise DataError(f"모르는 'partition' 값입니다: {split}")
            kept = {key: text_of(data, key) for key in _KEPT}
        splits[split].append(json.dumps(kept, ensure_ascii=False) + "\n")
    for split, rows in splits.items():
        write_text(folder / f"{split}.jsonl", "".join(rows))
    archive.unlink()


def member_text(archive: Path, name: str) -> str:
    """The UTF-8 text of one regular file in a packed tar archive."""
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in _regular(tar):
                file = tar.extractfile(member) if member.name == name else None
                if file is not None:
                    return file.read().decode("utf-8")
    except (tarfile.TarError, EOFError, zlib.error, OSError, UnicodeDecodeError) as fault:
        message = f"묶음 파일이 깨졌습니다({fault}). 지우고 다시 받아 주세요."
        raise DataError(message, archive) from fault
    raise DataError(f"묶음 안에 '{name}' 파일이 없습니다.", archive)


def _regular(tar: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Members that are files themselves: a link could lead anywhere."""
    return (member for member in tar if member.isreg())
