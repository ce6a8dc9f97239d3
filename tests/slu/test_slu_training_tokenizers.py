"""Tokenizers of our own: nothing is unknown, offsets lead to the given text, slots go through."""

import itertools
import random
import struct
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.normalizers import Precompiled

from slu.core import Slot, Utterance
from slu.errors import DataError
from slu.korean.morphemes import morpheme_starts
from slu.korean.slot_ends import slot_ends
from slu.korean.subwords import Subwords
from slu.training.tokenizers.alphabet import MARK, SYLLABLES
from slu.training.tokenizers.charsmap import character_map
from slu.training.tokenizers.folder import make_tokenizer
from slu.training.tokenizers.marks import marked, respaced
from slu.training.tokenizers.options import TokenizerOptions
from slu.training.tokenizers.report import report_on
from slu.training.tokenizers.sample import sample_lines
from slu.training.tokenizers.train import SPECIAL, train_tokenizer
from slu.understanding.labels import decode_slots, encode_slots

PLACES = ["거실", "부엌", "안방", "침실", "서울", "부산", "대구", "회사", "학교", "우리집"]
THINGS = ["불", "전등", "노래", "음악", "알람", "날씨", "뉴스", "버스", "기차", "일정"]
ACTS = [
    "켜 줘",
    "꺼 줘",
    "틀어 줄래",
    "알려 줘",
    "맞춰 줘",
    "보여 주세요",
    "찾아봐",
    "바꿔 줘",
    "취소해 줘",
    "어때",
]
LINES = [
    f"{place}{particle} {thing} {act}"
    for place, thing, act in itertools.product(PLACES, THINGS, ACTS)
    for particle in ("에서", "에")
]
MADE = [("unigram", "jamo"), ("unigram", "byte"), ("bpe", "jamo"), ("bpe", "byte")]
MADE += [("wordpiece", "jamo")]


def options(kind="unigram", fallback="jamo", **changed):
    small = {"size": 600, "minimal_frequency": 2}
    return TokenizerOptions(kind=kind, fallback=fallback, **(small | changed))


def trained(**chosen) -> Tokenizer:
    return train_tokenizer(LINES, options(**chosen), lambda done: None)


@pytest.fixture(scope="module", params=MADE, ids="-".join)
def subwords(request) -> Subwords:
    kind, fallback = request.param
    return Subwords(trained(kind=kind, fallback=fallback))


def test_the_frame_is_the_same_for_every_kind(subwords):
    tokenizer = subwords.tokenizer
    assert [tokenizer.token_to_id(piece) for piece in SPECIAL] == [0, 1, 2, 3, 4]
    assert tokenizer.encode("불 꺼 줘").tokens[:: len(tokenizer.encode("불 꺼 줘").ids) - 1] == [
        "[CLS]",
        "[SEP]",
    ]
    assert (subwords.first, subwords.last, subwords.pad) == (2, 3, 0)
    assert subwords.size <= 600


def test_a_blank_leaves_no_lone_word_mark(subwords):
    found = subwords.tokenizer.encode("거실 [MASK] 켜", add_special_tokens=False).tokens
    assert [name.strip() for name in found].count("[MASK]") == 1
    without = subwords.tokenizer.encode("거실 켜", add_special_tokens=False).tokens
    assert found.count("▁") == without.count("▁")


def test_saved_and_read_it_cuts_alike(subwords, tmp_path):
    path = tmp_path / "tokenizer.json"
    subwords.tokenizer.save(str(path))
    text = "거실에서 뷁쀍 틀어 줘"
    assert Subwords.load(path).cut(text) == subwords.cut(text)


def test_no_syllable_is_unknown_and_each_keeps_its_place(subwords):
    unknown = subwords.tokenizer.token_to_id("[UNK]")
    for at in range(0, len(SYLLABLES), 64):
        text = "".join(SYLLABLES[at : at + 64])
        pieces = subwords.cut(text)
        assert unknown not in pieces.ids
        assert {place for span in pieces.spans for place in range(*span)} == set(range(len(text)))


def test_a_missing_syllable_is_spelled_and_all_its_pieces_point_to_it():
    subwords = Subwords(trained())
    pieces = subwords.cut("거실뷁에서 켜")
    spelled = [
        subwords.tokenizer.id_to_token(id_)
        for id_, span in zip(pieces.ids, pieces.spans, strict=True)
        if span == (2, 3)
    ]
    assert "".join(spelled) == unicodedata.normalize("NFD", "뷁")
    assert pieces.spans[-1] == (6, 7)
    assert pieces.word_starts.count(True) == 2


def test_an_unknown_character_leaves_its_word_alone():
    for kind in ("unigram", "bpe", "wordpiece"):
        subwords = Subwords(trained(kind=kind))
        pieces = subwords.cut("거실😀漢불 켜")
        names = [subwords.tokenizer.id_to_token(id_) for id_ in pieces.ids]
        assert [
            span for name, span in zip(names, pieces.spans, strict=True) if name == "[UNK]"
        ] == [
            (2, 3),
            (3, 4),
        ]


TEXTS = st.text(
    st.one_of(
        st.sampled_from(SYLLABLES),
        st.sampled_from(list("거실에서불켜줘  0129azＡㅋㅋㅠ.!?~\u3000\u200b\u1112\u1161\u11ab▁")),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=30,
)


@given(TEXTS)
def test_offsets_lie_in_the_given_text_and_never_go_back(subwords, text):
    spans = subwords.cut(text).spans
    assert all(0 <= a <= b <= len(text) for a, b in spans)
    assert all(a <= c for (a, _), (c, _) in itertools.pairwise(spans))


WORDS = st.text(st.sampled_from("뷁쀍꿟괢거실서울불켜줘틀7k"), min_size=1, max_size=5)


@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=6), st.randoms())
def test_slots_survive_bio_and_back(subwords, words, draw):
    """Slots over whole words, missing syllables or not, come back with the same spans."""
    text = " ".join(word for word, _ in words)
    slots, at = [], 0
    for word, in_slot in words:
        if in_slot:
            name = draw.choice(("a", "b"))
            slots.append(Slot(name=name, start=at, end=at + len(word), text=word))
        at += len(word) + 1
    pieces = subwords.cut(text)
    labels = encode_slots(pieces, slots, ("a", "b"))
    found = [slot for slot, _ in decode_slots(text, pieces, labels, ("a", "b"))]
    assert found == slots


def test_labels_that_split_a_syllable_give_no_overlapping_slots():
    subwords = Subwords(trained())
    text = "뷁쀍"
    pieces = subwords.cut(text)
    for labels in itertools.product((0, 1, 2, 3), repeat=len(pieces.ids)):
        found = [slot for slot, _ in decode_slots(text, pieces, labels, ("a", "b"))]
        assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_no_learned_piece_crosses_a_slot_end(subwords):
    for text in ("거실에서 불 켜 줘", "부산에 날씨 알려 줘", "7시30분"):
        ends = slot_ends(text)
        spans = subwords.tokenizer.encode(text, add_special_tokens=False).offsets
        assert not any(a < end < b for a, b in spans for end in ends if text[a] != " ")


def test_a_character_map_is_what_the_library_reads():
    rules = {char: unicodedata.normalize("NFD", char) for char in SYLLABLES[::7]}
    normaliser = Precompiled(character_map(rules))
    text = "".join(SYLLABLES)
    assert normaliser.normalize_str(text) == "".join(rules.get(char, char) for char in text)
    assert normaliser.normalize_str("abc 漢😀ㄱ") == "abc 漢😀ㄱ"


def test_a_character_map_by_hand():
    found = character_map({"가": "x"})
    (size,) = struct.unpack_from("<I", found)
    assert found[4 + size :] == b"x\0"
    assert (size // 4) % 256 == 0
    with pytest.raises(ValueError, match="unpack"):
        character_map({"a": "x"})


def test_marks_stand_at_particles_and_between_digits():
    text = next(marked(["서울역까지 30분"], options(respaced=0.0), lambda done: None))
    assert text == f"서울역{MARK}까지 3{MARK}0{MARK}분"


@given(st.text(st.sampled_from("가나다라 "), max_size=20), st.integers(0, 99))
def test_respacing_moves_places_with_their_characters(text, seed):
    text = " ".join(text.split())
    places = [at for at, char in enumerate(text) if char == "다"]
    new, moved = respaced(text, places, random.Random(seed))
    assert new.replace(" ", "") == text.replace(" ", "")
    assert {at for at, char in enumerate(new) if char == "다"} <= set(moved)
    assert all(new[at] != " " for at in moved)


def test_particles_stay_apart_when_the_spaces_go():
    whole = options(respaced=1.0)
    texts = list(marked(["거실에서 불 켜 줘"] * 20, whole, lambda done: None))
    assert f"거실{MARK}에서{MARK}불{MARK}켜{MARK}줘" in texts


def test_no_mark_parts_a_word_from_its_word_mark():
    wild = options(respaced=0.5, morphemes=True)
    texts = "".join(marked(["학교에서 불을 켜고 나갔다"] * 200, wild, lambda done: None))
    assert " " in texts
    assert f" {MARK}" not in texts


def test_respaced_sentences_keep_the_old_word_beginnings_as_places():
    for seed in range(40):
        new, moved = respaced("거실 불", [], random.Random(seed))
        if new == "거실불":
            assert moved == [2]
            return
    pytest.fail("no seed dropped the space")


def test_morphemes_begin_where_kiwi_says():
    (places,) = morpheme_starts(["학교에서 갔다"])
    assert places == [0, 2, 5, 6]


def test_training_is_the_same_for_a_seed():
    assert trained(kind="bpe").to_str() == trained(kind="bpe").to_str()
    assert trained(kind="bpe", seed=1).to_str() != trained(kind="bpe").to_str()


def test_all_syllables_are_pieces_when_asked_for():
    tokenizer = trained(kind="bpe", fallback="syllable", size=12_500)
    assert all(tokenizer.token_to_id(char) is not None for char in SYLLABLES)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"kind": "nothing"}, "unigram"),
        ({"fallback": "none"}, "jamo"),
        ({"kind": "wordpiece", "fallback": "byte"}, "wordpiece"),
        ({"fallback": "syllable"}, "12,172"),
        ({"size": 100}, "65,536"),
        ({"respaced": 2.0}, "respaced"),
        ({"megabytes": 0}, "megabytes"),
    ],
)
def test_options_that_cannot_be_are_refused(chosen, said):
    with pytest.raises(DataError, match=said):
        options(**chosen)


def test_an_alphabet_larger_than_the_vocabulary_is_refused():
    lines = ["".join(SYLLABLES[at : at + 50]) for at in range(0, 1000, 50)] * 2
    with pytest.raises(DataError, match="글자만"):
        train_tokenizer(lines, options(), lambda done: None)


def test_a_report_worked_by_hand():
    subwords = Subwords(trained())
    text = "거실 불 뷁"
    slots = (Slot(name="place", start=0, end=2, text="거실"),)
    found = report_on(subwords, [Utterance(text, "light", slots)])
    pieces = subwords.cut(text)
    assert (found.sentences, found.words) == (1, 3)
    assert found.pieces_a_word == pytest.approx(len(pieces.ids) / 3)
    assert found.unknown == 0.0
    assert found.used == pytest.approx(len(set(pieces.ids)) / subwords.size)
    assert found.slots_whole == 1.0
    assert 0 <= found.kept <= 1


def test_unknown_pieces_are_counted():
    found = report_on(Subwords(trained(kind="wordpiece")), [Utterance("漢")])
    assert found.unknown == 1.0
    assert found.slots_whole is None


def test_a_sample_is_drawn_evenly_and_again_the_same(tmp_path):
    big, small = tmp_path / "big.txt", tmp_path / "small.txt"
    big.write_text("\n".join(f"큰 글 {i:05}" for i in range(5000)), "utf-8")
    small.write_text("작은 글\n", "utf-8")
    lines = sample_lines([big, small], 0.02, 0)
    assert "작은 글" in lines
    assert 8_000 < sum(len(line.encode()) + 1 for line in lines) < 12_000
    assert lines == sample_lines([big, small], 0.02, 0)
    assert lines != sample_lines([big, small], 0.02, 1)


def test_a_sample_of_nothing_is_refused(tmp_path):
    empty = tmp_path / "empty.txt"
    empty.write_text("\n", "utf-8")
    with pytest.raises(DataError, match="한 줄도"):
        sample_lines([empty], 1, 0)


def test_a_folder_is_written_whole_and_anew(tmp_path):
    corpus = tmp_path / "corpus.txt"
    corpus.write_text("\n".join(LINES), "utf-8")
    heard = []
    for size in (400, 300 + 300):
        chosen = options(size=size + 100)
        made = make_tokenizer(tmp_path / "out", [corpus], chosen, lambda *at: heard.append(at))
        assert Subwords.load(tmp_path / "out" / "tokenizer.json").size == made.get_vocab_size()
    assert heard[-1] == (len(LINES), len(LINES))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["corpus.txt", "out"]
