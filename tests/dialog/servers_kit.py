"""Real servers for the tests, on free ports of this machine: PostgreSQL, mosquitto, a webhook.

In CI a server that is not installed is a failure; elsewhere its tests are skipped with the reason.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def missing(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI needs {what}: apt-get install -y {what}")
    pytest.skip(f"{what} is not installed")


def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    """Waits until it holds; a test that waits in vain fails."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def _postgres_bin() -> Path:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists():
            return place
    missing("postgresql")
    raise AssertionError


@contextmanager
def running_postgres() -> Iterator[str]:
    """The address of a new PostgreSQL without its database's name. It refuses to run as root."""
    binaries, folder = _postgres_bin(), Path(tempfile.mkdtemp(prefix="malgwi-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        as_user = ["runuser", "-u", "postgres", "--"]
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", free_port()
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c fsync=off"

    def tool(name: str, *arguments: str) -> None:
        command = [*as_user, str(binaries / name), "-D", str(data), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        tool("initdb", "--auth=trust", "--username=malgwi", "--encoding=UTF8", "--no-sync")
        log = str(folder / "log")
        tool("pg_ctl", "-w", "-o", f"{options} -c unix_socket_directories=''", "-l", log, "start")
        try:
            yield f"postgresql://malgwi@127.0.0.1:{port}"
        finally:
            tool("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Mosquitto:
    """A broker that can be stopped and started again on its port."""

    binary: str
    port: int
    _process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        command = [self.binary, "-p", str(self.port)]
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(lambda: _answers(self.port), 20)

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(10)
            self._process = None


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def running_mosquitto() -> Iterator[Mosquitto]:
    binary = shutil.which("mosquitto", path=f"{os.environ['PATH']}:/usr/sbin")
    if binary is None:
        missing("mosquitto")
    broker = Mosquitto(str(binary), free_port())
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()


@dataclass
class Hook:
    """A webhook that keeps what it gets; `answers` are its next statuses, then always 200."""

    address: str = ""
    got: list[tuple[str, object]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def once(self) -> list[object]:
        """The bodies without doubles, as a receiver keeps them that knows the keys."""
        return list(dict(self.got).values())


@contextmanager
def running_hook() -> Iterator[Hook]:
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status = hook.answers.pop(0) if hook.answers else 200
            if status == 200:
                hook.got.append((self.headers["Idempotency-Key"], body))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield hook
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
