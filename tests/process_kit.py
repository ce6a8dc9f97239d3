"""Servers that tests start as processes of their own, on a free port, and end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def process(
    command: list[str], health: str, folder: Path, within: Path, insecure: bool = False
) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a process of its own in the folder `within`, once it answers at `health`;
    ended with its children. Its output goes to `log.txt` in `folder`."""
    environment = {**os.environ, "SANIC_HOST": "127.0.0.1", "OMP_NUM_THREADS": "1"}
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen(
            command, stdout=log, stderr=log, env=environment, cwd=within, start_new_session=True
        )
    try:
        _wait(server, health, folder / "log.txt", insecure)
        yield server
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(20)


def _wait(server: subprocess.Popen[bytes], health: str, log: Path, insecure: bool) -> None:
    for _ in range(1200):
        assert server.poll() is None, log.read_text("utf-8", "replace")
        try:
            if httpx.get(health, trust_env=False, verify=not insecure).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8", "replace"))
