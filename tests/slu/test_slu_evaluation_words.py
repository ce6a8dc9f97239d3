"""Probes of embeddings: against scipy and gensim, worked by hand, and the same for vectors that are
written in two ways."""

import numpy as np
import pytest
from gensim.models import KeyedVectors
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from words_kit import SQUARE, Ids, SpaceCutter, one_hot, static, vectors_of, words_tokenizer

from models.static.subwords import SubwordTable
from models.static.vectors import WordVectors
from slu.data.tasks import TaskExample
from slu.errors import DataError
from slu.evaluation.words import analogies, senses, similarity
from slu.evaluation.words.analogies import Accuracy, Question, measure_analogies
from slu.evaluation.words.contextual import ContextualEmbedder
from slu.evaluation.words.coverage import measure_coverage
from slu.evaluation.words.embedder import Place, composed_vectors
from slu.evaluation.words.features import paired_cosines
from slu.evaluation.words.neighbours import nearest_places, nearest_words
from slu.evaluation.words.robustness import measure_robustness
from slu.evaluation.words.senses import SensePair, best_threshold, measure_senses
from slu.evaluation.words.sentences import (
    Labelled,
    measure_frozen,
    measure_likeness,
    some,
)
from slu.evaluation.words.similarity import WordPair, measure_similarity
from slu.evaluation.words.static import StaticEmbedder
from slu.korean.spacing import Spacing
from slu.korean.subwords import Subwords
from slu.training.vectors.folder import Vectors


def random_vectors(seed: int, words: int = 12, dimension: int = 4) -> Vectors:
    draw = np.random.default_rng(seed)
    return vectors_of({f"말{n}": draw.normal(size=dimension) + 1 for n in range(words)})


@given(st.integers(0, 1000))
@settings(max_examples=8, deadline=None)
def test_similarity_is_the_correlation_of_scipy(seed):
    vectors = random_vectors(seed)
    pairs = [WordPair(f"말{n}", f"말{n + 1}", float(n % 4)) for n in range(11)]
    measured = measure_similarity(static(vectors), pairs)
    cosines = [vectors.similarity(pair.first, pair.second) for pair in pairs]
    expected = spearmanr(np.round(cosines, 6), [pair.grade for pair in pairs]).statistic
    assert measured.spearman.value == pytest.approx(expected)
    assert measured.spearman == measured.whole_spearman
    assert (measured.pairs, measured.covered, measured.whole_pairs) == (11, 1.0, 11)


def test_words_outside_of_the_vocabulary_are_composed_of_their_words():
    embedder = static(vectors_of(SQUARE))
    vectors, known = composed_vectors(embedder, ["왕", "왕 딸", "왕 없는말", "없는말"])
    expected = [(1, 0, 0, 1), (0.5, 0.5, 0.5, 0.5), (1, 0, 0, 1), (0, 0, 0, 0)]
    assert vectors.tolist() == [list(row) for row in expected]
    assert known.tolist() == [True, True, True, False]
    pairs = [WordPair("왕", "왕 딸", 9), WordPair("왕", "딸", 1), WordPair("왕", "없는말", 5)]
    measured = measure_similarity(embedder, pairs)
    assert (measured.covered, measured.whole_pairs) == (pytest.approx(2 / 3), 1)
    assert measured.spearman.value == 1.0
    assert measured.whole_spearman is None


def test_morphemes_are_those_of_kiwi():
    embedder = StaticEmbedder("small", vectors_of({"먹": (1, 0), "다": (0, 1)}))
    vectors, known = composed_vectors(embedder, ["먹다"])
    assert (vectors.tolist(), known.tolist()) == ([[0.5, 0.5]], [True])


@given(st.integers(0, 1000), st.booleans())
@settings(max_examples=20, deadline=None)
def test_analogies_are_answered_as_by_gensim(tmp_path_factory, seed, cut):
    vectors = random_vectors(seed, words=20, dimension=3)
    draw = np.random.default_rng(seed)
    rows = [draw.choice(22, 4, replace=False) for _ in range(30)]  # two words are unknown
    path = tmp_path_factory.mktemp("q") / "questions.txt"
    lines = [" ".join(f"말{n}" for n in row) for row in rows]
    path.write_text("\n".join([": a", *lines[:20], ": b", *lines[20:]]) + "\n", "utf-8")
    most = 15 if cut else 20
    theirs = KeyedVectors(3)
    theirs.add_vectors(list(vectors.words), vectors.matrix)
    _, sections = theirs.evaluate_word_analogies(
        str(path), restrict_vocab=most, case_insensitive=False
    )
    measured = measure_analogies(static(vectors), analogies.read_questions(path), most)
    for section in sections[:2]:
        right, wrong = len(section["correct"]), len(section["incorrect"])
        ours = measured.sections[section["section"]]
        assert ours.covered * ours.questions == pytest.approx(right + wrong)
        assert ours.accuracy_all * ours.questions == pytest.approx(right)


def test_analogies_by_hand_with_words_that_are_not_known():
    questions = [
        Question("가족", ("왕", "여왕", "아들", "딸")),
        Question("가족", ("왕", "여왕", "아들", "배")),
        Question("꼴", ("왕", "왕 배", "딸", "딸 배")),
        Question("꼴", ("왕", "여왕", "아들", "공주")),
    ]
    measured = measure_analogies(static(vectors_of(SQUARE)), questions)
    assert measured.known == Accuracy(questions=4, covered=0.5, accuracy=0.5, accuracy_all=0.25)
    assert measured.sections["꼴"] == Accuracy(2, 0.0, 0.0, 0.0)
    assert measured.composed == Accuracy(4, 0.75, pytest.approx(2 / 3), 0.5)
    assert measured.composed_sections["꼴"] == Accuracy(2, 0.5, 1.0, 0.5)


def test_one_hot_words_answer_as_the_identity_matrix_does():
    words = list(SQUARE)
    sparse = static(one_hot(words))
    dense = static(vectors_of(dict(zip(words, np.eye(5), strict=True))))
    asked = ["왕", "왕 딸", "없는말", "딸 딸 배"]
    for one, other in (
        (sparse.sentence_vectors(asked), dense.sentence_vectors(asked)),
        (composed_vectors(sparse, asked), composed_vectors(dense, asked)),
    ):
        assert one[0].toarray().tolist() == other[0].tolist()
        assert one[1].tolist() == other[1].tolist()
    pairs = [WordPair("왕", "왕 딸", 9), WordPair("왕", "딸", 1)]
    assert measure_similarity(sparse, pairs) == measure_similarity(dense, pairs)
    questions = [Question("가족", ("왕", "여왕", "아들", "딸"))]
    assert measure_analogies(sparse, questions) == measure_analogies(dense, questions)
    assert sparse.documents(asked).toarray().tolist()[3] == [0, 0, 0, 2, 1]


def test_coverage_by_hand():
    table = SubwordTable(2, 3, np.ones((4, 4), np.float32))
    square = vectors_of(SQUARE)
    inside = Vectors(WordVectors(square.words, square.matrix, subwords=table), "fasttext")
    sentences = ["왕 왕 왕자", "왕자 공주 딸"]
    plain = measure_coverage(static(square), sentences, SpaceCutter())
    assert (plain.tokens, plain.types, plain.known_tokens, plain.known_types) == (6, 4, 0.5, 0.5)
    assert (plain.reached_tokens, plain.unknown) == (0.5, ("왕자", "공주"))
    reached = measure_coverage(static(inside), sentences, SpaceCutter())
    assert (reached.known_tokens, reached.reached_types, reached.unknown) == (0.5, 1.0, ())


class LetterCutter(SpaceCutter):
    """Letters, so that spacing changes nothing."""

    def cut(self, sentences):
        return [list(sentence.replace(" ", "")) for sentence in sentences]


def test_what_reads_no_spaces_bears_other_spaces_but_no_typos():
    sentences = ["거실 불 켜 줘", "안방 불 꺼 줘", "내일 비 올까", "내일 비 올까"]
    letters = one_hot(sorted(set("".join(sentences)) - {" "}))
    embedder = StaticEmbedder("letters", letters, LetterCutter())
    spaced = measure_robustness(embedder, sentences, "spacing")
    assert (spaced.sentences, spaced.cosine, spaced.nearest) == (3, 1.0, 1.0)
    mistyped = measure_robustness(embedder, sentences, "typos")
    assert mistyped.sentences == 3
    assert mistyped.cosine < 1


def test_a_sentence_without_vectors_is_near_nothing():
    embedder = static(vectors_of(SQUARE))
    measured = measure_robustness(embedder, ["거실 불", "안방 불"], "typos")
    assert (measured.cosine, measured.nearest) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("cosines", "same", "threshold", "share"),
    [
        ([0.9, 0.8, 0.2, 0.1], [True, True, False, False], 0.5, 1.0),
        ([0.9, 0.8, 0.2, 0.1], [True, False, True, False], 0.15, 0.75),
        ([0.5, 0.5, 0.5], [False, False, True], 1.5, 2 / 3),
        ([0.5, 0.5, 0.5], [True, True, False], -0.5, 2 / 3),
    ],
)
def test_the_best_threshold_by_hand(cosines, same, threshold, share):
    found = best_threshold(np.array(cosines), np.array(same))
    assert found == (pytest.approx(threshold), pytest.approx(share))


def test_a_static_word_has_one_sense():
    train = [SensePair(Place.marked("[배]를 타다"), Place.marked("[배]를 먹다"), False)]
    dev = [
        SensePair(Place.marked("[배]가 뜨다"), Place.marked("큰 [배]"), True),
        *[SensePair(Place.marked("[배]가 뜨다"), Place.marked("단 [배]"), False)] * 3,
    ]
    measured = measure_senses(static(vectors_of(SQUARE)), train, dev)
    assert (measured.pairs, measured.accuracy.value, measured.chance) == (4, 0.75, 0.75)


def test_likeness_of_sentences_is_the_correlation_of_scipy():
    embedder = static(vectors_of(SQUARE))
    rows = [("왕 딸", "왕", 4.0), ("왕", "딸", 0.0), ("아들 배", "아들", 5.0), ("왕", "배", 2.0)]
    measured = measure_likeness(embedder, [TaskExample(*row) for row in rows])
    first, second, grades = zip(*rows, strict=True)
    vectors = [embedder.sentence_vectors(each)[0] for each in (first, second)]
    expected = spearmanr(paired_cosines(*vectors), grades).statistic
    assert measured.spearman.value == pytest.approx(expected)


def test_frozen_vectors_and_the_counts_of_documents():
    train = Labelled(("왕 아들", "여왕 딸", "왕 배", "딸 배") * 4, (1, 0, 1, 0) * 4)
    dev = Labelled(("왕", "딸", "여왕 딸"), (1, 0, 0))
    square = vectors_of(SQUARE)
    plain = measure_frozen(static(square), train, dev)
    assert (plain.train, plain.dev.examples, plain.dev.accuracy.value) == (16, 3, 1.0)
    assert plain.sparse is None
    hot = measure_frozen(static(one_hot(list(SQUARE))), train, dev)
    counted = measure_frozen(static(Vectors(square, "bow")), train, dev)
    assert counted.sparse == hot.dev
    assert measure_frozen(static(Vectors(square, "tfidf")), train, dev).sparse is not None
    with pytest.raises(DataError, match="부류"):
        measure_frozen(static(square), Labelled(("왕",), (1,)), dev)


def test_some_examples_are_the_same_for_a_seed():
    examples = Labelled(tuple(map(str, range(50))), tuple(range(50)))
    chosen = some(examples, 10, seed=3)
    assert chosen == some(examples, 10, seed=3) != some(examples, 10, seed=4)
    assert [int(text) for text in chosen.sentences] == list(chosen.labels)
    assert some(examples, 50, seed=3) is examples


@pytest.mark.parametrize(
    ("read", "text", "says"),
    [
        (similarity.read_pairs, "word 1,word 2\n", "첫 줄"),
        (similarity.read_pairs, "word 1,word 2,kor_score\n왕,여왕\n", ":2: "),
        (similarity.read_pairs, "word 1,word 2,kor_score\n왕,여왕,많이\n", "쉼표"),
        (analogies.read_questions, "왕 여왕 아들 딸\n", ":1: "),
        (analogies.read_questions, ": 가족\n왕 여왕 아들\n", ":2: "),
        (analogies.read_questions, ": 가족\n", "하나도"),
        (senses.read_senses, "ID\tTarget\tSENTENCE1\n", "SENTENCE2"),
        (senses.read_senses, "Target\tSENTENCE1\tSENTENCE2\tANSWER\n배\t배\t배\n", ":2: "),
        (senses.read_senses, "Target\tSENTENCE1\tSENTENCE2\tANSWER\n배\t배\t배\t몰라\n", "True"),
    ],
)
def test_what_cannot_be_read_is_told(read, text, says, tmp_path):
    path = tmp_path / "set"
    path.write_text(text, "utf-8")
    with pytest.raises(DataError, match=says):
        read(path)


def test_senses_are_read_with_their_places(tmp_path):
    path = tmp_path / "set.tsv"
    rows = ["큰 [배]를 [배]라\t배가 뜬다\tFALSE", "[배]\t눈이 온다\tTrue"]
    path.write_text(
        "Target\tSENTENCE1\tSENTENCE2\tANSWER\n" + "".join(f"배\t{row}\n" for row in rows), "utf-8"
    )
    (pair,) = senses.read_senses(path)  # in the second row the word is missing
    assert pair == SensePair(Place("큰 배를 배라", 2, 3), Place("배가 뜬다", 0, 1), False)
    with pytest.raises(DataError, match="대괄호"):
        Place.marked("배가 뜬다")


@pytest.fixture
def contextual():
    subwords = Subwords(words_tokenizer(), Spacing.GIVEN)
    return lambda layers="last": ContextualEmbedder("ids", Ids(), subwords, layers)


def test_a_word_in_its_sentence_is_the_mean_of_its_pieces(contextual):
    places = [Place.marked(text) for text in ("[배] 를 먹다", "배 [를 먹다]", "배 를 먹다 [ ]")]
    vectors, known = contextual().place_vectors(places)
    assert vectors.tolist() == [[5, 1], [6.5, 1], [0, 0]]
    assert known.tolist() == [True, True, False]
    assert contextual("mean").place_vectors(places)[0].tolist()[0] == [5.5, 1.5]
    sentences, found = contextual().sentence_vectors(["배 를", "", "먹다 배 를"])
    assert sentences.tolist() == [[5.5, 1], [0, 0], [6, 1]]
    assert found.tolist() == [True, False, True]


def test_words_of_an_encoder_of_words(contextual):
    embedder = contextual()
    assert embedder.words == ("배", "를", "먹다")
    assert embedder.in_vocabulary(["배", "없는말"]).tolist() == [True, False]
    vectors, known = embedder.word_vectors(["배", "없는말"])
    assert (vectors.tolist(), known.tolist()) == ([[5, 1], [0, 0]], [True, False])


def test_neighbours_are_those_of_the_vectors():
    vectors = vectors_of(SQUARE)
    (found, nothing) = nearest_words(static(vectors), ["왕", "없는말"], count=3)
    assert found == vectors.nearest("왕", 3)
    assert nothing == []
    places = [Place.marked(text) for text in ("[왕]이", "[배]가", "[없는말]")]
    ship, unknown = nearest_places(static(vectors), places[1:], places[:2])
    assert ship == [(places[1], pytest.approx(1.0)), (places[0], pytest.approx(0.5))]
    assert unknown == []
