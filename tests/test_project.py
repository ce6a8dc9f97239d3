"""Rules of the house that hold for every file: no pickle, docstrings, short files, no paths of
one machine, and documents that name only what exists."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from slu.paths import ROOT
from ui.cli import app

ROOMS = ("models", "slu", "dialog", "ui")
LONGEST = 300
PICKLING = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
# Written apart so that this file does not hold what it looks for.
MACHINE_PATH = re.compile("/" + r"(?:work|home/\w+|root|Users/\w+)/")
READMES = [ROOT / "README.md", ROOT / "README.en.md"]


def of(*folders: str) -> list[Path]:
    """The Python files of these folders."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


OURS = of(*ROOMS, "bench")
by_name = pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(ROOT)))


@by_name
def test_a_module_says_what_it_is(path):
    text = path.read_text(encoding="utf-8")
    if path.name == "__init__.py" and not text.strip():
        return
    assert ast.get_docstring(ast.parse(text)), "the first lines say what the module does"


@by_name
def test_a_file_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@by_name
def test_nothing_is_pickled(path):
    assert pickling(path.read_text(encoding="utf-8")) == []


def pickling(code: str) -> list[str]:
    """What in the code could read or write a pickle."""
    found = []
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Import(names=names):
                found += [name.name for name in names if name.name.split(".")[0] in PICKLING]
            case ast.ImportFrom(module=str(module)):
                found += [module] if module.split(".")[0] in PICKLING else []
            case ast.Attribute(value=ast.Name(id="torch"), attr="load" | "save" as name):
                found.append(f"torch.{name}")
            case ast.keyword(arg="allow_pickle", value=ast.Constant(value=True)):
                found.append("allow_pickle")
    return found


@pytest.mark.parametrize(
    "code",
    [
        "import pickle",
        "from joblib import dump",
        "def f():\n    import torch\n    return torch.load(p)",
        "np.load(p, allow_pickle=True)",
    ],
)
def test_pickling_would_be_found(code):
    assert pickling(code)


@pytest.mark.parametrize(
    "code", ["import json", "model.load(p)", "from safetensors.torch import load"]
)
def test_other_reading_is_not_pickling(code):
    assert pickling(code) == []


def written_files() -> list[Path]:
    """Every text file that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    kinds = {".py", ".md", ".yml", ".yaml", ".toml", ".json", ".js", ".css", ".txt", ""}
    paths = [ROOT / line for line in listed.stdout.splitlines()]
    return [path for path in paths if path.suffix in kinds and path.is_file()]


def test_no_path_of_one_machine():
    found = [
        f"{path.relative_to(ROOT)}: {place[0]}"
        for path in written_files()
        for place in [MACHINE_PATH.search(path.read_text(encoding="utf-8"))]
        if place
    ]
    assert found == []


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_readme_names_commands_that_exist(readme):
    text = readme.read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^)make ([a-z]+)", text, re.MULTILINE))
    assert {"demo", "test"} <= named
    assert named <= targets


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
def test_readme_names_malgwi_commands_that_exist(readme):
    root = get_command(app)
    named = re.findall(r"`malgwi ([a-z\- ]+?)(?= [^a-z\-]| [A-Z]| -|`)", readme.read_text("utf-8"))
    assert len(named) >= 9
    for words in named:
        command = root
        for word in words.split():
            assert word in getattr(command, "commands", {}), f"malgwi {words}"
            command = command.commands[word]


@pytest.mark.parametrize(
    "document", [*READMES, *sorted((ROOT / "docs").rglob("*.md"))], ids=lambda path: path.name
)
def test_links_lead_somewhere(document):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", document.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    missing = [link for link in links if not (document.parent / link).exists()]
    assert missing == []


def test_every_dependency_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    listed = [line for group in groups for line in group]
    assert [line for line in listed if not re.fullmatch(r"[\w.\-\[\]]+==[\w.]+", line)] == []


def test_torch_is_one_version_everywhere():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    pinned = re.search(r'"(torch==[\d.]+)"', project)
    assert pinned is not None
    assert f"TORCH := {pinned[1]}\n" in makefile
