"""Task encoders over word vectors: deep averaging, convolutions, LSTM and GRU.

config.py     their shape, as a `transformers` configuration
embedding.py  the word table: a row a word, or the mean of the rows of a word's parts
encoders.py   the networks
filters.py    which words the filters of a convolutional encoder answer to

Importing this makes the library's `AutoConfig` and `AutoModel` know them by "malgwi-words".
"""

from transformers import AutoConfig, AutoModel

from models.words.config import WordEncoderConfig
from models.words.encoders import WordEncoder

AutoConfig.register(WordEncoderConfig.model_type, WordEncoderConfig, exist_ok=True)
AutoModel.register(WordEncoderConfig, WordEncoder, exist_ok=True)

__all__ = ["WordEncoder", "WordEncoderConfig"]
