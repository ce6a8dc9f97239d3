"""What the page of results calls its groups and, in English, what families of embeddings were
measured by; the Korean names are those of `slu.evaluation.words.probes`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from slu.evaluation.reports import Group
from ui.web.language import Language

GROUPS: Final[Mapping[Group, tuple[str, str]]] = {
    "understanding": ("알아듣기", "Understanding"),
    "encoders": ("인코더와 가르치는 법", "Encoders and ways to teach"),
    "embeddings": ("임베딩", "Embeddings"),
    "speech": ("말소리", "Speech"),
    "conversation": ("대화", "Conversation"),
}
_TITLES: Final = {
    "낱말 유사도": "likeness of words",
    "유추(아는 문제)": "analogies (known words)",
    "유추(모든 문제)": "analogies (all)",
    "아는 낱말(부탁)": "words known (requests)",
    "아는 낱말(영화평)": "words known (film reviews)",
    "오타에도 제자리": "in place in spite of typos",
    "띄어쓰기에도 제자리": "in place in spite of spacing",
    "낱말 뜻": "senses of words",
    "문장 유사도": "likeness of sentences",
    "부탁의 의도": "intents of requests",
}
_ABOUT: Final = {
    "wordsim": "How alike two words are, beside people's judgement (WordSim-353, Spearman).",
    "analogies": "Ten thousand analogies of words (3CosAdd).",
    "coverage": "The share of the words of requests that have a vector.",
    "coverage-nsmc": "The share of the words of film reviews that have a vector.",
    "robustness": "The share of sentences nearest to their own in spite of typos or spacing.",
    "senses": "Whether a word means the same in two sentences (KoBEST WiC).",
    "korsts": "How alike two sentences are, beside people's judgement (KorSTS dev, Spearman).",
    "nsmc": "Good and bad film reviews told apart by frozen vectors (NSMC dev).",
    "3i4k": "What an utterance is for, told by frozen vectors (3i4K dev).",
    "intents": "The intents of requests, told by frozen vectors.",
}
_TUNED: Final = ("미세조정한 모델", "Models fine-tuned from them")
_WORDS: Final = {"미세조정": "fine-tuned", "의도": "intent", "슬롯": "slot"}


def measure_title(title: str, say: Language) -> str:
    """What a measure is called; a title made of several words is put into English word by word."""
    words = " ".join(_WORDS.get(word, word) for word in title.split())
    return say(title, _TITLES.get(title, words))


def measure_about(probe: str, korean: str | None, say: Language) -> str:
    """What a probe asks; `korean` is None for models that were fine-tuned."""
    if korean is None:
        return say(*_TUNED)
    return say(korean, _ABOUT.get(probe, korean))
