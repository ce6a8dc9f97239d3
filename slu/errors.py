"""The errors a person can cause, each with a Korean sentence: what is wrong, where, and what to do.

Faces (command line, web) print the sentence and nothing else; a traceback means a fault of ours.
"""

from __future__ import annotations

from pathlib import Path


class MalgwiError(Exception):
    """A fault in what a person gave; its text is a whole Korean sentence for that person."""


class DataError(MalgwiError):
    """A data file that cannot be read as what it claims to be.

    `path` and `line` (counted from 1, None for the whole file) stand before the sentence.
    """

    def __init__(self, message: str, path: Path | str | None = None, line: int | None = None):
        self.path, self.line = path, line
        where = "" if path is None else f"{path}:{line}: " if line is not None else f"{path}: "
        super().__init__(where + message)


class ModelError(MalgwiError):
    """A model folder that is missing, cut short, altered or of another version."""


class AudioError(MalgwiError):
    """Sound that cannot be decoded or is not worth decoding."""


class DomainError(MalgwiError):
    """A fault in an assistant's own files (domain, replies, rules)."""


class NetworkError(MalgwiError):
    """Something had to be fetched and could not be."""
