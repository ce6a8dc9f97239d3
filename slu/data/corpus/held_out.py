"""The rows on which models are measured: whatever says the same is kept out of a corpus.

One table says which sets have such rows and how their files are read; files that are not under
the data home are passed over. Rows are kept as digests only (`keys.spoken_key`).
"""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from slu.data.corpus.keys import spoken_key
from slu.data.rows import lines, read_text
from slu.data.tasks import in_dev
from slu.errors import DataError

Reader = Callable[[str], Iterator[str]]
"""From the text of a file to its rows."""


@dataclass(frozen=True, slots=True)
class HeldOutFile:
    """A file of rows to measure on: `path` within the data home."""

    set: str
    path: str
    read: Reader


def _columns(*names: str, delimiter: str = "\t") -> Reader:
    """The cells of these columns of a table with a heading; quotes count in `,` files only."""

    def read(text: str) -> Iterator[str]:
        rows = [line for _, line in lines(text)]
        if delimiter == ",":
            table = csv.DictReader(rows)
        else:
            table = csv.DictReader(rows, delimiter=delimiter, quoting=csv.QUOTE_NONE)
        missing = [name for name in names if name not in (table.fieldnames or ())]
        if missing:
            raise DataError(f"'{missing[0]}' 열이 없습니다.")
        for row in table:
            yield from (row[name] or "" for name in names)

    return read


def _json_lines(text: str) -> Iterator[str]:
    """`utt` of MASSIVE's lines."""
    for _, line in lines(text):
        if line.strip():
            yield json.loads(line)["utt"]


def _dev_of_3i4k(text: str) -> Iterator[str]:
    """The tenth of 3i4K that `slu.data.tasks` sets apart."""
    for _, line in lines(text):
        sentence = line.partition("\t")[2].strip()
        if in_dev(sentence):
            yield sentence


def _conllu(text: str) -> Iterator[str]:
    """The comment `# text = ` of Universal Dependencies."""
    for _, line in lines(text):
        if line.startswith("# text = "):
            yield line.removeprefix("# text = ")


def _klue_ner(text: str) -> Iterator[str]:
    """One character a line, a blank line after each sentence."""
    characters: list[str] = []
    for _, line in lines(text + "\n\n"):
        if line.startswith("##"):
            continue
        if line:
            characters.append(line.split("\t")[0])
        elif characters:
            yield "".join(characters)
            characters = []


def _turns(text: str) -> Iterator[str]:
    """What both sides say in HG-TODS, wherever in the JSON it stands."""
    yield from _under(json.loads(text), ("user_message", "system_message", "utterance"))


def _under(data: object, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name in keys and isinstance(value, str):
                yield value
            else:
                yield from _under(value, keys)
    elif isinstance(data, list):
        for value in data:
            yield from _under(value, keys)


def plain_lines(text: str) -> Iterator[str]:
    """Every line that is not blank: what `--hold-out` takes."""
    yield from (line for _, line in lines(text) if line.strip())


HELD_OUT = (
    HeldOutFile("massive-ko", "data/massive-ko/dev.jsonl", _json_lines),
    HeldOutFile("massive-ko", "data/massive-ko/test.jsonl", _json_lines),
    HeldOutFile("nsmc", "data/nsmc/dev.tsv", _columns("text")),
    HeldOutFile("nsmc", "data/nsmc/ratings_test.txt", _columns("document")),
    HeldOutFile("KorSTS", "data/korsts/sts-dev.tsv", _columns("sentence1", "sentence2")),
    HeldOutFile("StyleKQC", "data/speech-acts/stylekqc_dev.tsv", _columns("sentence")),
    HeldOutFile("3i4K", "data/speech-acts/3i4k_train_val.txt", _dev_of_3i4k),
    HeldOutFile("wic-ko", "data/wic-ko/dev.tsv", _columns("SENTENCE1", "SENTENCE2")),
    HeldOutFile("klue-ner", "data/klue-ner/dev.tsv", _klue_ner),
    HeldOutFile("ud-korean", "data/ud-korean/ko_gsd-ud-dev.conllu", _conllu),
    HeldOutFile("ud-korean", "data/ud-korean/ko_kaist-ud-dev.conllu", _conllu),
    HeldOutFile("HG-TODS", "data/hg-tods/music_dev.json", _turns),
    HeldOutFile("HG-TODS", "data/hg-tods/manual_dev.json", _turns),
    HeldOutFile("kochat", "data/out-of-scope/ood_data.csv", _columns("question", delimiter=",")),
)


@dataclass(frozen=True, slots=True)
class HeldOut:
    """What is kept out of a corpus: `keys` are the digests, `rows` tells how many rows came from
    each set or file, `missing` names the sets of which there is no file under `home`."""

    home: Path
    keys: frozenset[int]
    rows: dict[str, int]
    missing: tuple[str, ...]

    def told(self) -> str:
        """What was found and what was not, in sentences for the person."""
        found = ", ".join(f"{name} {rows:,}줄" for name, rows in self.rows.items()) or "없음"
        text = f"평가 문장을 빼는 자료: {found}."
        if self.missing:
            text += (
                f"\n자료 폴더({self.home})에 없어 평가 문장을 빼지 못하는 자료: "
                f"{', '.join(self.missing)}. 이 자료로 잴 생각이면 멈추고, MALGWI_DATA로 자료 "
                "폴더를 알리거나 `malgwi data download`로 받은 다음 다시 하세요."
            )
        return text


def find_held_out(home: Path, extra: tuple[Path, ...] = ()) -> HeldOut:
    """All rows to measure on that stand under `home`, and the lines of `extra`.

    Raises DataError for a file of `extra` that is missing and for any that cannot be read.
    """
    found = [(file.set, home / file.path, file.read) for file in HELD_OUT]
    found = [each for each in found if each[1].exists()]
    found += [(path.name, path, plain_lines) for path in extra]
    keys: set[int] = set()
    rows: Counter[str] = Counter()
    for name, path, read in found:
        own = [spoken_key(row) for row in rows_of(path, read)]
        rows[name] += len(own)
        keys.update(own)
    sets = dict.fromkeys(file.set for file in HELD_OUT)
    there = {file.set for file in HELD_OUT if (home / file.path).exists()}
    missing = tuple(name for name in sets if name not in there)
    return HeldOut(home, frozenset(keys - {spoken_key("")}), dict(rows), missing)


def rows_of(path: Path, read: Reader) -> list[str]:
    """The rows of one file. Raises DataError where it is not what it should be."""
    try:
        return list(read(read_text(path)))
    except (ValueError, KeyError, TypeError, csv.Error) as fault:
        raise DataError(
            f"알려진 꼴이 아니어서 평가 문장을 읽을 수 없습니다({fault}).", path
        ) from fault
    except DataError as fault:
        raise fault if fault.path else DataError(str(fault), path) from fault
