"""word2vec's files: gensim reads ours and we read gensim's; broken ones are named."""

import numpy as np
import pytest
from gensim.models import KeyedVectors

from models.static.vectors import WordVectors
from slu.errors import DataError
from slu.training.vectors.word2vec_format import read_word2vec, write_word2vec

WORDS = ("고양이", "ㅋㅋ", "3.5", "a-b", "é😀", "!")
MATRIX = (np.random.default_rng(0).standard_normal((6, 9)) * 10.0 ** np.arange(-30, -3, 3)).astype(
    np.float32
)
binary_and_text = pytest.mark.parametrize("binary", [True, False], ids=["binary", "text"])


@binary_and_text
def test_gensim_reads_ours(tmp_path, binary):
    write_word2vec(WordVectors(WORDS, MATRIX), tmp_path / "v", binary)
    theirs = KeyedVectors.load_word2vec_format(str(tmp_path / "v"), binary=binary)
    assert tuple(theirs.index_to_key) == WORDS
    assert (theirs.vectors == MATRIX).all()
    assert [path.name for path in tmp_path.iterdir()] == ["v"]


@binary_and_text
@pytest.mark.parametrize("told", [True, False], ids=["told", "found out"])
def test_we_read_gensims(tmp_path, binary, told):
    theirs = KeyedVectors(9)
    theirs.add_vectors(list(WORDS), MATRIX)
    theirs.save_word2vec_format(str(tmp_path / "v"), binary=binary)
    ours = read_word2vec(tmp_path / "v", binary if told else None)
    order = [theirs.key_to_index[word] for word in ours.words]
    assert set(ours.words) == set(WORDS)
    assert (ours.matrix == theirs.vectors[order]).all()
    assert ours.counts is None


def test_other_programs_ends_of_lines(tmp_path):
    """fastText puts a space at the end of a line, word2vec.c a line feed after each vector."""
    (tmp_path / "text").write_bytes("2 2\n가 1 2 \r\n나 3 4 \n\n".encode())
    rows = [np.array(row, "<f4").tobytes() + b"\n" for row in ([1, 2], [3, 4])]
    (tmp_path / "binary").write_bytes("2 2\n가 ".encode() + rows[0] + "나 ".encode() + rows[1])
    for name in ("text", "binary"):
        read = read_word2vec(tmp_path / name)
        assert read.words == ("가", "나")
        assert read.matrix.tolist() == [[1, 2], [3, 4]]


def test_the_first_of_two_counts_as_in_gensim(tmp_path):
    (tmp_path / "v").write_text("3 1\n가 1\n나 2\n가 3\n", "utf-8")
    read = read_word2vec(tmp_path / "v")
    assert dict(zip(read.words, read.matrix.tolist(), strict=True)) == {"가": [1], "나": [2]}
    theirs = KeyedVectors.load_word2vec_format(str(tmp_path / "v"))
    assert theirs["가"].tolist() == [1]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "첫 줄"),
        ("낱말 셋\n", 1, "첫 줄"),
        ("2\n", 1, "첫 줄"),
        ("0 3\n", 1, "첫 줄"),
        ("-1 -3\n가 1\n", 1, "첫 줄"),
        ("999999999 300\n가 1\n", None, "일찍 끝납니다"),
        ("2 2\n가 1 2.000\n", None, "일찍 끝납니다"),
        ("2 2\n가 1 2\n나 3\n", 3, "수 1개"),
        ("2 2\n가 1 2\n나 3 4 5\n", 3, "수 3개"),
        ("2 2\n가 1 2\n나 다 3\n", 3, "수가 아닌"),
        ("1 2\n새 집 1 2\n", 2, "수가 아닌"),
        ("1 2\n 1 2\n", 2, "낱말 하나"),
        ("1 2\n가 1 2\n나 3 4\n", 3, "더 있습니다"),
        ("1 2\n가 1 nan\n", None, "'가'의 벡터"),
        (b"1 1\n\xff 1\n", 2, "UTF-8"),
    ],
)
def test_broken_text(tmp_path, text, line, said):
    path = tmp_path / "v"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataError, match=said) as fault:
        read_word2vec(path, binary=False)
    assert (fault.value.path, fault.value.line) == (path, line)


ONE = np.array([1], "<f4").tobytes()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"2 1\na " + ONE + b"b \x00", "일찍 끝납니다|2번째"),
        (b"1 1\nabcdefgh", "1번째 낱말.*끝났"),
        (b"1 1\na " + ONE + b"b " + ONE, "더 있습니다"),
        (b"1 1\n\xff " + ONE, "1번째 낱말.*UTF-8"),
        (b"1 1\n " + ONE, "1번째 낱말.*낱말이 없"),
        (b"1 1\na\nb " + ONE, "1번째 낱말"),
        (b"1 1\na " + b"\xff\xff\xff\xff", "'a'의 벡터"),
    ],
)
def test_broken_binaries(tmp_path, data, said):
    (tmp_path / "v").write_bytes(data)
    with pytest.raises(DataError, match=said) as fault:
        read_word2vec(tmp_path / "v", binary=True)
    assert fault.value.path == tmp_path / "v"


def test_no_file(tmp_path):
    with pytest.raises(DataError, match="읽을 수 없습니다"):
        read_word2vec(tmp_path / "v")
    with pytest.raises(DataError, match="쓸 수 없습니다"):
        write_word2vec(WordVectors(["가"], MATRIX[:1]), tmp_path / "none/v")


@pytest.mark.parametrize("word", ["새 집", "", "가\n", "가\t나"])
@binary_and_text
def test_words_with_white_space_are_not_written(tmp_path, word, binary):
    with pytest.raises(DataError, match="빈칸"):
        write_word2vec(WordVectors([word], MATRIX[:1]), tmp_path / "v", binary)
    assert list(tmp_path.iterdir()) == []


def test_one_hot_vectors_are_not_written(tmp_path):
    with pytest.raises(DataError, match="원-핫"):
        write_word2vec(WordVectors(["가"], None), tmp_path / "v")
