"""Rasa's NLU training data in YAML (Rasa 3, "NLU Training Data").

Reads the `nlu` list: `- intent: NAME` with `examples: |` and a `- ` before each sentence, or
a list of `- text:` with `metadata`, of which `id` is kept. Whatever holds no example (synonyms,
regexes, lookups, stories) is left out and named in the table. The marks within a sentence are
`slu.data.rasa_marks`. Sentences are written grouped by intent; the format holds neither a
sentence without an intent, nor line breaks, nor white space at a sentence's ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import yaml

from slu.core import Utterance
from slu.data.rasa_marks import mark, unmark
from slu.data.rows import LeftOut, Report, Row, Table, located
from slu.errors import DataError

_Pairs = dict[str, tuple[yaml.Node, int]]


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
    top = _pairs(_compose(text, path), path)
    if "nlu" not in top:
        raise DataError("'nlu' 항목이 없습니다. Rasa NLU 파일인지 확인해 주세요.", path)
    for key, (_, line) in top.items():
        if key not in ("nlu", "version"):
            left_out.append(LeftOut(line, key))
    for item in _items(top["nlu"][0], path):
        with located(path, _line(item), report):
            pairs = _pairs(item, path)
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


def _examples(pairs: _Pairs, path: Path, report: Report) -> Iterator[Row]:
    intent = _text(pairs["intent"][0], path)
    if not intent.strip():
        raise DataError("의도의 이름이 비어 있습니다.")
    if "examples" not in pairs:
        raise DataError(f"의도 '{intent}'에 'examples' 항목이 없습니다.")
    node = pairs["examples"][0]
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            with located(path, _line(item), report):
                yield Row(_line(item), _annotated(_pairs(item, path), intent, path))
        return
    # The text of a literal block begins on the line after its sign; other styles fold lines.
    literal = isinstance(node, yaml.ScalarNode) and node.style == "|"
    for number, line in enumerate(_text(node, path).split("\n"), start=1):
        if line.strip():
            place = _line(node) + number * literal
            with located(path, place, report):
                yield Row(place, unmark(_after_dash(line), intent))


def _annotated(pairs: _Pairs, intent: str, path: Path) -> Utterance:
    """An example of the long form: its text, and `id` from its metadata."""
    if "text" not in pairs:
        raise DataError("예문에 'text' 항목이 없습니다.")
    found = None
    if "metadata" in pairs and isinstance(pairs["metadata"][0], yaml.MappingNode):
        found = _pairs(pairs["metadata"][0], path).get("id")
    identity = None if found is None else _text(found[0], path)
    return unmark(_text(pairs["text"][0], path), intent, identity)


def _after_dash(line: str) -> str:
    if not line.lstrip().startswith("-"):
        raise DataError(f"예문은 '- '로 시작해야 합니다: {line!r}")
    return line.lstrip().removeprefix("-")


def _compose(text: str, path: Path) -> yaml.Node:
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else None
        raise DataError(f"YAML이 잘못되었습니다({fault.problem}).", path, line) from fault
    except yaml.reader.ReaderError as fault:
        line = text[: fault.position].count("\n") + 1
        raise DataError("YAML에 쓸 수 없는 제어 문자가 있습니다.", path, line) from fault
    except RecursionError as fault:
        raise DataError("YAML이 너무 깊이 겹쳐 있습니다.", path) from fault
    if node is None:
        raise DataError("빈 파일입니다. 예문이 하나 이상 있어야 합니다.", path)
    return node


def _pairs(node: yaml.Node, path: Path) -> _Pairs:
    """The keys of a mapping with their values and lines."""
    if not isinstance(node, yaml.MappingNode):
        raise DataError("'이름: 값' 항목이 있어야 할 자리입니다.", path, _line(node))
    pairs: _Pairs = {}
    for key, value in node.value:
        name = _text(key, path)
        if name in pairs:
            raise DataError(f"'{name}' 항목이 두 번 있습니다.", path, _line(key))
        pairs[name] = (value, _line(key))
    return pairs


def _items(node: yaml.Node, path: Path) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode):
        raise DataError("'nlu' 항목은 '- '로 시작하는 목록이어야 합니다.", path, _line(node))
    return list(node.value)


def _text(node: yaml.Node, path: Path) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise DataError("글이 있어야 할 자리입니다.", path, _line(node))
    return str(node.value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
