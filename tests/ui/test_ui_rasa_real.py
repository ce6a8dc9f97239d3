"""A real Rasa 3.6, where one is to be had: a bot whose NLU is Malgwi, by the component or as its
NLU server, and whose actions are those of `malgwi actions`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from process_kit import free_port, process

from slu.paths import ROOT

pytestmark = pytest.mark.timeout(900)
COMPONENT = ROOT / "docs" / "rasa" / "malgwi_nlu.py"
CONFIG = """\
recipe: default.v1
language: ko
pipeline:
  - name: malgwi_nlu.MalgwiNLU
    url: {nlu}
policies:
  - name: RulePolicy
"""
BOT = """\
version: "3.1"
intents: [alarm_set, qa_maths, general_greet, malgwi_ring]
entities: [time, date]
slots:
  time: {type: text, influence_conversation: false, mappings: [{type: from_entity, entity: time}]}
  people:
    type: float
    influence_conversation: false
    mappings:
      - type: from_text
        conditions: [{active_loop: people_form, requested_slot: people}]
forms:
  people_form: {required_slots: [people]}
actions:
  - action_calculate
  - action_malgwi_say_woken
  - action_malgwi_say_counted
  - validate_people_form
responses:
  utter_woken: [{text: "{time:으로} 맞출게요."}]
  utter_ask_people: [{text: 몇 분이세요}]
  utter_invalid_people: [{text: 숫자로 말씀해 주세요.}]
  utter_counted: [{text: "{people}명이시군요."}]
"""
# Without examples Rasa leaves the pipeline out of its model, although nothing learns from them.
NLU = """\
version: "3.1"
nlu:
  - intent: alarm_set
    examples: "- 7시에 깨워 줘"
  - intent: qa_maths
    examples: "- 1 더하기 1은"
"""
RULES = """\
version: "3.1"
rules:
  - rule: 알람
    steps: [{intent: alarm_set}, {action: action_malgwi_say_woken}]
  - rule: 셈
    steps: [{intent: qa_maths}, {action: action_calculate}]
  - rule: 묻기
    steps: [{intent: general_greet}, {action: people_form}, {active_loop: people_form}]
  - rule: 다 물음
    condition: [{active_loop: people_form}]
    steps:
      - action: people_form
      - active_loop: null
      - slot_was_set: [{requested_slot: null}]
      - action: action_malgwi_say_counted
"""
ENDPOINTS = "action_endpoint:\n  url: {actions}/webhook\n"
TALK = [
    ("7시에 깨워 줘", "07:00:00으로 맞출게요"),
    ("25 곱하기 4는 얼마야", "100"),
    ("안녕하세요", "몇 분이세요"),
    ("여럿이요", "숫자로 말씀해 주세요. 몇 분이세요"),
    ("세 명이요", "3명이시군요"),
]
QUIET = {"RASA_TELEMETRY_ENABLED": "false", "CUDA_VISIBLE_DEVICES": ""}


def rasa_python() -> str:
    """A Python with Rasa 3.6; skips, saying why, where there is none."""
    python = os.environ.get("MALGWI_RASA_PYTHON") or shutil.which("python3.10")
    if python is None:
        pytest.skip(
            "Python 3.10과 Rasa 3.6이 없습니다. 있는 파이썬을 MALGWI_RASA_PYTHON으로 알려 주세요."
        )
    look = [python, "-c", "import rasa; print(rasa.__version__)"]
    found = subprocess.run(look, capture_output=True, text=True, check=False)
    if found.returncode or not found.stdout.strip().startswith("3.6"):
        pytest.skip(f"{python}에 Rasa 3.6이 없습니다.")
    return python


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, str]]:
    """A trained Rasa bot over our two servers: its Python, its folder, our NLU's address."""
    python = rasa_python()
    folder = tmp_path_factory.mktemp("bot")
    nlu, actions = (f"http://127.0.0.1:{free_port()}" for _ in range(2))
    (folder / "data").mkdir()
    (folder / "config.yml").write_text(CONFIG.format(nlu=nlu), "utf-8")
    (folder / "domain.yml").write_text(BOT, "utf-8")
    (folder / "data" / "rules.yml").write_text(RULES, "utf-8")
    (folder / "data" / "nlu.yml").write_text(NLU, "utf-8")
    (folder / "endpoints.yml").write_text(ENDPOINTS.format(actions=actions), "utf-8")
    shutil.copy(COMPONENT, folder)
    ours = [sys.executable, "-c", "from ui.cli import main; main()"]
    database = ["--no-speech", "--database", str(folder / "malgwi.db"), "--port"]
    serve = [*ours, "serve", *database, nlu.rpartition(":")[2]]
    act = [*ours, "actions", *database, actions.rpartition(":")[2]]
    act += ["--bot", str(folder / "domain.yml")]
    for name in ("serve", "actions"):
        (folder / name).mkdir()
    with (
        process(serve, f"{nlu}/ready", folder / "serve", ROOT),
        process(act, f"{actions}/health", folder / "actions", ROOT),
    ):
        train = [python, "-m", "rasa", "train", "--quiet"]
        subprocess.run(train, cwd=folder, check=True, timeout=600, env={**os.environ, **QUIET})
        yield python, folder, nlu


@pytest.mark.parametrize("by", ["component", "endpoint"])
def test_a_real_rasa_understands_and_acts_with_us(
    bot: tuple[str, Path, str], by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    python, folder, nlu = bot
    if by == "endpoint":
        with (folder / "endpoints.yml").open("a", encoding="utf-8") as endpoints:
            endpoints.write(f"nlu:\n  url: {nlu}\n")
    for name, value in QUIET.items():
        monkeypatch.setenv(name, value)
    port = free_port()
    run = [python, "-m", "rasa", "run", "--enable-api", "--port", str(port)]
    (folder / by).mkdir()
    address = f"http://127.0.0.1:{port}"
    with process(run, f"{address}/status", folder / by, folder):
        for text, says in TALK:
            said = {"sender": by, "message": text}
            answers = httpx.post(f"{address}/webhooks/rest/webhook", json=said, timeout=60).json()
            assert says in " ".join(one["text"] for one in answers)
