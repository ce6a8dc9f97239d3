"""The objectives against the library's own models with the same weights, and against themselves
in other batches, precisions and places."""

from dataclasses import fields

import pytest
import torch
from safetensors.torch import load_file
from transformers import (
    AutoModel,
    BertForMaskedLM,
    BertForPreTraining,
    ElectraForMaskedLM,
    ElectraForPreTraining,
    RobertaConfig,
    RobertaModel,
)

from models.pretraining import electra, mlm
from models.pretraining.attention import states_of
from models.pretraining.electra import Electra, sampled
from models.pretraining.encoders import EncoderShape, build_encoder
from models.pretraining.heads import binary_term, class_term
from models.pretraining.masking import Masking, fixed_places, mask_rows
from models.pretraining.mlm import MaskedLM
from models.pretraining.rows import NO_PAIR, Rows

VOCABULARY, LENGTH = 60, 24
MASKING = Masking(mask=4, vocabulary=VOCABULARY, ordinary=5, share=0.3, seed=9)
SEGMENTS = [[6, 9, 5], [24], [10, 4], [3, 3, 12]]  # lengths with [CLS] and [SEP], row by row


def packed_rows() -> Rows:
    random = torch.Generator().manual_seed(1)
    size = (len(SEGMENTS), LENGTH)
    ids, segments, positions, units = (torch.zeros(size, dtype=torch.long) for _ in range(4))
    pairs = torch.full(size, NO_PAIR)
    for row, lengths in enumerate(SEGMENTS):
        at = 0
        for number, length in enumerate(lengths):
            here = slice(at, at + length)
            ids[row, here] = torch.randint(5, VOCABULARY, (length,), generator=random)
            ids[row, at], ids[row, at + length - 1] = 2, 3
            segments[row, here] = number + 1
            positions[row, here] = torch.arange(length)
            units[row, at + 1 : at + length - 1] = torch.arange(at + 1, at + length - 1)
            pairs[row, at] = (row + number) % 2
            at += length
    return Rows(ids, segments, positions, torch.zeros(size, dtype=torch.long), units, pairs,
                torch.arange(len(SEGMENTS)))  # fmt: skip


def part(rows: Rows, which: slice) -> Rows:
    return Rows(*(getattr(rows, each.name)[which] for each in fields(Rows)))


def encoder_of(embedding: int = 0, dropout: float = 0.0):
    shape = EncoderShape(
        VOCABULARY, width=32, layers=2, heads=4, embedding=embedding, positions=32, dropout=dropout
    )
    return build_encoder(shape, seed=5)


def objective_of(name: str):
    torch.manual_seed(2)
    match name:
        case "mlm":
            return MaskedLM(encoder_of(), MASKING)
        case "nsp":
            return MaskedLM(encoder_of(), MASKING, "nsp")
        case "electra":
            return Electra(encoder_of(), MASKING)
        case _:
            return Electra(encoder_of(embedding=16), MASKING, fraction=0.5)


every_objective = pytest.mark.parametrize("name", ["mlm", "nsp", "electra", "electra projected"])
every_encoder = pytest.mark.parametrize("embedding", [0, 16], ids=["bert", "electra"])


@every_encoder
def test_a_packed_document_has_the_states_it_has_alone(embedding):
    rows, encoder = packed_rows(), encoder_of(embedding).eval()
    packed = states_of(encoder, rows.ids, rows)
    for row, lengths in enumerate(SEGMENTS):
        at = 0
        for length in lengths:
            alone = encoder(input_ids=rows.ids[row : row + 1, at : at + length])
            torch.testing.assert_close(
                packed[row, at : at + length], alone.last_hidden_state[0], rtol=1e-5, atol=2e-6
            )
            at += length


def test_positions_of_roberta_begin_after_its_padding():
    config = RobertaConfig(vocab_size=VOCABULARY, hidden_size=32, num_hidden_layers=1,
                           num_attention_heads=4, intermediate_size=64, pad_token_id=1,
                           max_position_embeddings=32, type_vocab_size=1)  # fmt: skip
    torch.manual_seed(0)
    encoder, rows = RobertaModel(config, add_pooling_layer=False).eval(), packed_rows()
    packed = states_of(encoder, rows.ids, rows)
    alone = encoder(input_ids=rows.ids[:1, 6:15]).last_hidden_state
    torch.testing.assert_close(packed[:1, 6:15], alone, rtol=1e-5, atol=2e-6)


def test_masked_lm_is_the_librarys_bert():
    rows, ours = part(packed_rows(), slice(1, 2)), objective_of("mlm").eval()
    reference = BertForMaskedLM(ours.encoder.config).eval()
    reference.bert.load_state_dict(ours.encoder.state_dict())
    head = reference.cls.predictions
    head.transform.dense.load_state_dict(ours.piece_head.dense.state_dict())
    torch.nn.init.uniform_(ours.piece_head.bias)
    head.bias.data.copy_(ours.piece_head.bias)
    head.decoder.bias.data.copy_(ours.piece_head.bias)
    masked = mask_rows(rows, MASKING, 3)
    labels = torch.where(masked.chosen, rows.ids, NO_PAIR)
    output = reference(input_ids=masked.ids, labels=labels)
    terms = ours(rows, 3)
    mean = terms.sums["mlm"] / terms.counts["mlm"]
    torch.testing.assert_close(mean, output.loss, rtol=1e-5, atol=1e-5)
    assert terms.counts["mlm"] == masked.chosen.sum() > 0
    right = (output.logits.argmax(-1) == rows.ids) & masked.chosen
    assert terms.correct["mlm"] == right.sum()


def test_the_pair_head_is_the_librarys():
    rows, ours = part(packed_rows(), slice(1, 2)), objective_of("nsp").eval()
    reference = BertForPreTraining(ours.encoder.config).eval()
    reference.bert.load_state_dict(ours.encoder.state_dict(), strict=False)
    reference.bert.pooler.dense.load_state_dict(ours.pair_head.dense.state_dict())
    reference.cls.seq_relationship.load_state_dict(ours.pair_head.out.state_dict())
    masked = mask_rows(rows, MASKING, 3)
    scores = reference(input_ids=masked.ids).seq_relationship_logits
    loss = torch.nn.functional.cross_entropy(scores, rows.pairs[:, 0])
    torch.testing.assert_close(ours(rows, 3).sums["nsp"], loss, rtol=1e-5, atol=1e-6)


def test_electra_is_the_librarys(monkeypatch):
    rows, ours = part(packed_rows(), slice(1, 2)), objective_of("electra projected").eval()
    generator = ElectraForMaskedLM(ours.generator.config).eval()
    generator.electra.load_state_dict(ours.generator.state_dict())
    generator.generator_predictions.dense.load_state_dict(ours.piece_head.dense.state_dict())
    discriminator = ElectraForPreTraining(ours.encoder.config).eval()
    discriminator.electra.load_state_dict(ours.encoder.state_dict())
    last = discriminator.discriminator_predictions
    last.dense.load_state_dict(ours.replaced_head.dense.state_dict())
    last.dense_prediction.load_state_dict(ours.replaced_head.out.state_dict())
    monkeypatch.setattr(electra, "sampled", lambda scores, luck: scores.argmax(-1))

    masked = mask_rows(rows, MASKING, 3)
    scores = generator(input_ids=masked.ids).logits
    filled = torch.where(masked.chosen, scores.argmax(-1), rows.ids)
    verdict = discriminator(input_ids=filled).logits
    pieces = rows.units > 0
    expected = torch.nn.functional.binary_cross_entropy_with_logits(
        verdict[pieces], (filled != rows.ids)[pieces].float(), reduction="sum"
    )
    guesses = torch.nn.functional.cross_entropy(
        scores[masked.chosen], rows.ids[masked.chosen], reduction="sum"
    )
    terms = ours(rows, 3)
    torch.testing.assert_close(terms.sums["rtd"], expected, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(terms.sums["mlm"], guesses, rtol=1e-5, atol=1e-5)
    assert terms.counts["rtd"] == pieces.sum()
    right = ((verdict > 0) == (filled != rows.ids)) & pieces
    assert terms.correct["rtd"] == right.sum()


@every_objective
def test_the_terms_of_the_parts_add_up(name):
    rows, objective = packed_rows(), objective_of(name).eval()
    whole = objective(rows, 7)
    parts = [objective(part(rows, which), 7) for which in (slice(0, 1), slice(1, 4))]
    for term in objective.weights:
        total = parts[0].sums[term] + parts[1].sums[term]
        torch.testing.assert_close(total, whole.sums[term], rtol=1e-5, atol=1e-5)
        assert parts[0].counts[term] + parts[1].counts[term] == whole.counts[term]
        assert parts[0].correct[term] + parts[1].correct[term] == whole.correct[term]


@every_objective
def test_counts_are_known_before_the_network_runs(name):
    rows, objective = packed_rows(), objective_of(name)
    for draw in range(5):
        assert objective.counts(rows, draw) == objective(rows, draw).counts


@every_objective
def test_a_fixed_number_of_places_changes_nothing(name, monkeypatch):
    rows, objective = packed_rows(), objective_of(name).eval()
    free = objective(rows, 1)
    for module in (mlm, electra):
        monkeypatch.setattr(
            module, "places_of", lambda chosen, _: fixed_places(chosen.flatten(), 70)
        )
    fixed = objective(rows, 1)
    for term in objective.weights:
        torch.testing.assert_close(fixed.sums[term], free.sums[term], rtol=1e-5, atol=1e-5)
    assert fixed.counts == free.counts
    assert fixed.correct == free.correct


@every_objective
def test_every_weight_gets_a_gradient(name):
    objective = objective_of(name)
    terms = objective(packed_rows(), 0)
    sum(terms.sums.values()).backward()
    without = [name for name, weight in objective.named_parameters() if weight.grad is None]
    assert without == []


@every_objective
def test_losses_are_float32_under_bf16(name):
    rows, objective = packed_rows(), objective_of(name).eval()
    full = objective(rows, 0)
    with torch.autocast("cpu", torch.bfloat16):
        half = objective(rows, 0)
    for term in objective.weights:
        assert half.sums[term].dtype == torch.float32
        assert half.sums[term].item() == pytest.approx(full.sums[term].item(), rel=0.02)


@every_objective
def test_what_is_saved_is_the_bare_encoder(name, tmp_path):
    rows, objective = packed_rows(), objective_of(name).eval()
    objective.save(tmp_path)
    again = AutoModel.from_pretrained(tmp_path).eval()
    ours, theirs = (states_of(each, rows.ids, rows) for each in (objective.encoder, again))
    assert torch.equal(ours, theirs)
    saved = load_file(tmp_path / "head.safetensors")
    assert not any(key.startswith("encoder.") for key in saved)
    if "electra" in name:
        generator = AutoModel.from_pretrained(tmp_path / "generator").eval()
        ours, theirs = (states_of(e, rows.ids, rows) for e in (objective.generator, generator))
        assert torch.equal(ours, theirs)
        head = load_file(tmp_path / "generator" / "head.safetensors")
        assert torch.equal(head["dense.weight"], objective.piece_head.dense.weight)
        assert set(saved) == set(objective.replaced_head.state_dict())


@every_objective
def test_it_learns_to_guess(name):
    rows, objective = packed_rows(), objective_of(name)
    optimiser = torch.optim.Adam(objective.parameters(), lr=1e-2)
    losses = []
    for _ in range(25):
        terms = objective(rows, 0)
        loss = terms.sums["mlm"] / terms.counts["mlm"]
        if "rtd" in terms.sums:
            loss = loss + terms.sums["rtd"] / terms.counts["rtd"]
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < 0.6 * losses[0]


def test_the_generator_shares_the_embeddings_and_is_narrower():
    objective = Electra(encoder_of(), MASKING, fraction=0.5)
    assert objective.generator.embeddings is objective.encoder.embeddings
    assert objective.generator.config.hidden_size == 16
    assert objective.generator.config.num_attention_heads == 2


def test_logits_guess_without_masking_anything():
    rows, objective = packed_rows(), objective_of("mlm").eval()
    places = torch.tensor([3, 30])
    scores = objective.logits(rows, places)
    states = states_of(objective.encoder, rows.ids, rows).flatten(0, 1)[places]
    embeddings = objective.encoder.get_input_embeddings().weight
    assert torch.equal(scores, objective.piece_head(states, embeddings))
    assert scores.shape == (2, VOCABULARY)


def test_pieces_are_drawn_as_probable_as_they_are():
    scores = torch.log(torch.tensor([0.0, 0.5, 0.2, 0.0, 0.3]))
    by_hand = sampled(scores.expand(4, 5), torch.tensor([0.01, 0.49, 0.6, 0.99]))
    assert by_hand.tolist() == [1, 1, 2, 4]
    luck = (torch.arange(1000) + 0.5) / 1000
    drawn = torch.bincount(sampled(scores.expand(1000, 5), luck), minlength=5)
    assert drawn.tolist() == pytest.approx([0, 500, 200, 0, 300], abs=1)


def test_terms_worked_by_hand():
    term = class_term(torch.tensor([[0.0, 0.0], [9.0, 0.0], [0.0, 9.0]]),
                      torch.tensor([1, NO_PAIR, 1]))  # fmt: skip
    assert term.sum.item() == pytest.approx(0.693147 + 0.000123, abs=1e-5)
    assert (term.count.item(), term.correct.item()) == (2, 1)
    term = binary_term(torch.tensor([0.0, 5.0, -5.0]), torch.tensor([False, True, True]),
                       torch.tensor([True, True, False]))  # fmt: skip
    assert term.sum.item() == pytest.approx(0.693147 + 0.006715, abs=1e-5)
    assert (term.count.item(), term.correct.item()) == (2, 2)


def test_an_encoder_is_the_same_for_the_same_seed():
    shape = EncoderShape(VOCABULARY, width=32, layers=1, heads=4)
    one, same, other = (build_encoder(shape, seed).state_dict() for seed in (1, 1, 2))
    key = "embeddings.word_embeddings.weight"
    assert torch.equal(one[key], same[key])
    assert not torch.equal(one[key], other[key])


@pytest.mark.parametrize("wrong", [{"layers": 0}, {"width": 30, "heads": 4}])
def test_impossible_shapes_are_refused(wrong):
    with pytest.raises(ValueError, match=r"encoder|heads"):
        EncoderShape(**({"vocabulary": VOCABULARY} | wrong))
