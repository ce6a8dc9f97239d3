"""The shape of ELMo, as a configuration of the `transformers` library.

What the layers do stands in `models.elmo.characters`, `language_model` and `mix`.
"""

from __future__ import annotations

from typing import Any

from transformers import PretrainedConfig


class ElmoConfig(PretrainedConfig):  # type: ignore[misc]
    """A character CNN under a bidirectional language model.

    `letters`: how many letters there are, `letter_width` the width of each. `filters[i]`: the
    number of filters over i + 1 letters. `highways`: highway layers over these. `hidden_size`: the
    width of a state, half of it from each direction; `cells`: of an LSTM, projected to that half.
    `vocab_size`: the words that the language model guesses (the encoder itself has no table of
    words). `spelling`: how words are told in letters (`slu.korean.spelling`). `new_parameters`:
    parts of the names of what only the downstream task teaches. Raises ValueError for a shape that
    cannot be.
    """

    model_type = "malgwi-elmo"

    vocab_size: int = 5
    letters: int = 64
    letter_width: int = 16
    filters: list[int] | tuple[int, ...] = (32, 32, 64, 128, 256)
    highways: int = 2
    cells: int = 512
    hidden_size: int = 512
    num_hidden_layers: int = 2
    hidden_dropout_prob: float = 0.0
    max_position_embeddings: int = 512
    pad_token_id: int | None = 0
    spelling: dict[str, Any] | None = None
    new_parameters: list[str] | tuple[str, ...] = ("mix.",)

    def __post_init__(self, **others: Any) -> None:
        super().__post_init__(**others)
        measures = (self.letters, self.letter_width, self.hidden_size, self.num_hidden_layers)
        if min(*measures, sum(self.filters)) < 1 or min(self.filters) < 0 or self.highways < 0:
            raise ValueError("every measure of an encoder is at least 1")
        if self.hidden_size % 2:
            raise ValueError(f"width {self.hidden_size} does not split into two directions")
        if self.cells < self.hidden_size // 2:
            raise ValueError(f"{self.cells} cells cannot be projected to {self.hidden_size // 2}")
