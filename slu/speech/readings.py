"""Several readings of the same sound: what else each window might say, and the best sentences of
all windows together. Which reading makes sense is `slu.understanding.choosing`.

A window is what Whisper decodes at once, up to 30 s of voice. Its own search ends with five copies
of one text whose times differ. The other readings therefore come from a second, wider search over
the same encoder states, with the same prompt, language and suppressed tokens, but without times;
the first reading stays what the first search found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final

from faster_whisper import WhisperModel

from slu.core import Alternative, Segment
from slu.korean.normalise import normalise
from slu.korean.spoken import to_spoken
from slu.speech.steady import Prefers, SteadyWhisper

_WIDER: Final = 2  # hypotheses for each reading asked for: about half say the same


@dataclass(frozen=True, slots=True)
class Window:
    """What was decoded at once: its segments, and hypotheses of its whole text, with the mean log
    probability of their tokens, in any order; () where none were asked for."""

    segments: tuple[Segment, ...]
    hypotheses: tuple[Alternative, ...] = ()


class ReadingWhisper(SteadyWhisper):
    """A loaded model for one transcription that keeps the hypotheses of the window it is at.

    `hypotheses` belong to the segments that `transcribe` gives next. They are () for a window of
    which a part is decoded again in the next one: no hypothesis ends in the same place.
    """

    def __init__(
        self,
        model: WhisperModel,
        readings: int,
        retry: bool = True,
        prefers: Prefers | None = None,
    ):
        super().__init__(model, retry, prefers)
        self.hypotheses: tuple[Alternative, ...] = ()
        self._wanted = _WIDER * readings

    def generate_with_fallback(
        self, encoder_output: Any, prompt: list[int], tokenizer: Any, options: Any
    ) -> Any:
        found = super().generate_with_fallback(encoder_output, prompt, tokenizer, options)
        self.hypotheses = ()
        if _is_whole(found[0].sequences_ids[0], tokenizer.timestamp_begin):
            self.hypotheses = self._search(encoder_output, self.prompt, tokenizer, options)
        return found

    def _search(
        self, encoder_output: Any, prompt: list[int], tokenizer: Any, options: Any
    ) -> tuple[Alternative, ...]:
        result = self.model.generate(
            encoder_output,
            [[*prompt, tokenizer.no_timestamps]],
            beam_size=self._wanted,
            num_hypotheses=self._wanted,
            length_penalty=options.length_penalty,
            max_length=self.max_length,
            return_scores=True,
            suppress_blank=options.suppress_blank,
            suppress_tokens=options.suppress_tokens,
        )[0]
        return tuple(
            Alternative(tokenizer.decode(ids).strip(), score)
            for ids, score in zip(result.sequences_ids, result.scores, strict=True)
        )


def _is_whole(tokens: Sequence[int], first_time: int) -> bool:
    """Whether all of these tokens are kept: where two times in a row end a segment and no single
    one ends the last, faster-whisper decodes that one again with the next window."""
    times = [token >= first_time for token in tokens]
    doubled = any(a and b for a, b in pairwise(times))
    return not doubled or times[-2:] == [False, True]


def ranked(first: Alternative, hypotheses: Iterable[Alternative]) -> tuple[Alternative, ...]:
    """The readings of one window: `first` before the others by their scores; of those that say the
    same, one. `first` takes the score of the hypothesis that says the same, or, where the second
    search did not find it, that of the best: the first search preferred it."""
    best: dict[str, Alternative] = {}
    for each in sorted(hypotheses, key=lambda each: each.score, reverse=True):
        best.setdefault(said(each.text), each)
    best.pop("", None)
    same = best.pop(said(first.text), None)
    scores = [each.score for each in ([same] if same else best.values())]
    return (replace(first, score=max(scores, default=first.score)), *best.values())


def combined(windows: Iterable[Sequence[Alternative]], most: int) -> tuple[Alternative, ...]:
    """The readings of several windows one after another, by the sum of their scores; at most
    `most`, that of all firsts before the others. None of no windows."""
    whole: tuple[Alternative, ...] = ()
    for readings in windows:
        joined = [
            Alternative(f"{before.text} {after.text}", before.score + after.score)
            for before in whole
            for after in readings
        ]
        joined = joined or list(readings)
        whole = ranked(joined[0], joined)[:most]
    return whole


def said(text: str) -> str:
    """What two readings have in common that differ in spaces, punctuation, case, or 7시 and 일곱 시
    alone."""
    spoken = to_spoken(normalise(text).text).text
    return "".join(char for char in spoken if char.isalnum()).casefold()
