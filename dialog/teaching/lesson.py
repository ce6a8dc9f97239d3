"""One training of an assistant's model: what is learned from, what is measured on, what is made.

The loop is `slu.training.finetune`; running it beside a face is `dialog.teaching.running`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dialog.assistant_folder import AssistantFolder
from dialog.domain import read_domain
from slu.core import Utterance
from slu.paths import ROOT

if TYPE_CHECKING:
    from slu.evaluation.metrics import Evaluation
    from slu.training.task_loop import Progress

RECIPE: Final = ROOT / "slu" / "training" / "recipes" / "few-shot.yml"
_FIFTH: Final = 0.2
_ENOUGH: Final = 5  # an intent with fewer examples lends none


@dataclass(frozen=True, slots=True)
class Lesson:
    """`train` and `dev` are files of examples, `out` the model folder to write, `config` a YAML
    file of options; `epochs` and `seed` go before what it says. Without `dev` the examples that are
    learned from are measured on, too."""

    train: Path
    out: Path
    config: Path = RECIPE
    dev: Path | None = None
    epochs: int | None = None
    seed: int | None = None


def teach(
    folder: AssistantFolder, lesson: Lesson, report: Callable[[Progress], None]
) -> Evaluation:
    """Learns, writes the model and gives its measures. Raises DataError and ModelError as
    `slu.training.finetune.finetune` does."""
    from slu.training.finetune import finetune
    from slu.training.options import read_options

    vocabulary = read_domain(folder.domain).vocabulary
    words = {entity: tuple(known) for entity, known in vocabulary.items()}
    given = {
        "train": str(lesson.train),
        "dev": str(lesson.dev or lesson.train),
        "out": str(lesson.out),
        "epochs": lesson.epochs,
        "seed": lesson.seed,
    }
    return finetune(read_options(lesson.config, given), report, words)


def held_out(examples: Sequence[Utterance]) -> tuple[list[Utterance], list[Utterance]]:
    """Those to learn from and about a fifth to measure on, by a hash of the sentence: whatever else
    is added or taken away, a sentence stays on its side, so that no earlier model learned from it.
    An intent with few examples lends none; none lends more than a third, be the hash as it may."""
    lent: set[str] = set()
    for intent in {one.intent for one in examples}:
        texts = sorted({one.text for one in examples if one.intent == intent}, key=_luck)
        if len(texts) >= _ENOUGH:
            lent.update(text for text in texts[: len(texts) // 3] if _luck(text) < _FIFTH)
    rest = [one for one in examples if one.text not in lent]
    return rest, [one for one in examples if one.text in lent]


def _luck(text: str) -> float:
    """In [0, 1), the same for the same sentence."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8")).digest()[:4]) / 2**32
