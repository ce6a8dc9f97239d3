"""Examples of Rasa's long form in the text of a file: `- text: |` with `metadata` beside it. Where
each stands, how it is written anew, and what stands beside the sentences.

Knows block lists as people write them; of one on a single line (`[{text: …}]`) no item is found.
Changing a file is `slu.data.rasa_lines`'.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from slu.data.yaml_nodes import Pairs, compose, items_of, pairs_of
from slu.errors import DataError

_HERE = Path("nlu.yml")  # faults are told by who reads the file
_HEAD = re.compile(r"[|>][-+0-9]*")
_ENDS = re.compile(r"\n*\Z")
_EXAMPLE, _GROUP = {"text", "intent"}, {"intent", "examples"}

Beside = tuple[str, str]
"""A place (`metadata` of an example, or of an intent) and what stands there, as nodes tell it."""


@dataclass(frozen=True, slots=True)
class Item:
    """An example of the long form in a text: its lines `first` to `after` (from 0, the last not
    included), the column of its dash, and its keys."""

    first: int
    after: int
    dash: int
    keys: Pairs

    @property
    def beside(self) -> Counter[Beside]:
        """What stands in it besides the sentence and its intent."""
        return _beside("example", self.keys, _EXAMPLE)

    @property
    def notes(self) -> list[str]:
        """The names of what `Utterance` does not hold: all beside it but the id."""
        found = [key for key in self.keys if key not in {*_EXAMPLE, "metadata"}]
        metadata = self.keys["metadata"][0] if "metadata" in self.keys else None
        if isinstance(metadata, yaml.MappingNode):
            return found + [key for key in pairs_of(metadata, _HERE) if key != "id"]
        return found + ["metadata"] * (metadata is not None)

    def written(self, text: str, marked: str, intent: str) -> str:
        """The text with this example's sentence, and its intent where it names one, anew."""
        new = {"text": marked, "intent": intent}
        nodes = [(self.keys[key][0], each) for key, each in new.items() if key in self.keys]
        for node, each in sorted(nodes, key=lambda pair: -pair[0].start_mark.index):
            if isinstance(node, yaml.ScalarNode) and node.value.strip() != each:
                text = _replaced(text, node, each, self.dash + 4)
        return text

    def lines(self, text: str) -> list[str]:
        """Its own lines, the dash in the first column."""
        return [line[self.dash :] for line in text.split("\n")[self.first : self.after]]


@lru_cache(maxsize=4)
def items(text: str) -> tuple[Item, ...]:
    """The examples of the long form. Raises DataError where the text is no such file."""
    lines = text.split("\n")
    return tuple(
        Item(first, _end(node), lines[first].index("-"), pairs_of(node, _HERE))
        for group in _groups(text)
        if "examples" in group
        for node in _block_items(group["examples"][0])
        if re.match(r" *- ", lines[first := node.start_mark.line])
    )


def item_at(text: str, line: int) -> Item | None:
    """The example of the long form that begins on this line (from 1)."""
    return next((item for item in items(text) if item.first == line - 1), None)


def end_of_groups(text: str) -> int:
    """The line (from 0) after the last group of the list `nlu`, where another may stand."""
    groups = items_of(pairs_of(compose(text, _HERE), _HERE)["nlu"][0], _HERE)
    return max(map(_end, groups), default=len(text.rstrip("\n").split("\n")))


def beside(text: str) -> Counter[Beside]:
    """All that stands beside the sentences of a file, the metadata of intents included. Raises
    DataError where the text is no such file."""
    found: Counter[Beside] = Counter()
    for group in _groups(text):
        name = "other"
        if "intent" in group:
            name = f"intent {group['intent'][0].value}"
            examples = group["examples"][0] if "examples" in group else None
            if isinstance(examples, yaml.SequenceNode):
                for node in examples.value:
                    found += _beside("example", pairs_of(node, _HERE), _EXAMPLE)
        found += _beside(name, group, _GROUP if "intent" in group else set())
    return found


def _groups(text: str) -> Iterator[Pairs]:
    top = pairs_of(compose(text, _HERE), _HERE)
    for node in items_of(top["nlu"][0], _HERE) if "nlu" in top else []:
        yield pairs_of(node, _HERE)


def _block_items(node: yaml.Node) -> list[yaml.Node]:
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        return []
    return list(node.value)


def _beside(place: str, keys: Pairs, without: set[str]) -> Counter[Beside]:
    try:
        told = {key: _plain(node) for key, (node, _) in keys.items() if key not in without}
    except RecursionError as fault:
        raise DataError("YAML이 너무 깊이 겹쳐 있습니다.") from fault
    return Counter([(place, repr(sorted(told.items())))] if told else [])


def _plain(node: yaml.Node) -> object:
    """What a node holds, whatever way it is written."""
    if isinstance(node, yaml.MappingNode):
        return [(_plain(key), _plain(value)) for key, value in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [_plain(each) for each in node.value]
    return node.tag, node.value


def _end(node: yaml.Node) -> int:
    """The line (from 0) after the last that a node stands on: a block's own mark stands after the
    comments that follow it."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return int(node.end_mark.line) + (node.end_mark.column > 0)
    pairs = isinstance(node, yaml.MappingNode)
    inner = [each for one in node.value for each in (one if pairs else [one])]
    return max(map(_end, inner))  # an alias ends where it was first written


def _replaced(text: str, node: yaml.ScalarNode, new: str, indent: int) -> str:
    """The text with another scalar: a literal block stays one, the rest is quoted."""
    start, end = node.start_mark.index, node.end_mark.index
    old = text[start:end]
    if node.style not in ("|", ">"):
        return text[:start] + json.dumps(new, ensure_ascii=False) + text[end:]
    head = _HEAD.sub("|", old.partition("\n")[0], count=1)
    found = _ENDS.search(old)
    ends = found[0] if found else ""
    return f"{text[:start]}{head}\n{' ' * indent}{new}{ends or chr(10)}{text[end:]}"
