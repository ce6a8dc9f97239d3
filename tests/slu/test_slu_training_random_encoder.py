"""Random encoders: any shape, the same for a seed, opened as any other encoder is."""

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.processors import TemplateProcessing

from slu.errors import ModelError
from slu.training.encoders import open_encoder
from slu.training.random_encoder import make_random_encoder


@pytest.fixture
def tokenizer(tmp_path):
    pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "불", "켜"]
    made = Tokenizer(WordLevel({piece: i for i, piece in enumerate(pieces)}, "[UNK]"))
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    made.save(str(tmp_path / "tokenizer.json"))
    return tmp_path / "tokenizer.json"


def test_an_encoder_of_the_shape_asked_for(tokenizer, tmp_path):
    folder = make_random_encoder(tmp_path / "made", tokenizer, layers=3, width=24, heads=4)
    encoder, subwords = open_encoder(str(folder))
    shape = (encoder.config.num_hidden_layers, encoder.config.hidden_size)
    assert shape == (3, 24)
    assert encoder.config.num_attention_heads == 4
    assert encoder.config.vocab_size == subwords.size == 6
    states = encoder(input_ids=torch.tensor([[2, 4, 5, 3]])).last_hidden_state
    assert states.shape == (1, 4, 24)


def test_a_seed_decides_the_weights_and_nothing_outside(tokenizer, tmp_path):
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    folders = [
        make_random_encoder(tmp_path / str(i), tokenizer, width=16, seed=seed)
        for i, seed in enumerate((0, 0, 1))
    ]
    assert torch.equal(torch.rand(1), expected)
    weights = [(folder / "model.safetensors").read_bytes() for folder in folders]
    assert weights[0] == weights[1] != weights[2]


def test_an_older_folder_is_replaced(tokenizer, tmp_path):
    make_random_encoder(tmp_path / "made", tokenizer, width=16)
    (tmp_path / "made" / "old").touch()
    make_random_encoder(tmp_path / "made", tokenizer, width=16)
    assert not (tmp_path / "made" / "old").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["made", "tokenizer.json"]


def test_shapes_that_cannot_be_are_refused(tokenizer, tmp_path):
    with pytest.raises(ModelError, match="배수"):
        make_random_encoder(tmp_path / "made", tokenizer, width=100, heads=3)
    with pytest.raises(ModelError, match=r"tokenizer\.json"):
        make_random_encoder(tmp_path / "made", tmp_path / "no" / "tokenizer.json")
