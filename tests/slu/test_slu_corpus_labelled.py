"""Labelled sets as a shard: every training sentence once, nothing of dev, labels left behind."""

import pytest

from slu.core import Slot, Utterance
from slu.data import write
from slu.data.corpus.labelled import write_shard
from slu.data.corpus.shards import documents
from slu.errors import DataError


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path))
    folder = tmp_path / "data" / "nsmc"
    folder.mkdir(parents=True)
    (folder / "train.tsv").write_text("text\tpositive\n참 좋은 영화\t1\n지루했다\t0\n", "utf-8")
    (folder / "dev.tsv").write_text("text\tpositive\n볼 만하다\t1\n", "utf-8")
    rows = [
        Utterance("거실 불 켜", "on", (Slot("place", 0, 2, "거실"),)),
        Utterance("지루했다", "no"),
    ]
    write(tmp_path / "train.jsonl", rows, "jsonl")
    return tmp_path


def test_every_sentence_is_a_document_once(home) -> None:
    out = home / "made" / "requests.txt"
    assert write_shard(["nsmc", str(home / "train.jsonl")], out) == 3
    assert sorted(documents(out)) == [["거실 불 켜"], ["지루했다"], ["참 좋은 영화"]]
    first = out.read_bytes()
    write_shard(["nsmc", str(home / "train.jsonl")], out)
    assert out.read_bytes() == first


def test_nothing_to_write_is_said(home) -> None:
    with pytest.raises(DataError, match="문장이 없습니다"):
        write_shard([], home / "x.txt")
    with pytest.raises(DataError, match="없는"):
        write_shard(["없는.jsonl"], home / "x.txt")
