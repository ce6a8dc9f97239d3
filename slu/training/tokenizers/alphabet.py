"""The characters that are pieces of their own, and what becomes of all the others.

A syllable outside the alphabet is spelled in conjoining jamo (뷁 is ᄇ ᅰ ᆰ) or, where the model
does it, in bytes; any other character outside it stands alone, so that only it is unknown, never
the word around it. Text is thought of as NFKC has left it: a lone ㅋ is the onset ᄏ.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tokenizers import Regex
from tokenizers.normalizers import NFKC, Normalizer, Precompiled
from tokenizers.normalizers import Sequence as Normalizers
from tokenizers.pre_tokenizers import Metaspace, PreTokenizer, Split
from tokenizers.pre_tokenizers import Sequence as PreTokenizers

from slu.korean.normalise import normalise
from slu.training.tokenizers.charsmap import character_map
from slu.training.tokenizers.options import TokenizerOptions

WORD = "▁"
MARK = "\ue000"
"""Stands in training text where no piece may cross; of Unicode's private area."""

SYLLABLES = tuple(map(chr, range(0xAC00, 0xD7A4)))
_ASCII = tuple(map(chr, range(0x21, 0x7F)))
_ONSETS, _VOWELS, _CODAS = "\u1100-\u1112", "\u1161-\u1175", "\u11a8-\u11c2"
_SPELLED = f"[{_ONSETS}][{_VOWELS}][{_CODAS}]?|[{_ONSETS}]+|[{_VOWELS}]+|[{_CODAS}]+"


@dataclass(frozen=True, slots=True)
class Alphabet:
    """`characters` are pieces of their own; `spells`: whether missing syllables become jamo."""

    characters: frozenset[str]
    spells: bool

    @staticmethod
    def of(lines: Iterable[str], options: TokenizerOptions) -> Alphabet:
        """ASCII, all jamo, and the characters that the lines hold often enough."""
        counts: Counter[str] = Counter()
        for line in lines:
            counts.update(unicodedata.normalize("NFKC", normalise(line).text))
        often = (char for char, count in counts.items() if count >= options.minimal_frequency)
        kept = {char for char in often if not char.isspace()} - {MARK, WORD}
        kept |= {*_ASCII, *"".join(unicodedata.normalize("NFD", char) for char in SYLLABLES)}
        if options.fallback == "syllable":
            kept |= set(SYLLABLES)
        return Alphabet(frozenset(kept), options.fallback == "jamo")

    def normaliser(self) -> Normalizer:
        """NFKC, then missing syllables in jamo."""
        missing = [char for char in SYLLABLES if char not in self.characters]
        if not self.spells or not missing:
            return NFKC()
        rules = {char: unicodedata.normalize("NFD", char) for char in missing}
        return Normalizers([NFKC(), Precompiled(character_map(rules))])

    def pre_tokenizer(self) -> PreTokenizer:
        """Words begin with ▁; a spelled syllable, a run of jamo and an unknown character stand
        alone."""
        alone = Regex(f"{WORD}?(?:{_SPELLED}|{self._outside('')})")
        return PreTokenizers([Metaspace(), Split(alone, "isolated")])

    def learning_pre_tokenizer(self) -> PreTokenizer:
        """The same for training text: cut at the marks, and without unknown characters, which
        would otherwise all become pieces."""
        parts = [
            Metaspace(),
            Split(MARK, "removed"),
            Split(Regex(self._outside(MARK)), "removed"),
            Split(Regex(f"{WORD}?(?:{_SPELLED})"), "isolated"),
        ]
        return PreTokenizers(parts)

    def _outside(self, more: str) -> str:
        """A pattern for one character that is neither of the alphabet nor of `more`."""
        codes = sorted(ord(char) for char in {*self.characters, WORD, *more})
        ranges: list[tuple[int, int]] = []
        for code in codes:
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1] = (ranges[-1][0], code)
            else:
                ranges.append((code, code))
        return "[^" + "".join(rf"\x{{{a:x}}}-\x{{{b:x}}}" for a, b in ranges) + "]"
