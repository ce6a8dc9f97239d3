"""Recordings of labelled sentences: our own JSON lines (`slu.data.jsonl`), each with its sound.

`{"audio": "a.wav", "text": "일곱 시에 깨워", "intent": "alarm_set", "slots": [{"name": "time",
"start": 0, "end": 4}]}`

`audio` is a path relative to the file. What is heard in the sound is not this module's question.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from slu.core import Utterance
from slu.data.jsonl import read_object, text_of, utterance_of
from slu.data.rows import lines, located, read_text, stop
from slu.data.spans import require_sound
from slu.errors import DataError


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound file and what is said in it, labelled."""

    audio: Path
    gold: Utterance


def read_recordings(path: Path) -> list[Recording]:
    """The recordings of a manifest. Raises DataError, with file, line and fault, for the first row
    that cannot be read, has no intent or faulty slots, or whose sound is not there."""
    recordings = []
    for number, line in lines(read_text(path)):
        if line.strip():
            with located(path, number, stop):
                recordings.append(_recording(line, path.parent))
    return recordings


def _recording(line: str, folder: Path) -> Recording:
    data = read_object(line)
    audio = folder / text_of(data, "audio")
    gold = utterance_of(
        {key: value for key, value in data.items() if key not in ("audio", "source")}
    )
    if gold.intent is None:
        raise DataError("'intent' 항목이 없습니다.")
    require_sound(gold)
    if not audio.is_file():
        raise DataError(f"소리 파일 {audio}이(가) 없습니다.")
    return Recording(audio, gold)
