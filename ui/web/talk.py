"""What happens on the page to talk on: a sentence typed or spoken, an alarm that rings.

A thin layer over `VoiceAssistant`; HTML is made by `render` and `beside`, and where things
stand on the page is `ui.web.app`.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dialog.names import Names
from dialog.voice import VoiceAssistant
from slu.errors import MalgwiError
from slu.speech.audio import load_audio
from ui.web import beside, render
from ui.web.entries import Entry, Visit, answered

LONGEST_SECONDS = 120.0
_LOG = logging.getLogger(__name__)
_CONVERSATION = re.compile(r"[0-9a-f]{32}")
_SORRY = "처리하지 못했습니다. 잠시 뒤에 다시 해 주세요."
Shown = tuple[Visit, str, str]
Opened = tuple[str, Visit, str, str]


@dataclass(frozen=True)
class TalkPage:
    """What the page needs. `kept`: the folder for recorded voices, None to delete each one."""

    voice: VoiceAssistant
    names: Names
    clock: Callable[[], dt.datetime]
    kept: Path | None = None

    def open(self, conversation: object) -> Opened:
        """A page opens: the browser's own conversation goes on, or a new one begins."""
        visit = self._visit(None, conversation)
        return visit.conversation, *self._shown(visit)

    def say(self, visit: Visit | None, conversation: object, text: str) -> Shown:
        """A sentence was typed, or a button pressed."""
        visit = self._visit(visit, conversation)
        if text.strip():
            self._answer(visit, text)
        return self._shown(visit)

    def hear(
        self, visit: Visit | None, conversation: object, recording: str | None
    ) -> Iterator[Shown]:
        """A sentence was spoken: first says so, then answers."""
        visit = self._visit(visit, conversation)
        if recording is None:
            yield self._shown(visit)
            return
        yield self._shown(visit, "듣고 있어요…")
        self._listen(visit, Path(recording))
        yield self._shown(visit)

    def ring(self, visit: Visit | None) -> Shown | None:
        """What is due now; None when nothing is."""
        if visit is None:
            return None
        rings = self.voice.assistant.due(visit.conversation, self.clock())
        for reply in rings:
            visit.add(Entry(reply=reply.text, rings=True), reply.events)
        return self._shown(visit) if rings else None

    def renew(self, visit: Visit | None, conversation: object) -> Opened:
        """Begins anew: an empty page; alarms and lists stay."""
        whose = self._visit(visit, conversation).conversation
        self.voice.assistant.begin_anew(whose, self.clock())
        return self.open(whose)

    def _visit(self, visit: Visit | None, conversation: object) -> Visit:
        """The page's visit; made again when the server has been started anew meanwhile."""
        if visit is not None:
            return visit
        if not isinstance(conversation, str) or not _CONVERSATION.fullmatch(conversation):
            conversation = uuid.uuid4().hex
        return Visit(conversation, self.voice.assistant.history(conversation))

    def _shown(self, visit: Visit, waiting: str = "") -> Shown:
        chat = render.conversation(visit.entries, self.names, visit.restored, waiting)
        pending = self.voice.pending(visit.conversation)
        return visit, chat, beside.panel(pending, visit.state, self.clock())

    def _answer(self, visit: Visit, text: str) -> None:
        exchange = self.voice.assistant.turn(visit.conversation, text, self.clock())
        visit.add(answered(text, exchange), exchange.events)

    def _listen(self, visit: Visit, recording: Path) -> None:
        try:
            audio = load_audio(recording.read_bytes(), LONGEST_SECONDS)
            heard = self.voice.hear(visit.conversation, audio, self.clock())
            entry = answered(heard.transcript.text, heard.exchange, heard)
            visit.add(entry, heard.exchange.events)
        except MalgwiError as fault:
            visit.add(Entry(reply=str(fault), fault=True))
        except Exception:  # the page goes on whatever a recording does to the recogniser
            _LOG.exception("a recording could not be answered")
            visit.add(Entry(reply=_SORRY, fault=True))
        finally:
            self._put_away(visit, recording)

    def _put_away(self, visit: Visit, recording: Path) -> None:
        """Deletes the recorded voice, or keeps it where the owner of this server asked to."""
        if self.kept is not None:
            folder = self.kept / visit.conversation
            folder.mkdir(parents=True, exist_ok=True)
            name = f"{self.clock():%Y%m%dT%H%M%S%f}{recording.suffix}"
            shutil.copyfile(recording, folder / name)
        recording.unlink(missing_ok=True)
