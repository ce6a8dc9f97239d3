"""BIO labels over pieces, and back: round trips on spans, a case by hand, odd label runs."""

from hypothesis import given
from hypothesis import strategies as st

from slu.core import Slot, Utterance
from slu.korean.subwords import Pieces
from slu.understanding.labels import LabelSet, decode_slots, encode_slots

NAMES = ("date", "time")


def letters(text: str) -> Pieces:
    """A piece a character, spaces left out."""
    places = [i for i, char in enumerate(text) if char != " "]
    starts = tuple(i == 0 or text[i - 1] == " " for i in places)
    spans = tuple((i, i + 1) for i in places)
    return Pieces(tuple(places), spans, starts, (False,) * len(places))


def test_by_hand() -> None:
    text = "내일 7시에"
    slots = (Slot("date", 0, 2, "내일"), Slot("time", 3, 5, "7시"))
    labels = encode_slots(letters(text), slots, NAMES)
    assert labels == [1, 2, 3, 4, 0]
    assert [slot for slot, _ in decode_slots(text, letters(text), labels, NAMES)] == list(slots)


def test_an_inside_without_a_beginning_begins_a_slot() -> None:
    found = decode_slots("내일", letters("내일"), [2, 2], NAMES)
    assert [(slot.name, slot.text) for slot, _ in found] == [("date", "내일")]


def test_two_slots_side_by_side_stay_two() -> None:
    found = decode_slots("가나", letters("가나"), [1, 1], NAMES)
    assert [slot.text for slot, _ in found] == ["가", "나"]


def test_label_set_is_sorted_and_complete() -> None:
    examples = [Utterance("a", "b", (Slot("z", 0, 1, "a"),)), Utterance("c", "a")]
    labels = LabelSet.of(examples)
    assert (labels.intents, labels.slots, labels.bio_size) == (("a", "b"), ("z",), 3)


@given(st.data())
def test_round_trip(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from("가나다 "), min_size=1, max_size=20))
    slots, at = [], 0
    while at < len(text):
        end = data.draw(st.integers(at + 1, len(text)))
        span = text[at:end]
        if span.strip() and span == span.strip() and data.draw(st.booleans()):
            slots.append(Slot(data.draw(st.sampled_from(NAMES)), at, end, span))
        at = end
    labels = encode_slots(letters(text), slots, NAMES)
    assert [slot for slot, _ in decode_slots(text, letters(text), labels, NAMES)] == slots


def test_the_labels_that_others_do_not_have() -> None:
    mine, others = LabelSet(("a", "b", "c"), ("x", "y")), LabelSet(("b",), ("y", "z"))
    assert mine.without(others) == LabelSet(("a", "c"), ("x",))
    assert mine.without(mine) == LabelSet((), ())
