"""Reading the teaching pages: their commands with what they promise, and their links into code.

`python tests/docs_kit.py` writes the line numbers of the links anew after code has moved.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EMBEDDINGS = ROOT / "docs" / "embeddings"
_FENCE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ORDER = re.compile(r"\]\((\w+\.md)\)")
# [`name`](path.py#L3-L9): the text names what stands in these lines.
_CODE_LINK = re.compile(r"\[`([\w.]+)`\]\(([\w./-]+\.py)#L(\d+)-L(\d+)\)")
_NUMBER = re.compile(r"-?\d+\.\d+")
_GAP = "…"
_NEAR = 0.1


@dataclass(frozen=True)
class Command:
    """A command of a page, without the leading `$`, and the lines it promises to print."""

    page: str
    line: str
    promised: tuple[str, ...]


@dataclass(frozen=True)
class CodeLink:
    """A link to lines of code; `name` is a function, class or constant, or Class.method."""

    name: str
    target: str
    first: int
    last: int


def pages() -> list[Path]:
    """The teaching pages in the order in which the index links to them."""
    index = EMBEDDINGS / "index.md"
    names = dict.fromkeys(_ORDER.findall(index.read_text(encoding="utf-8")))
    return [index, *(EMBEDDINGS / name for name in names)]


def commands(page: Path) -> list[Command]:
    """The commands of a page's console blocks: `$ malgwi …`, and below it what it prints."""
    found: list[tuple[str, list[str]]] = []
    for block in _FENCE.findall(page.read_text(encoding="utf-8")):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            elif line.strip():
                found[-1][1].append(line)
    return [Command(page.name, line, tuple(promised)) for line, promised in found]


def missing(promised: tuple[str, ...], output: str) -> str | None:
    """The first promised line that does not follow in the output, if any.

    Runs of spaces count as one, `…` stands for anything, and figures with a decimal point may be
    off by 0.1 or a tenth, since machines round differently.
    """
    lines = iter(output.splitlines())
    for line in promised:
        if line.strip() != _GAP and not any(_says(line, printed) for printed in lines):
            return line
    return None


def _says(promised: str, printed: str) -> bool:
    parts = [_pattern(word) for word in promised.split()]
    found = re.fullmatch(r"\s+".join(parts), printed.strip())
    if not found:
        return False
    figures = [float(figure) for figure in _NUMBER.findall(promised)]
    return all(
        abs(here - there) <= _NEAR * max(1.0, abs(here))
        for here, there in zip(figures, map(float, found.groups()), strict=True)
    )


def _pattern(word: str) -> str:
    if word == _GAP:
        return r".*?"
    figures = [r"(-?\d+\.\d+)"] * len(_NUMBER.findall(word))
    rest = [re.escape(part).replace(_GAP, r".*?") for part in _NUMBER.split(word)]
    return "".join(chain.from_iterable(zip(rest, [*figures, ""], strict=True)))


def code_links(page: Path) -> list[CodeLink]:
    """The page's links to lines of code."""
    found = _CODE_LINK.findall(page.read_text(encoding="utf-8"))
    return [CodeLink(name, target, int(first), int(last)) for name, target, first, last in found]


def lines_of(path: Path, name: str) -> tuple[int, int]:
    """Where a file defines a name: the first line (decorators included) and the last.

    Raises LookupError where it does not."""
    body: list[ast.stmt] = ast.parse(path.read_text(encoding="utf-8")).body
    node: ast.stmt | None = None
    for part in name.split("."):
        node = next((each for each in body if part in _defined(each)), None)
        if node is None:
            raise LookupError(f"{path}: {name}")
        body = getattr(node, "body", [])
    assert node is not None
    marks = getattr(node, "decorator_list", [])
    return min([node.lineno, *(mark.lineno for mark in marks)]), node.end_lineno or node.lineno


def _defined(node: ast.stmt) -> set[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
    return set()


def with_right_lines(page: Path) -> str:
    """The page's text with the line numbers of its links as the code stands now."""

    def right(found: re.Match[str]) -> str:
        first, last = lines_of(page.parent / found[2], found[1])
        return f"[`{found[1]}`]({found[2]}#L{first}-L{last})"

    return _CODE_LINK.sub(right, page.read_text(encoding="utf-8"))


if __name__ == "__main__":
    for page in sorted(EMBEDDINGS.glob("*.md")):
        page.write_text(with_right_lines(page), encoding="utf-8")
