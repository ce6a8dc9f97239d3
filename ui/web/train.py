"""학습: what the builder does on the page to teach on. A thin layer: the examples are
`dialog.teaching`'s; HTML is made by `train_html`, and where things stand is `train_layout`.
Sentences of conversations are `train_said`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialog.assistant_folder import AssistantFolder
from dialog.domain import read_domain
from dialog.names import Names
from dialog.teaching import checks
from dialog.teaching.comparing import measure, sentences_of, side_by_side
from dialog.teaching.examples import Examples, Placed
from dialog.teaching.running import Teaching
from dialog.voice import VoiceAssistant
from slu.data.rasa_marks import unmark
from slu.errors import DataError
from slu.understanding.choosing import Chooser, read_weights
from slu.understanding.predictor import TextPredictor
from slu.understanding.serving import open_predictor
from slu.understanding.understander import Understander
from ui.web import train_html
from ui.web.frame import checked, shown
from ui.web.language import Language

LONGEST = 300
MOST_SENTENCES = 50
KOREAN = Language.KOREAN


@dataclass(frozen=True)
class TrainPage:
    """The page over an assistant's folder, whose running `voice` takes a model that is accepted."""

    voice: VoiceAssistant
    folder: AssistantFolder
    names: Names
    clock: Callable[[], dt.datetime]
    teaching: Teaching

    @staticmethod
    def of(voice: VoiceAssistant, clock: Callable[[], dt.datetime]) -> TrainPage:
        folder = AssistantFolder(voice.assistant.domain.path.parent)
        return TrainPage(voice, folder, Names.load(folder.path), clock, Teaching(folder))

    @property
    def intents(self) -> list[tuple[str, str]]:
        """The intents of the domain as it is now: what each is called, and its name."""
        known = read_domain(self.folder.domain).spec.intents
        return train_html.as_options(known, self.names)

    @property
    def entities(self) -> Sequence[str]:
        return read_domain(self.folder.domain).spec.entities

    def examples(self, intent: object = "", words: object = "", say: Language = KOREAN) -> str:
        """The examples of an intent (of all: no name) in which these words stand."""

        def make() -> str:
            chosen = [
                one
                for one in Examples(self.folder).all()
                if intent in ("", None, one.example.intent)
                and str(words or "").strip() in one.example.text
            ]
            return train_html.examples(chosen, self.folder.path, self.names, say)

        return shown(make)

    def pick(self, place: str) -> Placed | None:
        """The example at a place, as the table names it; None where it is not there any more."""
        try:
            there = Examples(self.folder).all()
        except DataError:  # the checks tell of it
            return None
        places = (one for one in there if train_html.place_of(one, self.folder.path) == place)
        return next(places, None)

    def add(self, marked: object, intent: object, say: Language = KOREAN) -> str:
        def make() -> str:
            example = unmark(checked(marked, LONGEST), str(intent or ""))
            if not Examples(self.folder).add([example], self.clock()):
                raise DataError("이미 있는 예문입니다.")
            return train_html.done(say("예문을 더했습니다.", "Added."))

        return shown(make)

    def change(
        self, old: Placed | None, marked: object, intent: object, say: Language = KOREAN
    ) -> str:
        def make() -> str:
            picked = _picked(old)
            text = checked(marked, LONGEST)
            Examples(self.folder).change(picked, text, str(intent or ""), self.clock())
            return train_html.done(say("예문을 고쳤습니다.", "Changed."))

        return shown(make)

    def remove(self, old: Placed | None, say: Language = KOREAN) -> str:
        def make() -> str:
            Examples(self.folder).remove(_picked(old), self.clock())
            return train_html.done(
                say(
                    "예문을 지웠습니다. 지우기 전의 파일은 kept/에 있습니다.", "Removed; see kept/."
                )
            )

        return shown(make)

    def take_in(self, file: str | None, say: Language = KOREAN) -> str:
        """An uploaded file; of its place on this machine nothing is said."""

        def make() -> str:
            if file is None:
                raise DataError("올릴 파일을 고르세요.")
            path = Path(file)
            try:
                count = Examples(self.folder).take_in(path, self.clock())
            except DataError as known:
                raise DataError(str(known).replace(str(path), path.name)) from known
            finally:
                path.unlink(missing_ok=True)
            return train_html.done(
                say(f"예문 {count:,}개를 더했습니다.", f"{count:,} examples added.")
            )

        return shown(make)

    def checks(self, say: Language = KOREAN) -> str:
        """What stands in the way of learning; the folder's own place is left out."""

        def make() -> str:
            made = train_html.checked(checks.look_at(self.folder), say)
            return made.replace(f"{self.folder.path}/", "")

        return shown(make)

    def course(self, say: Language = KOREAN) -> str:
        return shown(lambda: train_html.course(self.teaching.course(), say))

    @property
    def is_running(self) -> bool:
        return self.teaching.course().state == "running"

    def begin(self, hold_out: object, epochs: object, say: Language = KOREAN) -> str:
        def make() -> str:
            count = int(epochs) if isinstance(epochs, int | float) and epochs >= 1 else None
            self.teaching.begin(bool(hold_out), count)
            return train_html.course(self.teaching.course(), say)

        return shown(make)

    def stop(self, say: Language = KOREAN) -> str:
        def make() -> str:
            self.teaching.stop()
            return train_html.course(self.teaching.course(), say)

        return shown(make)

    def compare(self, text: object, say: Language = KOREAN) -> str:
        """The builder's own sentences, understood by the new model and by the one that runs."""

        def make() -> str:
            old, new = self._models()
            sentences = sentences_of(checked(text, LONGEST * MOST_SENTENCES), MOST_SENTENCES)
            return train_html.pairs(side_by_side(sentences, old, new), self.names, say)

        return shown(make)

    def measure(self, say: Language = KOREAN) -> str:
        """Both models on what the new one was measured on."""

        def make() -> str:
            old, new = self._models()
            about = train_html.measured_on(self.teaching.course(), say)
            found = measure(self.teaching.room, self.folder.model, old, new)
            return train_html.measured(found, about, say)

        return shown(make)

    def accept(self, say: Language = KOREAN) -> str:
        """The new model takes the old one's place, and answers from the next sentence on."""

        def make() -> str:
            understander = Understander(self._new_model())
            kept = self.teaching.accept(self.clock())
            chooser = Chooser(understander.predictor, read_weights(self.folder.model))
            self.voice.relearn(understander, chooser)
            told = say(
                "새 모델을 받아들였습니다. 다음 말부터 새 모델로 답합니다.",
                "Accepted: it answers from the next sentence on.",
            )
            if kept is not None:
                where = f"kept/{kept.name}"
                told += say(f" 옛 모델은 {where}에 있습니다.", f" The old model is in {where}.")
            if read_domain(self.folder.domain).spec != self.voice.assistant.domain.spec:
                told += say(
                    " domain.yml에서 바뀐 것은 `malgwi web`을 다시 열어야 쓰입니다.",
                    " What changed in domain.yml is used once `malgwi web` is started again.",
                )
            return train_html.done(told)

        return shown(make)

    def throw_away(self, say: Language = KOREAN) -> str:
        def make() -> str:
            self.teaching.throw_away()
            return train_html.done(
                say("버렸습니다. 지금 모델은 그대로입니다.", "Thrown away; the old model stays.")
            )

        return shown(make)

    def _models(self) -> tuple[TextPredictor, TextPredictor]:
        """The one that runs, and the new one. Raises DataError where there is none."""
        running = getattr(self.voice.assistant.understander, "predictor", None)
        new = self._new_model()
        if not isinstance(running, TextPredictor):
            running = open_predictor(self.folder.model)
        return running, new

    def _new_model(self) -> TextPredictor:
        if self.teaching.course().state != "done":
            raise DataError("새 모델이 없습니다. 먼저 가르쳐 주세요.")
        return open_predictor(self.teaching.room.model)


def _picked(old: Placed | None) -> Placed:
    if old is None:
        raise DataError("고칠 예문을 표에서 고르세요.")
    return old
