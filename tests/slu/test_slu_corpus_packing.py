"""Packing and reading a pack: nothing is lost, weights hold, and a killed run ends the same."""

import itertools
import json
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from corpus_kit import TALK, options_for, shard, talk, tokenizer_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from slu.data.corpus import packing
from slu.data.corpus.morphemes import kiwi_morphemes
from slu.data.corpus.options import (
    PackOptions,
    Source,
    WordsOptions,
    read_options,
    source_from,
)
from slu.data.corpus.packing import pack
from slu.data.corpus.respace import respaced
from slu.data.corpus.words import write_words
from slu.data.packed import PackedCorpus
from slu.errors import DataError
from slu.korean.subwords import Subwords


@pytest.fixture(autouse=True)
def no_data_home(tmp_path, monkeypatch):
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path / "no-data"))


def quietly(progress):
    pass


def documents_of(opened: PackedCorpus) -> list[list[tuple[int, ...]]]:
    """The ids of every sentence of every document."""
    sentences = [
        tuple(opened.tokens[start:end].tolist())
        for start, end in itertools.pairwise(opened.sentences.tolist())
    ]
    return [sentences[start:end] for start, end in itertools.pairwise(opened.documents.tolist())]


def bytes_of(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.lists(st.text("가나다라 .7", max_size=20), min_size=1), min_size=1, max_size=20))
def test_every_sentence_is_there_as_fine_tuning_would_cut_it(tmp_path_factory, written):
    folder = tmp_path_factory.mktemp("pack")
    # A number of its own in each line keeps all of them apart.
    numbered = [
        [f"{line} {place} {at} 말이다" for at, line in enumerate(lines)]
        for place, lines in enumerate(written)
    ]
    path = shard(folder / "talk-00.txt.xz", numbered)
    options = options_for(folder, Source("talk", (str(path),)), min_hangul=0.0)
    opened = pack(options, quietly)
    subwords = Subwords.load(tokenizer_file(folder))
    cut = [subwords.cut_all(lines) for lines in numbered]
    assert sorted(documents_of(opened)) == sorted([p.ids for p in lines] for lines in cut)
    starts = {pieces.ids: pieces.word_starts for lines in cut for pieces in lines}
    for start, end in itertools.pairwise(opened.sentences.tolist()):
        ids = tuple(opened.tokens[start:end].tolist())
        assert tuple(opened.word_starts(start, end).tolist()) == starts[ids]


def two_sources(folder, **chosen):
    one = shard(folder / "talk-00.txt.xz", talk(60))
    two = shard(folder / "talk-01.txt", talk(60, start=60))
    wiki = shard(folder / "wiki-00.txt.xz", talk(200, start=1000))
    sources = Source("talk", (str(one), str(two)), 2.0), Source("wiki", (str(wiki),), 0.3)
    return options_for(folder, *sources, **chosen)


def test_weights_shuffling_and_counts(tmp_path):
    opened = pack(two_sources(tmp_path), quietly)
    talked, wiki = opened.config.sources["talk"], opened.config.sources["wiki"]
    assert talked.documents == 240
    assert 30 < wiki.documents < 90
    assert opened.config.documents == talked.documents + wiki.documents
    assert opened.config.pieces == len(opened.tokens) == talked.pieces + wiki.pieces
    found = Counter(tuple(document) for document in documents_of(opened))
    assert Counter(found.values()) == {2: 120, 1: wiki.documents}
    copies = [found[tuple(document)] for document in documents_of(opened)]
    assert 1 in copies[: len(copies) // 4]
    assert 2 in copies[: len(copies) // 4]


@pytest.fixture
def massive(tmp_path, monkeypatch):
    """A data folder that has a row of MASSIVE to measure on, and nothing else."""
    path = tmp_path / "home/data/massive-ko/dev.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"utt": "거실 불 좀 꺼 줄래"}) + "\n", encoding="utf-8")
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path / "home"))
    return tmp_path / "home"


def test_rows_to_measure_on_are_kept_out_and_noted(tmp_path, massive):
    """The corpus says the row once, with a mark and other spaces, among four lines."""
    lines = [["내일 아침 일곱 시에 깨워 줘"], ["거실 불좀 꺼 줄래?"], [TALK[2], TALK[3]]]
    path = shard(tmp_path / "talk.txt", lines)
    mine = tmp_path / "mine.txt"
    mine.write_text("없는 말\n", encoding="utf-8")
    options = options_for(tmp_path, Source("talk", (str(path),)), hold_out=(str(mine),))
    news = []
    opened = pack(options, news.append)
    subwords = Subwords.load(tokenizer_file(tmp_path))
    said = {"".join(map(subwords.tokenizer.id_to_token, each)).replace("##", "")
            for document in documents_of(opened) for each in document}  # fmt: skip
    assert said == {line.replace(" ", "") for line in (TALK[0], TALK[2], TALK[3])}
    source = opened.config.sources["talk"]
    assert (source.sentences, source.held_out) == (3, 1)
    assert opened.config.held_out.rows == {"massive-ko": 1, "mine.txt": 1}
    assert "nsmc" in opened.config.held_out.missing
    assert "massive-ko" not in opened.config.held_out.missing
    assert "massive-ko 1줄" in news[0].text
    assert "빼지 못하는 자료: nsmc," in news[0].text


def test_words_are_cut_without_rows_to_measure_on(tmp_path, massive):
    path = shard(tmp_path / "talk.txt", [[TALK[0]], ["거실 불좀 꺼 줄래?"]])
    out, news = tmp_path / "talk.words.txt", []
    options = WordsOptions(out=str(out), sources=(Source("talk", (str(path),)),), workers=1)
    assert write_words(options, news.append)[0] == 1
    assert "거실" not in out.read_text("utf-8")
    assert "massive-ko 1줄" in news[0].text


def test_a_pack_of_before_it_was_noted_is_read(tmp_path):
    made = pack(two_sources(tmp_path), quietly)
    path = made.folder / "pack.json"
    data = json.loads(path.read_text("utf-8"))
    assert data.pop("held_out")["rows"] == {}
    path.write_text(json.dumps(data), encoding="utf-8")
    opened = PackedCorpus.open(made.folder, verify=True)
    assert opened.config == replace(made.config, held_out=None)
    path.write_text(json.dumps(data | {"held_out": {"rows": 3}}), encoding="utf-8")
    with pytest.raises(DataError, match="깨졌습니다"):
        PackedCorpus.open(made.folder)


@pytest.mark.parametrize("name", ["none-00.txt", "none-00.txt.xz"])
def test_a_source_in_whose_files_there_is_nothing_is_refused(tmp_path, name):
    full = shard(tmp_path / "talk.txt", talk(5))
    shard(tmp_path / name, [])
    (tmp_path / "none-01.txt").write_bytes(b"")
    sources = Source("talk", (str(full),)), Source("none", (str(tmp_path / "none-*"),))
    with pytest.raises(DataError, match=r"'none'의 파일이 모두 비었"):
        pack(options_for(tmp_path, *sources), quietly)
    assert not list(tmp_path.glob(".*"))
    shard(tmp_path / "none-01.txt", [["이제는 비지 않았다"]])
    assert pack(options_for(tmp_path, *sources), quietly).config.sources["none"].sentences == 1


def test_a_pack_without_a_sentence_is_refused(tmp_path):
    path = shard(tmp_path / "english.txt", [["no hangul here"]])
    options = options_for(tmp_path, Source("english", (str(path),)))
    with pytest.raises(DataError, match=r"english에서 배울 문장이 하나도.*min_hangul"):
        pack(options, quietly)
    assert pack(replace(options, min_hangul=0.0), quietly).config.sentences == 1


def test_special_ids_and_files(tmp_path):
    opened = pack(two_sources(tmp_path), quietly)
    assert opened.config.special == {"cls": 2, "sep": 3, "pad": 0, "mask": 4}
    data = json.loads((tmp_path / "pack/pack.json").read_text("utf-8"))
    assert data["format"] == 1
    assert set(data["sha256"]) == {path.name for path in (tmp_path / "pack").iterdir()} - {
        "pack.json"
    }
    kept = Tokenizer.from_file(str(tmp_path / "pack/tokenizer.json"))
    assert kept.get_vocab_size() == opened.config.vocabulary
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_no_more_pieces_than_asked_for(tmp_path):
    opened = pack(two_sources(tmp_path, max_pieces=500), quietly)
    assert 500 <= opened.config.pieces < 700


def test_another_seed_gives_another_order(tmp_path):
    options = two_sources(tmp_path)
    one = documents_of(pack(options, quietly))
    two = documents_of(pack(replace(options, seed=1, out=str(tmp_path / "two")), quietly))
    assert one[:20] != two[:20]


class Killed(Exception):
    """Stands for the end of a process: nothing of ours catches it."""


@pytest.mark.parametrize("steps", [1, 3, 20, 67])
def test_a_killed_run_ends_with_the_same_bytes(tmp_path, monkeypatch, steps):
    options = two_sources(tmp_path, respace=0.3)
    whole = replace(options, out=str(tmp_path / "whole"))
    pack(whole, quietly)
    commit = packing.Journal.commit
    left = steps

    def dying(journal, notes):
        nonlocal left
        left -= 1
        if left == 0:
            raise Killed
        commit(journal, notes)

    # What the run wrote since its last commit stays on the disk, as after a kill.
    monkeypatch.setattr(packing.Journal, "commit", dying)
    with pytest.raises(Killed):
        pack(options, quietly)
    monkeypatch.setattr(packing.Journal, "commit", commit)
    pack(options, quietly)
    assert bytes_of(tmp_path / "pack") == bytes_of(tmp_path / "whole")


def test_killed_while_closing(tmp_path, monkeypatch):
    options = two_sources(tmp_path)
    pack(replace(options, out=str(tmp_path / "whole")), quietly)

    close = packing.close_pack

    def dying(*given):
        close(*given)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(packing, "close_pack", dying)
        with pytest.raises(Killed):
            pack(options, quietly)
    pack(options, quietly)
    assert bytes_of(tmp_path / "pack") == bytes_of(tmp_path / "whole")


def test_a_run_begun_with_other_options_is_not_mixed_in(tmp_path, monkeypatch):
    options = two_sources(tmp_path)

    def dying(self):
        raise Killed

    monkeypatch.setattr(packing._Cutting, "run", dying)
    with pytest.raises(Killed):
        pack(options, quietly)
    with pytest.raises(DataError, match="다른 옵션이나 다른 파일"):
        pack(replace(options, seed=7), quietly)


def test_a_pack_is_never_written_over(tmp_path):
    options = two_sources(tmp_path)
    pack(options, quietly)
    with pytest.raises(DataError, match="이미 있는 폴더"):
        pack(options, quietly)


def test_a_broken_shard_is_named_and_the_rest_goes_on(tmp_path):
    options = two_sources(tmp_path)
    broken = tmp_path / "talk-01.txt"
    good = broken.read_bytes()
    broken.write_bytes(b"\xff" + good[1:])
    with pytest.raises(DataError, match="UTF-8") as fault:
        pack(options, quietly)
    assert (fault.value.path, fault.value.line) == (broken, 1)
    broken.write_bytes(good)
    assert pack(options, quietly).config.sources["talk"].documents == 240


def test_a_shard_of_two_sources_is_refused(tmp_path):
    path = shard(tmp_path / "a.txt", [["하나다"]])
    with pytest.raises(DataError, match="두 출처"):
        pack(options_for(tmp_path, Source("a", (str(path),)), Source("b", (str(path),))), quietly)


def test_a_tokenizer_without_mask_is_refused(tmp_path):
    options = two_sources(tmp_path)
    path = tokenizer_file(tmp_path)
    path.write_text(path.read_text("utf-8").replace("[MASK]", "[MUSK]"), "utf-8")
    with pytest.raises(DataError, match=r"\[MASK\]"):
        pack(options, quietly)


def test_morphemes_by_hand(tmp_path, monkeypatch):
    """거실 / 불 / 꺼 / 줘: places count characters without spaces."""
    monkeypatch.setattr(
        packing, "kiwi_morphemes", lambda: lambda texts: [frozenset({0, 2, 3, 4}) for _ in texts]
    )
    path = shard(tmp_path / "a.txt", [["거실 불 꺼줘"]])
    options = options_for(tmp_path, Source("a", (str(path),)), morphemes=True, respace=1.0)
    opened = pack(options, quietly)
    tokenizer = Subwords.load(tokenizer_file(tmp_path)).tokenizer
    pieces = [tokenizer.id_to_token(int(id_)).removeprefix("##") for id_ in opened.tokens]
    assert "".join(pieces) == "거실불꺼줘"
    places = np.cumsum([0, *map(len, pieces[:-1])])
    expected = [int(place) in {0, 2, 3, 4} for place in places]
    assert opened.morpheme_starts(0, len(pieces)).tolist() == expected


def test_kiwi_finds_morphemes():
    # 나-는 학교-에 가-ㄴ다: the last two begin in the same syllable.
    assert kiwi_morphemes()(["나는 학교에 간다"]) == [frozenset({0, 1, 2, 4, 5})]


@settings(deadline=None)
@given(st.text("가나 다", max_size=30), st.integers())
def test_respacing_keeps_every_other_character(text, seed):
    assert respaced(text, random.Random(seed)).replace(" ", "") == text.replace(" ", "")


def test_respacing_takes_and_adds():
    dice = random.Random(0)
    written = {respaced(TALK[0], dice).count(" ") for _ in range(300)}
    assert 0 in written
    assert min(written - {0}) < TALK[0].count(" ") < max(written)


def test_options_from_yaml_and_flags(tmp_path):
    path = tmp_path / "pack.yml"
    path.write_text("sources: [{name: a, files: [x], weight: 2}]\nrespace: 0.1\n", "utf-8")
    options = read_options(
        PackOptions, path, {"tokenizer": "t", "out": "o", "seed": 3, "respace": None}
    )
    assert options.sources == (Source("a", ("x",), 2.0),)
    assert (options.respace, options.seed) == (0.1, 3)
    given = {"tokenizer": "t", "out": "o", "sources": [source_from("b:0.5:corpus/b-*")]}
    assert read_options(PackOptions, path, given).sources == (Source("b", ("corpus/b-*",), 0.5),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("sources: [{name: a, files: [x], wait: 2}]", "모르는 옵션 'sources.0.wait'"),
        ("sauces: []", "sauces"),
        ("sources: [{name: a, files: [x]}]\nseed: 많이", "'seed'의 값"),
        ("sources: [{name: a}]", "'sources.0.files' 옵션이 빠졌"),
        ("sources: []", "출처가 하나 이상"),
        ("sources: 5", "'sources'의 값"),
        ("sources: wiki", "'sources'의 값"),
        ("sources: [{name: a, files: [x], weight: -1}]", "weight는 0에서"),
        ("sources: [{name: a, files: [x]}]\nrespace: 2", "respace"),
        ("- a", "꼴의 YAML"),
        ("a: [", "YAML 문법"),
    ],
)
def test_wrong_options(tmp_path, text, said):
    path = tmp_path / "pack.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=said):
        read_options(PackOptions, path, {"tokenizer": "t", "out": "o"})


@pytest.mark.parametrize("text", ["wiki", "wiki:1", "wiki:many:x", ":1:x"])
def test_wrong_sources(text):
    with pytest.raises(DataError, match="이름:무게:파일"):
        source_from(text)


@pytest.mark.parametrize("recipe", ["pack-cpu.yml", "pack-e5.yml", "pack-gpu.yml"])
def test_recipes_can_be_read(recipe):
    from slu.paths import ROOT

    path = ROOT / "slu/data/corpus/recipes" / recipe
    names = [
        source.name
        for source in read_options(PackOptions, path, {"tokenizer": "t", "out": "o"}).sources
    ]
    assert {"colloquial", "wiki"} < set(names)
