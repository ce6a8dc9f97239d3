"""What a run of ELMo begins with: an encoder that reads letters, under its language model.

It needs a pack of whole words (`malgwi tokenizer train --kind word`), whose spelling in letters is
made here once for the whole vocabulary.
"""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from torch import Tensor

from models.elmo.config import ElmoConfig
from models.elmo.encoder import ElmoEncoder
from models.pretraining.bilm import BiLM
from slu.data.packed import PackedCorpus
from slu.errors import ModelError
from slu.korean.letter_spelling import KIND, LETTERS, SPECIAL, LetterSpelling
from slu.training.elmo_encoder import load_elmo
from slu.training.pretraining.options import PretrainOptions


def make_bilm(options: PretrainOptions, pack: PackedCorpus) -> BiLM:
    """The objective with its encoder, new weights from torch's random state.

    Raises ModelError when the pack is not one of whole words, and when the encoder to go on from
    cannot be opened or does not fit.
    """
    tokenizer = Tokenizer.from_file(str(pack.folder / "tokenizer.json"))
    if not isinstance(tokenizer.model, WordLevel) or _first(tokenizer) != SPECIAL:
        raise ModelError(
            f"{pack.folder}: 이 묶음은 낱말 토크나이저로 만든 것이 아닙니다. elmo에는 `malgwi "
            "tokenizer train --kind word`의 토크나이저로 낱말로 자른 글을 묶어 주세요."
        )
    start, dropout = options.shape.start, options.shape.dropout
    if start == "none":
        encoder = ElmoEncoder(_shape(options, pack))
    else:
        encoder = load_elmo(Path(start), hidden_dropout_prob=dropout)
        _check(encoder, options, pack)
    table = spelled(tokenizer, LetterSpelling(encoder.config.spelling["width"]))
    unknown = SPECIAL.index("[UNK]")
    return BiLM(encoder, table, unknown, options.elmo.candidates, options.seed)


def spelled(tokenizer: Tokenizer, spelling: LetterSpelling) -> Tensor:
    """The letters (vocabulary, width) of every piece of a vocabulary of words, int64."""
    words = [str(tokenizer.id_to_token(id_)) for id_ in range(tokenizer.get_vocab_size())]
    special = len(SPECIAL)
    rows = [spelling.special(id_) for id_ in range(special)]
    return torch.tensor([*rows, *(spelling.units(word) for word in words[special:])])


def _shape(options: PretrainOptions, pack: PackedCorpus) -> ElmoConfig:
    shape, own = options.shape, options.elmo
    return ElmoConfig(
        vocab_size=pack.config.vocabulary,
        letters=LETTERS,
        letter_width=own.letter_width,
        filters=own.filters,
        highways=own.highways,
        cells=own.cells,
        hidden_size=shape.width,
        num_hidden_layers=shape.layers,
        hidden_dropout_prob=shape.dropout,
        max_position_embeddings=max(512, options.learning.length),
        spelling={"kind": KIND, "width": own.letters},
    )


def _check(encoder: ElmoEncoder, options: PretrainOptions, pack: PackedCorpus) -> None:
    """The encoder knows no words, so any vocabulary will do; only the rows have to fit."""
    most = encoder.config.max_position_embeddings
    if options.learning.length > most:
        raise ModelError(
            f"{options.shape.start}: 이 인코더는 {most}조각까지 읽습니다"
            f"(length: {options.learning.length})."
        )
    encoder.config.vocab_size = pack.config.vocabulary


def _first(tokenizer: Tokenizer) -> tuple[str | None, ...]:
    return tuple(tokenizer.id_to_token(id_) for id_ in range(len(SPECIAL)))
