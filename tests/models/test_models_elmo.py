"""ELMo's parts against cases worked by hand and against plain computations of the same."""

import math

import pytest
import torch
from safetensors.torch import load_file
from torch.nn import functional as F
from transformers import AutoModel

from models.elmo import ElmoConfig, ElmoEncoder
from models.elmo.characters import CharacterCNN
from models.elmo.language_model import BidirectionalLM, turned
from models.elmo.mix import ScalarMix
from models.pretraining.bilm import BiLM
from models.pretraining.candidates import WordSoftmax, inclusion
from models.pretraining.rows import Rows

WIDTH, LETTERS, VOCABULARY = 6, 9, 40
TINY = ElmoConfig(
    letters=30, letter_width=4, filters=(3, 0, 5), cells=8, hidden_size=2 * WIDTH, highways=1
)


def encoder_of(seed: int = 3, config: ElmoConfig = TINY) -> ElmoEncoder:
    torch.manual_seed(seed)
    return ElmoEncoder(config).eval()


def letters(*shape: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(1, 30, (*shape, LETTERS), generator=torch.Generator().manual_seed(seed))


def packed_rows() -> Rows:
    """A row of two segments with padding, a full one with an unknown word, and one of one word."""
    ids = torch.tensor(
        [
            [2, 8, 9, 10, 3, 2, 11, 3, 0, 0],
            [2, 5, 1, 6, 7, 20, 21, 22, 30, 3],
            [2, 39, 3, 0, 0, 0, 0, 0, 0, 0],
        ]
    )
    segments = torch.tensor([[1] * 5 + [2] * 3 + [0] * 2, [1] * 10, [1] * 3 + [0] * 7])
    nothing = torch.zeros_like(ids)
    return Rows(ids, segments, nothing, nothing, nothing, nothing, torch.arange(3))


def bilm_of(candidates: int = 0) -> BiLM:
    encoder = encoder_of()
    torch.manual_seed(1)
    return BiLM(encoder, letters(VOCABULARY, seed=5), 1, candidates, seed=7)


def test_every_layer_has_two_directions_beside_each_other() -> None:
    layers = encoder_of().layers(letters(2, 5))
    assert layers.shape == (3, 2, 5, 2 * WIDTH)
    assert torch.equal(layers[0, ..., :WIDTH], layers[0, ..., WIDTH:])
    assert encoder_of()(letters(2, 5)).last_hidden_state.shape == (2, 5, 2 * WIDTH)


def test_the_mix_by_hand() -> None:
    mix = ScalarMix(3)
    mix.weights.data = torch.tensor([0.0, math.log(2), 0.0])
    mix.gamma.data = torch.tensor([2.0])
    mixed = mix(torch.tensor([[4.0, 1.0], [8.0, 0.0], [12.0, 3.0]]))
    torch.testing.assert_close(mixed, torch.tensor([2 * (1 + 4 + 3), 2 * (0.25 + 0.75)]))


def test_a_new_mix_is_the_mean_of_the_layers() -> None:
    encoder = encoder_of()
    given = letters(2, 4)
    mean = encoder.layers(given).mean(0)
    torch.testing.assert_close(encoder(given).last_hidden_state, mean)
    shares, gamma = encoder.mix_weights()
    assert (shares, gamma) == (pytest.approx((1 / 3,) * 3), 1.0)


def test_a_word_of_three_letters_by_hand() -> None:
    config = ElmoConfig(
        letters=4, letter_width=1, filters=(1, 1), highways=1, hidden_size=2, cells=1
    )
    characters = CharacterCNN(config)
    single, pair = characters.convolutions
    (highway,) = characters.highways
    with torch.no_grad():
        characters.letters.weight[:, 0] = torch.tensor([0.0, 1.0, 2.0, 3.0])
        single.weight.fill_(1)
        pair.weight[0, 0, 0] = torch.tensor([1.0, -1.0])
        for part in (single, pair, highway.gate, highway.change):
            part.bias.zero_()
        highway.gate.weight.zero_()  # half of each
        highway.change.weight.zero_()
        highway.change.bias.fill_(3.0)
        characters.projection.weight[0] = torch.tensor([1.0, 10.0])
        characters.projection.bias.fill_(0.5)
        found = characters(torch.tensor([[1, 3, 2], [3, 2, 0]]))
    # 1 3 2: the largest letter is 3, the largest step down 1; half of 3 and half of these.
    # 3 2 0: 3 and 2.
    expected = [(3 + 3) / 2 + 10 * (3 + 1) / 2 + 0.5, (3 + 3) / 2 + 10 * (3 + 2) / 2 + 0.5]
    torch.testing.assert_close(found.squeeze(1), torch.tensor(expected))


def test_two_layers_by_hand() -> None:
    """With open gates a cell sums the tanh of what it is given: h = tanh(sum of tanh(x))."""
    config = ElmoConfig(letters=4, letter_width=1, filters=(1,), hidden_size=2, cells=1)
    model = BidirectionalLM(config)
    with torch.no_grad():
        for layer in model.layers:
            for lstm in (layer.forward_lstm, layer.backward_lstm):
                lstm.weight_ih_l0[:, 0] = torch.tensor([0.0, 0.0, 1.0, 0.0])
                lstm.weight_hh_l0.zero_()
                lstm.bias_ih_l0[:] = torch.tensor([50.0, 50.0, 0.0, 50.0])
                lstm.bias_hh_l0.zero_()
        words = torch.tensor([0.3, -0.8, 1.5])
        padded = torch.cat([words, torch.tensor([9.0])])[None, :, None]
        found = model(padded, torch.tensor([3]))

    def summed(given: torch.Tensor) -> torch.Tensor:
        return given.tanh().cumsum(0).tanh()

    ahead, behind = summed(words), summed(words.flip(0))
    for (forward, backward), left, right in zip(
        found, (ahead, summed(ahead) + ahead), (behind, summed(behind) + behind), strict=True
    ):
        torch.testing.assert_close(forward[0, :3, 0], left)
        torch.testing.assert_close(backward[0, :3, 0], right.flip(0))


def test_rows_are_turned_without_their_padding() -> None:
    order = turned(torch.tensor([3, 4, 0]), 4)
    assert order.tolist() == [[2, 1, 0, 3], [3, 2, 1, 0], [0, 1, 2, 3]]
    assert torch.equal(order.gather(1, order), torch.arange(4).expand(3, 4))


def test_each_direction_sees_its_own_side_alone() -> None:
    encoder, given = encoder_of(), letters(1, 7)
    other, at = given.clone(), 3
    other[0, at] = letters(1, seed=9)[0]
    parts = encoder.layers(given)[1:, 0] != encoder.layers(other)[1:, 0]
    forward, backward = parts[..., :WIDTH].any(2), parts[..., WIDTH:].any(2)
    assert not forward[:, :at].any()
    assert forward[:, at:].all()
    assert backward[:, : at + 1].all()
    assert not backward[:, at + 1 :].any()


def test_padding_and_neighbours_change_nothing() -> None:
    encoder, given = encoder_of(), letters(3, 6)
    mask = torch.arange(6) < torch.tensor([[6], [4], [1]])
    together = encoder(given, mask).last_hidden_state
    for row, size in enumerate((6, 4, 1)):
        alone = encoder(given[row : row + 1, :size]).last_hidden_state[0]
        torch.testing.assert_close(together[row, :size], alone)


def test_the_letters_of_a_folder_come_back(tmp_path) -> None:
    encoder, given = encoder_of(), letters(2, 4)
    encoder.save_pretrained(tmp_path)
    again = AutoModel.from_pretrained(tmp_path)
    assert isinstance(again, ElmoEncoder)
    assert torch.equal(again(given).last_hidden_state, encoder(given).last_hidden_state)


@pytest.mark.parametrize("wrong", [{"hidden_size": 7}, {"cells": 5}, {"filters": (0, 0)}])
def test_a_shape_that_cannot_be_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"width|cells|measure"):
        ElmoConfig(**({"hidden_size": 12, "cells": 8} | wrong))


def test_the_loss_is_the_plain_one_of_next_and_previous_words() -> None:
    rows, subject = packed_rows(), bilm_of()
    before, after = subject.encoder.read(
        subject.encoder.words(subject.spelled[rows.ids]), (rows.segments > 0).sum(1)
    )[-1]
    sums, counts = {"forward": 0.0, "backward": 0.0}, {"forward": 0, "backward": 0}
    for row in range(3):
        for at in range(9):
            one, two = rows.segments[row, at : at + 2].tolist()
            if not one or one != two:
                continue
            for name, state, word in (
                ("forward", before[row, at], rows.ids[row, at + 1]),
                ("backward", after[row, at + 1], rows.ids[row, at]),
            ):
                if word != 1:
                    scores = subject.softmax.weight @ state + subject.softmax.bias
                    sums[name] -= float(scores.log_softmax(0)[word])
                    counts[name] += 1
    terms = subject(rows, 0)
    assert {name: int(count) for name, count in terms.counts.items()} == counts
    assert {name: float(each) for name, each in terms.sums.items()} == pytest.approx(sums, rel=1e-5)
    assert subject.counts(rows, 0) == terms.counts
    assert counts == {"forward": 16, "backward": 16}


@pytest.mark.parametrize("candidates", [0, 12])
def test_rows_give_the_same_terms_in_other_batches(candidates) -> None:
    rows, subject = packed_rows(), bilm_of(candidates).train()
    whole = subject(rows, 4)
    each = [
        subject(Rows(*(getattr(rows, name)[row : row + 1] for name in Rows.__slots__)), 4)
        for row in range(3)
    ]
    for name, total in whole.sums.items():
        torch.testing.assert_close(sum(terms.sums[name] for terms in each), total)
        assert sum(terms.counts[name] for terms in each) == whole.counts[name]


def test_a_blank_is_not_seen_by_its_guess() -> None:
    rows, subject = packed_rows(), bilm_of()
    places = torch.tensor([2, 14])
    scores = subject.logits(rows, places)
    before, after = subject._states(rows)
    left = subject.softmax(before[1, 3]) + subject.softmax(after[1, 5])
    torch.testing.assert_close(scores[1], left)
    rows.ids[0, 2], rows.ids[1, 4] = 33, 34
    torch.testing.assert_close(subject.logits(rows, places), scores)


def test_every_weight_but_the_mix_learns_and_is_saved(tmp_path) -> None:
    subject = bilm_of(12).train()
    terms = subject(packed_rows(), 0)
    sum(terms.sums.values()).backward()
    without = {name for name, each in subject.named_parameters() if each.grad is None}
    assert without == {"encoder.mix.weights", "encoder.mix.gamma"}
    subject.save(tmp_path)
    head = load_file(tmp_path / "head.safetensors")
    assert head.keys() == {"softmax.weight", "softmax.bias"}
    assert (tmp_path / "config.json").exists()


def test_a_sample_holds_each_word_as_often_as_it_should() -> None:
    chances = inclusion(200, 50)
    assert float(chances.sum()) == pytest.approx(50)
    assert (chances[:-1] > chances[1:]).all()
    softmax = WordSoftmax(4, 200, 50, seed=3)
    seen = torch.zeros(200)
    for draw in range(2000):
        seen[softmax.sample(draw)] += 1
    deviations = (seen - 2000 * chances) / (2000 * chances * (1 - chances)).sqrt()
    assert deviations.abs().max() < 4.5
    assert torch.equal(softmax.sample(8), softmax.sample(8))
    assert not torch.equal(softmax.sample(8), WordSoftmax(4, 200, 50, seed=4).sample(8))


def test_the_sampled_loss_and_its_gradient_are_the_plain_ones() -> None:
    torch.manual_seed(0)
    softmax = WordSoftmax(5, 60, 20)
    with torch.no_grad():
        softmax.bias.normal_()
    states, words = torch.randn(700, 5, requires_grad=True), torch.randint(0, 60, (700,))
    told = torch.rand(700)
    given = (states, softmax.weight, softmax.bias)
    losses, right = softmax.loss(states, words, 2)
    found = torch.autograd.grad((losses * told).sum(), given)
    inside = torch.zeros(700, 60, dtype=torch.bool)
    inside[:, softmax.sample(2)] = True
    inside[torch.arange(700), words] = True
    raw = softmax(states).masked_fill(~inside, -math.inf)
    plain = F.cross_entropy(raw - softmax.log_chance, words, reduction="none")
    torch.testing.assert_close(losses, plain)
    assert torch.equal(right, raw.argmax(1) == words)
    for mine, theirs in zip(found, torch.autograd.grad((plain * told).sum(), given), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)


def test_what_samples_teach_are_the_probabilities_among_all_words() -> None:
    """Over many samples the gradient vanishes at the logarithms of the words' true shares, and
    there only."""
    softmax = WordSoftmax(1, 30, 6)
    torch.nn.init.zeros_(softmax.weight)
    shares = torch.arange(1, 31).roll(7)
    words = torch.repeat_interleave(torch.arange(30), shares)

    def deviations(scores: torch.Tensor) -> torch.Tensor:
        softmax.bias.data = scores
        gradients = torch.stack(
            [
                torch.autograd.grad(softmax.loss(states, words, draw)[0].mean(), softmax.bias)[0]
                for draw in range(1500)
            ]
        )
        return gradients.mean(0) / (gradients.std(0) / math.sqrt(len(gradients)))

    states = torch.zeros(len(words), 1)
    assert deviations(shares.float().log()).abs().max() < 4
    assert deviations(torch.zeros(30)).abs().max() > 20


def test_bf16_is_close_to_fp32() -> None:
    rows, subject = packed_rows(), bilm_of(12).train()
    with torch.autocast("cpu", torch.bfloat16):
        rough = subject(rows, 1).sums
    for name, total in subject(rows, 1).sums.items():
        torch.testing.assert_close(rough[name].float(), total, rtol=0.02, atol=0.0)
