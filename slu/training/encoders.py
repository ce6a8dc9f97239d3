"""Opens an encoder for fine-tuning: our e5-small, a `transformers` folder, a hub name, that of a
model which was fine-tuned here (`malgwi`: of the one that ships), or a network over word vectors
(`gru:FOLDER`, see `slu.training.word_encoders`).

`random:` before a name gives an encoder of that shape and vocabulary that has learned nothing, to
tell what pretraining is worth. An encoder of whole words always reads every morpheme apart.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import AutoConfig, AutoModel, AutoTokenizer
from transformers.utils import logging

from models.elmo.config import ElmoConfig
from slu.errors import ModelError
from slu.korean.spacing import Spacing
from slu.korean.spelling import spelling_of
from slu.korean.subwords import Subwords
from slu.paths import DEFAULT_MODEL, cache_home
from slu.training import bert_encoder, e5_encoder, elmo_encoder
from slu.training.whole_weights import first_line, read_whole
from slu.training.word_encoders import open_word_encoder, split_name
from slu.training.word_shape import DEFAULT_SHAPE, WordShape
from slu.understanding.model_folder import drop_pooler, load_folder

SHIPPED = "malgwi"
_RANDOM = "random:"


def open_encoder(
    name: str, spacing: Spacing = Spacing.GIVEN, shape: WordShape = DEFAULT_SHAPE
) -> tuple[Any, Subwords]:
    """The encoder and its vocabulary; raises ModelError when neither folder nor hub has it, or
    when the encoder has no means to be told what the spacing changed. `shape` is that of a network
    over word vectors, and no other encoder may be given one. Random weights are drawn from torch's
    global generator, which the caller seeds."""
    learned, name = not name.startswith(_RANDOM), name.removeprefix(_RANDOM)
    over_words = split_name(name)
    if over_words:
        encoder, tokenizer = open_word_encoder(*over_words, shape, learned)
    elif shape == DEFAULT_SHAPE:
        encoder, tokenizer = _open_pretrained(name, learned)
    else:
        raise ModelError(
            f"인코더 '{name}'의 모양은 정해져 있습니다. hidden_size 같은 words의 옵션은 "
            "dan:, cnn:, lstm:, gru: 인코더에만 쓸 수 있습니다."
        )
    if isinstance(tokenizer.model, WordLevel):
        spacing = Spacing.MORPHEMES
    elif spacing is not Spacing.GIVEN and getattr(encoder.config, "spacing", "") != spacing:
        _tell_changes(encoder, name)
    encoder.config.spacing = spacing.value
    return encoder, Subwords(tokenizer, spacing, spelling_of(encoder.config.to_dict()))


def _open_pretrained(name: str, learned: bool) -> tuple[Any, Tokenizer]:
    """An encoder of a folder or of the hub without its pooling layer, and its tokenizer."""
    # The library's report of a missing pooling layer, which we take off, would only alarm.
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    if name == e5_encoder.NAME:
        name = str(e5_encoder.make_e5_encoder(cache_home() / "encoders" / name))
    elif name == elmo_encoder.NAME:
        name = str(elmo_encoder.shipped_elmo())
    elif name == bert_encoder.NAME:
        name = str(bert_encoder.shipped_bert())
    elif name == SHIPPED:
        name = str(DEFAULT_MODEL)
    if (Path(name) / "labels.json").is_file():
        predictor = load_folder(Path(name))
        encoder, tokenizer = predictor.model.encoder, predictor.subwords.tokenizer
        encoder.set_attn_implementation(_attention())
        return encoder if learned else _shape_of(encoder), tokenizer
    if bert_encoder.is_small(Path(name)):
        encoder = bert_encoder.load_small(Path(name))
        encoder.set_attn_implementation(_attention())
        return encoder if learned else _shape_of(encoder), _tokenizer(name)
    try:
        config = AutoConfig.from_pretrained(name)
        if hasattr(config, "attention_probs_dropout_prob"):
            config.attention_probs_dropout_prob = 0.0  # its random numbers cost a CPU dearly
        if config.model_type == ElmoConfig.model_type:
            encoder = elmo_encoder.load_elmo(Path(name))
        else:
            encoder = read_whole(name, config=config, attn_implementation=_attention())
        tokenizer = _tokenizer(name)
    except ModelError:
        raise
    except Exception as fault:  # safetensors, tokenizers and transformers raise their own kinds
        raise ModelError(
            f"인코더 '{name}'을(를) 열 수 없습니다. 온전한 transformers 형식의 폴더이거나 "
            f"접속할 수 있는 허브의 이름이어야 합니다. ({first_line(fault)})"
        ) from fault
    if not learned:
        encoder = _shape_of(encoder)
    drop_pooler(encoder)
    return encoder, tokenizer


def _shape_of(encoder: Any) -> Any:
    """An encoder of the same shape that has learned nothing."""
    empty = AutoModel.from_config(encoder.config, attn_implementation=_attention())
    drop_pooler(empty)
    return empty


def _tell_changes(encoder: Any, name: str) -> None:
    """Gives the encoder two types of pieces, alike as yet: spaced as given, and not."""
    embeddings = getattr(encoder, "embeddings", None)
    table = getattr(embeddings, "token_type_embeddings", None)
    if embeddings is None or table is None:
        raise ModelError(
            f"인코더 '{name}'은(는) 조각의 종류(token_type)를 모릅니다. spacing: given으로 하세요."
        )
    alike = torch.nn.Embedding(2, table.embedding_dim)
    alike.weight.data[:] = table.weight.data[0]
    embeddings.token_type_embeddings = alike
    encoder.config.type_vocab_size = 2
    encoder.config.new_parameters = ["token_type_embeddings"]


def _attention() -> str:
    """On a CPU the gradient of fused attention takes three times as long as that of plain."""
    return "sdpa" if torch.cuda.is_available() else "eager"


def _tokenizer(name: str) -> Tokenizer:
    own = Path(name) / "tokenizer.json"
    if own.is_file():
        return Tokenizer.from_file(str(own))
    tokenizer: Tokenizer = AutoTokenizer.from_pretrained(name, use_fast=True).backend_tokenizer
    return tokenizer
