"""How tasks weigh the layers of ELMo: what the scalar mix of a fine-tuned model has learned.

Source: Peters et al. 2018, "Deep contextualized word representations", figure 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from models.elmo.encoder import ElmoEncoder
from slu.errors import ModelError
from slu.evaluation.figures.canvas import empty_figure, in_korean
from slu.evaluation.words.opening import format_of
from slu.understanding import model_folder, sentence_folder


@dataclass(frozen=True, slots=True)
class Mix:
    """`shares` of the layers, the words themselves first, which add up to 1, and `gamma`, by which
    the whole is scaled."""

    name: str
    shares: tuple[float, ...]
    gamma: float


def read_mix(folder: Path) -> Mix:
    """Of a model folder of `finetune` or `finetune-tasks`. Raises ModelError for a folder that is
    not whole, or whose encoder is no ELMo."""
    if format_of(folder) == sentence_folder.FORMAT:
        encoder = sentence_folder.load_sentence_folder(folder).model.encoder
    else:
        encoder = model_folder.load_folder(folder).model.encoder
    if not isinstance(encoder, ElmoEncoder):
        raise ModelError(f"{folder}: 인코더가 ELMo가 아니라 층을 섞는 비율이 없습니다.")
    return Mix(folder.name, *encoder.mix_weights())


def mix_figure(mixes: Sequence[Mix]) -> Figure:
    """A group of bars a model, a bar a layer, gamma beside the name. Raises ValueError for none."""
    layers = max(len(mix.shares) for mix in mixes)
    figure = empty_figure(3 + 1.6 * len(mixes), 4.5)
    axes = figure.subplots()
    width = 0.8 / layers
    for layer in range(layers):
        chosen = [(place, mix) for place, mix in enumerate(mixes) if layer < len(mix.shares)]
        bars = axes.bar(
            [place + (layer - (layers - 1) / 2) * width for place, _ in chosen],
            [mix.shares[layer] for _, mix in chosen],
            width,
            label=f"LSTM {layer}층" if layer else "글자 CNN",
        )
        axes.bar_label(bars, fmt="%.2f", size=8)
    names = [f"{mix.name}\nγ = {mix.gamma:.2f}" for mix in mixes]
    axes.set_xticks(range(len(mixes)), names)
    axes.set(title="과제마다 ELMo의 층을 섞는 비율", ylabel="몫", ylim=(0, 1.05))
    axes.axhline(1 / layers, color="grey", linewidth=0.8, linestyle=":")
    axes.legend()
    return in_korean(figure)
