"""The humble and honorific words of polite replies, as they are said in 반말: 제가, 드릴게요, 하신.

Whole words and their forms only; the ending of the sentence is `slu.korean.speech_level`.
"""

from __future__ import annotations

import re
from typing import Final

from slu.korean.conjugation import infinitive

_BEGINS: Final = r"(?<![\w\ue000-\uf8ff])"
_ENDS: Final = r"(?![가-힣])"
_WORDS: Final = {
    "저는": "나는",
    "저도": "나도",
    "저를": "나를",
    "저와는": "나와는",
    "저와": "나와",
    "저에게": "나에게",
    "제가": "내가",
    "제": "내",
    "저희가": "우리가",
    "저희는": "우리는",
    "저희": "우리",
    "분이": "사람이",
    "분은": "사람은",
    "분의": "사람의",
    "계신": "있는",
}
# Any form of these may follow; in this order.
_FORMS: Final = (
    (r"안녕히 주무세요", "잘 자요"),
    (r"안녕히 가세요", "잘 가요"),
    (r"도와드려요", "도와줄 수 있어요"),
    (r"힘드셨", "힘들었"),
    (r"무거우셨", "무거웠"),
    (r"알려 드려요(?=:)", "알려 줄게"),
    (r"말씀드리", "말해 주"),
    (r"말씀드릴", "말해 줄"),
    (r"말씀드렸", "말해 줬"),
    (r"말씀(?=하|해)", "말"),
    (r"말씀이", "말이"),
    (r"말씀을", "말을"),
    (r"말씀은", "말은"),
    (r"주무셨", "잤"),
    (r"(?<=[가-힣] )드리|드리(?=기로|면)", "주"),
    (r"드릴(?=게|까|래|지| )", "줄"),
    (r"드렸", "줬"),
    (r"드려(?=요|서|$)", "줘"),
    (r"도와드리", "도와주"),
    (r"으시면", "으면"),
    (r"으신다고", "는다고"),
    (r"하신다고", "한다고"),
    (r"(?<=[하주보가오두내쓰되나리이지키])시면", "면"),
    (r"하셔도", "해도"),
    (r"하시는", "하는"),
    (r"쓰시는", "쓰는"),
    (r"으시니", "으니"),
    (r"(?<=[하주보])시니", "니"),
    (r"쉬실", "쉴"),
    (r"하신", "한"),
    (r"두신", "둔"),
    (r"내신", "낸"),
    (r"하실(?= )", "할"),
    (r"두실(?= )", "둘"),
)
_WHOLE_WORDS: Final = re.compile(
    _BEGINS + "(" + "|".join(sorted(_WORDS, key=len, reverse=True)) + ")" + _ENDS
)


def plain_words(text: str) -> str:
    """The text with plain words for humble and honorific ones."""
    text = _WHOLE_WORDS.sub(lambda found: _WORDS[found[1]], text)
    for pattern, plain in _FORMS:
        text = re.sub(pattern, plain, text)
    return re.sub(r"([가-힣])으셔도", lambda found: f"{infinitive(found[1])}도", text)
