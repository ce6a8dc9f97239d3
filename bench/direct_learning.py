"""Teaches `slu.understanding.direct` from encoder states that are there: a few seconds a head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from models.heads.listening import ListeningHead
from slu.speech.encoder_states import States
from slu.understanding.direct import DirectIntents, padded


@dataclass(frozen=True, slots=True)
class HeadOptions:
    """`looks`: queries of the pooling beside the plain mean. AdamW, its rate falling in a straight
    line to nothing."""

    looks: int = 2
    dropout: float = 0.5
    rate: float = 1e-3
    decay: float = 0.05
    epochs: int = 40
    batch: int = 32


def learn(
    sounds: Sequence[States], intents: Sequence[str], seed: int, options: HeadOptions
) -> DirectIntents:
    """A head for these sounds, the same for the same seed."""
    names = sorted(set(intents))
    gold = torch.tensor([names.index(intent) for intent in intents])
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        head = ListeningHead(sounds[0].shape[1], len(names), options.looks, options.dropout)
        head.fit_scale(torch.from_numpy(np.concatenate(sounds)))
        _train(head, sounds, gold, options)
    return DirectIntents(head, names)


def _train(
    head: ListeningHead, sounds: Sequence[States], gold: torch.Tensor, options: HeadOptions
) -> None:
    optimiser = torch.optim.AdamW(head.parameters(), options.rate, weight_decay=options.decay)
    steps = options.epochs * -(-len(sounds) // options.batch)
    slower = torch.optim.lr_scheduler.LinearLR(optimiser, 1.0, 0.0, steps)
    for _ in range(options.epochs):
        for rows in torch.randperm(len(sounds)).split(options.batch):  # type: ignore[no-untyped-call]
            loss = cross_entropy(head(*padded([sounds[row] for row in rows])), gold[rows])
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            slower.step()


def cross_validated(
    sounds: Sequence[States],
    intents: Sequence[str],
    groups: Sequence[object],
    options: HeadOptions,
) -> float:
    """The share of sounds whose intent a head finds that learned from all other groups."""
    right = 0
    for group in dict.fromkeys(groups):
        inside = [i for i, each in enumerate(groups) if each != group]
        direct = learn([sounds[i] for i in inside], [intents[i] for i in inside], 0, options)
        for i, each in enumerate(groups):
            if each == group:
                right += direct.rank(sounds[i])[0].name == intents[i]
    return right / len(sounds)
