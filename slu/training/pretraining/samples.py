"""Fills the blank of a sentence with an objective's best guesses, for a person to look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from models.pretraining.objective import Objective
from models.pretraining.rows import NO_PAIR, Rows
from slu.errors import DataError
from slu.korean.subwords import Subwords

BLANK = "[MASK]"
_STAND_IN = "무엇"  # a noun, so that a particle after the blank is cut off it
_GUESSES = 3


@dataclass(frozen=True, slots=True)
class Guess:
    """A piece for the blank and its probability."""

    piece: str
    probability: float


@dataclass(frozen=True, slots=True)
class Filled:
    """A sentence with one [MASK] and the best guesses for it, the best first."""

    sentence: str
    guesses: tuple[Guess, ...]

    def shown(self) -> str:
        return ", ".join(f"{each.piece} {each.probability:.0%}" for each in self.guesses)


def fill_all(
    objective: Objective,
    subwords: Subwords,
    special: Mapping[str, int],
    sentences: Sequence[str],
    count: int = _GUESSES,
) -> tuple[Filled, ...]:
    """The `count` best guesses (all pieces, where there are fewer) for each sentence; raises
    DataError for one without exactly one [MASK]."""
    check_sentences(sentences)
    was_training = objective.training
    objective.eval()
    with torch.no_grad():
        found = tuple(_fill(objective, subwords, special, each, count) for each in sentences)
    objective.train(was_training)
    return found


def sample_cutter(folder: Path, sentences: Sequence[str]) -> Subwords:
    """Cuts sentences as the text in a pack was cut before. Kiwi, which that may take, is not needed
    where there are no sentences."""
    path = folder / "tokenizer.json"
    return Subwords.load_as_learned(path) if sentences else Subwords.load(path)


def check_sentences(sentences: Sequence[str]) -> None:
    """Raises DataError for a sentence without exactly one [MASK]."""
    for sentence in sentences:
        if sentence.count(BLANK) != 1:
            raise DataError(f"samples: '{sentence}'에 {BLANK}가 꼭 한 번 있어야 합니다.")


def _fill(
    objective: Objective,
    subwords: Subwords,
    special: Mapping[str, int],
    sentence: str,
    count: int,
) -> Filled:
    ids, at = mask_blank(subwords, special, sentence)
    device = next(objective.parameters()).device
    scores = objective.logits(_row(ids).to(device), torch.tensor([at], device=device))
    best = scores[0].float().softmax(-1).topk(min(count, scores.shape[-1]))
    pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return Filled(sentence, tuple(Guess(_shown(subwords, i), share) for i, share in pairs))


def mask_blank(
    subwords: Subwords, special: Mapping[str, int], sentence: str
) -> tuple[list[int], int]:
    """[CLS] pieces [SEP] with one mask for the blank, and where the mask stands."""
    start = sentence.index(BLANK)
    end = start + len(_STAND_IN)
    cut = subwords.cut(sentence.replace(BLANK, _STAND_IN))
    before = [i for i, span in zip(cut.ids, cut.spans, strict=True) if span[1] <= start]
    after = [i for i, span in zip(cut.ids, cut.spans, strict=True) if span[0] >= end]
    ids = [special["cls"], *before, special["mask"], *after, special["sep"]]
    return ids, 1 + len(before)


def _row(ids: list[int]) -> Rows:
    """One row of one segment, (1, length)."""
    row = torch.tensor([ids])
    return Rows(
        ids=row,
        segments=torch.ones_like(row),
        positions=torch.arange(len(ids))[None],
        types=torch.zeros_like(row),
        units=torch.zeros_like(row),
        pairs=torch.full_like(row, NO_PAIR),
        keys=torch.zeros(1, dtype=torch.long),
    )


def _shown(subwords: Subwords, piece: int) -> str:
    text: str = subwords.tokenizer.decode([piece])
    return text.strip() or str(subwords.tokenizer.id_to_token(piece))
