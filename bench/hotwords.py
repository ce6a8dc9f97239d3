"""What telling the recogniser words to expect gives, and what it costs.

    python -m bench.hotwords MANIFEST [--clips N] [--json OUT]

A clip's list is fixed before anything is decoded: the rare nouns of what is said in it (by Kiwi, of
two syllables or more, not among the most frequent words of the shipped word vectors) and four times
as many distractors, rare nouns of other clips, all shuffled. A clip without a rare noun gets
distractors alone, as many as the other lists have on average. Every clip is decoded with its list
and without.

Measured: the share of listed words that were said and are heard (recall), distractors heard by
distractors listed (false insertions), and CER, of the clips with listed words and of those without;
and how many times as long recognising takes with a list (`takes`).
The results hold no words: the licences of recordings may forbid it. `lists_sha256` is of all lists.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import time
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import Console
from rich.progress import track

from bench.results import write_results
from slu.errors import MalgwiError
from slu.evaluation.characters import character_errors
from slu.evaluation.speech import Clip, read_manifest
from slu.korean.kiwi import kiwi
from slu.paths import PRETRAINED
from slu.speech import FasterWhisperRecogniser, RecognitionOptions, load_audio
from slu.speech.hotwords import fit_hotwords
from slu.speech.readings import said

_FREQUENT: Final = 3000
_DISTRACTORS: Final = 4
_NOUNS: Final = ("NNG", "NNP")
_note = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class List:
    """A clip with the words it is told; `own` are those said in it."""

    clip: Clip
    own: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What of a list was heard in one text, in counts of words and of characters."""

    own: int
    found: int
    distractors: int
    inserted: int
    edits: int
    characters: int


def main(
    manifest: Annotated[Path, typer.Argument(metavar="목록", help="`audio`와 `text`가 든 JSONL")],
    clips: Annotated[int | None, typer.Option(min=1, help="앞에서부터 이만큼만")] = None,
    out: Annotated[Path | None, typer.Option("--json", help="결과를 쓸 JSON 파일")] = None,
) -> None:
    """귀띔한 낱말을 얼마나 더 알아듣는지, 없는 말을 지어내지는 않는지 잽니다."""
    try:
        lists = fixed_lists(read_manifest(manifest))[:clips]
        found = measure(lists, FasterWhisperRecogniser.load())
    except MalgwiError as error:
        _note.print(str(error))
        raise typer.Exit(1) from error
    Console().print_json(data=found)
    if out is not None:
        write_results(out, found)


def fixed_lists(clips: Sequence[Clip], seed: int = 0) -> list[List]:
    """The list of every clip, the same for the same clips and seed."""
    frequent = frequent_words()
    own = [rare_nouns(clip.text, frequent) for clip in clips]
    most = sum(map(len, own)) / max(1, sum(map(bool, own)))
    every = sorted(frozenset().union(*own))
    draw = random.Random(seed)
    lists = []
    for clip, words in zip(clips, own, strict=True):
        others = [word for word in every if said(word) not in said(clip.text)]
        wanted = _DISTRACTORS * len(words) or round((1 + _DISTRACTORS) * most)
        told = [*sorted(words), *draw.sample(others, min(wanted, len(others)))]
        draw.shuffle(told)
        lists.append(List(clip, words, tuple(told)))
    return lists


def frequent_words() -> frozenset[str]:
    """The most frequent words of the text that the shipped word vectors learned from."""
    words = (PRETRAINED / "malgwi-words" / "words.txt").read_text(encoding="utf-8")
    return frozenset(words.split("\n")[:_FREQUENT])


def rare_nouns(text: str, frequent: frozenset[str]) -> frozenset[str]:
    """The nouns of two syllables or more in a text that are not frequent."""
    found = (token.form for token in kiwi().tokenize(text) if token.tag in _NOUNS)
    return frozenset(word for word in found if re.fullmatch("[가-힣]{2,}", word)) - frequent


def measure(lists: Sequence[List], recogniser: FasterWhisperRecogniser) -> dict[str, Any]:
    """The figures, told and untold, over the clips with listed words and over those without."""
    untold = RecognitionOptions()
    texts: dict[str, list[str]] = {"untold": [], "told": []}
    seconds = dict.fromkeys(texts, 0.0)
    cut = 0
    for each in track(lists, "듣는 중", console=_note):
        fitted = fit_hotwords(each.words, recogniser.count_tokens)
        cut += len(fitted.left_out)
        audio = load_audio(each.clip.audio)
        told = replace(untold, hotwords=fitted.words)
        for way, options in (("untold", untold), ("told", told)):
            started = time.perf_counter()
            texts[way].append(recogniser.recognise(audio, options).text)
            seconds[way] += time.perf_counter() - started
    rows = json.dumps([each.words for each in lists], ensure_ascii=False)
    found: dict[str, Any] = {
        "clips": len(lists),
        "left_out_for_lack_of_room": cut,
        "takes": seconds["told"] / max(seconds["untold"], 1e-9),
        "lists_sha256": hashlib.sha256(rows.encode()).hexdigest(),
    }
    for name, has in (("with_listed_words", True), ("without_listed_words", False)):
        chosen = [i for i, each in enumerate(lists) if bool(each.own) == has]
        found[name] = {"clips": len(chosen)} | {
            way: figures([count(lists[i], heard[i]) for i in chosen])
            for way, heard in texts.items()
        }
    return found


def count(told: List, text: str) -> Heard:
    """What of the list is in a text, whatever its spaces."""
    heard = said(text)
    others = [word for word in told.words if word not in told.own]
    errors = character_errors(told.clip.text, text, spaces=False)
    return Heard(
        own=len(told.own),
        found=sum(said(word) in heard for word in told.own),
        distractors=len(others),
        inserted=sum(said(word) in heard for word in others),
        edits=errors.edits,
        characters=errors.length,
    )


def figures(counts: Iterable[Heard]) -> dict[str, float | None]:
    """The three rates of all counts together; None where there is nothing to divide by."""
    rows = [asdict(each) for each in counts]
    sums = {name: sum(row[name] for row in rows) for name in Heard.__slots__}
    pairs = {
        "recall": ("found", "own"),
        "false_insertions": ("inserted", "distractors"),
        "cer_no_spaces": ("edits", "characters"),
    }
    return {
        name: sums[part] / sums[whole] if sums[whole] else None
        for name, (part, whole) in pairs.items()
    }


if __name__ == "__main__":
    typer.run(main)
