"""A pack in parts of a few megabytes that can be carried one by one, and joined again.

The files of the pack, one after another, are cut every so many bytes; `parts.json` tells the
length and SHA-256 of each file and part. Needs the standard library only, so that
`python -m slu.data.corpus.parts PARTS OUT` joins a pack where little else is installed.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from slu.errors import DataError

_LIST = "parts.json"
_BLOCK = 1 << 20

Watch = Callable[[int, int], None]
"""Told how many bytes of how many have been written."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A file of the pack, or a part of it."""

    name: str
    size: int
    sha256: str = ""


def split(pack: Path, out: Path, part_bytes: int, watch: Watch) -> int:
    """Writes `pack` as parts of at most `part_bytes` into the new folder `out`; returns how many.

    Raises DataError when `out` exists or `pack` holds no files.
    """
    paths = sorted(path for path in pack.glob("*") if path.is_file())
    if not paths or part_bytes < 1:
        raise DataError("나눌 파일이 없거나 조각의 크기가 0입니다.", pack)
    sizes = [path.stat().st_size for path in paths]
    total = sum(sizes)
    cuts = range(0, total, part_bytes)
    parts = [
        _Stretch(f"part-{number:03}", min(part_bytes, total - at)) for number, at in enumerate(cuts)
    ]
    with _beside(out) as folder:
        poured = _pour(paths, parts, folder, watch)
        files = [
            _Stretch(path.name, size, _sha256(path))
            for path, size in zip(paths, sizes, strict=True)
        ]
        listed = {
            "files": [asdict(each) for each in files],
            "parts": [asdict(each) for each in poured],
        }
        (folder / _LIST).write_text(json.dumps(listed, indent=2) + "\n", encoding="utf-8")
    return len(parts)


def join(parts: Path, out: Path, watch: Watch) -> None:
    """Writes the files that the parts in the folder `parts` make into the new folder `out`.

    Raises DataError, naming the part, when one is missing or altered, and when `out` exists.
    """
    files, listed = _read_list(parts / _LIST)
    for part in listed:
        path = parts / part.name
        if not path.is_file():
            raise DataError("조각이 없습니다. 마저 옮긴 다음 다시 하세요.", path)
        if _sha256(path) != part.sha256:
            raise DataError("조각이 바뀌었거나 끊겼습니다. 이 조각을 다시 옮기세요.", path)
    with _beside(out) as folder:
        if _pour([parts / part.name for part in listed], files, folder, watch) != files:
            raise DataError("조각을 이은 결과가 처음 묶음과 다릅니다. 다시 나누세요.", parts)


def _pour(
    sources: Iterable[Path], targets: list[_Stretch], folder: Path, watch: Watch
) -> list[_Stretch]:
    """Writes the bytes of all `sources` into `targets` of the given sizes; these with hashes."""
    blocks = _blocks(sources)
    rest, done, total = b"", 0, sum(target.size for target in targets)
    written = []
    for target in targets:
        digest, missing = sha256(), target.size
        with (folder / target.name).open("wb") as file:
            while missing and (rest := rest or next(blocks, b"")):
                piece, rest = rest[:missing], rest[missing:]
                file.write(piece)
                digest.update(piece)
                missing -= len(piece)
                done += len(piece)
                watch(done, total)
        written.append(replace(target, size=target.size - missing, sha256=digest.hexdigest()))
    return written


def _blocks(paths: Iterable[Path]) -> Iterator[bytes]:
    for path in paths:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block


def _sha256(path: Path) -> str:
    digest = sha256()
    for block in _blocks([path]):
        digest.update(block)
    return digest.hexdigest()


def _read_list(path: Path) -> tuple[list[_Stretch], list[_Stretch]]:
    """The files and the parts."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        files, parts = ([_Stretch(**each) for each in data[name]] for name in ("files", "parts"))
    except FileNotFoundError:
        raise DataError("조각의 목록이 없습니다. 이 파일도 함께 옮기세요.", path) from None
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise DataError("조각의 목록이 깨졌습니다. 이 파일을 다시 옮기세요.", path) from fault
    if any(Path(each.name).name != each.name for each in (*files, *parts)):
        raise DataError("조각의 목록에 다른 폴더를 가리키는 이름이 있습니다.", path)
    return files, parts


@contextmanager
def _beside(out: Path) -> Iterator[Path]:
    """A folder beside `out` that takes its name when all went well."""
    if out.exists():
        raise DataError("이미 있는 폴더입니다. 다른 이름을 주거나 먼저 지우세요.", out)
    folder = out.with_name(f".{out.name}.new")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        yield folder
        folder.rename(out)
    except OSError as fault:
        raise DataError(f"파일을 읽거나 쓸 수 없습니다({fault.strerror}).", out) from fault
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        join(Path(sys.argv[1]), Path(sys.argv[2]), lambda done, total: None)
    except IndexError:
        sys.exit("사용법: python -m slu.data.corpus.parts 조각폴더 묶음폴더")
    except DataError as error:
        sys.exit(str(error))
