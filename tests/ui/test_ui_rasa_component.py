"""The component for a Rasa pipeline, with stand-ins for what it imports of Rasa, against a real
server of ours. With a real Rasa: `test_ui_rasa_real.py`."""

from __future__ import annotations

import ast
import importlib.util
import sys
import threading
import time
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page_kit
import pytest
import uvicorn
from process_kit import free_port

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
