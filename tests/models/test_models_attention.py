"""Attention computed beside an encoder is that of the encoder itself."""

import pytest
import torch
from transformers import BertConfig, BertModel, XLMRobertaConfig, XLMRobertaModel

from models.packed import pack_linears
from models.transformer.attention import attention_weights, has_attention

SHAPE = {
    "vocab_size": 40,
    "hidden_size": 24,
    "num_hidden_layers": 3,
    "num_attention_heads": 4,
    "intermediate_size": 32,
    "type_vocab_size": 2,
    "pad_token_id": 1,
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
}
IDS = torch.tensor([[0, 7, 9, 11, 2], [0, 5, 2, 1, 1]])
MASK = IDS != 1
TYPES = torch.tensor([[0, 0, 1, 0, 0], [0, 1, 0, 0, 0]])
KINDS = [(BertConfig, BertModel), (XLMRobertaConfig, XLMRobertaModel)]


def encoders(kind):
    """Two of the same weights: one with fused attention, one that shows its own."""
    config, model = kind
    torch.manual_seed(0)
    fused = model(config(**SHAPE)).eval()
    plain = model(config(**SHAPE)).eval()
    plain.load_state_dict(fused.state_dict())
    plain.set_attn_implementation("eager")
    return fused, plain


@pytest.mark.parametrize("kind", KINDS)
@torch.no_grad()
def test_the_weights_are_the_encoders_own(kind) -> None:
    fused, plain = encoders(kind)
    expected = plain(
        input_ids=IDS, attention_mask=MASK.long(), token_type_ids=TYPES, output_attentions=True
    ).attentions
    found = attention_weights(fused, IDS, MASK, TYPES)
    assert found.shape == (3, 2, 4, 5, 5)
    torch.testing.assert_close(found, torch.stack(expected), atol=1e-6, rtol=1e-4)


def test_rows_add_up_to_one_and_padding_is_given_nothing() -> None:
    found = attention_weights(encoders(KINDS[0])[0], IDS, MASK, None)
    torch.testing.assert_close(found.sum(-1), torch.ones(3, 2, 4, 5))
    assert found[:, 1, :, :, 3:].abs().max() == 0


def test_packed_layers_give_the_same() -> None:
    fused, plain = encoders(KINDS[0])
    pack_linears(fused)
    torch.testing.assert_close(
        attention_weights(fused, IDS, MASK, TYPES), attention_weights(plain, IDS, MASK, TYPES)
    )


def test_an_encoder_without_attention_is_refused() -> None:
    network = torch.nn.Linear(2, 2)
    assert not has_attention(network)
    with pytest.raises(ValueError, match="Linear"):
        attention_weights(network, IDS, MASK, None)
