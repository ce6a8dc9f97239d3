"""Embeddings from a language model over letters. Importing it tells `transformers` of our encoder,
so that `AutoConfig` and `AutoModel` open its folders."""

from __future__ import annotations

from transformers import AutoConfig, AutoModel

from models.elmo.config import ElmoConfig
from models.elmo.encoder import ElmoEncoder

AutoConfig.register(ElmoConfig.model_type, ElmoConfig, exist_ok=True)
AutoModel.register(ElmoConfig, ElmoEncoder, exist_ok=True)
