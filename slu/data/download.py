"""Fetching public data sets from their own addresses into the data home.

A fetch that was cut goes on where it stopped (a `.part` file and HTTP's Range); files are
renamed into place only when whole and, where a checksum is published, when it agrees. What is
fetched from where is `slu.data.catalogue`.
"""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from slu.data.catalogue import CATALOGUE, DataSet, RemoteFile
from slu.errors import DataError, NetworkError

_TRIES = 3
_ALGORITHMS = {32: "md5", 40: "sha1", 64: "sha256"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a file has come, in bytes; `total` is None while its length is not known."""

    file: str
    done: int
    total: int | None


Watch = Callable[[Progress], None]


def find(name: str) -> DataSet:
    """The data set of that name, letter case aside; DataError lists the known ones."""
    found = next((each for each in CATALOGUE if each.name.lower() == name.lower()), None)
    if found is None:
        known = ", ".join(each.name for each in CATALOGUE)
        raise DataError(f"'{name}' 자료는 목록에 없습니다. 받을 수 있는 자료: {known}")
    return found


def download(name: str, home: Path, progress: Watch | None = None) -> tuple[Path, ...]:
    """Fetches the named set below `home` and returns its files. What is there already is kept.

    Raises DataError (unknown name, a file that cannot be written or unpacked) and NetworkError
    (no network, a wrong address, a cut connection, a wrong checksum)."""
    return fetch(find(name), home, progress)


def fetch(dataset: DataSet, home: Path, progress: Watch | None = None) -> tuple[Path, ...]:
    """`download` for a set that need not stand in the catalogue."""
    folder = home / dataset.folder
    produced = tuple(folder / name for name in dataset.produces)
    if produced and all(path.exists() for path in produced):
        return produced
    watch = progress or (lambda _: None)
    try:
        with httpx.Client(follow_redirects=True, timeout=30.0) as client:
            fetched = tuple(
                _file(client, file, home / file.target, watch) for file in dataset.files
            )
        if dataset.unpack is not None:
            dataset.unpack(folder)
    except OSError as fault:
        raise DataError(
            f"파일을 쓸 수 없습니다({fault.strerror}).", fault.filename or home
        ) from fault
    return produced or fetched


def _file(client: httpx.Client, file: RemoteFile, target: Path, watch: Watch) -> Path:
    """Fetches one file unless it is there, going on after a cut while there is progress."""
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    for left in reversed(range(_TRIES)):
        before = _size(part)
        try:
            _stream(client, file.url, part, watch)
            break
        except httpx.HTTPError as fault:
            if not left or _size(part) <= before:
                raise _unreached(file.url, target, fault) from fault
    _verify(client, file, part)
    part.replace(target)
    _tag(part).unlink(missing_ok=True)
    return target


def _stream(client: httpx.Client, url: str, part: Path, watch: Watch) -> None:
    """Appends to `part` what it lacks. `If-Range` makes a server send the whole file anew when
    it has changed since; without a tag of that first answer nothing is resumed."""
    tag = _tag(part).read_text("utf-8") if _tag(part).exists() else ""
    have = _size(part) if tag else 0
    # A packed transfer would make byte counts meaningless.
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": tag}
    with client.stream("GET", url, headers=headers) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            _tag(part).unlink()
            return _stream(client, url, part, watch)
        answer.raise_for_status()
        resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT
        done = have if resumed else 0
        length = answer.headers.get("Content-Length")
        total = done + int(length) if length else None
        with part.open("ab" if resumed else "wb") as file:
            _tag(part).write_text(_validator(answer), "utf-8")
            # Of no fixed size: the beginning of a chunk would be lost at a cut.
            for chunk in answer.iter_bytes():
                file.write(chunk)
                done += len(chunk)
                watch(Progress(part.name.removesuffix(".part"), done, total))


def _validator(answer: httpx.Response) -> str:
    """What `If-Range` may name: a strong ETag, else the time of the last change (RFC 9110,
    section 13.1.5)."""
    tag: str = answer.headers.get("ETag", "")
    modified: str = answer.headers.get("Last-Modified", "")
    return tag if tag and not tag.startswith("W/") else modified


def _verify(client: httpx.Client, file: RemoteFile, part: Path) -> None:
    expected = file.digest
    if file.digest_list is not None:
        expected = _published(client, file.digest_list, file.url)
    if expected is None:
        return
    with part.open("rb") as data:
        found = hashlib.file_digest(data, _ALGORITHMS[len(expected)]).hexdigest()
    if found != expected.lower():
        part.unlink()
        _tag(part).unlink(missing_ok=True)
        raise NetworkError(
            f"{file.url}: 받은 파일의 검사값이 알려진 값과 다릅니다({found[:12]}… ≠ "
            f"{expected[:12]}…). 받은 것은 지웠습니다. 다시 받아 주세요. "
            "또 그러면 원본이 바뀐 것입니다."
        )


def _published(client: httpx.Client, address: str, url: str) -> str:
    """The checksum of a file from a list of `HEX  NAME` lines; the list names the date where
    the address says `latest`."""
    try:
        listing = client.get(address).raise_for_status().text
    except httpx.HTTPError as fault:
        raise _unreached(address, None, fault) from fault
    wanted = Path(urlsplit(url).path).name.replace("latest", "*")
    for line in listing.splitlines():
        digest, _, name = line.partition(" ")
        if fnmatch.fnmatch(name.strip(), wanted) and len(digest) in _ALGORITHMS:
            return digest
    raise NetworkError(f"{address}: '{wanted}'의 검사값을 찾을 수 없습니다.")


def _unreached(url: str, target: Path | None, fault: httpx.HTTPError) -> NetworkError:
    host = urlsplit(url).hostname
    by_hand = f" 다른 곳에서 받아 {target}에 두셔도 됩니다." if target else ""
    if isinstance(fault, httpx.HTTPStatusError):
        code = fault.response.status_code
        return NetworkError(
            f"{url}: {host}가 파일을 주지 않습니다(HTTP {code}). {by_hand.strip()}".rstrip()
        )
    if isinstance(fault, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError):
        message = "서버에 닿지 못했습니다. 인터넷 연결을 확인하고 다시 해 주세요."
    else:
        message = "연결이 끊겼습니다. 같은 명령을 다시 하면 받던 곳부터 이어 받습니다."
    return NetworkError(f"{url}: {message}{by_hand}")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _tag(part: Path) -> Path:
    return part.with_name(part.name + ".tag")
