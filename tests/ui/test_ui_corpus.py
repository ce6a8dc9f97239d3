"""`malgwi corpus`: what a person sees of counting, packing, showing and carrying."""

from pathlib import Path

import pytest
from corpus_kit import shard, talk, tokenizer_file
from typer.testing import CliRunner

from ui.cli import app


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs `malgwi corpus` in a folder with one shard and a tokenizer."""
    monkeypatch.setenv("MALGWI_DATA", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    shard(tmp_path / "talk-00.txt.xz", [*talk(20), ["**"], ["7번째 말이다"], ["7번째 말이다"]])
    tokenizer_file(tmp_path)

    def run(*words: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["corpus", *words])
        return done.exit_code, done.output

    return run


def test_counting(run):
    code, said = run("count", ".")
    assert code == 0
    counts = next(line for line in said.splitlines() if line.startswith("talk "))
    assert counts.split()[:3] == ["talk", "21", "61"]
    assert "빈 줄이 되어 뺌" in said
    assert "빼지 못하는 자료: massive-ko, nsmc," in said


def test_packing_showing_and_carrying(run, tmp_path):
    packing = ("pack", "--tokenizer", "tokenizer.json", "--source", "talk:1:talk-*")
    code, said = run(*packing, "--out", "made")
    assert code == 0
    assert "묶음을 made에 썼습니다." in said
    assert "평가 문장을 빼는 자료: 없음." in said
    assert "빼지 못하는 자료: massive-ko, nsmc," in said
    code, said = run("show", "made", "--documents", "2")
    assert code == 0
    assert said.count("\n문서 ") == 2
    assert "평가 문장을 뺀 자료: 없음" in said
    assert "자료가 없어 빼지 못한 자료: massive-ko, nsmc," in said
    assert run("split", "made", "parts", "--part-mb", "0.001")[0] == 0
    assert run("join", "parts", "joined")[0] == 0
    code, said = run("verify", "joined")
    assert code == 0
    assert "온전합니다" in said
    assert (tmp_path / "joined/tokens.u16").read_bytes() == Path("made/tokens.u16").read_bytes()
    code, said = run(*packing, "--out", "made")
    assert code == 2
    assert "이미 있는 폴더" in said


def test_a_broken_pack(run, tmp_path):
    run("pack", "--tokenizer", "tokenizer.json", "--source", "talk:1:talk-*", "--out", "made")
    (tmp_path / "made/words.bits").write_bytes(b"")
    code, said = run("verify", "made")
    assert code == 2
    assert "words.bits" in said


def test_what_is_missing_is_said(run):
    code, said = run("pack", "--out", "made")
    assert code == 2
    assert "sources" in said or "tokenizer" in said
    code, said = run("count", "nowhere")
    assert code == 2
    assert "nowhere" in said
