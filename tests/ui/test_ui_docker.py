"""The files of docker/: linted, checked against Compose's schema, and their commands run as they
are, outside a container."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from process_kit import free_port
from typer.main import get_command

from slu.paths import ROOT
from ui.cli import app

DOCKER = ROOT / "docker"
BIN = Path(sys.executable).parent
COMPOSE = yaml.safe_load((DOCKER / "compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name in SERVICES if name != "database"]
LINTERS = [
    ["hadolint", "docker/Dockerfile"],
    ["yamllint", "--strict", "-c", "docker/yamllint.yml", "docker"],
    ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker/compose.yml"],
    ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker/compose.gpu.yml"],
]


@pytest.mark.parametrize("command", LINTERS, ids=lambda command: " ".join(command[::3]))
def test_the_linters_find_nothing(command: list[str]) -> None:
    program = shutil.which(command[0], path=f"{BIN}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        pytest.skip(f"{command[0]}이 없습니다")
    done = subprocess.run([program, *command[1:]], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout + done.stderr if done.returncode else "") == (0, "")


@pytest.mark.parametrize("name", OURS)
def test_every_command_is_one_of_ours(name: str) -> None:
    """By the command line's own parser: names, options, values."""
    command, rest = get_command(app), list(SERVICES[name]["command"])
    context = click.Context(command)
    while hasattr(command, "commands"):
        command = command.commands[rest.pop(0)]
    assert command.make_context(name, [*rest], parent=context)
    health = SERVICES[name]["healthcheck"]["test"]
    assert health[0] == "CMD"
    if health[1] == "malgwi":
        assert health[2:] == ["outbox", "list"]
    else:
        port = rest[rest.index("--port") + 1]
        assert f":{port}/" in health[3]
        assert SERVICES[name]["ports"][0].endswith(f":{port}:{port}")


@pytest.mark.parametrize("name", OURS)
def test_nothing_runs_as_root_or_holds_a_secret(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    for key, value in {**service["environment"], **SERVICES["database"]["environment"]}.items():
        if "PASSWORD" in key or "TOKEN" in key or "DATABASE" in key:
            assert value.count("${") == 1, "secrets come from the environment"
    text = (DOCKER / "Dockerfile").read_text("utf-8")
    assert text.rindex("\nUSER ") > text.rindex("\nRUN ")


def test_what_is_copied_is_there_and_not_ignored() -> None:
    allowed = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for line in (DOCKER / "Dockerfile").read_text("utf-8").splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists()
                assert f"!{source}" in allowed


def test_the_variables_are_those_of_the_example() -> None:
    example = (DOCKER / "env.example").read_text("utf-8")
    text = (DOCKER / "compose.yml").read_text("utf-8")
    named = {line.split("=")[0] for line in example.splitlines() if "=" in line and line[0] != "#"}
    assert all(f"${{{name}:" in text for name in named)


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: os.environ[key] for key in ("PATH", "LANG") if key in os.environ}
    return subprocess.run(
        command,
        env={**clean, "PATH": f"{BIN}{os.pathsep}{clean['PATH']}", **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_the_image_installs_what_the_project_pins() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    script = str(DOCKER / "requirements.py")
    all_lines = run(sys.executable, script, "rasa", "postgres").stdout.splitlines()
    assert all_lines == [*project["dependencies"], *extras["rasa"], *extras["postgres"]]
    [torch] = run(sys.executable, script, "--only", "torch").stdout.splitlines()
    assert torch in project["dependencies"]


def test_the_couriers_commands_run(tmp_path: Path) -> None:
    """As in the container, but once and over SQLite: an empty MALGWI_MQTT is none."""
    place = {
        "HOME": str(tmp_path),
        "MALGWI_DATABASE": str(tmp_path / "malgwi.db"),
        "MALGWI_MQTT": "",
    }
    command = ["malgwi", *SERVICES["outbox"]["command"], "--once"]
    delivered = run(*command, **place)
    assert (delivered.returncode, delivered.stdout) == (0, "메시지 0개를 보냈습니다.\n")
    health = SERVICES["outbox"]["healthcheck"]["test"][1:]
    assert run(*health, **place).returncode == 0


def test_the_server_runs_and_is_healthy(tmp_path: Path) -> None:
    """The container's command and environment, without ears, on another port, over SQLite."""
    port = str(free_port())
    given = SERVICES["server"]["command"]
    command = ["malgwi", *(port if one == "5005" else one for one in given), "--no-speech"]
    command[command.index("0.0.0.0")] = "127.0.0.1"
    environment = {
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "MALGWI_STATE": str(tmp_path),
        "MALGWI_DATABASE": str(tmp_path / "malgwi.db"),
        "MALGWI_TOKEN": "secret",
        "OMP_NUM_THREADS": "1",
        "PYTHONUNBUFFERED": "1",
    }
    check = SERVICES["server"]["healthcheck"]["test"][3].replace("5005", port)
    assert not is_healthy(check)
    with subprocess.Popen(
        [str(BIN / command[0]), *command[1:]],
        env=environment,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            assert server.stdout is not None
            ready = next((line for line in server.stdout if "준비되었습니다" in line), None)
            assert ready is not None
            assert is_healthy(check)
            assert not is_healthy(check.replace("/health", "/status"))  # which wants the token
        finally:
            server.terminate()
    assert server.returncode in (0, -signal.SIGTERM)  # uvicorn ends, then passes the signal on


def is_healthy(address: str) -> bool:
    return run(sys.executable, str(DOCKER / "healthy.py"), address).returncode == 0
