"""Every `malgwi` command that a document or a recipe mentions is there, with every option and every
file of ours that it names."""

import re

import pytest
import typer
from docs_kit import ROOT

from ui.cli import app

CLI = typer.main.get_command(app)
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "dialog/**/*.md", "docker/**/*.md", "models/**/*.md")
    for path in ROOT.glob(pattern)
    if path.name != "CHANGELOG.md"
)
RECIPES = sorted((ROOT / "slu").glob("**/recipes/*.yml")) + sorted((ROOT / "bench").glob("*.yml"))
_FENCE = re.compile(r"^\s*```.*?^\s*```", re.DOTALL | re.MULTILINE)
_OURS = re.compile(r"(?:slu|dialog|ui|tests|docs|bench)/\S+\.\w+")
_INLINE = re.compile(r"`((?:malgwi|\.venv/bin/malgwi) [^`]+)`")


def lines_of(text):
    """Commands in code blocks, in the comments of a recipe and in running text."""
    blocks = _FENCE.findall(text)
    found = _INLINE.findall(_FENCE.sub("", text))
    for block in blocks or [re.sub(r"^#", "", text, flags=re.MULTILINE)]:
        whole = re.sub(r"\\\n", " ", block)
        found += re.findall(r"^\s*(?:\w+=\S+ )*((?:\S*/)?malgwi .*)$", whole, re.MULTILINE)
    return found


MENTIONED = [
    pytest.param(line, id=f"{path.relative_to(ROOT)}: {line[:60]}")
    for path in (*DOCUMENTS, *RECIPES)
    for line in lines_of(path.read_text("utf-8"))
]


def fault_of(line):
    """What is wrong with a command, or None."""
    words = line.partition(" #")[0].split()[1:]
    command = CLI
    while words and hasattr(command, "commands"):
        if words[0].startswith("-"):
            break
        if words[0] not in command.commands:
            return f"no command {words[0]}"
        command = command.commands[words.pop(0)]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    for word in words:
        name = word.split("=")[0]
        if name.startswith("--") and name not in {*known, "--help"}:
            return f"{command.name} has no {name}"
        if _OURS.fullmatch(word) and not (ROOT / word).exists():
            return f"no file {word}"
    return None


@pytest.mark.parametrize("line", MENTIONED)
def test_a_command_that_is_mentioned_is_there(line):
    assert fault_of(line) is None


@pytest.mark.parametrize(
    "line", ["nothing", "corpus nothing", "web --nothing 3", "--none", "pretrain slu/none.yml"]
)
def test_one_that_is_not_is_found(line):
    assert fault_of(f"malgwi {line}") is not None
