"""The shape of an encoder over word vectors, as a configuration of the `transformers` library.

What the encoders do with it stands in `models.words.encoders`.
"""

from __future__ import annotations

from typing import Any

from transformers import PretrainedConfig

KINDS = ("dan", "cnn", "lstm", "gru")
"""Deep averaging network, convolutions over words, and two recurrent networks."""

FILTER_WIDTHS = (2, 3, 4, 5)
"""How many words the filters of a convolutional encoder see, an equal share of them each."""


class WordEncoderConfig(PretrainedConfig):  # type: ignore[misc]
    """An encoder of one of `KINDS`.

    `vocab_size` rows of `embedding_size` are the word table; `hidden_size` is the width of the
    states (both directions of a recurrent network, the filters of all widths together).
    `num_hidden_layers`: recurrent layers, or feed-forward layers of the deep averaging network;
    convolutions have one. `dropout` falls on word vectors and between layers; with
    `word_dropout` the average loses whole words in training. `spelling`: how words are told to
    an encoder that looks inside them (`slu.korean.spelling`). `new_parameters`: parts of the
    names of what has learned nothing yet. Raises ValueError for a shape that cannot be.
    """

    model_type = "malgwi-words"

    kind: str = "gru"
    vocab_size: int = 5
    embedding_size: int = 100
    hidden_size: int = 512
    num_hidden_layers: int = 1
    dropout: float = 0.3
    word_dropout: float = 0.3
    max_position_embeddings: int = 512
    pad_token_id: int | None = 0
    cls_token_id: int = 2
    sep_token_id: int | None = 3
    spelling: dict[str, Any] | None = None
    new_parameters: list[str] | None = None

    def __post_init__(self, **others: Any) -> None:
        super().__post_init__(**others)
        parts = {"cnn": len(FILTER_WIDTHS), "lstm": 2, "gru": 2, "dan": 1}
        if self.kind not in KINDS:
            raise ValueError(f"no encoder over words is called {self.kind!r}")
        if min(self.vocab_size, self.embedding_size, self.hidden_size, self.num_hidden_layers) < 1:
            raise ValueError("every measure of an encoder is at least 1")
        if self.hidden_size % parts[self.kind]:
            raise ValueError(f"width {self.hidden_size} does not split into {parts[self.kind]}")
        if self.kind == "cnn" and self.num_hidden_layers > 1:
            raise ValueError("convolutions have one layer")
