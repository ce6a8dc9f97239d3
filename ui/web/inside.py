"""들여다보기: one sentence, written or spoken, through every stage. What happens; the figures are
`slu`'s, their look `ui.web.inside_html`'s and where they stand `ui.web.inside_layout`'s.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from dialog.assistant import Assistant
from dialog.names import Names
from dialog.voice import VoiceAssistant
from slu.core import Context, Transcript
from slu.errors import MalgwiError, ModelError
from slu.evaluation.words.families import Families
from slu.evaluation.words.surroundings import morphemes_of, piece_family, pieces_of, surround
from slu.speech.audio import load_audio
from slu.speech.picture import Picture, picture
from slu.understanding.inspecting import attention, read_through, slot_scores
from slu.understanding.occlusion import occlude
from slu.understanding.predictor import Predictor, TextPredictor
from slu.understanding.understander import Understander
from ui.web.frame import checked, empty, fault, section, shown
from ui.web.inside_html import Stages
from ui.web.language import Language
from ui.web.sound import sound_picture

LONGEST = 120
LONGEST_SECONDS = 30.0
PIECES = "pieces"


@dataclass(frozen=True)
class InsidePage:
    """The page of the assistant's own model. `voice` hears, if there is one; `families` of word
    vectors place the words of a sentence."""

    assistant: Assistant
    names: Names
    clock: Callable[[], dt.datetime]
    voice: VoiceAssistant | None = None
    families: Families = field(default_factory=Families.here)
    say: Language = Language.KOREAN

    def in_(self, say: Language) -> InsidePage:
        """The same page in a language; names of intents and slots are Korean, or bare."""
        return replace(self, say=say, names=say(self.names, Names()))

    def look(self, given: object, layer: str, head: str) -> tuple[str, str, str]:
        """What is read, the attention, and what is answered; a sentence that cannot be looked
        into gives one fault."""
        read = self.read(given)
        if 'role="alert"' in read:
            return read, "", ""
        return read, self.attend(given, layer, head), self.answer(given)

    def read(self, given: object) -> str:
        """Every stage before the encoder."""
        return shown(
            lambda: self._stages.reading(
                read_through(checked(given, LONGEST), self._predictor().subwords)
            )
        )

    def answer(self, given: object) -> str:
        """What the heads made of it, and what that hangs on."""
        return shown(lambda: self._answer(checked(given, LONGEST)))

    def attend(self, given: object, layer: str, head: str) -> str:
        """One layer and head, counted from 1, or the mean over them."""
        return shown(lambda: self._attention(checked(given, LONGEST), layer, head))

    def nearby(self, given: object, by: str) -> str:
        """The sentence's words among their neighbours, `by` the family of that name or the vectors
        of the model's own pieces; nothing where there is no sentence."""
        if not isinstance(given, str) or not given.strip():
            return ""
        return shown(lambda: self._nearby(checked(given, LONGEST), by))

    def hear(self, recording: str | None) -> tuple[str, str]:
        """What was said (empty where nothing was), and the sound as a picture. The recording is
        deleted."""
        if recording is None:
            return "", ""
        heard: list[str] = []
        drawn = shown(lambda: self._sound(Path(recording), heard))
        return "".join(heard), drawn

    @property
    def layers_and_heads(self) -> tuple[int, int]:
        """How many there are to choose from; none where the model cannot be looked into."""
        try:
            predictor = self._predictor()
        except ModelError:
            return 0, 0
        config = predictor.model.encoder.config if isinstance(predictor, Predictor) else None
        layers, heads = (
            getattr(config, key, 0) for key in ("num_hidden_layers", "num_attention_heads")
        )
        return int(layers), int(heads)

    @property
    def _stages(self) -> Stages:
        return Stages(self.names, self.say)

    def _answer(self, text: str) -> str:
        predictor, stages = self._predictor(), self._stages
        domain = self.assistant.domain
        context = Context(self.clock(), domain.spec.zone, vocabulary=domain.vocabulary)
        return (
            stages.meaning(self.assistant.understander.understand(text, context))
            + stages.scores(slot_scores(text, predictor), read_through(text, predictor.subwords))
            + stages.occlusion(occlude(text, predictor))
        )

    def _attention(self, text: str, layer: str, head: str) -> str:
        found = attention(text, self._predictor())
        return self._stages.attention(found, found.chosen(_number(layer), _number(head)))

    def _nearby(self, text: str, by: str) -> str:
        if by != PIECES:
            return self._stages.nearby(surround(self.families.open(by), morphemes_of(text)))
        predictor = self._predictor()
        if not isinstance(predictor, Predictor):
            raise ModelError("이 모델의 조각 벡터는 볼 수 없습니다. 낱말 벡터로 보세요.")
        family = piece_family(predictor.model.encoder, predictor.subwords)
        return self._stages.nearby(surround(family, pieces_of(text, predictor.subwords)))

    def _sound(self, recording: Path, heard: list[str]) -> str:
        try:
            audio = load_audio(recording.read_bytes(), LONGEST_SECONDS)
        finally:
            recording.unlink(missing_ok=True)
        drawn = picture(audio)
        try:
            if self.voice is None:
                raise ModelError("음성 인식기가 없어 말을 알아듣지 못합니다.")
            transcript, told = self.voice.listen(audio), ""
        except MalgwiError as known:
            transcript, told = Transcript("", seconds=audio.seconds), fault(str(known))
        heard.append(transcript.text)
        return self._drawn(drawn, transcript, told)

    def _drawn(self, drawn: Picture, heard: Transcript, told: str) -> str:
        say = self.say
        words = say(
            f"'{heard.text}'(확신 {heard.confidence:.0%})",
            f"'{heard.text}' (confidence {heard.confidence:.0%})",
        )
        nothing = say("말소리가 들리지 않았습니다.", "No voice was heard.")
        about = say(
            "위는 파형, 가운데는 인식기가 받는 멜 스펙트로그램(아래가 낮은 소리), 아래는 들린 "
            "낱말과 그때입니다. 가로는 초입니다.",
            "Above the waveform, then the mel spectrogram that the recogniser is given (low tones "
            "at the bottom), then the words at their times. Across: seconds.",
        )
        body = told or empty(words if heard.text else nothing)
        title = say("소리", "Sound")
        return section(title, about, body + sound_picture(drawn, heard, say), "sound")

    def _predictor(self) -> TextPredictor:
        """Raises ModelError where the assistant's understanding is none of ours."""
        understander = self.assistant.understander
        if not isinstance(understander, Understander):
            raise ModelError("이 비서의 모델은 들여다볼 수 없습니다.")
        return understander.predictor


def _number(chosen: object) -> int | None:
    """Counted from 0; None for the mean."""
    return int(chosen) - 1 if isinstance(chosen, str) and chosen.isdecimal() else None
