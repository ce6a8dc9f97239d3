"""What a tokenizer does to text, without any model: length, unknown pieces, steady cuts, speed.

Cuts are compared with and without spaces: whoever writes 거실불꺼줘 should find the same pieces as
whoever writes 거실 불 꺼 줘. Everything goes through `Subwords`, as it does for the models.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate

from slu.core import Utterance
from slu.korean.subwords import Pieces, Subwords

_WORD_MARK = "▁"


@dataclass(frozen=True, slots=True)
class TokenizerReport:
    """Measures on some sentences; shares lie in [0, 1].

    `unknown`, `bare_marks`: shares of the pieces that are [UNK], and that are a lone word mark.
    `used`: the share of the vocabulary that these sentences need. `kept`: the share of all cuts
    that stay when the spaces are taken out; `same_cuts`: F1 of the cuts with and without spaces.
    `slots_whole`: the share of slots that begin and end at a cut (None where no slot is marked),
    `slots_whole_unspaced` the same without spaces.
    """

    size: int
    sentences: int
    words: int
    pieces_a_word: float
    pieces_a_sentence: float
    unknown: float
    bare_marks: float
    used: float
    kept: float
    same_cuts: float
    slots_whole: float | None
    slots_whole_unspaced: float | None
    sentences_a_second: float

    def to_json(self) -> dict[str, float | None]:
        return asdict(self)


def report_on(subwords: Subwords, utterances: Sequence[Utterance]) -> TokenizerReport:
    """Cuts all texts, as they are and without spaces. `utterances` must not be empty."""
    texts = [utterance.text for utterance in utterances]
    started = time.monotonic()
    rows = subwords.cut_all(texts)
    seconds = time.monotonic() - started
    unspaced = subwords.cut_all(["".join(text.split()) for text in texts])
    cuts = [_cuts(row, text) for row, text in zip(rows, texts, strict=True)]
    bare = [_cuts(row, "".join(text.split())) for row, text in zip(unspaced, texts, strict=True)]
    ids = [id_ for row in rows for id_ in row.ids]
    words = sum(len(text.split()) for text in texts)
    common = sum(len(a & b) for a, b in zip(cuts, bare, strict=True))
    all_cuts, all_bare = sum(map(len, cuts)), sum(map(len, bare))
    tokenizer = subwords.tokenizer
    unknown = {tokenizer.token_to_id(piece) for piece in ("[UNK]", "<unk>")}
    mark = tokenizer.token_to_id(_WORD_MARK)
    return TokenizerReport(
        size=subwords.size,
        sentences=len(texts),
        words=words,
        pieces_a_word=len(ids) / max(1, words),
        pieces_a_sentence=len(ids) / len(texts),
        unknown=sum(id_ in unknown for id_ in ids) / max(1, len(ids)),
        bare_marks=sum(id_ == mark for id_ in ids) / max(1, len(ids)),
        used=len(set(ids)) / subwords.size,
        kept=common / max(1, all_cuts),
        same_cuts=2 * common / max(1, all_cuts + all_bare),
        slots_whole=_slots_whole(utterances, cuts),
        slots_whole_unspaced=_slots_whole(utterances, bare),
        sentences_a_second=len(texts) / seconds,
    )


def _cuts(pieces: Pieces, text: str) -> set[int]:
    """Where pieces begin, counted in characters that are no space, the beginning left out."""
    before = _letters_before(text)
    return {before[start] for start, end in pieces.spans if start < end} - {0}


def _letters_before(text: str) -> list[int]:
    """For each offset, ends included, how many characters before it are no space."""
    return [0, *accumulate(not char.isspace() for char in text)]


def _slots_whole(utterances: Sequence[Utterance], cuts: Sequence[set[int]]) -> float | None:
    whole: list[bool] = []
    for utterance, places in zip(utterances, cuts, strict=True):
        before = _letters_before(utterance.text)
        edges = {0, before[-1], *places}
        whole += [
            before[slot.start] in edges and before[slot.end] in edges for slot in utterance.slots
        ]
    return sum(whole) / len(whole) if whole else None
