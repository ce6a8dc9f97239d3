"""What can be chosen in training a tokenizer: one frozen dataclass."""

from __future__ import annotations

from dataclasses import dataclass

from slu.errors import DataError

KINDS = ("unigram", "bpe", "wordpiece", "word")
FALLBACKS = ("jamo", "syllable", "byte")
_ALL_SYLLABLES = 11_172


@dataclass(frozen=True, slots=True)
class TokenizerOptions:
    """Options of a tokenizer.

    `kind`: `unigram`, `bpe`, `wordpiece`, or `word`: whole words of a text in which they stand
    apart (`malgwi corpus words`), counted alone (`morphemes`, `respaced` and `fallback` mean
    nothing to it). `size`: pieces in all, special ones included.
    `morphemes`: whether no piece may cross a morpheme boundary (Kiwi) in the training text; the
    finished tokenizer needs no Kiwi. `respaced`: the share of training sentences whose spaces are
    dropped or put in at random. `minimal_frequency`: a character seen less often has no piece of
    its own, and `bpe` and `wordpiece` join nothing seen less often; for `word` a word.
    `fallback`, for a syllable without a piece: `jamo` spells it, `byte` gives its UTF-8 bytes (and
    those of every other character; not for `wordpiece`), `syllable` makes all 11,172 pieces.
    `megabytes`: how much text is read, in equal parts from every file.
    """

    kind: str = "bpe"
    size: int = 16_000
    morphemes: bool = False
    respaced: float = 0.3
    minimal_frequency: int = 20
    fallback: str = "jamo"
    megabytes: float = 30
    seed: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise DataError(f"kind는 {', '.join(KINDS)} 가운데 하나여야 합니다({self.kind}).")
        if self.fallback not in FALLBACKS:
            raise DataError(
                f"fallback은 {', '.join(FALLBACKS)} 가운데 하나여야 합니다({self.fallback})."
            )
        if self.kind == "wordpiece" and self.fallback == "byte":
            raise DataError("wordpiece에는 byte 대신 jamo나 syllable을 쓰세요.")
        if self.fallback == "syllable" and self.size < _ALL_SYLLABLES + 1000:
            raise DataError("syllable에는 size가 12,172 이상이어야 합니다. jamo를 쓰거나 늘리세요.")
        if not 500 <= self.size <= 65_536:
            raise DataError(f"size는 500에서 65,536 사이여야 합니다(받은 값: {self.size}).")
        if not 0 <= self.respaced <= 1:
            raise DataError(f"respaced는 0에서 1 사이여야 합니다(받은 값: {self.respaced}).")
        if self.minimal_frequency < 1 or self.megabytes <= 0:
            raise DataError("minimal_frequency는 1 이상, megabytes는 0보다 커야 합니다.")
