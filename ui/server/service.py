"""What the server can do, without HTTP: parse, answer, hear, tell where a conversation stands.

Answers have the shapes of Rasa's interface. Everything here blocks; routes call it in threads.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import text as sql

from dialog.assistant import Assistant, Exchange, Understander
from dialog.patterns import corrected
from dialog.rasa.tracker_json import RasaTracker, Verbosity
from dialog.replies import Reply
from dialog.sentences import clean, command
from dialog.voice import Heard, VoiceAssistant
from slu.core import Context, IntentScore, Understanding
from slu.speech.audio import load_audio
from slu.speech.streaming import StreamingRecogniser
from slu.speech.streaming_events import Final
from ui.server.faults import Fault
from ui.server.options import ServerOptions

_FALLBACK = "nlu_fallback"  # Rasa's name, on which its rules wait
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Service:
    """`voice` is None where no recogniser was opened; `model` is the model's name and its hash."""

    assistant: Assistant
    voice: VoiceAssistant | None
    clock: Callable[[], dt.datetime]
    options: ServerOptions = field(default_factory=ServerOptions)
    model: tuple[str, str] = ("", "")

    def parse(self, text: str) -> dict[str, Any]:
        """Rasa's `/model/parse`. Raises MalgwiError for a text that is too long."""
        text = clean(text)
        if not text.strip():
            return Understanding(text, "", 0.0).to_rasa() | {
                "intent": {"name": None, "confidence": 0.0}
            }
        domain = self.assistant.domain
        context = Context(self.clock(), domain.spec.zone, vocabulary=domain.vocabulary)
        found = command(text, domain, context)
        if found is None:
            understander: Understander = self.assistant.understander
            found = corrected(understander.understand(text, context), domain)
        return self._with_fallback(found).to_rasa()

    def answer(self, sender: str, message: str) -> list[dict[str, Any]]:
        """One turn, as messages of Rasa's REST channel."""
        exchange = self.assistant.turn(checked_name(sender), message, self.clock())
        return messages_of(sender, exchange.reply)

    def due(self, sender: str) -> list[dict[str, Any]]:
        """What rings now in this conversation, each once."""
        rung = self.assistant.due(checked_name(sender), self.clock())
        return [message for reply in rung for message in messages_of(sender, reply)]

    def hear(self, sender: str, sound: bytes) -> dict[str, Any]:
        """One spoken turn. Raises AudioError for what is no sound, or holds no words."""
        ears, audio = self._ears(), load_audio(sound, self.options.audio_seconds)
        return _heard(sender, ears.hear(checked_name(sender), audio, self.clock()))

    def stream(self) -> StreamingRecogniser:
        """The ear of one stream of speech; `answer_heard` takes its finals."""
        return self._ears().stream()

    def answer_heard(self, sender: str, final: Final) -> dict[str, Any]:
        """One turn of a stream. Raises MalgwiError as `hear`."""
        return _heard(sender, self._ears().answer(checked_name(sender), final, self.clock()))

    def _ears(self) -> VoiceAssistant:
        if self.voice is None:
            raise Fault(501, "NoSpeech", "이 서버는 소리를 듣지 않도록(--no-speech) 열렸습니다.")
        return self.voice

    def tracker(self, conversation: str, verbosity: Verbosity, until: float | None) -> Any:
        """Rasa's tracker; as in Rasa, an empty one where nothing was ever said."""
        history = self.assistant.history(checked_name(conversation))
        kept = [one for one in history if until is None or one.at.timestamp() <= until]
        return RasaTracker(conversation, self.assistant.domain).take(kept).to_json(verbosity)

    def status(self) -> dict[str, Any]:
        """Rasa's `/status`."""
        name, digest = self.model
        return {"model_file": name, "model_id": digest, "num_active_training_jobs": 0}

    def check(self) -> None:
        """Whether a turn could be taken now. Raises whatever stands in its way."""
        with self.assistant.store.reading() as session:
            session.execute(sql("SELECT 1"))

    def _with_fallback(self, found: Understanding) -> Understanding:
        if found.in_scope or not self.options.nlu_fallback:
            return found
        first = IntentScore(_FALLBACK, 1.0 - found.scope)
        ranking = (first, *found.ranking)
        return replace(found, intent=first.name, confidence=first.confidence, ranking=ranking)


def checked_name(name: str) -> str:
    """A conversation's name, as the database can keep it. Raises Fault for another one."""
    if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
        message = f"대화의 이름(sender)은 1자에서 {_LONGEST_NAME}자까지, 보이는 글자여야 합니다."
        raise Fault(422, "InvalidRequest", message)
    return name


def messages_of(recipient: str, reply: Reply) -> list[dict[str, Any]]:
    """A reply as messages of Rasa's REST channel: its text with the buttons, then what an action
    server sent besides text, a message each."""
    first: dict[str, Any] = {"recipient_id": recipient, "text": reply.text}
    if reply.buttons:
        first["buttons"] = [button.model_dump() for button in reply.buttons]
    rich = [one for data in reply.data.values() for one in data.get("rich", ())]
    more = [{kind: content} for one in rich for kind, content in one.items()]
    said = [first] if reply.text or not more else []
    return said + [{"recipient_id": recipient, **one} for one in more]


def _heard(sender: str, heard: Heard) -> dict[str, Any]:
    return {
        "sender": sender,
        "transcript": asdict(heard.transcript),
        "understanding": _understood(heard.exchange),
        "replies": messages_of(sender, heard.exchange.reply),
        "seconds": {"recognising": heard.seconds, **asdict(heard.exchange.seconds)},
    }


def _understood(exchange: Exchange) -> dict[str, Any] | None:
    return None if exchange.understanding is None else exchange.understanding.to_rasa()
