"""The action that hears for a Rasa bot: a recording by address or as base64, made into text.

Where the recording stands: `audio` in the message's metadata, or the slot `malgwi_audio`. It is an
address, a `data:` address, or base64; or an object with `url` or `base64`.
"""

from __future__ import annotations

import base64
import binascii
import threading
from dataclasses import dataclass, field
from typing import Any

from slu.errors import AudioError, MalgwiError
from slu.speech.audio import load_audio
from slu.speech.recogniser import Recogniser
from ui.actions.fetching import FetchOptions, fetch
from ui.actions.understanding import Events, Reader

AUDIO, TRANSCRIPT, HEARD = "malgwi_audio", "malgwi_transcript", "malgwi_heard"
_LONGEST_SECONDS = 120.0
_BASE64 = ";base64,"


@dataclass(frozen=True)
class Ears:
    """A recogniser, one recording at a time; what it heard is understood as well."""

    recogniser: Recogniser
    reader: Reader
    options: FetchOptions = field(default_factory=FetchOptions)
    _listening: threading.Lock = field(default_factory=threading.Lock)

    def transcribe(self, dispatcher: Any, tracker: Any, domain: dict[str, Any] | None) -> Events:
        """Slots: `malgwi_transcript`, how sure (`malgwi_heard`), and those that the text fills.
        What is no recording is said to the person, and the transcript is empty."""
        try:
            audio = load_audio(self._sound(_given(tracker)), _LONGEST_SECONDS)
            with self._listening:
                transcript = self.recogniser.recognise(audio)
            if not transcript.text.strip():
                raise AudioError("말소리가 들리지 않았습니다. 다시 녹음해 주세요.")
        except MalgwiError as fault:
            dispatcher.utter_message(text=str(fault))
            return _slots({TRANSCRIPT: None, HEARD: None, AUDIO: None}, tracker)
        told = {TRANSCRIPT: transcript.text, HEARD: transcript.confidence, AUDIO: None}
        return _slots(told, tracker) + self.reader.read(transcript.text, tracker, domain)

    def _sound(self, given: Any) -> bytes:
        """The bytes of the recording. Raises AudioError or NetworkError."""
        if isinstance(given, dict):
            given = given.get("url") or given.get("base64")
        if not isinstance(given, str) or not given.strip():
            raise AudioError("소리가 없습니다. 주소나 base64로 주세요.")
        given = given.strip()
        if given.startswith("data:"):
            return self._decoded(given.partition(_BASE64)[2])
        if "://" in given[:16]:
            return fetch(given, self.options)
        return self._decoded(given)

    def _decoded(self, text: str) -> bytes:
        if len(text) > self.options.most_bytes * 4 // 3 + 4:
            most = self.options.most_bytes / 1024 / 1024
            raise AudioError(f"소리가 너무 큽니다. {most:g}MB까지 받습니다.")
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as fault:
            raise AudioError("소리가 base64가 아닙니다. 다시 담아 주세요.") from fault


def _given(tracker: Any) -> Any:
    metadata = tracker.latest_message.get("metadata") or {}
    return metadata.get("audio") or tracker.slots.get(AUDIO)


def _slots(values: dict[str, Any], tracker: Any) -> Events:
    return [
        {"event": "slot", "timestamp": None, "name": name, "value": value}
        for name, value in values.items()
        if name in tracker.slots
    ]
