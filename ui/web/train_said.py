"""학습: sentences of conversations, labelled by the builder one after the other, where the
assistant allows it (`dialog.teaching.labels`)."""

from __future__ import annotations

from dataclasses import dataclass

from dialog.labelling import Said
from dialog.teaching.labels import Labels
from slu.errors import DataError
from ui.web import train_html
from ui.web.frame import checked, shown
from ui.web.language import Language
from ui.web.train import LONGEST, TrainPage

KOREAN = Language.KOREAN


@dataclass(frozen=True)
class SaidPage:
    """What waits in the conversations of the page's assistant."""

    page: TrainPage

    @property
    def is_allowed(self) -> bool:
        return self.page.voice.assistant.domain.spec.privacy.learning

    def next(self) -> tuple[Said | None, int]:
        """The sentence of a conversation that was understood least surely, and how many wait."""
        found = self._labels.waiting() if self.is_allowed else []
        return (found[0], len(found)) if found else (None, 0)

    def guessed(self, said: Said) -> tuple[str, str | None]:
        """The sentence as it was understood: with marks, and its intent where the domain has it."""
        return self._labels.guess(said)

    def learn(
        self, said: Said | None, marked: object, intent: object, say: Language = KOREAN
    ) -> str:
        """Puts the labelled sentence among the examples; it is not shown again."""

        def make() -> str:
            if said is None:
                raise DataError("고를 문장이 없습니다.")
            text = checked(marked, LONGEST)
            self._labels.learn(said, text, str(intent or ""), self.page.clock())
            return train_html.done(say("예문에 더했습니다.", "Added to the examples."))

        return shown(make)

    def leave_out(self, said: Said | None, say: Language = KOREAN) -> str:
        """The sentence is not shown again."""

        def make() -> str:
            if said is not None:
                self._labels.leave_out(said)
            return train_html.done(say("넘겼습니다.", "Left out."))

        return shown(make)

    @property
    def _labels(self) -> Labels:
        return Labels(self.page.folder, self.page.voice.assistant.store)
