"""MalgwiNLU: Malgwi's understanding as a component of a Rasa 3.6 pipeline.

Copy this file beside your `config.yml` and name it there; a Malgwi server (`malgwi serve`) must be
running. It needs nothing but Rasa itself (Python 3.8 to 3.10).

    pipeline:
      - name: malgwi_nlu.MalgwiNLU
        url: http://127.0.0.1:5005
        token: ${MALGWI_TOKEN}      # as the server was given it, if it was
        timeout: 5                  # seconds
        intents: {alarm_set: set_alarm}   # Malgwi's names to yours; others stay
"""

from __future__ import annotations

import json
import logging
import os
import re
import urllib.error
import urllib.request
from typing import Any, Dict, List, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

logger = logging.getLogger(__name__)

INTENT_RANKING = "intent_ranking"
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_UNKNOWN: Dict[Text, Any] = {"name": None, "confidence": 0.0}


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=False,
)
class MalgwiNLU(GraphComponent):
    """Asks a Malgwi server for the intent and the entities of each message."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """See the head of this file."""
        return {"url": "http://127.0.0.1:5005", "token": None, "timeout": 5.0, "intents": {}}

    @staticmethod
    def required_packages() -> List[Text]:
        return []

    @staticmethod
    def supported_languages() -> List[Text]:
        return ["ko"]

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Raises InvalidConfigException for an address that is none."""
        if not str(config.get("url", "http://")).startswith(("http://", "https://")):
            raise InvalidConfigException("MalgwiNLU: url은 http://나 https://로 시작해야 합니다.")

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MalgwiNLU:
        return cls(config)

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._url = _filled(str(config["url"])).rstrip("/") + "/model/parse"
        self._token = _filled(str(config["token"])) if config.get("token") else None
        self._timeout = float(config["timeout"])
        self._intents: Dict[Text, Text] = dict(config.get("intents") or {})

    def process(self, messages: List[Message]) -> List[Message]:
        """Sets intent, ranking and entities. Where the server does not answer, the intent is None,
        as with Rasa's own NLU server, and the conversation goes on with the fallback."""
        for message in messages:
            text = message.get(TEXT)
            if text:
                self._set(message, self._parse(text))
        return messages

    def _set(self, message: Message, found: Dict[Text, Any]) -> None:
        ranking = [self._renamed(one) for one in found.get(INTENT_RANKING, [])]
        entities = message.get(ENTITIES, []) + found.get("entities", [])
        message.set(INTENT, self._renamed(found.get("intent", _UNKNOWN)), add_to_output=True)
        message.set(INTENT_RANKING, ranking, add_to_output=True)
        message.set(ENTITIES, entities, add_to_output=True)

    def _renamed(self, intent: Dict[Text, Any]) -> Dict[Text, Any]:
        name = intent.get("name")
        return {**intent, "name": self._intents.get(name, name) if name else None}

    def _parse(self, text: Text) -> Dict[Text, Any]:
        headers = {"Content-Type": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        body = json.dumps({"text": text}).encode("utf-8")
        request = urllib.request.Request(self._url, data=body, headers=headers, method="POST")
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as response:
                found = json.loads(response.read().decode("utf-8"))
        except urllib.error.HTTPError as error:
            logger.error("Malgwi (%s) answered %s.", self._url, error.code)
            return {}
        except (OSError, ValueError) as error:
            logger.error("Malgwi (%s) did not answer: %s.", self._url, type(error).__name__)
            return {}
        return found if isinstance(found, dict) else {}


def _filled(text: Text) -> Text:
    """The text with `${NAMES}` of the environment."""
    return _VARIABLE.sub(lambda found: os.environ.get(found.group(1), ""), text)
