"""What is written is read back unchanged, or the writer refuses; for every format."""

import datetime as dt
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.core import Slot, Utterance
from slu.data import FORMATS, read, write
from slu.errors import DataError
from slu.values import (
    DateValue,
    DurationValue,
    MoneyValue,
    NumberValue,
    RecurrenceValue,
    TextValue,
    TimeValue,
)

ODD = "가각서울 ab1  []{}():\"'\\|#-_=.\t\n\r\u2028\xa0\u200b\ufeff😀👩‍👧é"
BRACKETS = "[]"
characters = st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=["Cs"]))
labels = st.text(characters, min_size=1, max_size=6).filter(str.strip)
plain_labels = st.sampled_from(["time", "place_name", "날짜", "B-x", "a(b", "묶음/하나"])
values = st.sampled_from(
    [
        DateValue(dt.date(2026, 3, 1)),
        TimeValue(dt.time(7, 30), ambiguous=True),
        DurationValue(90),
        MoneyValue("KRW", 5000),
        NumberValue(2.5, "km"),
        RecurrenceValue("FREQ=DAILY", dt.time(6)),
        TextValue("]}\\n"),
    ]
)
texts = st.text(characters, min_size=1, max_size=24).filter(str.strip)
no_extras = st.just({})
extras = st.fixed_dictionaries(
    {
        "value": st.none() | values,
        "role": st.none() | labels,
        "group": st.none() | labels,
        "confidence": st.floats(0, 1),
    }
)


@st.composite
def utterances(draw, texts=texts, names=labels, extras=no_extras, edges=True):
    """An utterance with slots anywhere in its text, also inside a word."""
    text = draw(texts)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    slots = []
    for start, end in zip(cuts[::2], cuts[1::2], strict=False):
        said = text[start:end]
        if said.strip() and (edges or said == said.strip()):
            slots.append(Slot(draw(names), start, end, said, **draw(extras)))
    intent = draw(st.none() | labels)
    return Utterance(text, intent, tuple(slots), draw(st.none() | labels))


def written_and_read(format, rows):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows.data"
        write(path, rows, format)
        return read(path, format)


def by_intent(rows):
    """The order of Rasa's format: by each intent's first sentence."""
    intents = list(dict.fromkeys(row.intent for row in rows))
    return sorted(rows, key=lambda row: intents.index(row.intent))


@pytest.mark.parametrize("format", [format.name for format in FORMATS])
@given(rows=st.lists(utterances(extras=extras), min_size=1, max_size=3))
def test_a_file_is_whole_or_refused(format, rows):
    try:
        found = written_and_read(format, rows)
    except DataError:
        return
    assert found == (by_intent(rows) if format == "rasa" else rows)


@given(rows=st.lists(utterances(extras=extras), min_size=1, max_size=3))
def test_jsonl_holds_everything(rows):
    assert written_and_read("jsonl", rows) == rows


@given(
    rows=st.lists(
        utterances(
            texts=st.text(
                characters.filter(lambda char: char not in BRACKETS), min_size=1, max_size=24
            ).filter(str.strip),
            names=plain_labels,
        ),
        min_size=1,
        max_size=3,
    )
)
def test_massive_holds_any_span_of_any_text_without_square_brackets(rows):
    assert written_and_read("massive", rows) == rows


@given(
    rows=st.lists(
        utterances(names=plain_labels, edges=False),
        min_size=1,
        max_size=3,
    )
)
def test_conll_holds_any_span_that_does_not_begin_or_end_with_white_space(rows):
    assert written_and_read("conll", rows) == rows


one_line = (
    st.text(characters.filter(lambda char: char not in BRACKETS), min_size=1, max_size=24)
    .map(str.strip)
    .filter(lambda text: len(text.splitlines()) == 1)
)
rasa_extras = st.fixed_dictionaries(
    {
        "value": st.none() | st.builds(TextValue, one_line),
        "role": st.none() | one_line,
        "group": st.none() | one_line,
    }
)
rasa_rows = utterances(texts=one_line, names=plain_labels, extras=rasa_extras).filter(
    lambda row: (
        all(name is None or name.splitlines() == [name] for name in (row.id, row.intent))
        and row.intent is not None
    )
)


@given(rows=st.lists(rasa_rows, min_size=1, max_size=3))
def test_rasa_holds_any_span_of_one_line_without_square_brackets(rows):
    assert written_and_read("rasa", rows) == by_intent(rows)


@pytest.mark.parametrize(
    ("format", "row"),
    [
        ("massive", Utterance("[대괄호] 안", "a")),
        ("massive", Utterance("서울", "a", (Slot("city", 0, 2, "서울", role="from"),))),
        ("massive", Utterance("서울", "a", (Slot("city", 0, 2, "서울", TextValue("ICN")),))),
        ("rasa", Utterance("의도 없음")),
        ("rasa", Utterance("안녕", "줄\x85바꿈")),
        ("rasa", Utterance("두\n줄", "a")),
        ("rasa", Utterance(" 빈칸", "a")),
        ("rasa", Utterance("[서울](city)", "a")),
        ("rasa", Utterance("7시", "a", (Slot("time", 0, 2, "7시", TimeValue(dt.time(7))),))),
        ("conll", Utterance("서울 가", "a", (Slot("city", 0, 3, "서울 "),))),
        ("conll", Utterance("서울", "a", (Slot("도시\t이름", 0, 2, "서울"),))),
        ("conll", Utterance("서울", "a", (Slot("city", 0, 2, "서울", group="1"),))),
        ("conll", Utterance("서울", "a", (Slot("city", 0, 2, "서울", confidence=0.5),))),
        ("jsonl", Utterance("서울", "a", (Slot("n", 0, 2, "서울", NumberValue(float("inf"))),))),
        ("jsonl", Utterance("\ud800", "a")),
        ("jsonl", Utterance("서울", "\ud800")),
        ("jsonl", Utterance(" ", "a")),
        ("jsonl", Utterance("서울", "a", (Slot("city", 0, 9, "서울"),))),
        ("jsonl", Utterance("서울", "a", (Slot("city", 0, 2, "부산"),))),
    ],
)
def test_what_a_format_cannot_hold_is_refused_and_no_file_is_left(tmp_path, format, row):
    path = tmp_path / "rows.data"
    with pytest.raises(DataError, match=r"rows\.data: .*[가-힣]"):
        write(path, [row], format)
    assert not path.exists()


def test_the_writer_needs_a_format_and_rows(tmp_path):
    row = Utterance("불 꺼", "light_off")
    with pytest.raises(DataError, match="형식을 골라"):
        write(tmp_path / "rows.unknown", [row])
    with pytest.raises(DataError, match=r"'xml' 형식은 없습니다.*massive"):
        write(tmp_path / "rows.jsonl", [row], "xml")
    with pytest.raises(DataError, match="하나도 없습니다"):
        write(tmp_path / "rows.jsonl", [])
    (tmp_path / "file").touch()
    with pytest.raises(DataError, match="쓸 수 없습니다"):
        write(tmp_path / "file" / "rows.jsonl", [row])


@pytest.mark.parametrize(
    "name", ["a.jsonl", "a.json", "a.yml", "a.yaml", "a.conll", "a.bio", "a.csv"]
)
def test_the_extension_tells_the_format(tmp_path, name):
    row = Utterance("일곱 시에 깨워", "alarm_set", (Slot("time", 0, 4, "일곱 시"),))
    write(tmp_path / name, [row])
    assert read(tmp_path / name) == [row]


@pytest.mark.parametrize("format", [format.name for format in FORMATS])
def test_the_content_tells_the_format_of_an_unknown_extension(tmp_path, format):
    row = Utterance("일곱 시에 깨워", "alarm_set", (Slot("time", 0, 4, "일곱 시"),), "7")
    write(tmp_path / "rows.data", [row], format)
    assert read(tmp_path / "rows.data") == [row]
