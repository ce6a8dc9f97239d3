"""What a run begins with: an encoder from nothing or one that exists, under its objective.

An encoder that exists brings its own tokenizer, so the pack must have been made with that one;
a tokenizer without a mask piece gets one as its last row (`encoder_tokenizer`).
"""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pathlib import Path

import torch
from tokenizers import AddedToken, Tokenizer
from transformers import PreTrainedModel

from models.pretraining.electra import Electra
from models.pretraining.encoders import EncoderShape, build_encoder
from models.pretraining.masking import Masking
from models.pretraining.mlm import MaskedLM
from models.pretraining.objective import Objective
from slu.data.packed import PackedCorpus
from slu.errors import ModelError
from slu.korean.subwords import Subwords
from slu.paths import cache_home
from slu.training import e5_encoder
from slu.training.pretraining.elmo_start import make_bilm
from slu.training.pretraining.options import PretrainOptions
from slu.training.whole_weights import first_line, read_whole


def make_objective(options: PretrainOptions, pack: PackedCorpus) -> Objective:
    """The objective with its encoder, the same weights for the same seed.

    Raises ModelError when the encoder cannot be opened or does not fit the pack.
    """
    torch.manual_seed(options.seed)
    if options.task.objective == "elmo":
        return make_bilm(options, pack)
    new = options.shape.start == "none"
    encoder = _from_nothing(options, pack) if new else _open(options, pack)
    task = options.task
    masking = Masking(
        mask=pack.config.special["mask"],
        vocabulary=pack.config.vocabulary,
        ordinary=_ordinary(pack),
        dynamic=task.masking == "dynamic",
        seed=options.seed,
    )
    if task.objective == "electra":
        # Clark et al. 2020: 85 % hidden, the rest left as they are.
        return Electra(encoder, replace(masking, masked=0.85, random=0.0))
    return MaskedLM(encoder, masking, None if task.pairs == "none" else task.pairs)


def encoder_tokenizer(start: str) -> Tokenizer:
    """An encoder's tokenizer with a mask piece: its own, or `<mask>` as one more, the last piece.

    Raises ModelError when the encoder has no tokenizer.
    """
    subwords = Subwords.load(start_folder(start) / "tokenizer.json")
    if subwords.mask is None:
        subwords.tokenizer.add_special_tokens([AddedToken("<mask>", special=True)])
    return subwords.tokenizer


def start_folder(start: str) -> Path:
    """The folder of the encoder to go on from; e5-small is made when it is not there."""
    if start == e5_encoder.NAME:
        return e5_encoder.make_e5_encoder(cache_home() / "encoders" / start)
    return Path(start)


def _from_nothing(options: PretrainOptions, pack: PackedCorpus) -> PreTrainedModel:
    shape = options.shape
    return build_encoder(
        EncoderShape(
            vocabulary=pack.config.vocabulary,
            width=shape.width,
            layers=shape.layers,
            heads=shape.heads,
            inner=shape.feed_forward,
            positions=max(512, options.learning.length),
            pad=pack.config.special["pad"],
            dropout=shape.dropout,
        ),
        options.seed,
    )


def _open(options: PretrainOptions, pack: PackedCorpus) -> PreTrainedModel:
    """The encoder of a folder, with a row for the mask piece where it had none."""
    folder = start_folder(options.shape.start)
    _check_tokenizer(options.shape.start, pack)
    dropout = options.shape.dropout
    try:
        encoder: PreTrainedModel = read_whole(
            folder,
            dtype=torch.float32,
            attn_implementation="sdpa",
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
    except ModelError:
        raise
    except Exception as fault:  # safetensors, torch and transformers raise their own kinds
        raise ModelError(
            f"{folder}: 이어서 학습할 인코더를 열 수 없습니다({first_line(fault)}). "
            "온전한 transformers 형식의 폴더를 주거나 다시 받으세요."
        ) from fault
    if getattr(encoder, "pooler", None) is not None:
        encoder.pooler = None
    if encoder.config.vocab_size == pack.config.vocabulary - 1:
        _add_row(encoder)
    if encoder.config.vocab_size != pack.config.vocabulary:
        raise ModelError(
            f"{folder}: 인코더의 어휘({encoder.config.vocab_size:,})와 묶음의 어휘"
            f"({pack.config.vocabulary:,})가 다릅니다. 이 인코더의 토크나이저로 묶음을 만드세요."
        )
    if options.learning.length > encoder.config.max_position_embeddings:
        raise ModelError(
            f"{folder}: 이 인코더는 {encoder.config.max_position_embeddings}조각까지 읽습니다"
            f"(length: {options.learning.length})."
        )
    return encoder


def _add_row(encoder: PreTrainedModel) -> None:
    """One more word embedding, the mean of all: a guess at a piece of which nothing is known."""
    old = encoder.get_input_embeddings().weight.detach()
    encoder.resize_token_embeddings(len(old) + 1, mean_resizing=False)
    with torch.no_grad():
        encoder.get_input_embeddings().weight[-1] = old.mean(0)


def _check_tokenizer(start: str, pack: PackedCorpus) -> None:
    """Raises ModelError unless the pack was made with this encoder's tokenizer."""
    if encoder_tokenizer(start).get_vocab() != _tokenizer(pack).get_vocab():
        raise ModelError(
            f"{pack.folder}: 이 묶음은 인코더 {start}의 토크나이저로 만든 것이 아닙니다. "
            "`malgwi tokenizer take`로 토크나이저를 꺼내 그것으로 묶음을 만드세요."
        )


def _ordinary(pack: PackedCorpus) -> int:
    """The first id after the special pieces with which the vocabulary begins."""
    special = _tokenizer(pack).get_added_tokens_decoder()
    return next(number for number in count() if number not in special)


def _tokenizer(pack: PackedCorpus) -> Tokenizer:
    return Tokenizer.from_file(str(pack.folder / "tokenizer.json"))
