"""Encoders over word vectors: averages, convolutions, and recurrent networks both ways.

Ids and tensors in, states out. A row is [CLS] words [SEP] padding (of a pair: [CLS] a [SEP] b
[SEP] padding); neither padding nor the other rows of a batch change what a row gives. The first
state, that of [CLS], stands for the sentence. Which words there are, and where their vectors come
from, is not known here.

Sources: Iyyer et al. 2015, "Deep Unordered Composition Rivals Syntactic Methods for Text
Classification"; Kim 2014, "Convolutional Neural Networks for Sentence Classification"; Schuster and
Paliwal 1997, "Bidirectional Recurrent Neural Networks", with the cells of Hochreiter and
Schmidhuber 1997 (LSTM) and Cho et al. 2014 (GRU).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from transformers import PreTrainedModel
from transformers.modeling_outputs import BaseModelOutput

from models.words.config import FILTER_WIDTHS, WordEncoderConfig
from models.words.embedding import embed


class DeepAverage(nn.Module):
    """The mean of the words, and feed-forward layers over it (Iyyer et al. 2015, section 3). Words
    fall out of the mean at random in training (section 3.1). The state of a word is such layers
    over its own vector beside the mean."""

    def __init__(self, config: WordEncoderConfig):
        super().__init__()
        self.word_dropout = config.word_dropout
        self.sentence = _layers(config.embedding_size, config)
        self.word = _layers(2 * config.embedding_size, config)

    def forward(self, given: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """Vectors (batch, length, embedding_size), `words` (batch, length) bool, true at words,
        and `mask` alike, true where there is no padding, to states (batch, length,
        hidden_size)."""
        counted = words
        if self.training:
            counted = words & (torch.rand(words.shape, device=words.device) >= self.word_dropout)
        weight = counted[..., None].to(given.dtype)
        mean = (given * weight).sum(1, keepdim=True) / weight.sum(1, keepdim=True).clamp(min=1)
        beside = torch.cat([given, mean.expand_as(given)], dim=-1)
        states = [self.sentence(mean), self.word(beside[:, 1:])]
        return torch.cat(states, dim=1)


class Convolutions(nn.Module):
    """Filters over 2, 3, 4 and 5 words, an equal number each (Kim 2014, section 2). A filter's
    answer stands at the word in the middle of what it sees (of two in the middle, the left one);
    the sentence is each filter's largest answer at any word."""

    def __init__(self, config: WordEncoderConfig):
        super().__init__()
        each = config.hidden_size // len(FILTER_WIDTHS)
        self.filters = nn.ModuleList(
            nn.Conv1d(config.embedding_size, each, width) for width in FILTER_WIDTHS
        )

    def forward(self, given: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """Shapes as of `DeepAverage.forward`."""
        found = self.answers(given, words)
        return torch.cat([found.amax(1, keepdim=True), found[:, 1:]], dim=1)

    def answers(self, given: Tensor, words: Tensor) -> Tensor:
        """What the filters answer at every word, (batch, length, hidden_size), none below 0; the
        filters stand in the order of their widths. Around a sentence, and at what is no word,
        they see zeros and answer 0."""
        real = words[:, None].to(given.dtype)
        rows = given.transpose(1, 2) * real
        around = [((width - 1) // 2, width // 2) for width in FILTER_WIDTHS]
        found = [
            convolve(F.pad(rows, edge)).relu()
            for convolve, edge in zip(self.filters, around, strict=True)
        ]
        return (torch.cat(found, dim=1) * real).transpose(1, 2)


class Recurrent(nn.Module):
    """Recurrent layers, each read from both ends and joined. From the right a row begins at its own
    last place, not at the padding."""

    def __init__(self, cell: type[nn.LSTM] | type[nn.GRU], config: WordEncoderConfig):
        super().__init__()
        each = config.hidden_size // 2
        sizes = [config.embedding_size] + [config.hidden_size] * (config.num_hidden_layers - 1)
        self.ahead = nn.ModuleList(cell(size, each, batch_first=True) for size in sizes)
        self.back = nn.ModuleList(cell(size, each, batch_first=True) for size in sizes)
        self.dropout = nn.Dropout(config.dropout)

    def forward(self, given: Tensor, words: Tensor, mask: Tensor) -> Tensor:
        """Shapes as of `DeepAverage.forward`."""
        turned = _turned(mask)
        states = given
        for number, (ahead, back) in enumerate(zip(self.ahead, self.back, strict=True)):
            states = self.dropout(states) if number else states
            left = ahead(states)[0]
            right = _taken(back(_taken(states, turned))[0], turned)
            states = torch.cat([left, right], dim=-1)
        return states


_NETWORKS: dict[str, Callable[[WordEncoderConfig], nn.Module]] = {
    "dan": DeepAverage,
    "cnn": Convolutions,
    "lstm": lambda config: Recurrent(nn.LSTM, config),
    "gru": lambda config: Recurrent(nn.GRU, config),
}


class WordEncoder(PreTrainedModel):  # type: ignore[misc]
    """A word table and one of the networks above."""

    config_class = WordEncoderConfig
    base_model_prefix = "encoder"
    _supports_sdpa = True  # it has no attention to compute in one way or another

    def __init__(self, config: WordEncoderConfig):
        super().__init__(config)
        self.word_embeddings = nn.Embedding(
            config.vocab_size, config.embedding_size, padding_idx=config.pad_token_id
        )
        self.dropout = nn.Dropout(config.dropout)
        self.network = _NETWORKS[config.kind](config)
        self.post_init()

    def get_input_embeddings(self) -> nn.Embedding:
        """The word table."""
        return self.word_embeddings

    def _init_weights(self, module: nn.Module) -> None:
        """Everything begins as torch begins it."""

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor | None = None, **_: Any
    ) -> BaseModelOutput:
        """Words (batch, length) int, or (batch, length, units) int for an encoder that looks
        inside them, and their mask, 1 where there is no padding, to states (batch, length,
        hidden_size), zeros at padding."""
        mask = self.real(input_ids, attention_mask)
        given = self.dropout(embed(self.word_embeddings, input_ids))
        states = self.network(given, self.words(input_ids, mask), mask)
        return BaseModelOutput(last_hidden_state=states * mask[..., None].to(states.dtype))

    def real(self, ids: Tensor, mask: Tensor | None) -> Tensor:
        """(batch, length) bool, true where there is no padding."""
        first = ids if ids.ndim == 2 else ids[..., 0]
        return first.ne(self.config.pad_token_id) if mask is None else mask.bool()

    def words(self, ids: Tensor, real: Tensor) -> Tensor:
        """(batch, length) bool, true where there is neither padding nor [CLS] nor [SEP]."""
        first = ids if ids.ndim == 2 else ids[..., 0]
        return real & first.ne(self.config.cls_token_id) & first.ne(self.config.sep_token_id)


def _layers(width: int, config: WordEncoderConfig) -> nn.Sequential:
    """Feed-forward layers: (..., width) to (..., hidden_size)."""
    sizes = [width] + [config.hidden_size] * (config.num_hidden_layers - 1)
    parts: list[nn.Module] = []
    for size in sizes:
        parts += [nn.Linear(size, config.hidden_size), nn.ReLU(), nn.Dropout(config.dropout)]
    return nn.Sequential(*parts[:-1])


def _turned(mask: Tensor) -> Tensor:
    """(batch, length) int: where to read so that every row stands from its last real place to its
    first, and the padding where it was. Doing it twice changes nothing."""
    places = torch.arange(mask.shape[1], device=mask.device)
    size = mask.sum(1, keepdim=True)
    return torch.where(places < size, size - 1 - places, places)


def _taken(states: Tensor, places: Tensor) -> Tensor:
    """Of `states` (batch, length, width) those at `places` (batch, length)."""
    return states.gather(1, places[..., None].expand(-1, -1, states.shape[2]))
