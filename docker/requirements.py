"""Prints the pinned packages of pyproject.toml, one a line: the base ones and those of the extras
named, or with `--only` the one of that name. For the image, which installs them before the source.
"""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Beside this file in the image's build, above it in the repository.
PROJECT = next(path for path in (HERE, HERE.parent) if (path / "pyproject.toml").exists())


def requirements(extras: list[str]) -> list[str]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]
    groups = [project["dependencies"], *(project["optional-dependencies"][one] for one in extras)]
    return [line for group in groups for line in group]


def main(given: list[str]) -> None:
    if given[:1] == ["--only"]:
        lines = [one for one in requirements([]) if re.split(r"[\[=]", one)[0] == given[1]]
    else:
        lines = requirements(given)
    print("\n".join(lines))


if __name__ == "__main__":
    main(sys.argv[1:])
