"""Corpora and packs for reading in a terminal: pure functions to what rich prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from rich.console import Group
from rich.table import Table
from rich.text import Text

from slu.data.corpus.cleaning import Rule

if TYPE_CHECKING:
    from slu.data.corpus.sieve import Tally
    from slu.data.packed import PackConfig, PackedCorpus

_RULES = {
    Rule.CONTROL: "제어 문자를 지움",
    Rule.SPACES: "빈칸을 하나로 줄임",
    Rule.HTML: "HTML 흔적을 지움",
    Rule.MARKUP: "위키, 마크다운 표시를 지움",
    Rule.CUT: "너무 길어 자름",
    Rule.EMPTY: "빈 줄이 되어 뺌",
    Rule.FOREIGN: "한글이 적어 뺌",
}
_PIECES_SHOWN = 60


def tallies(found: Mapping[str, Tally]) -> Group:
    """What may be learned of each source, and how many lines each rule touched."""
    counts = _table("출처", "문서", "문장", "글자", "겹친 문장", "평가용 문장")
    for name, one in found.items():
        numbers = (one.documents, one.sentences, one.characters, one.duplicates, one.held_out)
        counts.add_row(Text(name), *_figures(*numbers))
    rules = _table("규칙", *found)
    for rule, said in _RULES.items():
        rules.add_row(said, *_figures(*(one.rules[rule] for one in found.values())))
    return Group(counts, "", rules)


def contents(config: PackConfig) -> Group:
    """What a pack holds, by source and in all."""
    table = _table("출처", "문서", "문장", "조각", "겹친 문장", "평가용 문장")
    for name, one in config.sources.items():
        numbers = (one.documents, one.sentences, one.pieces, one.duplicates, one.held_out)
        table.add_row(Text(name), *_figures(*numbers))
    table.add_row("모두", *_figures(config.documents, config.sentences, config.pieces))
    return Group(table, f"어휘 {config.vocabulary:,}개", *_held_out(config))


def _held_out(config: PackConfig) -> list[Text]:
    """The sets whose rows to measure on were kept out, and those that were not there."""
    if config.held_out is None:
        return []
    found, missing = ", ".join(config.held_out.rows), ", ".join(config.held_out.missing)
    lines = [Text(f"평가 문장을 뺀 자료: {found or '없음'}")]
    return [*lines, Text(f"자료가 없어 빼지 못한 자료: {missing}")] if missing else lines


def document(pack: PackedCorpus, number: int, piece_of: Callable[[int], str | None]) -> Group:
    """The first pieces of a document: `|` between pieces, a space where a word begins."""
    first, last = (int(at) for at in pack.documents[number : number + 2])
    lines = [Text(f"\n문서 {number:,}: 문장 {last - first:,}개", style="bold")]
    shown = 0
    for sentence in range(first, last):
        if shown >= _PIECES_SHOWN:
            lines.append(Text("  …", style="dim"))
            break
        start, end = (int(at) for at in pack.sentences[sentence : sentence + 2])
        end = min(end, start + _PIECES_SHOWN)
        line = Text("  ")
        for id_, begins in zip(pack.tokens[start:end], pack.word_starts(start, end), strict=True):
            line.append(" " if begins else "|", style="" if begins else "dim")
            line.append(piece_of(int(id_)) or "?")
        lines.append(line)
        shown += end - start
    return Group(*lines)


def spread(count: int, wanted: int) -> list[int]:
    """At most `wanted` numbers below `count`, evenly spread."""
    step = max(1, count // max(1, wanted))
    return list(range(0, count, step))[:wanted]


def _table(first: str, *others: str) -> Table:
    table = Table(first, box=None, pad_edge=False)
    for name in others:
        table.add_column(name, justify="right")
    return table


def _figures(*numbers: int) -> list[str]:
    return [f"{number:,}" for number in numbers]
