"""Encoders over word vectors: the papers' sums worked out another way, and rows that know nothing
of padding or of their neighbours."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence
from transformers import AutoConfig, AutoModel

from models.words import WordEncoder, WordEncoderConfig
from models.words.config import FILTER_WIDTHS, KINDS
from models.words.embedding import embed
from models.words.filters import answers, windows

CLS, SEP = 2, 3


def encoder_of(kind: str, **chosen) -> WordEncoder:
    torch.manual_seed(3)
    sizes = {"vocab_size": 30, "embedding_size": 6, "hidden_size": 8, "dropout": 0.5}
    encoder = WordEncoder(WordEncoderConfig(kind=kind, **(sizes | chosen)))
    return encoder.eval()


def rows_of(*rows: list[int]) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and mask of rows of words, [CLS] and [SEP] put around them."""
    whole = [[CLS, *row, SEP] for row in rows]
    width = max(map(len, whole))
    ids = torch.tensor([row + [0] * (width - len(row)) for row in whole])
    return ids, (ids != 0).long()


words = st.lists(st.integers(5, 29), min_size=1, max_size=9)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=20, deadline=None)
@given(row=words, others=st.lists(words, min_size=1, max_size=4), padding=st.integers(0, 3))
@torch.inference_mode()
def test_a_row_knows_neither_neighbours_nor_padding(kind, layers, row, others, padding) -> None:
    encoder = encoder_of(kind, num_hidden_layers=1 if kind == "cnn" else layers)
    alone = encoder(*rows_of(row)).last_hidden_state[0]
    ids, mask = rows_of(row, *others)
    ids, mask = (nn.functional.pad(each, (0, padding)) for each in (ids, mask))
    ids[mask == 0] = 7  # whatever stands where the mask says that nothing is
    together = encoder(ids, mask).last_hidden_state
    size = len(row) + 2
    torch.testing.assert_close(together[0, :size], alone, atol=1e-5, rtol=0)
    assert not together[0, size:].any()


@pytest.mark.parametrize("kind", ["lstm", "gru"])
@torch.inference_mode()
def test_recurrent_layers_are_those_of_torch_over_packed_rows(kind) -> None:
    encoder = encoder_of(kind, num_hidden_layers=2)
    cell = nn.LSTM if kind == "lstm" else nn.GRU
    theirs = cell(6, 4, 2, batch_first=True, bidirectional=True)
    for layer in range(2):
        for ours, end in ((encoder.network.ahead, ""), (encoder.network.back, "_reverse")):
            for name, weight in ours[layer].named_parameters():
                getattr(theirs, name.replace("_l0", f"_l{layer}{end}")).copy_(weight)
    ids, mask = rows_of([5, 6, 7, 8], [9], [10, 11])
    given = encoder.word_embeddings(ids)
    packed = pack_padded_sequence(given, mask.sum(1), batch_first=True, enforce_sorted=False)
    expected, _ = pad_packed_sequence(theirs(packed)[0], batch_first=True)
    torch.testing.assert_close(encoder(ids, mask).last_hidden_state, expected, atol=1e-6, rtol=0)


@torch.inference_mode()
def test_the_average_is_of_words_alone() -> None:
    encoder = encoder_of("dan", num_hidden_layers=1)
    ids, mask = rows_of([5, 6, 6], [7])
    found = encoder(ids, mask).last_hidden_state
    table = encoder.word_embeddings.weight
    mean = (table[5] + 2 * table[6]) / 3
    torch.testing.assert_close(found[0, 0], encoder.network.sentence(mean))
    beside = encoder.network.word(torch.cat([table[5], mean]))
    torch.testing.assert_close(found[0, 1], beside)
    torch.testing.assert_close(found[1, 0], encoder.network.sentence(table[7]))


def test_words_fall_out_of_the_average_in_training_alone() -> None:
    encoder = encoder_of("dan", word_dropout=0.5, dropout=0.0, num_hidden_layers=1)
    ids, mask = rows_of([5, 6])
    first = [encoder(ids, mask).last_hidden_state[0, 0] for _ in range(2)]
    assert torch.equal(*first)
    encoder.train()
    table, layers = encoder.word_embeddings.weight, encoder.network.sentence
    left = [torch.zeros(6), table[5], table[6], (table[5] + table[6]) / 2]
    possible = [layers(mean) for mean in left]
    seen = set()
    for _ in range(60):
        found = encoder(ids, mask).last_hidden_state[0, 0]
        seen.add(next(i for i, one in enumerate(possible) if torch.allclose(found, one)))
    assert seen == {0, 1, 2, 3}


@torch.inference_mode()
def test_filters_see_words_around_a_place_and_zeros_beyond() -> None:
    encoder = encoder_of("cnn")
    ids, mask = rows_of([5, 6, 7])
    found = encoder(ids, mask).last_hidden_state[0]
    table = encoder.word_embeddings.weight
    pairs, triples = encoder.network.filters[0], encoder.network.filters[1]
    pair = pairs.weight[:, :, 0] @ table[6] + pairs.weight[:, :, 1] @ table[7] + pairs.bias
    torch.testing.assert_close(found[2, 0:2], pair.relu())
    last = triples.weight[:, :, 0] @ table[6] + triples.weight[:, :, 1] @ table[7] + triples.bias
    torch.testing.assert_close(found[3, 2:4], last.relu())
    torch.testing.assert_close(found[0], found[1:4].amax(0))


@torch.inference_mode()
def test_a_filter_answers_to_an_ngram_as_it_does_in_its_sentence() -> None:
    encoder = encoder_of("cnn", hidden_size=40)
    row = [5, 6, 7, 8, 9, 10]
    states = encoder(*rows_of(row)).last_hidden_state[0, 1:-1]
    for number, width in enumerate(FILTER_WIDTHS):
        seen = [
            [row[at] if 0 <= at < len(row) else 0 for at in range(*window)]
            for window in windows(len(row), width)
        ]
        found = answers(encoder, torch.tensor(seen))
        expected = states[:, 10 * number : 10 * number + 10]
        torch.testing.assert_close(found, expected, atol=1e-6, rtol=0)
    with pytest.raises(ValueError, match="no filters"):
        answers(encoder_of("gru"), torch.tensor([[5, 6]]))


@pytest.mark.parametrize("kind", KINDS)
@torch.inference_mode()
def test_words_of_one_unit_are_words(kind) -> None:
    encoder = encoder_of(kind)
    ids, mask = rows_of([5, 6, 7], [8])
    units = torch.stack([ids, torch.zeros_like(ids)], dim=-1)
    plain, told = encoder(ids, mask), encoder(units, mask)
    torch.testing.assert_close(told.last_hidden_state, plain.last_hidden_state)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.integers(1, 29), max_size=4), min_size=1, max_size=6))
def test_a_word_of_units_is_their_mean(given_units) -> None:
    table = encoder_of("gru").word_embeddings
    ids = torch.tensor([[units + [0] * (4 - len(units)) for units in given_units]])
    for found, units in zip(embed(table, ids)[0], given_units, strict=True):
        expected = table.weight[units].mean(0) if units else torch.zeros(6)
        torch.testing.assert_close(found, expected)


@pytest.mark.parametrize("units", [False, True])
def test_padding_learns_nothing(units) -> None:
    encoder = encoder_of("gru").train()
    ids, mask = rows_of([5, 6], [7])
    if units:
        ids = torch.stack([ids, torch.zeros_like(ids)], dim=-1)
    encoder(ids, mask).last_hidden_state.sum().backward()
    gradient = encoder.word_embeddings.weight.grad
    assert not gradient[0].any()
    assert gradient[5].any()


@pytest.mark.parametrize("kind", KINDS)
@torch.inference_mode()
def test_the_library_saves_and_opens_it(kind, tmp_path) -> None:
    encoder = encoder_of(kind, spelling={"kind": "any"}, new_parameters=["network."])
    encoder.save_pretrained(tmp_path)
    opened = AutoModel.from_pretrained(tmp_path).eval()
    ids, mask = rows_of([5, 6, 7])
    assert torch.equal(
        opened(input_ids=ids, attention_mask=mask).last_hidden_state,
        encoder(ids, mask).last_hidden_state,
    )
    told = encoder.config.to_diff_dict()
    config = AutoConfig.for_model(told.pop("model_type"), **told)
    assert (config.kind, config.spelling, config.new_parameters) == (
        kind,
        {"kind": "any"},
        ["network."],
    )


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"kind": "bert"}, "'bert'"),
        ({"hidden_size": 0}, "at least 1"),
        ({"kind": "gru", "hidden_size": 7}, "7 does not split into 2"),
        ({"kind": "cnn", "hidden_size": 6}, "6 does not split into 4"),
        ({"kind": "cnn", "num_hidden_layers": 2}, "one layer"),
    ],
)
def test_shapes_that_cannot_be(chosen, says) -> None:
    with pytest.raises(ValueError, match=says):
        WordEncoderConfig(**chosen)
