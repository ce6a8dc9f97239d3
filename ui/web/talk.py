"""What happens on the page to talk on: a sentence typed or spoken, an alarm that rings.

A thin layer over `VoiceAssistant`; HTML is made by `chat_html` and `beside`, where things stand on
the page is `ui.web.talk_layout`, and microphones are heard by `ui.web.ears`.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import shutil
import uuid
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dialog import archive
from dialog.names import Names
from dialog.voice import Heard, VoiceAssistant
from slu.core import Audio
from slu.errors import MalgwiError
from slu.speech.audio import load_audio
from ui.web import beside, chat_html
from ui.web.ear import Turn
from ui.web.ears import Ears
from ui.web.entries import Entry, Visit, answered, since_asked
from ui.web.language import Language
from ui.web.why import Telling

LONGEST_SECONDS = 120.0
_LOG = logging.getLogger(__name__)
_CONVERSATION = re.compile(r"[0-9a-f]{32}")
_SORRY = "처리하지 못했습니다. 잠시 뒤에 다시 해 주세요."
_EXPORTED = "malgwi"
Shown = tuple[Visit, str, str]
Opened = tuple[str, Visit, str, str]


@dataclass(frozen=True)
class TalkPage:
    """What the page needs. `kept`: the folder for recorded voices, None to delete each one."""

    voice: VoiceAssistant
    names: Names
    clock: Callable[[], dt.datetime]
    ears: Ears
    kept: Path | None = None
    language: Language = Language.KOREAN

    def in_language(self, language: Language) -> TalkPage:
        """The same page; in English intents and slots go by the names that the domain has."""
        return replace(self, names=language(self.names, Names()), language=language)

    @property
    def telling(self) -> Telling:
        return Telling(self.voice.assistant.domain, self.names, self.language)

    def open(self, conversation: object) -> Opened:
        """A page opens: the browser's own conversation goes on, or a new one begins."""
        visit = self._visit(None, conversation)
        return visit.conversation, *self._shown(visit)

    def say(self, visit: Visit | None, conversation: object, text: str) -> Shown:
        """A sentence was typed, or a button pressed."""
        visit = self._visit(visit, conversation)
        if text.strip():
            exchange = self.voice.assistant.turn(visit.conversation, text, self.clock())
            visit.add(answered(text, exchange))
        return self._shown(visit)

    def hear(
        self, visit: Visit | None, conversation: object, recording: str | None
    ) -> Iterator[Shown]:
        """A recording was given: first says so, then answers."""
        visit = self._visit(visit, conversation)
        if recording is None:
            yield self._shown(visit)
            return
        yield self._shown(visit, self.language("듣고 있어요…", "Listening…"))
        path = Path(recording)
        try:
            self._answer(visit, lambda: self._heard(visit.conversation, path))
        finally:
            self._put_away(visit, path)
        yield self._shown(visit)

    def answer(self, visit: Visit | None, conversation: object, turn: object) -> Shown:
        """A turn was heard by an open microphone; `turn` is its name."""
        visit = self._visit(visit, conversation)
        if (spoken := self.ears.take(turn)) is not None:
            self._keep(visit, spoken.audio)
            self._answer(visit, lambda: self._listened(visit.conversation, spoken))
        return self._shown(visit)

    def ring(self, visit: Visit | None) -> Shown | None:
        """What is due now; None when nothing is."""
        if visit is None:
            return None
        rings = self.voice.assistant.due(visit.conversation, self.clock())
        for reply in rings:
            visit.add(Entry(reply=reply.text, rings=True, events=reply.events))
        return self._shown(visit) if rings else None

    def renew(self, visit: Visit | None, conversation: object) -> Opened:
        """Begins anew: an empty page; alarms and lists stay."""
        whose = self._visit(visit, conversation).conversation
        self.voice.assistant.begin_anew(whose, self.clock())
        return self.open(whose)

    def export(self, visit: Visit | None, conversation: object) -> str:
        """What the page shows as it is stored, a JSON event a line, as `malgwi conversations
        export` writes it but for the conversation's name, which opens it to whoever knows it."""
        visit = self._visit(visit, conversation)
        recorded = since_asked(self.voice.assistant.history(visit.conversation))
        return "".join(f"{line}\n" for line in archive.lines(_EXPORTED, recorded))

    def _visit(self, visit: Visit | None, conversation: object) -> Visit:
        """The page's visit; made again when the server has been started anew meanwhile."""
        if visit is not None:
            return visit
        if not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
            conversation = uuid.uuid4().hex
        return Visit(conversation, self.voice.assistant.history(conversation))

    def _shown(self, visit: Visit, waiting: str = "") -> Shown:
        chat = chat_html.conversation(visit.entries, self.telling, visit.restored, waiting)
        pending = self.voice.pending(visit.conversation)
        return visit, chat, beside.panel(pending, visit.state, self.clock(), self.language)

    def _heard(self, conversation: str, recording: Path) -> Heard:
        audio = load_audio(recording.read_bytes(), LONGEST_SECONDS)
        return self.voice.hear(conversation, audio, self.clock())

    def _listened(self, conversation: str, turn: Turn) -> Heard:
        heard = self.voice.answer(conversation, turn.final, self.clock())
        return replace(heard, seconds=heard.seconds + turn.waited)

    def _answer(self, visit: Visit, hear: Callable[[], Heard]) -> None:
        try:
            heard = hear()
            visit.add(answered(heard.transcript.text, heard.exchange, heard))
        except MalgwiError as fault:
            visit.add(Entry(reply=str(fault), fault=True))
        except Exception:  # the page goes on whatever a recording does to the recogniser
            _LOG.exception("a recording could not be answered")
            visit.add(Entry(reply=_SORRY, fault=True))

    def _put_away(self, visit: Visit, recording: Path) -> None:
        """Deletes the recorded voice, or keeps it where the owner of this server asked to."""
        if self.kept is not None:
            shutil.copyfile(recording, self._place(self.kept, visit, recording.suffix))
        recording.unlink(missing_ok=True)

    def _keep(self, visit: Visit, audio: Audio | None) -> None:
        """Writes down what a microphone heard, where the owner of this server asked to."""
        if self.kept is None or audio is None:
            return
        with wave.open(str(self._place(self.kept, visit, ".wav")), "wb") as file:
            file.setparams((1, 2, audio.rate, 0, "NONE", ""))
            file.writeframes((audio.samples * 32767).astype(np.int16).tobytes())

    def _place(self, kept: Path, visit: Visit, suffix: str) -> Path:
        folder = kept / visit.conversation
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self.clock():%Y%m%dT%H%M%S%f}{suffix}"
