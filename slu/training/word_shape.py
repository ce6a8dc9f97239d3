"""What can be chosen about an encoder over word vectors: one frozen dataclass."""

from __future__ import annotations

from dataclasses import dataclass

from slu.errors import DataError


@dataclass(frozen=True, slots=True)
class WordShape:
    """The shape of a `dan:`, `cnn:`, `lstm:` or `gru:` encoder.

    `hidden_size`: the width of its states; `layers`: how many there are (0: as many as suit the
    kind). `dropout` falls on word vectors and between layers; `word_dropout` takes words out of
    the average of `dan:`. `most_words`: only so many of the most frequent words are known (0:
    all), since a table that is tuned takes time a row.
    """

    hidden_size: int = 0
    layers: int = 0
    dropout: float = 0.3
    word_dropout: float = 0.3
    most_words: int = 0

    def __post_init__(self) -> None:
        if min(self.hidden_size, self.layers, self.most_words) < 0:
            raise DataError("hidden_size, layers, most_words는 0 이상이어야 합니다.")
        if not (0 <= self.dropout < 1 and 0 <= self.word_dropout < 1):
            raise DataError("dropout과 word_dropout은 0 이상 1 미만이어야 합니다.")


DEFAULT_SHAPE = WordShape()
