"""Utterances and their files: reading, writing, checking and fetching them.

read(path) -> list[Utterance]            any format, found by extension and content
write(path, utterances, format)          refuses what the format cannot hold
check(paths) -> CheckReport              duplicates, conflicts, faulty slots
download(name, home, progress)           a public data set, by its name in CATALOGUE
"""

from slu.data.catalogue import CATALOGUE, DataSet
from slu.data.check import check
from slu.data.download import Progress, download
from slu.data.formats import FORMATS, read, write
from slu.data.report import CheckReport

__all__ = [
    "CATALOGUE",
    "FORMATS",
    "CheckReport",
    "DataSet",
    "Progress",
    "check",
    "download",
    "read",
    "write",
]
