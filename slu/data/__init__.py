"""Utterances and their files: reading, writing, checking and fetching them.

read(path) -> list[Utterance]            any format, found by extension and content
write(path, utterances, format)          refuses what the format cannot hold
check.check(paths) -> CheckReport        duplicates, conflicts, faulty slots
download.download(name, home, progress)  a public data set, by its name in CATALOGUE

What is named here is imported when first asked for: `slu.data.packed` and
`slu.data.corpus.parts` also serve on machines that lack the libraries the rest needs.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slu.data.catalogue import CATALOGUE, DataSet
    from slu.data.download import Progress
    from slu.data.formats import FORMATS, read, write
    from slu.data.report import CheckReport

__all__ = ["CATALOGUE", "FORMATS", "CheckReport", "DataSet", "Progress", "read", "write"]

_MODULES = {
    "CATALOGUE": "catalogue",
    "DataSet": "catalogue",
    "Progress": "download",
    "FORMATS": "formats",
    "read": "formats",
    "write": "formats",
    "CheckReport": "report",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'slu.data' has no attribute '{name}'")
    return getattr(import_module(f"slu.data.{_MODULES[name]}"), name)
