"""A process of several writers on one conversation, for the proof that nothing is lost.

    python writers_kit.py FOLDER DATABASE NAME WRITERS TURNS

Each writer says sentences of its own, one after another; what was answered is printed at once.
Every turn sets an alarm and posts a message. At the sentence of DIES the skill stops in mid-turn,
with its writes done and not committed, and leaves a file by which its killer knows.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOMAIN = """\
intents: [write]
responses: {utter_done: [{text: 했어요.}]}
actions: {action_write: writes:write}
action_seconds: 0
rules: [{rule: 쓰기, steps: [{intent: write}, {action: action_write}]}]
"""
SKILLS = """\
import time
from pathlib import Path

from dialog import outbox, schedule
from dialog.skill import Outcome, Request

FOLDER = Path(__file__).parent.parent


def write(request: Request) -> Outcome:
    schedule.add(request.session, request.conversation, "alarm", request.text, request.context.now)
    address = (FOLDER / "hook").read_text()
    for part in ("a", "b"):
        outbox.post(request, "webhook", address, {"said": request.text, "part": part})
    if "DIES" in request.text:
        (FOLDER / "in-mid-turn").touch()
        time.sleep(600)
    return Outcome("utter_done")
"""


def write_folder(folder: Path, hook: str) -> None:
    (folder / "skills").mkdir(parents=True)
    (folder / "domain.yml").write_text(DOMAIN, "utf-8")
    (folder / "skills" / "writes.py").write_text(SKILLS, "utf-8")
    (folder / "hook").write_text(hook, "utf-8")


def main() -> None:
    sys.path.insert(0, str(ROOT))
    from conversation_kit import NOW

    from dialog.assistant import Assistant
    from dialog.store import Store
    from slu.core import Context, Understanding

    class Certain:
        def understand(self, text: str, context: Context) -> Understanding:
            return Understanding(text, "write", 1.0)

    folder, database, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    writers, turns = int(sys.argv[4]), int(sys.argv[5])
    assistant = Assistant.load(folder, Certain(), Store.open(database))

    def write(writer: int) -> None:
        for turn in range(turns):
            dies = " DIES" if name == "killed" and (writer, turn) == (1, turns // 2) else ""
            said = f"{name} {writer} {turn}{dies}"
            if assistant.turn("a", said, NOW).reply.text == "했어요.":
                os.write(1, f"{said}\n".encode())  # whole, whoever is killed

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
