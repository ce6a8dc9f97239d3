"""`malgwi serve` as a process of its own: HTTPS, the shipped model, an orderly end."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from process_kit import free_port, process
from typer.testing import CliRunner

from slu.errors import DataError
from slu.paths import ROOT
from ui import cli
from ui.server.running import Place


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if shutil.which("openssl") is None:
        pytest.skip("openssl이 없습니다")
    folder = tmp_path_factory.mktemp("certificate")
    files = folder / "cert.pem", folder / "key.pem"
    command = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "1",
        "-subj",
        "/CN=localhost",
    ]
    command += ["-out", str(files[0]), "-keyout", str(files[1])]
    subprocess.run(command, check=True, capture_output=True)
    return files


@dataclass
class Serving:
    client: httpx.Client
    process: subprocess.Popen[bytes]
    log: Path


@pytest.fixture(scope="module")
def serving(
    certificate: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Serving]:
    folder, port = tmp_path_factory.mktemp("serve"), free_port()
    command = [sys.executable, "-c", "from ui.cli import main; main()", "serve", "--no-speech"]
    command += ["--port", str(port), "--database", str(folder / "malgwi.db"), "--device", "cpu"]
    command += ["--ssl-certificate", str(certificate[0]), "--ssl-key", str(certificate[1])]
    address = f"https://127.0.0.1:{port}"
    with (
        process(command, f"{address}/ready", folder, ROOT, insecure=True) as server,
        httpx.Client(base_url=address, verify=False, trust_env=False, timeout=60) as client,
    ):
        yield Serving(client, server, folder / "log.txt")


def test_a_conversation_over_https(serving: Serving) -> None:
    said = {"sender": "철수", "message": "내일 아침 7시에 깨워 줘"}
    (reply,) = serving.client.post("/webhooks/rest/webhook", json=said).json()
    assert "7시" in reply["text"]
    tracker = serving.client.get("/conversations/철수/tracker").json()
    assert tracker["latest_message"]["intent"]["name"] == "alarm_set"
    assert serving.client.post("/speech", content=b"x").status_code == 501


def test_many_at_one_time_get_their_own_answers(serving: Serving) -> None:
    texts = [f"{hour}시에 깨워 줘" for hour in range(1, 13)] * 2

    def parse(text: str) -> str:
        found = serving.client.post("/model/parse", json={"text": text}).json()
        assert found["text"] == text
        (time,) = [one for one in found["entities"] if one["entity"] == "time"]
        return str(time["value"])

    with ThreadPoolExecutor(len(texts)) as pool:
        found = list(pool.map(parse, texts))
    hours = [int(value[:2]) % 12 for value in found]
    assert hours == [hour % 12 for hour in range(1, 13)] * 2


def test_the_log_is_json_without_words(serving: Serving) -> None:
    serving.client.post("/webhooks/rest/webhook", json={"sender": "영희", "message": "무화과"})
    lines = serving.log.read_text("utf-8").splitlines()
    told = [json.loads(line) for line in lines if line.startswith("{")]
    assert {one["event"] for one in told} >= {"request"}
    assert not any("영희" in line or "무화과" in line for line in lines)


def test_it_ends_in_order(serving: Serving) -> None:
    """The last one: the server is gone afterwards."""
    serving.process.send_signal(signal.SIGTERM)
    assert serving.process.wait(30) in (0, -signal.SIGTERM)
    assert "Traceback" not in serving.log.read_text("utf-8")


def test_a_certificate_that_does_not_open_is_named(
    certificate: tuple[Path, Path], tmp_path: Path
) -> None:
    Place("127.0.0.1", 1, *certificate).check()
    wrong = tmp_path / "cert.pem"
    wrong.write_text("no certificate")
    for place in (Place("", 1, wrong), Place("", 1, certificate[0]), Place("", 1, None, wrong)):
        with pytest.raises(DataError):
            place.check()


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["serve", "--device", "nosuch"], "장치 'nosuch'"),
        (["serve", "--model", "none"], "모델 폴더가 없습니다"),
        (["serve", "--ssl-key", "key.pem"], "--ssl-certificate도"),
        (["actions", "--bot", "none.yml"], "none.yml: 파일이 없습니다"),
    ],
)
def test_a_wrong_option_is_a_sentence(options: list[str], says: str, tmp_path: Path) -> None:
    more = ["--no-speech", "--port", str(free_port()), "--database", str(tmp_path / "a.db")]
    found = CliRunner().invoke(cli.app, [*options, *more])
    assert found.exit_code == 2
    assert says in found.output
