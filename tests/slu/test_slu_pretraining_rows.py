"""The rows of pretraining, over packs written here whose pieces tell where they stand: piece i
has the id i + 10."""

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models.pretraining.rows import NO_PAIR
from slu.data.packed import PackedCorpus
from slu.errors import DataError
from slu.training.pretraining import packing
from slu.training.pretraining.layout import Marks
from slu.training.pretraining.sampler import RowSampler

CLS, SEP, PAD, FIRST = 2, 3, 0, 10
MARKS = Marks(CLS, SEP, PAD)
N = NO_PAIR

# Documents as the lengths of their sentences.
documents = st.lists(st.lists(st.integers(1, 40), min_size=1, max_size=6), min_size=2, max_size=12)
lengths = st.integers(8, 48)


def pack(folder, texts, words, morphemes=None) -> PackedCorpus:
    """A pack of documents of sentence lengths; `words` (pieces,) bool."""
    sizes = np.array([size for text in texts for size in text], np.int64)
    pieces = int(sizes.sum())
    (np.arange(pieces) + FIRST).astype("<u2").tofile(folder / "tokens.u16")
    np.append(0, sizes.cumsum()).astype("<u8").tofile(folder / "sentences.u64")
    ends = np.cumsum([len(text) for text in texts])
    np.append(0, ends).astype("<u8").tofile(folder / "documents.u64")
    np.packbits(words, bitorder="little").tofile(folder / "words.bits")
    if morphemes is not None:
        np.packbits(morphemes, bitorder="little").tofile(folder / "morphemes.bits")
    config = {"format": 1, "vocabulary": 65536, "pieces": pieces, "sentences": len(sizes),
              "documents": len(texts), "special": {"cls": CLS, "sep": SEP, "pad": PAD, "mask": 4},
              "sources": {}, "sha256": {}}  # fmt: skip
    (folder / "pack.json").write_text(json.dumps(config), encoding="utf-8")
    return PackedCorpus.open(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Makes a new folder: hypothesis needs one for every example."""
    return lambda: tmp_path_factory.mktemp("pack")


def some_words(texts, seed=0):
    """Random word beginnings; a sentence begins a word."""
    sizes = np.array([size for text in texts for size in text])
    words = np.random.default_rng(seed).random(sizes.sum()) < 0.4
    words[np.append(0, sizes.cumsum()[:-1])] = True
    return words


def segments_of(row_ids, row_segments):
    """The ids of each segment of a row."""
    return [row_ids[row_segments == n].tolist() for n in range(1, int(row_segments.max()) + 1)]


def all_rows(sampler, epoch=0):
    return sampler.batch(epoch, range(sampler.rows))


def test_rows_worked_by_hand(tmp_path):
    # Pieces: document A of sentences 0-2 and 3-4, B of 5-6, C of 7-11 and 12-15.
    words = np.array([1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 0, 0, 0], bool)
    corpus = pack(tmp_path, [[3, 2], [2], [5, 4]], words)
    sampler = RowSampler(corpus, 12, MARKS, unit="word")
    assert sampler.rows == 2
    rows = all_rows(sampler)
    one, two = np.argsort(rows.keys.numpy())
    assert rows.ids[one].tolist() == [2, 10, 11, 12, 13, 14, 3, 2, 15, 16, 3, 0]
    assert rows.segments[one].tolist() == [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 0]
    assert rows.positions[one].tolist() == [0, 1, 2, 3, 4, 5, 6, 0, 1, 2, 3, 0]
    assert rows.units[one].tolist() == [0, 1, 1, 2, 3, 3, 0, 0, 4, 5, 0, 0]
    assert rows.ids[two].tolist() == [2, 17, 18, 19, 20, 21, 22, 23, 24, 25, 3, 0]
    assert rows.units[two].tolist() == [0, 1, 2, 2, 2, 3, 4, 4, 4, 4, 0, 0]
    assert rows.types.eq(0).all()
    assert rows.pairs.eq(N).all()


def test_a_pair_worked_by_hand(tmp_path):
    corpus = pack(tmp_path, [[3, 2], [1]], np.ones(6, bool))
    labels = {}
    for seed in range(20):
        rows = all_rows(RowSampler(corpus, 12, MARKS, pairs="sop", seed=seed))
        labels[int(rows.pairs[0, 0])] = rows
    assert labels[1].ids[0].tolist() == [2, 10, 11, 12, 3, 13, 14, 3, 2, 15, 3, 0]
    assert labels[0].ids[0].tolist() == [2, 13, 14, 3, 10, 11, 12, 3, 2, 15, 3, 0]
    assert labels[0].types[0].tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0]
    assert labels[0].positions[0].tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 0]
    assert labels[0].segments[0].tolist() == [1] * 8 + [2] * 3 + [0]
    assert labels[0].units[0].tolist() == [0, 1, 2, 0, 3, 4, 5, 0, 0, 6, 0, 0]
    assert labels[0].pairs[0].tolist() == [0, *[N] * 11]
    assert labels[1].pairs[0].tolist() == [1, *[N] * 11]


@settings(max_examples=30, deadline=None)
@given(texts=documents, length=lengths, seed=st.integers(0, 9))
def test_every_piece_stands_once_in_an_epoch(folder, texts, length, seed):
    corpus = pack(folder(), texts, some_words(texts, seed))
    sampler = RowSampler(corpus, length, MARKS, unit="word", seed=seed)
    rows = all_rows(sampler, epoch=seed)
    starts = np.array([0, *np.cumsum([sum(text) for text in texts])]) + FIRST
    found = []
    for ids, segments in zip(rows.ids, rows.segments, strict=True):
        for segment in segments_of(ids, segments):
            assert (segment[0], segment[-1]) == (CLS, SEP)
            pieces = segment[1:-1]
            assert pieces == list(range(pieces[0], pieces[-1] + 1))
            own = [np.searchsorted(starts, piece, side="right") for piece in pieces]
            assert len(set(own)) == 1, "a segment is of one document"
            found += pieces
        assert ids[segments == 0].eq(PAD).all()
    assert sorted(found) == list(range(FIRST, FIRST + len(corpus.tokens)))


@settings(max_examples=25, deadline=None)
@given(texts=documents, length=lengths, pairs=st.sampled_from([None, "nsp", "sop"]))
def test_positions_units_and_padding_are_in_order(folder, texts, length, pairs):
    words = some_words(texts)
    sampler = RowSampler(pack(folder(), texts, words), length, MARKS, unit="word", pairs=pairs)
    rows = all_rows(sampler)
    special = (rows.ids == CLS) | (rows.ids == SEP) | (rows.ids == PAD)
    assert torch.equal(rows.units == 0, special)
    for row in range(sampler.rows):
        segments = rows.segments[row]
        used = int((segments > 0).sum())
        assert segments[:used].gt(0).all()
        assert segments[:used].diff().ge(0).all()
        for number in range(1, int(segments.max()) + 1):
            size = int((segments == number).sum())
            assert rows.positions[row][segments == number].tolist() == list(range(size))
        ids, units = rows.ids[row].tolist(), rows.units[row].tolist()
        for at in range(1, length):
            if units[at] and units[at - 1]:
                same = not words[ids[at] - FIRST]
                assert (units[at] == units[at - 1]) == same, "a unit is a word"
        assert sorted(set(units) - {0}) == list(range(1, max(units) + 1))


@settings(max_examples=25, deadline=None)
@given(texts=documents, length=lengths, seed=st.integers(0, 99))
def test_swapped_pairs_hold_the_same_pieces(folder, texts, length, seed):
    corpus = pack(folder(), texts, some_words(texts))
    rows = all_rows(RowSampler(corpus, length, MARKS, pairs="sop", seed=seed))
    pieces = rows.ids[rows.units > 0].sort().values
    assert pieces.tolist() == list(range(FIRST, FIRST + len(corpus.tokens)))
    borders = set((corpus.sentences + FIRST).tolist())
    for one, two, label in parts_of(rows):
        assert label == int(one[-1] + 1 == two[0])
        assert (two if label else one)[0] in borders, "a pair is split where a sentence begins"


@settings(max_examples=25, deadline=None)
@given(texts=documents, length=lengths, seed=st.integers(0, 99))
def test_foreign_parts_are_of_another_document(folder, texts, length, seed):
    corpus = pack(folder(), texts, some_words(texts))
    rows = all_rows(RowSampler(corpus, length, MARKS, pairs="nsp", seed=seed))
    starts = np.array([0, *np.cumsum([sum(text) for text in texts])]) + FIRST
    borders = set((corpus.sentences + FIRST).tolist())
    for one, two, label in parts_of(rows):
        documents = [{int(np.searchsorted(starts, p, side="right")) for p in part}
                     for part in (one, two)]  # fmt: skip
        assert two[0] in borders
        assert [len(each) for each in documents] == [1, 1]
        assert label == int(documents[0] == documents[1])
        assert not label or one[-1] + 1 == two[0]


def parts_of(rows):
    """The two parts and the label of each pair."""
    for row in range(len(rows.ids)):
        for head in (rows.pairs[row] != NO_PAIR).nonzero().squeeze(1):
            assert rows.ids[row, head] == CLS
            inside = (rows.segments[row] == rows.segments[row, head]) & (rows.units[row] > 0)
            ids, types = rows.ids[row][inside], rows.types[row][inside]
            yield ids[types == 0].tolist(), ids[types == 1].tolist(), int(rows.pairs[row, head])


@pytest.mark.parametrize("pairs", ["nsp", "sop"])
def test_half_of_the_pairs_are_right(tmp_path, pairs):
    texts = [[10] * 8] * 600
    corpus = pack(tmp_path, texts, np.ones(48_000, bool))
    labels = all_rows(RowSampler(corpus, 64, MARKS, pairs=pairs)).pairs
    labels = labels[labels != NO_PAIR]
    assert len(labels) > 600
    assert labels.double().mean() == pytest.approx(0.5, abs=0.08)


def test_rows_do_not_depend_on_the_batch_and_repeat_by_key(tmp_path):
    texts = [[7, 9, 4]] * 40
    corpus = pack(tmp_path, texts, some_words(texts))
    sampler, again = (RowSampler(corpus, 32, MARKS, pairs="sop", seed=3) for _ in range(2))
    whole = all_rows(sampler, 1)
    for place in (0, 5, sampler.rows - 1):
        assert torch.equal(again.batch(1, [place]).ids[0], whole.ids[place])
    other = all_rows(sampler, 2)
    assert not torch.equal(other.keys, whole.keys)
    assert torch.equal(other.ids[other.keys.argsort()], whole.ids[whole.keys.argsort()])


def test_a_row_ends_with_a_sentence_unless_much_stays_empty(tmp_path):
    texts = [[20, 20, 20, 90, 50]]
    corpus = pack(tmp_path, texts, np.arange(200) % 2 == 0)
    sampler = RowSampler(corpus, 64, MARKS)
    rows = all_rows(sampler)
    begins = sorted(rows.ids[:, 1].tolist())
    assert begins[:2] == [FIRST, FIRST + 60], "two places empty: the sentence stays whole"
    assert 60 + 62 - 8 <= begins[2] - FIRST <= 60 + 62, "90 pieces do not fit: cut late"
    assert all((begin - FIRST) % 2 == 0 for begin in begins), "cut where words begin"


def test_a_word_longer_than_a_row_is_cut(tmp_path):
    words = np.zeros(100, bool)
    words[0] = True
    rows = all_rows(RowSampler(pack(tmp_path, [[100]], words), 12, MARKS))
    assert sorted(rows.ids[rows.units > 0].tolist()) == list(range(FIRST, FIRST + 100))
    assert len(rows.ids) == 10


def test_rows_are_well_filled(tmp_path):
    random = np.random.default_rng(4)
    texts = [random.integers(5, 45, random.integers(1, 9)).tolist() for _ in range(300)]
    corpus = pack(tmp_path, texts, some_words(texts))
    assert RowSampler(corpus, 128, MARKS).filled > 0.9
    assert RowSampler(corpus, 512, MARKS).filled > 0.93


def test_rows_go_on_across_blocks(tmp_path, monkeypatch):
    texts = [[30, 12, 25, 8]] * 30
    corpus = pack(tmp_path, texts, some_words(texts))
    monkeypatch.setattr(packing, "_BLOCK", 300)
    rows = all_rows(RowSampler(corpus, 64, MARKS))
    assert sorted(rows.ids[rows.units > 0].tolist()) == list(range(FIRST, FIRST + 2250))
    used = (rows.segments > 0).sum(1)[rows.keys.argsort()][:-1]
    assert used.min() >= 64 - 16, "no row ends early because a block did"


def test_morphemes_are_units_of_their_own(tmp_path):
    words = np.array([1, 0, 0, 0, 1, 0], bool)
    morphemes = np.array([1, 0, 1, 1, 1, 0], bool)
    rows = all_rows(RowSampler(pack(tmp_path, [[6]], words, morphemes), 8, MARKS, "morpheme"))
    assert rows.units[0].tolist() == [0, 1, 1, 2, 3, 4, 4, 0]


@pytest.mark.parametrize(
    ("texts", "options", "says"),
    [
        ([[4]], {"unit": "morpheme"}, "형태소 경계가 없습니다"),
        ([[4]], {"unit": "letter"}, "piece, word, morpheme"),
        ([[4, 4]], {"pairs": "nsp"}, "글이 둘 이상"),
        ([[4]], {"length": 4}, "8 이상"),
        ([], {}, "한 조각도"),
    ],
)
def test_what_cannot_be_is_said(tmp_path, texts, options, says):
    pieces = sum(sum(text) for text in texts)
    corpus = pack(tmp_path, texts, np.ones(pieces, bool))
    with pytest.raises(DataError, match=says):
        RowSampler(corpus, **({"length": 16, "marks": MARKS} | options))
