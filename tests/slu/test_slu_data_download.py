"""Fetching from a real HTTP server on this machine: whole, cut, changed, missing, unreachable."""

import hashlib
import io
import json
import socket
import tarfile
import threading
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath

import pytest

from slu.data import CATALOGUE
from slu.data.catalogue import DataSet, RemoteFile
from slu.data.download import download, fetch, find
from slu.data.unpack import member_text, unpack_massive
from slu.errors import DataError, NetworkError

CONTENT = bytes(range(256)) * 1024


@dataclass
class Site:
    """What the server gives; `cuts` holds after how many bytes the next answers break off."""

    files: dict[str, bytes]
    tag: str = '"one"'
    cuts: list[int] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)
    url: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        self.ranges.append(request.headers["Range"])
        content = self.files.get(request.path)
        if content is None:
            request.send_error(404)
            return
        start = 0
        if request.headers["Range"] and request.headers["If-Range"] == self.tag:
            start = int(request.headers["Range"].removeprefix("bytes=").removesuffix("-"))
        if start >= len(content):
            request.send_error(416)
            return
        request.send_response(206 if start else 200)
        request.send_header("ETag", self.tag)
        request.send_header("Content-Length", str(len(content) - start))
        request.end_headers()
        end = start + self.cuts.pop(0) if self.cuts else len(content)
        request.wfile.write(content[start:end])


@pytest.fixture
def site(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    site = Site({"/data.bin": CONTENT})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.answer(self)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        site.url = f"http://127.0.0.1:{server.server_port}"
        yield site
        server.shutdown()
        thread.join()


def dataset(site, path="/data.bin", **options):
    file = RemoteFile(site.url + path, "data/set/data.bin", **options)
    return DataSet("set", "자료", "CC0", site.url, "data/set", (file,))


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def names(home):
    return sorted(path.name for path in (home / "data" / "set").iterdir())


def test_a_file_is_fetched_checked_and_its_progress_told(site, tmp_path):
    steps = []
    found = fetch(dataset(site, digest=sha256(CONTENT)), tmp_path, steps.append)
    assert found == (tmp_path / "data/set/data.bin",)
    assert found[0].read_bytes() == CONTENT
    assert names(tmp_path) == ["data.bin"]
    assert {(step.file, step.total) for step in steps} == {("data.bin", len(CONTENT))}
    assert [step.done for step in steps] == sorted({step.done for step in steps})
    assert steps[-1].done == len(CONTENT)


def test_what_is_there_is_not_fetched_again(site, tmp_path):
    fetch(dataset(site), tmp_path)
    fetch(dataset(site), tmp_path)
    assert site.ranges == [None]


def test_a_cut_connection_is_resumed_at_once(site, tmp_path):
    site.cuts = [100_000, 50_000]
    (path,) = fetch(dataset(site, digest=sha256(CONTENT)), tmp_path)
    assert path.read_bytes() == CONTENT
    assert site.ranges == [None, "bytes=100000-", "bytes=150000-"]


def test_a_fetch_given_up_is_resumed_by_the_next(site, tmp_path):
    site.cuts = [1000, 0]
    with pytest.raises(NetworkError, match=r"data\.bin: 연결이 끊겼습니다.*이어 받습니다"):
        fetch(dataset(site), tmp_path)
    assert names(tmp_path) == ["data.bin.part", "data.bin.part.tag"]
    steps = []
    (path,) = fetch(dataset(site), tmp_path, steps.append)
    assert path.read_bytes() == CONTENT
    assert site.ranges[-1] == "bytes=1000-"
    assert steps[-1].done == steps[-1].total == len(CONTENT)


def test_a_file_changed_in_between_is_fetched_anew(site, tmp_path):
    site.cuts = [1000, 0]
    with pytest.raises(NetworkError):
        fetch(dataset(site), tmp_path)
    site.files["/data.bin"], site.tag = CONTENT[::-1], '"two"'
    (path,) = fetch(dataset(site), tmp_path)
    assert path.read_bytes() == CONTENT[::-1]


@pytest.mark.parametrize("tag", ["", 'W/"weak"'])
def test_without_a_strong_tag_nothing_is_resumed(site, tmp_path, tag):
    site.tag = tag
    site.cuts = [1000, 0]
    with pytest.raises(NetworkError):
        fetch(dataset(site), tmp_path)
    (path,) = fetch(dataset(site), tmp_path)
    assert path.read_bytes() == CONTENT
    assert site.ranges == [None, None, None]


def test_a_part_that_is_whole_already_is_fetched_anew(site, tmp_path):
    folder = tmp_path / "data" / "set"
    folder.mkdir(parents=True)
    (folder / "data.bin.part").write_bytes(CONTENT)
    (folder / "data.bin.part.tag").write_text(site.tag)
    (path,) = fetch(dataset(site), tmp_path)
    assert path.read_bytes() == CONTENT
    assert site.ranges == [f"bytes={len(CONTENT)}-", None]


def test_a_wrong_checksum_is_refused_and_nothing_kept(site, tmp_path):
    with pytest.raises(NetworkError, match="검사값이 알려진 값과 다릅니다"):
        fetch(dataset(site, digest="0" * 64), tmp_path)
    assert names(tmp_path) == []


def test_a_checksum_from_a_published_list(site, tmp_path):
    digest = hashlib.sha1(CONTENT).hexdigest()
    site.files["/wiki-latest-pages.xml"] = CONTENT
    site.files["/sums.txt"] = (
        f"{'1' * 40}  wiki-20260101-titles.gz\n{digest}  wiki-20260101-pages.xml\n".encode()
    )
    listed = dataset(site, "/wiki-latest-pages.xml", digest_list=site.url + "/sums.txt")
    assert fetch(listed, tmp_path)[0].read_bytes() == CONTENT
    site.files["/sums.txt"] = f"{'1' * 40}  wiki-20260101-pages.xml\n".encode()
    with pytest.raises(NetworkError, match="검사값이 알려진 값과 다릅니다"):
        fetch(listed, tmp_path / "wrong")
    site.files["/sums.txt"] = b"nothing\n"
    with pytest.raises(NetworkError, match="검사값을 찾을 수 없습니다"):
        fetch(listed, tmp_path / "none")
    del site.files["/sums.txt"]
    with pytest.raises(NetworkError, match=r"sums\.txt.*HTTP 404"):
        fetch(listed, tmp_path / "gone")


def test_an_address_without_a_file(site, tmp_path):
    with pytest.raises(NetworkError, match=r"/gone: 127\.0\.0\.1.*HTTP 404"):
        fetch(dataset(site, "/gone"), tmp_path)


def test_no_network(tmp_path, monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(NetworkError, match="인터넷 연결을 확인") as caught:
            fetch(dataset(Site({}, url=url)), tmp_path)
    assert f"{url}/data.bin" in str(caught.value)
    assert str(tmp_path / "data/set/data.bin") in str(caught.value)


def test_a_home_that_cannot_be_written(site, tmp_path):
    (tmp_path / "data").touch()
    with pytest.raises(DataError, match="쓸 수 없습니다"):
        fetch(dataset(site), tmp_path)


def test_an_unknown_name_lists_the_known_ones(tmp_path):
    with pytest.raises(DataError, match=r"'없는것' 자료는.*massive-ko.*kowiki"):
        download("없는것", tmp_path)


def test_a_fetched_set_of_the_catalogue_is_found_in_place(tmp_path):
    folder = tmp_path / "data" / "massive-ko"
    folder.mkdir(parents=True)
    files = tuple(folder / name for name in ("train.jsonl", "dev.jsonl", "test.jsonl"))
    for file in files:
        file.touch()
    assert download("MASSIVE-ko", tmp_path) == files


def packed(*members):
    """A .tar.gz of (name, bytes) files; a str instead of bytes makes a link to it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                tar.addfile(info)
            else:
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


def massive_line(number, split):
    data = {
        "id": str(number),
        "locale": "ko-KR",
        "partition": split,
        "scenario": "iot",
        "intent": "iot_off",
        "utt": f"불 {number} 꺼",
        "annot_utt": f"[device : 불 {number}] 꺼",
    }
    return data, json.dumps(data | {"worker_id": "8", "judgments": []}, ensure_ascii=False)


def massive_set(site, content):
    site.files["/massive.tar.gz"] = content
    target = find("massive-ko").files[0].target
    remote = RemoteFile(site.url + "/massive.tar.gz", target, sha256(content))
    return replace(find("massive-ko"), files=(remote,))


def test_massive_is_split_and_the_archive_removed(site, tmp_path):
    rows = [massive_line(number, split) for number, split in enumerate(["train", "dev", "test"])]
    lines = "".join(line + "\n" for _, line in rows).encode()
    content = packed(
        ("../../evil", b"x"), ("1.1/data/en-US.jsonl", b"{"), ("1.1/data/ko-KR.jsonl", lines)
    )
    found = fetch(massive_set(site, content), tmp_path)
    assert [path.name for path in found] == ["train.jsonl", "dev.jsonl", "test.jsonl"]
    assert [json.loads(path.read_text("utf-8")) for path in found] == [data for data, _ in rows]
    everything = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert everything == set(found)
    assert not (tmp_path.parent / "evil").exists()


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"no archive", "깨졌습니다"),
        (packed(("1.1/data/ko-KR.jsonl", b"{}" * 5000))[:60], "깨졌습니다"),
        (packed(("1.1/data/en-US.jsonl", b"{}")), "파일이 없습니다"),
        (packed(("1.1/data/ko-KR.jsonl", "/etc/hostname")), "파일이 없습니다"),
        (packed(("1.1/data/ko-KR.jsonl", b"\xff")), "깨졌습니다"),
        (packed(("1.1/data/ko-KR.jsonl", b"{}\n")), r":1: 'partition' 항목"),
        (packed(("1.1/data/ko-KR.jsonl", b'{"partition": "x"}\n')), "모르는 'partition'"),
    ],
    ids=["no archive", "cut", "other language", "link", "no text", "no partition", "odd partition"],
)
def test_an_archive_that_is_not_as_expected_is_refused(site, tmp_path, content, fault):
    with pytest.raises(DataError, match=fault):
        fetch(massive_set(site, content), tmp_path)
    assert not list(tmp_path.rglob("*.jsonl"))


def test_a_missing_archive_is_refused(tmp_path):
    with pytest.raises(DataError, match="깨졌습니다"):
        unpack_massive(tmp_path)
    with pytest.raises(DataError, match="깨졌습니다"):
        member_text(tmp_path / "none.tar.gz", "a")


def test_the_catalogue_keeps_to_the_layout():
    assert len({each.name.lower() for each in CATALOGUE}) == len(CATALOGUE)
    targets = [file.target for each in CATALOGUE for file in each.files]
    assert len(set(targets)) == len(targets)
    for each in CATALOGUE:
        assert each.title
        assert each.licence
        assert bool(each.unpack) == bool(each.produces)
        for file in each.files:
            target = PurePosixPath(file.target)
            assert target.parts[0] in ("corpus", "data", "speech")
            assert ".." not in target.parts
            assert str(target.parent) == each.folder
            assert file.url.startswith("https://")
            assert file.digest is None or len(file.digest) == 64
