"""Encoders over word vectors: they give the vectors' own answers for known and unknown words, learn
intents, slots and classes, and their folders are opened again."""

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from models.static.subwords import SubwordTable
from models.static.vectors import WordVectors
from models.weights import rounded
from models.words.embedding import embed
from slu.core import Slot, Utterance
from slu.data import write
from slu.data.corpus.words import words_of
from slu.errors import DataError, ModelError
from slu.evaluation.filters import strongest_filters
from slu.korean.spacing import Spacing
from slu.korean.spelling import spelling_of
from slu.korean.subwords import Subwords
from slu.training import word_encoders
from slu.training.encoders import open_encoder
from slu.training.finetune import finetune
from slu.training.learning import Learning
from slu.training.options import FinetuneOptions, read_options
from slu.training.task_options import TaskOptions
from slu.training.tasks import finetune_tasks
from slu.training.vectors.folder import Vectors, save_vectors
from slu.training.word_encoders import build_word_encoder, split_name
from slu.training.word_shape import WordShape
from slu.understanding.batches import collate
from slu.understanding.model_folder import load_folder
from slu.understanding.onnx_export import export_onnx
from slu.understanding.sentence_folder import load_sentence_folder

KINDS = ("dan", "cnn", "lstm", "gru")
CITIES = ("서울", "부산", "대구", "광주", "제주")
UNSEEN = "서울역"  # no word of the vectors


def examples() -> list[Utterance]:
    found = []
    for city in CITIES:
        for ending in ("날씨 알려 줘", "날씨 어때"):
            found.append(Utterance(f"{city} {ending}", "weather", (Slot("city", 0, 2, city),)))
        for ending in ("가는 기차", "표 예매해"):
            found.append(Utterance(f"{city}에 {ending}", "ticket", (Slot("city", 0, 2, city),)))
    return found


def vectors_of(family: str) -> Vectors:
    """Random vectors of the examples' words, most frequent first as far as anybody knows."""
    draw = np.random.default_rng(5)
    lines = words_of([one.text for one in examples()])
    words = list(dict.fromkeys(word for line in lines for word in line.split()))
    if family == "onehot":
        return Vectors(WordVectors(words, None), family)
    own = draw.normal(size=(len(words), 12)).astype(np.float32)
    if not family.startswith("fasttext"):
        return Vectors(WordVectors(words, own), family)
    spelling = "jamo" if family.endswith("jamo") else "syllables"
    table = SubwordTable(1, 3, draw.normal(size=(50, 12)).astype(np.float32))
    return Vectors(WordVectors(words, own, None, table), family, spelling)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A folder with vectors of each kind and the data."""
    folder = tmp_path_factory.mktemp("words")
    for family in ("skipgram", "fasttext", "fasttext-jamo", "onehot"):
        save_vectors(vectors_of(family), folder / family, {}, "")
    write(folder / "train.jsonl", examples(), "jsonl")
    rows = [f"{one.text}\t{int(one.intent == 'ticket')}" for one in examples()]
    for name, lines in (("train", rows), ("dev", [row.replace(" ", "  ") for row in rows])):
        path = folder / f"data/nsmc/{name}.tsv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(["text\tpositive", *lines]) + "\n", "utf-8")
    return folder


def options(place, encoder: str, out: str, **learning) -> FinetuneOptions:
    chosen = {"epochs": 12, "batch_size": 4, "encoder_rate": 1e-2, "head_rate": 1e-2}
    kind, _, folder = encoder.rpartition(":")
    return FinetuneOptions(
        train=str(place / "train.jsonl"),
        dev=str(place / "train.jsonl"),
        encoder=f"{kind}:{place / folder}",
        out=str(place / out),
        learning=Learning(**(chosen | learning)),
        words=WordShape(hidden_size=32, dropout=0.0, word_dropout=0.0),
    )


@pytest.fixture(scope="module", params=["dan", "cnn", "lstm", "gru:fasttext"])
def trained(place, request):
    """A joint model of each kind; the last over n-grams."""
    kind, _, folder = request.param.partition(":")
    given = options(place, f"{kind}:{folder or 'skipgram'}", kind, tune_embeddings=True)
    return kind, place / kind, finetune(given, lambda _: None)


def test_names() -> None:
    assert split_name("gru:runs/a:b") == ("gru", "runs/a:b")
    assert split_name("e5-small") is split_name("bert:x") is split_name("gru") is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_word_has_its_own_vector_and_an_unknown_one_the_mean_of_the_rarest(place, kind) -> None:
    encoder, subwords = open_encoder(f"{kind}:{place / 'skipgram'}", Spacing.KIWI)
    vectors = vectors_of("skipgram")
    table = encoder.word_embeddings.weight.detach().numpy()
    assert subwords.spacing is Spacing.MORPHEMES
    assert len(table) == subwords.size == len(vectors) + 5
    np.testing.assert_allclose(table[5:], vectors.matrix, atol=1e-6)
    rarest = max(1, round(len(vectors) / 10))
    np.testing.assert_allclose(table[1], vectors.matrix[-rarest:].mean(0), atol=1e-6)
    assert not table[0].any()
    assert 0 < np.abs(table[2:5]).max() < np.abs(table[5:]).max()
    assert subwords.cut(f"{CITIES[0]} 룰루").ids[-1] == 1


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(word=st.text("가서울역ㅋaé1", min_size=1, max_size=4))
@example(word="날씨")
@example(word=UNSEEN)
@pytest.mark.parametrize("family", ["fasttext", "fasttext-jamo"])
def test_ngrams_give_the_vectors_own_answer(place, family, word) -> None:
    vectors = vectors_of(family)
    encoder, tokenizer = build_word_encoder("gru", vectors, WordShape())
    spelling = spelling_of(encoder.config.to_dict())
    units = spelling.units(word, tokenizer.token_to_id(word) or 1)
    (found,) = embed(encoder.word_embeddings, torch.tensor([[units]]))[0].detach().numpy()
    assert len(vectors.subwords.ids(word)) <= spelling.size
    np.testing.assert_allclose(found, vectors.lookup(word), atol=1e-5)


@pytest.mark.parametrize("family", ["fasttext", "fasttext-jamo"])
def test_every_known_word_has_its_vector_even_where_its_ngrams_are_cut_off(
    family, monkeypatch
) -> None:
    monkeypatch.setattr(word_encoders, "_MOST_UNITS", 4)
    vectors = vectors_of(family)
    encoder, tokenizer = build_word_encoder("gru", vectors, WordShape())
    spelling = spelling_of(encoder.config.to_dict())
    units = [spelling.units(word, tokenizer.token_to_id(word)) for word in vectors.words]
    assert {len(each) for each in units} == {4}
    assert len(vectors.subwords.ids("날씨")) > 4
    found = embed(encoder.word_embeddings, torch.tensor([units]))[0].detach().numpy()
    np.testing.assert_allclose(found, vectors.matrix, atol=1e-5)


def test_a_word_without_ngrams_is_unknown_and_special_pieces_are_themselves(monkeypatch) -> None:
    monkeypatch.setattr(word_encoders, "_FEWEST_UNITS", 3)
    table = SubwordTable(3, 3, np.ones((9, 2), np.float32))
    own = np.array([[1, 2], [3, 4]], np.float32)
    vectors = Vectors(WordVectors(["가나", "[CLS]"], own, None, table), "fasttext")
    encoder, tokenizer = build_word_encoder("cnn", vectors, WordShape())
    subwords = Subwords(tokenizer, spelling=spelling_of(encoder.config.to_dict()))
    assert subwords.tokenizer.get_vocab_size() == 6  # [CLS] is nobody's word
    assert (subwords.pad, subwords.first, subwords.last) == ((0, 0, 0), (2, 0, 0), (3, 0, 0))
    assert subwords.spelling.units("", 1) == (1, 0, 0)
    known = subwords.cut("가나").ids[0]
    assert known[0] == 5
    assert all(6 <= unit < 6 + 9 for unit in known[1:])


def test_a_spelling_of_another_version_is_refused() -> None:
    with pytest.raises(ModelError, match="모르는 낱말 철자 'runes'"):
        spelling_of({"spelling": {"kind": "runes"}})


@pytest.mark.parametrize("family", ["skipgram", "fasttext"])
def test_random_has_the_same_shape_and_knows_nothing(place, family) -> None:
    torch.manual_seed(0)
    learned, words = open_encoder(f"gru:{place / family}")
    torch.manual_seed(0)
    random, others = open_encoder(f"random:gru:{place / family}")
    assert words.tokenizer.get_vocab() == others.tokenizer.get_vocab()
    ours, theirs = learned.word_embeddings.weight, random.word_embeddings.weight
    assert ours.shape == theirs.shape
    assert not torch.isclose(ours[5:], theirs[5:]).all(dim=1).any()
    assert not theirs[0].any()
    assert theirs.std().item() == pytest.approx(ours[5:].std().item(), rel=0.1)


def test_learns_by_heart_and_its_folder_is_opened_again(trained) -> None:
    kind, folder, measured = trained
    assert measured.intent_accuracy.value == 1.0
    assert measured.slot_f1.value >= 0.9
    predictor = load_folder(folder)
    assert predictor.model.encoder.config.kind == kind
    assert "- 낱말 벡터: `" in (folder / "README.md").read_text("utf-8")
    (found,) = predictor.predict_all(["부산에 가는 기차"])
    assert found.ranking[0].name == "ticket"
    assert [(slot.name, slot.text) for slot in found.slots] == [("city", "부산")]
    texts = ["서울 날씨 어때", "", "제주에 표 예매해 " * 200, "룰루"]
    for text, together in zip(texts, predictor.predict_all(texts), strict=True):
        (alone,) = predictor.predict_all([text])
        chances = [found.ranking[0].confidence for found in (alone, together)]
        assert chances[0] == pytest.approx(chances[1], abs=1e-4)


def test_an_unseen_word_keeps_its_vector_in_a_folder(place, trained) -> None:
    """With its n-grams it is no [UNK]: what they learned is what it is."""
    kind, folder, _ = trained
    predictor = load_folder(folder)
    row = predictor.subwords.cut(UNSEEN)
    (ids,) = collate([row], predictor.subwords).ids[:, 1:-1]
    (found,) = embed(predictor.model.encoder.word_embeddings, ids[None])
    unknown = predictor.model.encoder.word_embeddings.weight[1]
    assert torch.allclose(found[-1], unknown) is (kind != "gru")


@pytest.mark.parametrize(
    ("family", "tuned", "moved"),
    [("skipgram", False, False), ("skipgram", True, True), ("onehot", False, True)],
)
def test_vectors_are_tuned_on_wish_and_one_hot_words_always_learn(
    place, family, tuned, moved
) -> None:
    given = options(place, f"gru:{family}", "tuned", epochs=1, tune_embeddings=tuned)
    torch.manual_seed(given.learning.seed)
    before = open_encoder(given.encoder, shape=given.words)[0].word_embeddings.weight.detach()
    finetune(given, lambda _: None)
    after = load_folder(place / "tuned").model.encoder.word_embeddings.weight
    assert torch.equal(after, rounded(before)) is not moved


def test_a_frozen_encoder_is_its_vectors(place) -> None:
    given = options(place, "gru:skipgram", "frozen", epochs=1, frozen=True, tune_embeddings=True)
    torch.manual_seed(given.learning.seed)
    before = open_encoder(given.encoder, shape=given.words)[0].state_dict()
    finetune(given, lambda _: None)
    for name, after in load_folder(place / "frozen").model.encoder.state_dict().items():
        assert torch.equal(after, rounded(before[name])) is ("word_embeddings" in name), name


@pytest.mark.parametrize("encoder", ["cnn:skipgram", "lstm:fasttext-jamo"])
def test_other_tasks_learn_from_words_too(place, encoder, monkeypatch) -> None:
    monkeypatch.setenv("MALGWI_DATA", str(place))
    joint = options(place, encoder, "reviews", tune_embeddings=True)
    given = TaskOptions(
        ("nsmc",), joint.out, joint.encoder, learning=joint.learning, words=joint.words
    )
    (result,) = finetune_tasks(given, lambda _: None)
    assert result.figures.accuracy.value == 1.0
    (answer,) = load_sentence_folder(place / "reviews").answer("대구에 표 예매해")
    assert answer.label == "긍정"


def test_filters_favour_what_tells_the_sentences_apart(place, tmp_path) -> None:
    finetune(options(place, "cnn:skipgram", "filters", tune_embeddings=True), lambda _: None)
    (tmp_path / "text.txt").write_text("부산에 가는 기차\n\n대구 날씨 어때\n", "utf-8")
    found = strongest_filters(place / "filters", tmp_path / "text.txt", count=6, each=3)
    assert len(found) == 6
    assert [one.strength for one in found] == sorted((o.strength for o in found), reverse=True)
    for one in found:
        assert len(one.favourites) == 3
        assert 1 <= one.number <= 32 // 4
        strengths = [each.strength for each in one.favourites]
        assert strengths == sorted(strengths, reverse=True)
        assert {len(each.text.split()) for each in one.favourites} == {one.width}
    told = " ".join(each.text for one in found for each in one.favourites)
    assert "기차 ·" in told
    labelled = strongest_filters(place / "filters", place / "train.jsonl", count=40)
    assert len(labelled) == 32


def test_who_has_no_filters_says_so(place, tmp_path) -> None:
    finetune(options(place, "gru:skipgram", "no-filters", epochs=1), lambda _: None)
    with pytest.raises(ModelError, match="필터가 없는 모델"):
        strongest_filters(place / "no-filters", place / "train.jsonl")
    with pytest.raises(ModelError, match=r"config\.json"):
        strongest_filters(tmp_path, place / "train.jsonl")


@pytest.mark.parametrize("kind", ["dan", "cnn", "lstm"])  # gru, which takes long, is as lstm
def test_the_export_to_onnx_is_equal_to_torch(place, tmp_path, kind) -> None:
    pytest.importorskip("onnxscript")
    finetune(options(place, f"{kind}:skipgram", f"onnx-{kind}", epochs=1), lambda _: None)
    written = export_onnx(place / f"onnx-{kind}", tmp_path / "out")
    assert written.difference < 1e-4


def test_what_looks_inside_words_is_not_exported(place, tmp_path) -> None:
    pytest.importorskip("onnxscript")
    finetune(options(place, "dan:fasttext", "inside", epochs=1), lambda _: None)
    with pytest.raises(ModelError, match="낱말 속"):
        export_onnx(place / "inside", tmp_path / "out")


def test_the_shape_can_be_chosen(place, tmp_path) -> None:
    path = tmp_path / "a.yml"
    path.write_text("train: a\ndev: b\nout: c\nwords: {layers: 2, most_words: 3}\n", "utf-8")
    chosen = read_options(path, {"hidden_size": 64, "layers": None}).words
    assert chosen == WordShape(hidden_size=64, layers=2, most_words=3)
    encoder, subwords = open_encoder(f"gru:{place / 'skipgram'}", shape=chosen)
    assert (encoder.config.hidden_size, encoder.config.num_hidden_layers) == (64, 2)
    assert subwords.size == 3 + 5


@pytest.mark.parametrize(
    ("name", "shape", "says"),
    [
        ("gru:nowhere", WordShape(), "모델 폴더가 없습니다"),
        ("cnn:skipgram", WordShape(hidden_size=6), "6 does not split into 4"),
        ("cnn:skipgram", WordShape(layers=2), "layers를 1로"),
        ("e5-small", WordShape(layers=2), "모양은 정해져 있습니다"),
    ],
)
def test_what_cannot_be_opened_is_told(place, name, shape, says) -> None:
    kind, _, folder = name.rpartition(":")
    with pytest.raises(ModelError, match=says):
        open_encoder(f"{kind}:{place / folder}" if kind else folder, shape=shape)


def test_vectors_without_a_word() -> None:
    empty = Vectors(WordVectors([], np.zeros((0, 3), np.float32)), "skipgram")
    with pytest.raises(ModelError, match="낱말이 없습니다"):
        build_word_encoder("gru", empty, WordShape())


@pytest.mark.parametrize("chosen", [{"layers": -1}, {"dropout": 1.0}, {"word_dropout": -0.1}])
def test_shapes_out_of_bounds(chosen) -> None:
    with pytest.raises(DataError):
        WordShape(**chosen)
