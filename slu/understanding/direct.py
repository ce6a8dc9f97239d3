"""Understanding without text: the intent straight from the states of Whisper's encoder
(`slu.speech.encoder_states`), by a small head (`models.heads.listening`).

It gives no text and no slots, and knows nothing but the intents that it learned. It is an
experiment (docs/direct.md): `python -m bench.direct` teaches it.

A folder: `config.json`, `model.safetensors`, `labels.json`, `training.json`, `README.md`, checked
and written as a joint model's (`slu.understanding.folder_files`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from models.heads.listening import ListeningHead
from slu.core import IntentScore
from slu.errors import ModelError
from slu.speech.encoder_states import States
from slu.understanding.folder_files import (
    read_config,
    read_json,
    write_config,
    write_json,
    written_whole,
)

FORMAT: Final = "direct-1"
_CHECKED: Final = ("model.safetensors", "labels.json")


def padded(sounds: Sequence[States]) -> tuple[Tensor, Tensor]:
    """(batch, frames, width) and the mask (batch, frames) of what is no padding."""
    lengths = torch.tensor([len(each) for each in sounds])
    states = nn.utils.rnn.pad_sequence([torch.from_numpy(each) for each in sounds], True)
    return states, torch.arange(states.shape[1]) < lengths[:, None]


class DirectIntents:
    """A head with the names of its intents."""

    def __init__(self, head: ListeningHead, intents: Sequence[str]):
        self.head, self.intents = head.eval(), tuple(intents)

    def rank(self, states: States) -> list[IntentScore]:
        """The intents of one sound's states, the most probable first; none of no states. Raises
        ModelError for those of another encoder."""
        if states.shape[-1] != len(self.head.centre):
            raise ModelError(
                f"이 모델은 폭이 {len(self.head.centre)}인 음성 인식기의 것입니다"
                f"(여기서는 {states.shape[-1]}). 배울 때와 같은 음성 인식 모델로 여세요."
            )
        if not len(states):
            return []
        with torch.inference_mode():
            probabilities = self.head(*padded([states])).softmax(-1)[0]
        order = probabilities.argsort(descending=True, stable=True)
        return [IntentScore(self.intents[i], float(probabilities[i])) for i in order]

    def save(self, folder: Path, training: Mapping[str, Any], card: str) -> None:
        """Writes the folder beside its place and renames it; an older one there is replaced."""
        with written_whole(folder) as temporary:
            save_file(self.head.state_dict(), temporary / "model.safetensors")
            write_json(temporary / "labels.json", {"intents": list(self.intents)})
            write_json(temporary / "training.json", training)
            (temporary / "README.md").write_text(card, encoding="utf-8")
            kind = {"model_type": "whisper", "width": len(self.head.centre)}
            looks = self.head.queries.out_features
            write_config(temporary, FORMAT, kind | {"looks": looks}, _CHECKED)

    @staticmethod
    def load(folder: Path) -> DirectIntents:
        """Reads a folder that `save` wrote. Raises ModelError naming the file at fault."""
        kind = read_config(folder, FORMAT, _CHECKED)
        try:
            intents = read_json(folder / "labels.json")["intents"]
            head = ListeningHead(kind["width"], len(intents), kind["looks"])
            head.load_state_dict(load_file(folder / "model.safetensors"))
        except (KeyError, TypeError, RuntimeError, SafetensorError) as fault:
            raise ModelError(
                f"{folder}: 설정과 가중치가 서로 맞지 않습니다. 다시 배우게 하거나 받으세요."
            ) from fault
        return DirectIntents(head, intents)
