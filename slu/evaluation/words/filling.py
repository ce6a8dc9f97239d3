"""Fills the blank of a sentence: what an encoder that learned by hidden pieces expects there.

The encoders are those of this machine that kept the head which guesses pieces: the one that comes
with Malgwi, and folders of `malgwi pretrain` beneath `encoders/`.

Source: Devlin et al. 2019, "BERT", section 3.1 (Task 1).
"""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import torch

from models.pretraining.attention import position_offset
from models.pretraining.masking import Masking
from models.pretraining.mlm import MaskedLM
from slu.errors import DataError, ModelError
from slu.evaluation.words.families import BERT, ENCODERS
from slu.korean.subwords import Subwords
from slu.paths import PRETRAINED
from slu.training.bert_encoder import has_head, load_head
from slu.training.encoders import open_encoder
from slu.training.pretraining.samples import BLANK, Filled, fill_all, mask_blank

GUESSES: Final = 5
_BLANK = re.compile(r"\[mask\]|_{2,}", re.IGNORECASE)


@dataclass(frozen=True)
class Filler:
    """An encoder with the head that guesses pieces, the vocabulary of both, and the ids of its
    special pieces (`cls`, `mask`, `sep`)."""

    model: MaskedLM
    subwords: Subwords
    special: Mapping[str, int]

    @staticmethod
    def load(folder: Path) -> Filler:
        """Opens what `malgwi pretrain` or `malgwi export bert` wrote. Raises ModelError naming what
        is at fault."""
        head = load_head(folder)
        encoder, subwords = open_encoder(str(folder))
        if subwords.mask is None:
            raise ModelError(f"{folder}: 어휘에 [MASK] 조각이 없습니다. 사전학습한 폴더를 주세요.")
        encoder.set_attn_implementation("sdpa")  # takes the mask of segments as it is
        size = encoder.get_input_embeddings().num_embeddings
        model = MaskedLM(encoder, Masking(subwords.mask, vocabulary=size, ordinary=0))
        try:
            model.piece_head.load_state_dict(head)
        except RuntimeError as fault:  # torch's own, of names or shapes that differ
            raise ModelError(f"{folder}: 인코더와 빈칸을 맞히는 머리가 맞지 않습니다.") from fault
        special = {"cls": subwords.first, "mask": subwords.mask, "sep": subwords.last}
        return Filler(model.eval(), subwords, special)

    def fill(self, text: str, count: int = GUESSES) -> Filled:
        """The likeliest pieces for the one [MASK] of a sentence (or a line of two underscores or
        more), the best first. Raises DataError for a sentence without exactly one blank, or one
        that is longer than the encoder reads."""
        sentence = _BLANK.sub(BLANK, text.strip())
        if sentence.count(BLANK) != 1:
            raise DataError(
                f"빈칸을 {BLANK}로 꼭 한 번 적어 주세요. 보기: 내일 아침 일곱 {BLANK}에 깨워 줘"
            )
        encoder = self.model.encoder
        most = encoder.config.max_position_embeddings - position_offset(encoder)
        if len(mask_blank(self.subwords, self.special, sentence)[0]) > most:
            raise DataError(f"문장이 너무 깁니다. 이 인코더는 {most}조각까지 읽습니다.")
        with torch.inference_mode():
            return fill_all(self.model, self.subwords, self.special, [sentence], count)[0]


class Fillers:
    """Encoders that fill blanks, by the name that people see; the last one asked stays open. Any
    thread may ask, one at a time."""

    def __init__(self, folders: Mapping[str, Path]):
        self._folders = dict(folders)
        self._opened: tuple[str, Filler] | None = None
        self._lock = threading.Lock()

    @staticmethod
    def here(encoders: Path = ENCODERS) -> Fillers:
        """The one that ships, if it is there, then the folders beneath `encoders`."""
        ours = PRETRAINED / "malgwi-bert"
        shipped = {BERT: ours} if ours.is_dir() else {}
        others = sorted(encoders.iterdir()) if encoders.is_dir() else []
        return Fillers(shipped | {each.name: each for each in others if has_head(each)})

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._folders)

    def fill(self, name: str, text: str, count: int = GUESSES) -> Filled:
        """Raises DataError for a name that there is not, and what `Filler` raises."""
        if name not in self._folders:
            raise DataError(f"모르는 인코더 '{name}'. 있는 것: {', '.join(self.names) or '없음'}")
        with self._lock:
            if self._opened is None or self._opened[0] != name:
                self._opened = name, Filler.load(self._folders[name])
            return self._opened[1].fill(text, count)
