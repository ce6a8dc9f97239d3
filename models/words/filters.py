"""Asks the filters of a convolutional encoder what they answer to: every n-gram by itself.

Source: Kim 2014, "Convolutional Neural Networks for Sentence Classification", section 2. What a
filter answers depends on the words it sees and on nothing else, so a set of different n-grams
tells all there is to know.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import Tensor

from models.words.config import FILTER_WIDTHS
from models.words.embedding import embed
from models.words.encoders import Convolutions, WordEncoder


def windows(size: int, width: int) -> Iterator[tuple[int, int]]:
    """What the filters of a width see of a sentence of `size` words, place after place: where it
    begins and ends, as numbers of words; outside of the sentence they see nothing."""
    return ((place - (width - 1) // 2, place + width // 2 + 1) for place in range(size))


@torch.inference_mode()
def answers(encoder: WordEncoder, ngrams: Tensor) -> Tensor:
    """What all filters of a width answer to n-grams of that width, (n, filters), none below 0.

    `ngrams` (n, width) int, or (n, width, units), padding where nothing is seen. Raises
    ValueError for an encoder without filters or without filters of that width."""
    if not isinstance(encoder.network, Convolutions):
        raise ValueError(f"an encoder of kind {encoder.config.kind!r} has no filters")
    convolve = encoder.network.filters[FILTER_WIDTHS.index(ngrams.shape[1])]
    seen = encoder.words(ngrams, encoder.real(ngrams, None))
    given = embed(encoder.word_embeddings, ngrams) * seen[..., None]
    found: Tensor = convolve(given.transpose(1, 2)).relu().squeeze(-1)
    return found
