"""How near a sentence's vector stays when the sentence is written with mistakes.

The noises are those of fine-tuning (`slu.training.noise`); what they do to intents and slots is
measured elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from slu.core import Utterance
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.features import paired_cosines, products, unit
from slu.training.noise import NoiseOptions, apply_noise


@dataclass(frozen=True, slots=True)
class Robustness:
    """Over `sentences` that the noise changed: the mean `cosine` of a noisy sentence with the clean
    one, and the share whose `nearest` clean sentence is still their own."""

    noise: str
    sentences: int
    cosine: float
    nearest: float


def measure_robustness(
    embedder: Embedder, sentences: Sequence[str], noise: str, seed: int = 0
) -> Robustness:
    """Each sentence counts once, however often it is given. Raises ValueError where the noise
    changes none."""
    clean = list(dict.fromkeys(sentences))
    options = NoiseOptions(noise, seed=seed)
    noisy = [each.text for each in apply_noise(map(Utterance, clean), options)]
    changed = np.array([a != b for a, b in zip(clean, noisy, strict=True)], np.bool_)
    if not changed.any():
        raise ValueError("nothing was changed")
    vectors = embedder.sentence_vectors(clean)[0]
    chosen = np.flatnonzero(changed)
    found = embedder.sentence_vectors([noisy[i] for i in chosen])[0]
    likeness = products(unit(found), unit(vectors))
    own = likeness[np.arange(len(chosen)), chosen]
    # Of sentences with the same vector any would do; rounding shall not choose among them.
    nearest = (own > 0) & (own >= likeness.max(axis=1) - 1e-5)
    return Robustness(
        noise=noise,
        sentences=len(chosen),
        cosine=float(paired_cosines(found, vectors[chosen]).mean()),
        nearest=float(nearest.mean()),
    )
