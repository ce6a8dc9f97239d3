"""Shards: what is read, and that a broken one is named with its line."""

import lzma

import pytest
from corpus_kit import shard
from hypothesis import given, settings
from hypothesis import strategies as st

from slu.data.corpus import shards
from slu.data.corpus.shards import documents, find_shards, source_of
from slu.errors import DataError

# What no line break is part of: `str.splitlines` knows more of them than a shard does.
lines = st.text(st.characters(exclude_characters="\n\r\ufeff", exclude_categories=["Cs"])).filter(
    str.strip
)


@settings(deadline=None)
@given(st.lists(st.lists(lines, min_size=1)), st.sampled_from(["a.txt", "a.txt.xz"]))
def test_documents_come_back_as_written(tmp_path_factory, written, name):
    path = shard(tmp_path_factory.mktemp("shards") / name, written)
    assert list(documents(path)) == written


def test_several_blank_lines_and_carriage_returns(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff첫째\r\n\r\n \r\n둘째\r\n셋째".encode())
    assert list(documents(path)) == [["첫째"], ["둘째", "셋째"]]


def test_a_file_cut_short_is_named(tmp_path):
    path = tmp_path / "wiki-00.txt.xz"
    whole = lzma.compress("말을 한다\n".encode() * 100_000)
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="xz 파일이 깨졌거나") as fault:
        list(documents(path))
    assert fault.value.path == path
    assert fault.value.line is not None


def test_no_xz_at_all(tmp_path):
    path = tmp_path / "a.txt.xz"
    path.write_bytes("그냥 글\n".encode())
    with pytest.raises(DataError, match="xz 파일이 깨졌거나"):
        list(documents(path))


def test_bad_utf8_is_named_with_its_line(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("하나\n둘\n".encode() + b"\xb0\xa1\n")
    with pytest.raises(DataError, match="UTF-8이 아닌") as fault:
        list(documents(path))
    assert fault.value.line == 3


def test_a_line_without_end_is_refused(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a" * (1 << 20) + b"a")
    with pytest.raises(DataError, match="1 MB"):
        list(documents(path))


def test_a_document_without_end_is_parted(tmp_path, monkeypatch):
    monkeypatch.setattr(shards, "LONGEST_DOCUMENT", 2)
    path = shard(tmp_path / "a.txt", [["가", "나", "다"]])
    assert list(documents(path)) == [["가", "나"], ["다"]]


def test_a_missing_file(tmp_path):
    with pytest.raises(DataError, match="읽을 수 없습니다"):
        list(documents(tmp_path / "a.txt"))


def test_shards_by_folder_pattern_and_data_home(tmp_path, monkeypatch):
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    one, two = shard(corpus / "wiki-00.txt.xz", [["가"]]), shard(corpus / "talk.txt", [["나"]])
    (corpus / "SHA256SUMS").write_text("x")
    assert find_shards((str(corpus),)) == (two, one)
    assert find_shards((str(corpus / "wiki-*"), str(one))) == (one,)
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path))
    assert find_shards(("corpus/w*",)) == (one,)
    with pytest.raises(DataError, match="맞는 말뭉치 파일"):
        find_shards(("corpus/none-*",))


@pytest.mark.parametrize(
    ("name", "source"), [("wiki-03.txt.xz", "wiki"), ("my-talk.txt", "my-talk"), ("a-1.txt", "a")]
)
def test_the_source_of_a_shard(tmp_path, name, source):
    assert source_of(tmp_path / name) == source
