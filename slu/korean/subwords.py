"""Cuts text into subword pieces with offsets into the text as given.

The vocabulary is any `tokenizers` file (ours or a hub model's). On top of it one promise is
kept: no piece crosses a place where a slot may end (`piece_ends`), so a noun and its particle
are two pieces. A piece that would is cut there, its parts looked up in the same vocabulary.
If wished, the text is spaced anew first (`slu.korean.spacing`). A vocabulary of whole words
(`WordLevel`) keeps its words whole: they are morphemes, and so end before particles anyway.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from tokenizers.models import WordLevel

from slu.errors import ModelError
from slu.korean.kiwi import kiwi
from slu.korean.normalise import normalise
from slu.korean.slot_ends import piece_ends
from slu.korean.spacing import Spaced, Spacing, space_all
from slu.korean.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Pieces:
    """One text in pieces: `ids[i]` covers `spans[i]` of the given text. It is a number, or the
    units of a word for an encoder that looks inside words (`slu.korean.spelling`).

    `word_starts[i]` is true for the first piece of a word between spaces, as the text was spaced
    for the model (between the writer's own where morphemes stand apart); `respaced[i]` where the
    writer had a space before the piece and the model has none, or the other way about. Special
    tokens ([CLS], [SEP]) are not among them.
    """

    ids: tuple[Any, ...]
    spans: tuple[tuple[int, int], ...]
    word_starts: tuple[bool, ...]
    respaced: tuple[bool, ...]

    def first(self, size: int) -> Pieces:
        """The first `size` pieces."""
        return Pieces(
            self.ids[:size], self.spans[:size], self.word_starts[:size], self.respaced[:size]
        )


@dataclass(frozen=True, slots=True)
class _Piece:
    id: int
    start: int
    end: int


class Subwords:
    """Text to pieces with one vocabulary and one kind of spacing."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        spacing: Spacing = Spacing.GIVEN,
        spelling: Spelling | None = None,
    ):
        self.spacing, self.spelling = spacing, spelling
        self.of_words = isinstance(tokenizer.model, WordLevel)
        if spacing is not Spacing.GIVEN:
            kiwi()  # whoever opens a model waits for it, not who asks first
        tokenizer.no_padding()
        tokenizer.no_truncation()
        self.tokenizer = tokenizer
        specials = tokenizer.encode("", add_special_tokens=True).ids
        if len(specials) != 2:
            raise ModelError(
                "이 토크나이저는 문장 앞뒤에 특수 토큰을 하나씩 붙이지 않습니다. "
                "BERT 계열 인코더의 tokenizer.json을 쓰세요."
            )
        self.first, self.last = map(self._special, specials)
        vocabulary = tokenizer.get_vocab()
        self._continuing = getattr(tokenizer.model, "continuing_subword_prefix", None) or ""
        masks = [vocabulary[piece] for piece in ("[MASK]", "<mask>") if piece in vocabulary]
        self.mask = masks[0] if masks else None
        padding = ("[PAD]", "<pad>")
        self.pad = self._special(
            next((vocabulary[piece] for piece in padding if piece in vocabulary), 0)
        )

    @staticmethod
    def load(
        path: Path, spacing: Spacing = Spacing.GIVEN, spelling: Spelling | None = None
    ) -> Subwords:
        """Reads a `tokenizer.json`; raises ModelError when it is missing or broken."""
        if not path.is_file():
            raise ModelError(f"{path}: 토크나이저 파일이 없습니다. 모델 폴더를 다시 받으세요.")
        try:
            return Subwords(Tokenizer.from_file(str(path)), spacing, spelling)
        except ModelError:
            raise
        except Exception as fault:  # tokenizers raises bare Exception
            raise ModelError(f"{path}: 토크나이저를 읽을 수 없습니다({fault}).") from fault

    @staticmethod
    def load_as_learned(path: Path) -> Subwords:
        """`load`, to cut as the text was cut that the vocabulary comes from: one of whole words is
        one of morphemes."""
        subwords = Subwords.load(path)
        return Subwords(subwords.tokenizer, Spacing.MORPHEMES) if subwords.of_words else subwords

    @property
    def size(self) -> int:
        return self.tokenizer.get_vocab_size()

    def cut(self, text: str) -> Pieces:
        """The pieces of one text, special tokens left out."""
        return self.cut_all([text])[0]

    def cut_all(self, texts: list[str]) -> list[Pieces]:
        """`cut` for many texts at once."""
        spaced = space_all([normalise(text) for text in texts], self.spacing)
        encodings = self.tokenizer.encode_batch(
            [each.normalised.text for each in spaced], add_special_tokens=False
        )
        return [
            self._place(each, list(zip(encoding.ids, encoding.offsets, strict=True)))
            for each, encoding in zip(spaced, encodings, strict=True)
        ]

    def _place(self, given: Spaced, found: list[tuple[int, tuple[int, int]]]) -> Pieces:
        text = given.normalised.text
        # Where the writer had a space a slot may end, too.
        ends = () if self.of_words else piece_ends(text)
        ends = tuple(sorted({*ends, *given.joined})) if given.joined else ends
        pieces: list[_Piece] = []
        for id_, (start, end) in found:
            while start < end and text[start] == " ":
                start += 1
            inside = [at for at in ends if start < at < end]
            piece = _Piece(id_, start, end)
            pieces += self._recut(text, piece, inside) if inside else [piece]
        starts = [p.start == 0 or text[p.start - 1] == " " for p in pieces]
        # A lone word mark covers no character: the piece after it is not a second word start.
        for i in range(1, len(pieces)):
            if pieces[i - 1].start == pieces[i].start:
                starts[i] = False
        changed = [p.start in given.changed for p in pieces]
        if self.spacing is Spacing.MORPHEMES:
            # Spaces between morphemes are no news: only the writer's begin a word.
            starts = [start and not put_in for start, put_in in zip(starts, changed, strict=True)]
            changed = [False] * len(pieces)
        return Pieces(
            ids=tuple(self._unit(text, p) for p in pieces),
            spans=tuple(given.normalised.original_span(p.start, p.end) for p in pieces),
            word_starts=tuple(starts),
            respaced=tuple(changed),
        )

    def _unit(self, text: str, piece: _Piece) -> Any:
        if self.spelling is None:
            return piece.id
        return self.spelling.units(text[piece.start : piece.end], piece.id)

    def _special(self, id_: int) -> Any:
        return id_ if self.spelling is None else self.spelling.special(id_)

    def _recut(self, text: str, piece: _Piece, inside: list[int]) -> list[_Piece]:
        """Pieces for the same characters that end at each place of `inside`; the piece itself
        where the vocabulary has no parts for it."""
        begins_word = self._begins_word(piece.id)
        parts: list[_Piece] = []
        for left, right in zip([piece.start, *inside], [*inside, piece.end], strict=True):
            found = self._look_up(text[left:right], left, begins_word and left == piece.start)
            if found is None:
                return [piece]
            parts += found
        return parts

    def _look_up(self, part: str, at: int, begins_word: bool) -> list[_Piece] | None:
        """The longest pieces of the vocabulary that make up `part`, from the left, if any do."""
        pieces: list[_Piece] = []
        left = 0
        while left < len(part):
            found = self._longest(part, left, begins_word and left == 0)
            if found is None:
                return None
            id_, right = found
            pieces.append(_Piece(id_, at + left, at + right))
            left = right
        return pieces

    def _longest(self, part: str, left: int, begins_word: bool) -> tuple[int, int] | None:
        if self._continuing:
            mark = "" if begins_word else self._continuing
        else:
            mark = "▁" if begins_word else ""
        for right in range(len(part), left, -1):
            id_ = self.tokenizer.token_to_id(mark + part[left:right])
            if id_ is not None:
                return id_, right
        return None

    def _begins_word(self, id_: int) -> bool:
        piece = self.tokenizer.id_to_token(id_) or ""
        return not piece.startswith(self._continuing) if self._continuing else piece.startswith("▁")
