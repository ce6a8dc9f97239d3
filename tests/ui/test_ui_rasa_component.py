"""The component for a Rasa pipeline, with stand-ins for what it imports of Rasa, against a real
server of ours; and with a real Rasa where one is to be had."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import page_kit
import pytest
import uvicorn
from process_kit import free_port, process

from slu.paths import ROOT
from ui.server.app import build
from ui.server.options import ServerOptions
from ui.server.service import Service

COMPONENT = ROOT / "docs" / "rasa" / "malgwi_nlu.py"


class Message:
    """Rasa's message, as far as components use it."""

    def __init__(self, text: str | None):
        self.data: dict[str, Any] = {"text": text}
        self.output: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        return self.data.get(name, default)

    def set(self, name: str, value: Any, add_to_output: bool = False) -> None:
        self.data[name] = value
        self.output |= {name} if add_to_output else set()


class Recipe:
    """Rasa's registry of components."""

    registered: tuple[Any, ...] = ()
    ComponentType = types.SimpleNamespace(
        INTENT_CLASSIFIER="classifier", ENTITY_EXTRACTOR="extractor"
    )

    @classmethod
    def register(cls, kinds: list[str], is_trainable: bool) -> Any:
        def keep(component: type) -> type:
            cls.registered = (component, kinds, is_trainable)
            return component

        return keep


class InvalidConfigException(Exception):
    pass


@pytest.fixture
def component(monkeypatch: pytest.MonkeyPatch) -> Any:
    stands = {
        "rasa.engine.graph": {"GraphComponent": object, "ExecutionContext": object},
        "rasa.engine.recipes.default_recipe": {"DefaultV1Recipe": Recipe},
        "rasa.engine.storage.resource": {"Resource": object},
        "rasa.engine.storage.storage": {"ModelStorage": object},
        "rasa.shared.exceptions": {"InvalidConfigException": InvalidConfigException},
        "rasa.shared.nlu.constants": {"ENTITIES": "entities", "INTENT": "intent", "TEXT": "text"},
        "rasa.shared.nlu.training_data.message": {"Message": Message},
    }
    for name, content in stands.items():
        parts = name.split(".")
        for end in range(1, len(parts) + 1):
            module = types.ModuleType(".".join(parts[:end]))
            monkeypatch.setitem(sys.modules, module.__name__, module)
        for key, value in content.items():
            setattr(sys.modules[name], key, value)
    spec = importlib.util.spec_from_file_location("malgwi_nlu", COMPONENT)
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded.MalgwiNLU


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    voice = page_kit.voice_assistant(tmp_path)
    service = Service(
        voice.assistant, voice, page_kit.Clock(), ServerOptions(token="s3cret", nlu_fallback=True)
    )
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(build(service), port=port, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
    voice.close()


def made(component: Any, **config: Any) -> Any:
    config = {**component.get_default_config(), **config}
    component.validate_config(config)
    return component.create(config, None, None, None)


def test_it_is_written_for_the_pythons_of_rasa() -> None:
    ast.parse(COMPONENT.read_text("utf-8"), feature_version=(3, 8))


def test_a_message_gets_intent_ranking_and_entities(
    component: Any, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALGWI_SECRET", "s3cret")
    nlu = made(
        component, url=f"{address}/", token="${MALGWI_SECRET}", intents={"alarm_set": "set_alarm"}
    )
    message, other, empty = Message(page_kit.WAKE), Message("모르는 말"), Message(None)
    message.set("entities", [{"entity": "before"}])
    assert nlu.process([message, other, empty]) == [message, other, empty]
    assert message.get("intent") == {"name": "set_alarm", "confidence": 1.0}
    assert [one["name"] for one in message.get("intent_ranking")] == ["set_alarm", "calendar_set"]
    before, time_ = message.get("entities")
    assert before == {"entity": "before"}
    assert (time_["entity"], time_["value"]) == ("time", "2026-03-03T07:00:00+09:00")
    assert message.output == {"intent", "intent_ranking", "entities"}
    assert other.get("intent")["name"] == "nlu_fallback"
    assert empty.get("intent") is None


@pytest.mark.parametrize(("path", "token"), [("", "wrong"), ("/nowhere", "s3cret")])
def test_a_server_that_refuses_leaves_no_intent(
    component: Any, address: str, path: str, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    message = Message(page_kit.WAKE)
    made(component, url=address + path, token=token).process([message])
    assert message.get("intent") == {"name": None, "confidence": 0.0}
    assert message.get("entities") == []
    assert "answered 40" in caplog.text
    assert page_kit.WAKE not in caplog.text


def test_a_server_that_is_not_there_leaves_no_intent(component: Any) -> None:
    message = Message("말")
    made(component, url=f"http://127.0.0.1:{free_port()}").process([message])
    assert message.get("intent")["name"] is None


def test_it_is_known_to_rasa_and_refuses_a_wrong_address(component: Any) -> None:
    assert Recipe.registered == (component, ["classifier", "extractor"], False)
    assert component.supported_languages() == ["ko"]
    assert component.required_packages() == []
    with pytest.raises(InvalidConfigException, match="http"):
        made(component, url="ftp://a")


# With a real Rasa 3.6: a bot whose NLU is Malgwi, by the component or as its NLU server, and whose
# actions are those of `malgwi actions`.

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
