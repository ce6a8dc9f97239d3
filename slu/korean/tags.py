"""Morphemes with what they are (noun, particle, ending), by Kiwi, for people to look at.

The tags are those of the Sejong corpus with Kiwi's additions; nothing is decided by them here.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from slu.korean.kiwi import kiwi
from slu.korean.normalise import normalise

KINDS: Final = MappingProxyType(
    {
        "NNG": "명사",
        "NNP": "고유 명사",
        "NNB": "의존 명사",
        "NR": "수사",
        "NP": "대명사",
        "VV": "동사",
        "VA": "형용사",
        "VX": "보조 용언",
        "VCP": "긍정 지정사",
        "VCN": "부정 지정사",
        "MM": "관형사",
        "MAG": "부사",
        "MAJ": "접속 부사",
        "IC": "감탄사",
        "JKS": "주격 조사",
        "JKC": "보격 조사",
        "JKG": "관형격 조사",
        "JKO": "목적격 조사",
        "JKB": "부사격 조사",
        "JKV": "호격 조사",
        "JKQ": "인용격 조사",
        "JX": "보조사",
        "JC": "접속 조사",
        "EP": "선어말 어미",
        "EF": "종결 어미",
        "EC": "연결 어미",
        "ETN": "명사형 어미",
        "ETM": "관형형 어미",
        "XPN": "접두사",
        "XSN": "명사 접미사",
        "XSV": "동사 접미사",
        "XSA": "형용사 접미사",
        "XSM": "부사 접미사",
        "XR": "어근",
        "SF": "마침표",
        "SL": "로마자",
        "SH": "한자",
        "SN": "숫자",
    }
)
_FAMILIES: Final = (("S", "부호"), ("W", "주소"), ("Z", "사이시옷"), ("U", "모름"))


@dataclass(frozen=True, slots=True)
class Morpheme:
    """`form` as a dictionary has it, its `tag`, and the characters of the given text that it
    stands in. Two may share a syllable (갔 is 가 and 었), and what is not said has none (7다 is 7,
    이 and 다)."""

    form: str
    tag: str
    start: int
    end: int

    @property
    def kind(self) -> str:
        """What it is, in Korean. Irregular verbs (VV-I) are verbs."""
        plain = self.tag.partition("-")[0]
        others = (name for letter, name in _FAMILIES if plain.startswith(letter))
        return KINDS.get(plain) or next(others, self.tag)


def morphemes(text: str) -> list[Morpheme]:
    """Those of `text`, which is normalised first; spans are of the text as given."""
    clean = normalise(text)
    return [
        Morpheme(token.form, token.tag, *clean.original_span(token.start, token.start + token.len))
        for token in kiwi().tokenize(clean.text)
    ]
