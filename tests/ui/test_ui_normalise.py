"""`malgwi normalise`: both ways, from an argument, a file and standard input."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from ui import cli


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, ["normalise", *words], input=typed)


def test_a_sentence_both_ways() -> None:
    assert run("일곱 시 반에 삼만 원").output == "7시 반에 30,000원\n"
    assert run("7시 반에 30,000원", "--to", "spoken").output == "일곱 시 반에 삼만 원\n"


def test_lines_of_standard_input_and_of_a_file(tmp_path: Path) -> None:
    assert run(typed="세 시\n\n이 노래\n").output == "3시\n\n이 노래\n"
    file = tmp_path / "given.txt"
    file.write_text("세 시\r\n네 명\n", "utf-8")
    assert run("--file", str(file)).output == "3시\n4명\n"


def test_json_tells_where() -> None:
    data = json.loads(run("내일 일곱 시", "--json").stdout)
    assert (data["given"], data["text"]) == ("내일 일곱 시", "내일 7시")
    given, text = data["rewritten"][0]["given"], data["rewritten"][0]["text"]
    assert data["given"][slice(*given)] == "일곱"
    assert data["text"][slice(*text)] == "7"


def test_faults_are_korean_sentences(tmp_path: Path) -> None:
    for words, sentence in (
        (["세 시", "--to", "asdf"], "written이나 spoken"),
        (["세 시", "--file", str(tmp_path)], "하나만"),
        (["--file", str(tmp_path / "none.txt")], "파일이 없습니다"),
    ):
        result = run(*words)
        assert result.exit_code == 2
        assert sentence in result.output
