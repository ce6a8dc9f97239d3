"""Rasa's NLU training data in YAML (Rasa 3, "NLU Training Data").

Reads the `nlu` list: `- intent: NAME` with `examples: |` and a `- ` before each sentence, or
a list of `- text:` with `metadata`, of which `id` is kept (what else stands there stays in the
file when an example is edited: `slu.data.rasa_items`). Whatever holds no example (synonyms,
regexes, lookups, stories) is left out and named in the table. The marks within a sentence are
`slu.data.rasa_marks`. Sentences are written grouped by intent; the format holds neither a
sentence without an intent, nor line breaks, nor white space at a sentence's ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from slu.core import Utterance
from slu.data.rasa_marks import mark, unmark
from slu.data.rows import LeftOut, Report, Row, Table, located
from slu.data.yaml_nodes import Pairs, compose, items_of, line_of, pairs_of, text_of
from slu.errors import DataError

_BREAK = re.compile(r"[ \t]*\n\s*")


class _Block(str):
    """Text to be written as a literal block (`|`)."""


class _Dumper(yaml.SafeDumper):
    """Indents lists below their key, as people write Rasa's files."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _block(dumper: yaml.SafeDumper, text: _Block) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")


_Dumper.add_representer(_Block, _block)


def parse(text: str, path: Path, report: Report) -> Table:
    """Reads the file's text; examples that cannot be read go to `report` as DataError.

    Raises DataError if the file as a whole is not YAML or has no `nlu` list."""
    rows: list[Row] = []
    left_out: list[LeftOut] = []
    top = pairs_of(compose(text, path), path)
    if "nlu" not in top:
        raise DataError("'nlu' 항목이 없습니다. Rasa NLU 파일인지 확인해 주세요.", path)
    for key, (_, line) in top.items():
        if key not in ("nlu", "version"):
            left_out.append(LeftOut(line, key))
    for item in items_of(top["nlu"][0], path):
        with located(path, line_of(item), report):
            pairs = pairs_of(item, path)
            if "intent" in pairs:
                rows += _examples(pairs, path, report)
            else:
                left_out += [LeftOut(line, key) for key, (_, line) in list(pairs.items())[:1]]
    return Table(path, "rasa", tuple(rows), tuple(left_out))


def dump(utterances: Iterable[Utterance]) -> str:
    """The file's text, in the order of each intent's first sentence. Raises DataError for what
    the format cannot hold."""
    groups: dict[str, list[Utterance]] = {}
    for utterance in utterances:
        intent = utterance.intent or ""
        if not intent.strip():
            raise DataError(f"Rasa 형식의 문장에는 의도가 있어야 합니다: {utterance.text!r}")
        for name in (intent, utterance.id):
            # YAML turns the rarer line breaks (U+0085, U+2028) into others.
            if name and name.splitlines() != [name]:
                raise DataError(f"Rasa 형식은 줄바꿈이 든 이름을 담을 수 없습니다: {name!r}")
        groups.setdefault(intent, []).append(utterance)
    nlu = [{"intent": name, "examples": _written(group)} for name, group in groups.items()]
    document = {"version": "3.1", "nlu": nlu}
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10**6)


def _written(group: list[Utterance]) -> object:
    if all(utterance.id is None for utterance in group):
        return _Block("".join(f"- {mark(utterance)}\n" for utterance in group))
    return [
        {"text": _Block(mark(utterance) + "\n")}
        | ({} if utterance.id is None else {"metadata": {"id": utterance.id}})
        for utterance in group
    ]


def _examples(pairs: Pairs, path: Path, report: Report) -> Iterator[Row]:
    intent = text_of(pairs["intent"][0], path)
    if not intent.strip():
        raise DataError("의도의 이름이 비어 있습니다.")
    if "examples" not in pairs:
        raise DataError(f"의도 '{intent}'에 'examples' 항목이 없습니다.")
    node = pairs["examples"][0]
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            with located(path, line_of(item), report):
                yield Row(line_of(item), _annotated(pairs_of(item, path), intent, path))
        return
    # The text of a literal block begins on the line after its sign; other styles fold lines.
    literal = isinstance(node, yaml.ScalarNode) and node.style == "|"
    for number, line in enumerate(text_of(node, path).split("\n"), start=1):
        if line.strip():
            place = line_of(node) + number * literal
            with located(path, place, report):
                yield Row(place, unmark(_after_dash(line), intent))


def _annotated(pairs: Pairs, intent: str, path: Path) -> Utterance:
    """An example of the long form: its text on one line, and `id` from its metadata."""
    if "text" not in pairs:
        raise DataError("예문에 'text' 항목이 없습니다.")
    if "intent" in pairs and (own := text_of(pairs["intent"][0], path)) != intent:
        raise DataError(
            f"예문의 의도 '{own}'이(가) 그 위의 의도 '{intent}'와(과) 다릅니다. 하나로 맞춰 주세요."
        )
    found = None
    if "metadata" in pairs and isinstance(pairs["metadata"][0], yaml.MappingNode):
        found = pairs_of(pairs["metadata"][0], path).get("id")
    identity = None if found is None else text_of(found[0], path)
    text = _BREAK.sub(" ", text_of(pairs["text"][0], path).strip())
    return unmark(text, intent, identity)


def _after_dash(line: str) -> str:
    if not line.lstrip().startswith("-"):
        raise DataError(f"예문은 '- '로 시작해야 합니다: {line!r}")
    return line.lstrip().removeprefix("-")
