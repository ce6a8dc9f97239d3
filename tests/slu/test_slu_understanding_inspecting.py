"""What is shown of a sentence is what the model reads and answers."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slu.errors import DataError, ModelError
from slu.korean.tags import morphemes
from slu.paths import DEFAULT_MODEL
from slu.understanding.inspecting import attention, read_through, slot_scores
from slu.understanding.occlusion import Way, occlude
from slu.understanding.predictor import TextPredictor
from slu.understanding.serving import open_predictor

WAKE = "내일 아침 일곱 시 에깨워  줘ㅋㅋㅋㅋㅋ"


@pytest.fixture(scope="module")
def predictor() -> TextPredictor:
    return open_predictor(DEFAULT_MODEL)


def test_morphemes_know_what_they_are_and_where_they_stand() -> None:
    found = [(each.form, each.kind, each.start, each.end) for each in morphemes("집에  갔다")]
    assert found == [
        ("집", "명사", 0, 1),
        ("에", "부사격 조사", 1, 2),
        ("가", "동사", 4, 5),
        ("었", "선어말 어미", 4, 5),
        ("다", "종결 어미", 5, 6),
    ]
    assert [(each.form, each.start, each.end) for each in morphemes("7다")] == [
        ("7", 0, 1),
        ("이", 1, 1),
        ("다", 1, 2),
    ], "an unsaid 이 has no characters"
    assert morphemes("더워")[0].kind == "형용사", "irregular ones are of the same kind"


def test_every_change_of_writing_is_told(predictor: TextPredictor) -> None:
    found = read_through(WAKE, predictor.subwords)
    assert found.normalised == "내일 아침 일곱 시 에깨워 줘ㅋㅋㅋ"
    assert found.spaced == "내일 아침 일곱 시에 깨워 줘 ㅋㅋㅋ"
    assert [(each.before, each.after) for each in found.changes] == [(" ", ""), ("ㅋㅋ", "")]
    assert all(WAKE[each.start :].startswith(each.before) for each in found.changes)
    spaced_otherwise = {WAKE[each.start] for each in found.pieces if each.respaced}
    assert spaced_otherwise == {"에", "깨", "ㅋ"}


@settings(max_examples=60, deadline=None)
@given(text=st.text(alphabet="가나다 시에ㅋ7ａ\u1100\u1161!", min_size=1, max_size=20))
def test_changes_lead_from_what_was_given_to_what_is_read(
    predictor: TextPredictor, text: str
) -> None:
    try:
        found = read_through(text, predictor.subwords)
    except DataError:
        assert not text.strip()
        return
    changed, last = "", 0
    for each in found.changes:
        changed += text[last : each.start] + each.after
        last = each.start + len(each.before)
    assert changed + text[last:] == found.normalised
    assert all(0 <= each.start <= each.end <= len(text) for each in found.pieces)
    assert all(0 <= each.start <= each.end <= len(text) for each in found.morphemes)


def test_slot_scores_are_shares_and_those_of_the_answer(predictor: TextPredictor) -> None:
    found = slot_scores(WAKE, predictor)
    for shares in (found.alone, found.together):
        assert np.allclose(shares.sum(1), 1, atol=1e-4)
    assert np.abs(found.alone - found.together).max() > 0.1, "the CRF has a say"
    pieces = read_through(WAKE, predictor.subwords).pieces
    (prediction,) = predictor.predict_all([WAKE])
    assert {slot.name for slot in prediction.slots} >= {"date", "time"}
    for slot in prediction.slots:
        inside = [n for n, p in enumerate(pieces) if slot.start <= p.start and p.end <= slot.end]
        column = found.names.index(slot.name)
        assert min(found.together[n, column] for n in inside) >= slot.confidence - 1e-5


def test_attention_is_shared_out_among_the_pieces(predictor: TextPredictor) -> None:
    found = attention(WAKE, predictor)
    length = len(read_through(WAKE, predictor.subwords).pieces) + 2
    assert (found.pieces[0], found.pieces[-1], len(found.pieces)) == ("[CLS]", "[SEP]", length)
    assert found.weights.shape == (12, 12, length, length)
    assert np.allclose(found.weights.sum(-1), 1, atol=1e-5)
    assert np.array_equal(found.chosen(3, 5), found.weights[3, 5])
    assert np.allclose(found.chosen(head=2), found.weights[:, 2].mean(0), atol=1e-6)
    assert np.allclose(found.chosen(), found.weights.mean((0, 1)), atol=1e-6)
    with pytest.raises(DataError, match="층은 12개"):
        found.chosen(layer=12)


def test_a_model_that_has_no_attention_says_so(predictor: TextPredictor) -> None:
    class Exported:
        subwords, positions = predictor.subwords, predictor.positions

    with pytest.raises(ModelError, match="어텐션을 볼 수 없습니다"):
        attention(WAKE, Exported())  # type: ignore[arg-type]


def test_leaving_out_gives_what_the_rest_gives(predictor: TextPredictor) -> None:
    text = "거실 불 켜 줘"
    found = occlude(text, predictor)
    (first,) = predictor.predict_all([text])
    assert (found.intent, found.confidence) == (
        first.ranking[0].name,
        pytest.approx(first.ranking[0].confidence, abs=1e-4),
    )
    words = [(each.word, each.text) for each in found.effects if each.way is Way.WITHOUT]
    assert words == [
        ("거실", "불 켜 줘"),
        ("불", "거실 켜 줘"),
        ("켜", "거실 불 줘"),
        ("줘", "거실 불 켜"),
    ]
    assert {each.text for each in found.effects if each.way is not Way.WITHOUT} == {
        "거실불켜줘",
        "거 실 불 켜 줘",
    }
    for effect in found.effects:
        (alone,) = predictor.predict_all([effect.text])
        left = {score.name: score.confidence for score in alone.ranking}
        assert effect.best.name == alone.ranking[0].name
        assert effect.confidence == pytest.approx(left[found.intent], abs=1e-4)
        assert effect.change == pytest.approx(effect.confidence - found.confidence)
        kept = {(slot.name, slot.text.replace(" ", "")) for slot in first.slots}
        now = {(slot.name, slot.text.replace(" ", "")) for slot in alone.slots}
        assert {(slot.name, slot.text.replace(" ", "")) for slot in effect.lost} == kept - now
        assert {(slot.name, slot.text.replace(" ", "")) for slot in effect.gained} == now - kept
    assert [slot.text for slot in found.effects[0].lost] == ["거실"]


def test_the_only_word_is_not_left_out(predictor: TextPredictor) -> None:
    assert all(each.way is not Way.WITHOUT for each in occlude("안녕", predictor).effects)


@pytest.mark.parametrize("text", ["", " \n", "\u200b"])
def test_nothing_cannot_be_looked_into(predictor: TextPredictor, text: str) -> None:
    with pytest.raises(DataError, match="문장을 적어 주세요"):
        read_through(text, predictor.subwords)
    with pytest.raises(DataError, match="문장을 적어 주세요"):
        slot_scores(text, predictor)
    with pytest.raises(DataError, match="문장을 적어 주세요"):
        attention(text, predictor)
    if not text.strip():
        with pytest.raises(DataError, match="문장을 적어 주세요"):
            occlude(text, predictor)
