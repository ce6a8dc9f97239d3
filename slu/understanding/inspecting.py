"""One sentence, stage by stage, for people to look at: what was read, in which pieces, what each
head of the encoder looked at, and what the slot head held of each piece.

The answer itself is `Predictor`'s; what it hangs on is `occlusion`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.joint import Batch
from models.transformer.attention import attention_weights, has_attention
from slu.errors import DataError, ModelError
from slu.korean.normalise import normalise
from slu.korean.spacing import space_all
from slu.korean.subwords import Pieces, Subwords
from slu.korean.tags import Morpheme, morphemes
from slu.understanding.batches import collate, truncate
from slu.understanding.predictor import Predictor, TextPredictor

Floats = NDArray[np.float32]
OUTSIDE = "O"


@dataclass(frozen=True, slots=True)
class Change:
    """`before`, at `start` of the given text, was written `after`."""

    start: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Piece:
    """`text` as the vocabulary has it; the characters of the given text that it covers;
    `word_start` and `respaced` as in `Pieces`."""

    text: str
    start: int
    end: int
    word_start: bool
    respaced: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a text before the encoder: `normalised`, with its `changes`; `spaced` as the
    model reads it; `morphemes` and `pieces` with spans of the text as given."""

    given: str
    normalised: str
    changes: tuple[Change, ...]
    spaced: str
    morphemes: tuple[Morpheme, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SlotScores:
    """What is held of each piece, (pieces, names), each row adding up to 1: by the slot head
    `alone`, and `together` with its neighbours, once the CRF has weighed all ways. `names` are O,
    then those of the slots; B and I of a slot are added."""

    names: tuple[str, ...]
    alone: Floats
    together: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Attention:
    """`weights` (layers, heads, length, length) between `pieces` (length), the special ones
    included: row by row what a piece takes of each."""

    pieces: tuple[str, ...]
    weights: Floats

    def chosen(self, layer: int | None = None, head: int | None = None) -> Floats:
        """(length, length) of one layer and head, counted from 0; the mean over what is None.
        Raises DataError for one that is not there."""
        layers, heads = self.weights.shape[:2]
        for given, there in ((layer, layers), (head, heads)):
            if given is not None and not 0 <= given < there:
                raise DataError(f"층은 {layers}개, 머리는 {heads}개입니다. 그 안에서 고르세요.")
        kept = self.weights if layer is None else self.weights[layer : layer + 1]
        kept = kept if head is None else kept[:, head : head + 1]
        mean: Floats = kept.mean((0, 1))
        return mean


def read_through(text: str, subwords: Subwords) -> Reading:
    """Every stage before the encoder. Raises DataError for a text of no piece."""
    clean = normalise(text)
    (spaced,) = space_all([clean], subwords.spacing)
    pieces = _cut(text, subwords)
    return Reading(
        given=text,
        normalised=clean.text,
        changes=tuple(_changes(text, clean.text)),
        spaced=spaced.normalised.text,
        morphemes=tuple(morphemes(text)),
        pieces=tuple(_pieces(text, pieces, subwords)),
    )


@torch.inference_mode()
def slot_scores(text: str, predictor: TextPredictor) -> SlotScores:
    """Raises DataError for a text of no piece."""
    batch = _batch(text, predictor)
    scores = predictor.score(batch).slots
    batch = batch.to(scores.device)
    together = predictor.crf.marginals(scores, batch.pieces, batch.starts)
    names = (OUTSIDE, *predictor.labels.slots)
    return SlotScores(names, _by_name(scores.softmax(-1)), _by_name(together))


def attention(text: str, predictor: TextPredictor) -> Attention:
    """Raises DataError for a text of no piece, ModelError for an encoder without attention."""
    if not isinstance(predictor, Predictor) or not has_attention(predictor.model.encoder):
        raise ModelError(
            "이 모델에서는 어텐션을 볼 수 없습니다. BERT 갈래의 모델 폴더를 열어 주세요."
        )
    pieces = truncate(_cut(text, predictor.subwords), predictor.positions)
    batch = collate([pieces], predictor.subwords).to(predictor.device)
    types = batch.types if predictor.model.typed else None
    weights = attention_weights(predictor.model.encoder, batch.ids, batch.mask, types)
    named = [piece.text for piece in _pieces(text, pieces, predictor.subwords)]
    return Attention(("[CLS]", *named, "[SEP]"), weights[:, 0].float().cpu().numpy())


def _batch(text: str, predictor: TextPredictor) -> Batch:
    pieces = truncate(_cut(text, predictor.subwords), predictor.positions)
    return collate([pieces], predictor.subwords)


def _cut(text: str, subwords: Subwords) -> Pieces:
    pieces = subwords.cut(text)
    if not pieces.ids:
        raise DataError("들여다볼 글이 없습니다. 문장을 적어 주세요.")
    return pieces


def _changes(given: str, normalised: str) -> Iterator[Change]:
    steps = SequenceMatcher(None, given, normalised, autojunk=False).get_opcodes()
    for kind, start, end, at, until in steps:
        if kind != "equal":
            yield Change(start, given[start:end], normalised[at:until])


def _pieces(text: str, cut: Pieces, subwords: Subwords) -> Iterator[Piece]:
    """A piece that is units of letters is shown as it stands in the text."""
    rows = zip(cut.ids, cut.spans, cut.word_starts, cut.respaced, strict=True)
    for id_, (start, end), word_start, respaced in rows:
        known = subwords.tokenizer.id_to_token(id_) if isinstance(id_, int) else None
        yield Piece(known or text[start:end], start, end, word_start, respaced)


def _by_name(labels: Tensor) -> Floats:
    """(1, pieces, 1 + 2 * slots), O first, then B and I in pairs, to (pieces, 1 + slots)."""
    row = labels[0].float().cpu()
    found: Floats = torch.cat([row[:, :1], row[:, 1::2] + row[:, 2::2]], dim=1).numpy()
    return found
