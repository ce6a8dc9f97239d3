"""Reading packs, and carrying them in parts: what is cut short or altered is refused by name."""

import json
import shutil
import subprocess
import sys

import numpy as np
import pytest
from corpus_kit import options_for, shard, talk
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from slu.data.corpus.options import Source
from slu.data.corpus.packing import pack
from slu.data.corpus.parts import join, split
from slu.data.packed import PackedCorpus
from slu.errors import DataError
from slu.paths import ROOT


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    path = shard(folder / "talk.txt", talk(40))
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MALGWI_DATA", str(folder / "no-data"))
        pack(options_for(folder, Source("talk", (str(path),))), lambda progress: None)
    return folder / "pack"


@pytest.fixture
def copied(made, tmp_path):
    return shutil.copytree(made, tmp_path / "copied")


def test_any_range_of_bits_is_the_same_range_of_the_whole(made):
    opened = PackedCorpus.open(made, verify=True)
    whole = opened.word_starts(0, opened.config.pieces)
    assert whole.dtype == np.bool_
    assert whole[opened.sentences[:-1].astype(int)].all()
    for start in range(0, 40, 3):
        for end in range(start, start + 20):
            assert opened.word_starts(start, end).tolist() == whole[start:end].tolist()


FILES = ["tokens.u16", "words.bits", "sentences.u64", "documents.u64"]


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("change", [-1, 1])
def test_a_file_of_another_length_is_named(copied, name, change):
    data = (copied / name).read_bytes()
    (copied / name).write_bytes(data[:-1] if change < 0 else data + b"0")
    with pytest.raises(DataError, match="길이가") as fault:
        PackedCorpus.open(copied)
    assert fault.value.path == copied / name


@pytest.mark.parametrize("name", [*FILES, "tokenizer.json"])
def test_an_altered_byte_is_found(copied, name):
    data = bytearray((copied / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copied / name).write_bytes(data)
    with pytest.raises(DataError, match="SHA-256") as fault:
        PackedCorpus.open(copied, verify=True)
    assert fault.value.path == copied / name


@pytest.mark.parametrize("name", [*FILES, "tokenizer.json", "pack.json"])
def test_a_missing_file_is_named(copied, name):
    (copied / name).unlink()
    with pytest.raises(DataError, match=name):
        PackedCorpus.open(copied, verify=True)


def test_ends_that_do_not_fit(copied):
    starts = np.fromfile(copied / "sentences.u64", "<u8")
    starts[-1] += 1
    starts.tofile(copied / "sentences.u64")
    with pytest.raises(DataError, match="처음이나 끝이"):
        PackedCorpus.open(copied)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [("format", 2, "묶음 형식은 1"), ("pieces", None, "깨졌습니다"), ("special", {}, "깨졌습니다")],
)
def test_a_wrong_description(copied, key, value, said):
    data = json.loads((copied / "pack.json").read_text("utf-8"))
    (copied / "pack.json").write_text(json.dumps(data | {key: value}), "utf-8")
    with pytest.raises(DataError, match=said):
        PackedCorpus.open(copied)


def test_a_pack_without_morphemes_says_so(made):
    opened = PackedCorpus.open(made)
    with pytest.raises(DataError, match="--morphemes"):
        opened.morpheme_starts(0, 3)


def quietly(done, total):
    pass


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    files=st.dictionaries(st.sampled_from("abcdef"), st.binary(max_size=50), min_size=1),
    part_bytes=st.integers(1, 60),
)
def test_joined_parts_are_the_same_bytes(tmp_path_factory, files, part_bytes):
    folder = tmp_path_factory.mktemp("parts")
    (folder / "pack").mkdir()
    for name, data in files.items():
        (folder / "pack" / name).write_bytes(data)
    count = split(folder / "pack", folder / "parts", part_bytes, quietly)
    sizes = [path.stat().st_size for path in (folder / "parts").glob("part-*")]
    assert len(sizes) == count
    assert max(sizes, default=0) <= part_bytes
    join(folder / "parts", folder / "joined", quietly)
    assert {path.name: path.read_bytes() for path in (folder / "joined").iterdir()} == files


@pytest.mark.parametrize("what", ["cut", "altered", "missing"])
def test_a_part_that_is_not_whole_is_named(made, tmp_path, what):
    split(made, tmp_path / "parts", 1000, quietly)
    part = tmp_path / "parts/part-001"
    data = part.read_bytes()
    if what == "missing":
        part.unlink()
    else:
        part.write_bytes(data[:-1] if what == "cut" else b"!" + data[1:])
    with pytest.raises(DataError, match="조각이") as fault:
        join(tmp_path / "parts", tmp_path / "joined", quietly)
    assert fault.value.path == part
    assert not (tmp_path / "joined").exists()


def test_a_list_that_leads_elsewhere_is_refused(made, tmp_path):
    split(made, tmp_path / "parts", 1000, quietly)
    listed = tmp_path / "parts/parts.json"
    listed.write_text(listed.read_text("utf-8").replace("tokens.u16", "../tokens.u16"), "utf-8")
    with pytest.raises(DataError, match="다른 폴더"):
        join(tmp_path / "parts", tmp_path / "joined", quietly)


def test_nothing_is_written_over(made, tmp_path):
    with pytest.raises(DataError, match="이미 있는 폴더"):
        split(made, tmp_path, 1000, quietly)
    with pytest.raises(DataError, match="나눌 파일이 없"):
        split(tmp_path / "none", tmp_path / "parts", 1000, quietly)


def test_joining_and_reading_need_few_libraries(made, tmp_path):
    """On a rented GPU machine there is numpy, but neither pydantic nor httpx nor typer."""
    split(made, tmp_path / "parts", 1000, quietly)
    code = (
        "import sys, runpy\n"
        "for name in ('pydantic', 'httpx', 'typer', 'rich', 'yaml', 'torch', 'tokenizers'):\n"
        "    sys.modules[name] = None\n"
        f"sys.argv = ['parts', {str(tmp_path / 'parts')!r}, {str(tmp_path / 'joined')!r}]\n"
        "runpy.run_module('slu.data.corpus.parts', run_name='__main__')\n"
        "from slu.data.packed import PackedCorpus\n"
        f"PackedCorpus.open({str(tmp_path / 'joined')!r}, verify=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
