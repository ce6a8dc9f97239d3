"""How fast and how good our word vectors are beside the libraries', from the same text.

    python -m bench.vectors TEXT.words.txt [--megabytes 30] [--json OUT]

Speed: our Word2Vec and fastText, as `malgwi vectors train` learns them, beside gensim and the
fasttext library called bare with the same options, from the text on disk to vectors on disk, in
turns; the ratio is that of the fastest turns. Likeness: GloVe and Swivel, which are ours, beside
gensim's Word2Vec with the same vocabulary, dimension and text, by WordSim-353 in Korean. The text
is one that `malgwi corpus words` wrote; each family reads it as often as it does by itself.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, pstdev
from typing import Annotated, Any

import fasttext
import typer
from gensim.models import Word2Vec
from rich.console import Console
from rich.table import Table

from bench.results import write_results
from bench.timing import clock
from slu.data.corpus.words import SUFFIX
from slu.errors import DataError, MalgwiError
from slu.evaluation.words.similarity import FILE, WordPair, measure_similarity, read_pairs
from slu.evaluation.words.static import StaticEmbedder
from slu.paths import find_data
from slu.training.vectors.options import VectorOptions
from slu.training.vectors.train import train_vectors

LIBRARY = ("skipgram", "cbow", "fasttext")
LIKENESS = ("skipgram", "cbow", "glove", "swivel")
_note = Console(stderr=True)


@dataclass(frozen=True, slots=True)
class Speed:
    """The fastest turns, in seconds; `ratio`: ours over the library's."""

    family: str
    ours: float
    library: float
    ratio: float
    words_a_second: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """Spearman over the `pairs` whose words have vectors, mean and spread over seeds; `behind`: how
    much less the mean is than that of gensim's skip-gram."""

    family: str
    mean: float
    spread: float
    pairs: int
    behind: float


def main(
    text: Annotated[Path, typer.Argument(metavar="글", help="`corpus words`가 쓴 .words.txt")],
    megabytes: Annotated[float, typer.Option(help="글의 앞에서 이만큼만(0: 모두)")] = 0,
    minimal_count: Annotated[int, typer.Option(help="이보다 드문 낱말은 뺍니다")] = 5,
    turns: Annotated[int, typer.Option(min=1, help="빠르기를 잴 때 번갈아 도는 횟수")] = 2,
    epochs: Annotated[int, typer.Option(help="빠르기를 잴 때 글을 도는 횟수")] = 5,
    seeds: Annotated[list[int] | None, typer.Option("--seed", help="닮음을 잴 씨앗")] = None,
    out: Annotated[Path | None, typer.Option("--json", help="결과를 쓸 JSON 파일")] = None,
) -> None:
    """낱말 벡터를 라이브러리와 견줍니다: 배우는 빠르기와, 사람의 느낌을 닮은 정도."""
    with tempfile.TemporaryDirectory(prefix="malgwi-bench-") as name:
        folder = Path(name)
        try:
            part = head_of(text, megabytes, folder)
            given = {"text": str(part), "minimal_count": minimal_count}
            speeds = [speed(each, given | {"epochs": epochs}, turns, folder) for each in LIBRARY]
            rows = likeness(LIKENESS, given, seeds or [0], folder)
        except MalgwiError as fault:
            _note.print(str(fault), markup=False)
            raise typer.Exit(1) from None
    _show(speeds, rows)
    if out is not None:
        found = {
            "text": text.name,
            "megabytes": megabytes,
            "minimal_count": minimal_count,
            "seeds": seeds or [0],
            "speed": [asdict(each) for each in speeds],
            "likeness": [asdict(each) for each in rows],
        }
        write_results(out, found)


def head_of(text: Path, megabytes: float, folder: Path) -> Path:
    """The text, or whole lines of its beginning in a file of `folder`."""
    if not megabytes:
        return text
    part = folder / f"part{SUFFIX}"
    with text.open("rb") as source, part.open("wb") as target:
        left = round(megabytes * 1e6)
        for line in source:
            left -= target.write(line)
            if left <= 0:
                break
    return part


def speed(family: str, given: dict[str, Any], turns: int, folder: Path) -> Speed:
    """Ours and the library's in turns."""
    options = VectorOptions(family=family, out=str(folder / family), **given)
    notes = folder / family / "training.json"
    library = _bare_fasttext if family == "fasttext" else _bare_word2vec
    ours, theirs = [], []
    for _ in range(turns):
        ours += clock(train_vectors, [options])
        theirs += clock(lambda asked: library(asked, folder), [options])
    words = json.loads(notes.read_text("utf-8"))["text"]["words"] * options.epochs
    least, base = min(ours), min(theirs)
    return Speed(family, least, base, least / base, words / least)


def _bare_word2vec(options: VectorOptions, folder: Path) -> None:
    family = options.chosen
    model = Word2Vec(
        corpus_file=options.text,
        vector_size=options.dimension,
        window=family.window,
        sg=int(options.family == "skipgram"),
        negative=options.guessing.negative,
        sample=family.sample,
        alpha=family.rate,
        epochs=family.epochs,
        seed=options.seed,
        workers=options.threads,
        min_count=options.minimal_count,
    )
    model.wv.save_word2vec_format(str(folder / "library"), binary=True)


def _bare_fasttext(options: VectorOptions, folder: Path) -> None:
    family = options.chosen
    model = fasttext.train_unsupervised(
        options.text,
        model="skipgram",
        dim=options.dimension,
        ws=family.window,
        neg=options.guessing.negative,
        t=family.sample,
        lr=family.rate,
        epoch=family.epochs,
        minn=family.shortest,
        maxn=family.longest,
        bucket=options.guessing.buckets,
        minCount=options.minimal_count,
        thread=options.threads,
        verbose=0,
    )
    model.save_model(str(folder / "library"))


def likeness(
    families: Sequence[str], given: dict[str, Any], seeds: Sequence[int], folder: Path
) -> list[Likeness]:
    """Each family over the seeds; the first one is what the others are held against."""
    pairs = read_pairs(find_data(FILE))
    rows: list[Likeness] = []
    for family in families:
        found = [_spearman(family, given | {"seed": seed}, folder, pairs) for seed in seeds]
        values = [value for value, _ in found]
        mean = fmean(values)
        behind = rows[0].mean - mean if rows else 0.0
        rows.append(Likeness(family, mean, pstdev(values), found[0][1], behind))
    return rows


def _spearman(
    family: str, given: dict[str, Any], folder: Path, pairs: list[WordPair]
) -> tuple[float, int]:
    """The correlation, and over how many pairs."""
    out = folder / family
    vectors = train_vectors(VectorOptions(family=family, out=str(out), **given))
    found = measure_similarity(StaticEmbedder(family, vectors), pairs)
    if found.spearman is None:
        raise DataError("낱말 짝을 두 개도 모르는 글입니다. 더 긴 글을 주세요.", given["text"])
    return found.spearman.value, round(found.covered * found.pairs)


def _show(speeds: Sequence[Speed], rows: Sequence[Likeness]) -> None:
    table = Table("", "ours, s", "library, s", "ratio", "words/s")
    for each in speeds:
        seconds = (f"{each.ours:.1f}", f"{each.library:.1f}", f"{each.ratio:.3f}")
        table.add_row(each.family, *seconds, f"{each.words_a_second:,.0f}")
    Console().print(table)
    table = Table("", "WordSim-353", "spread", "pairs", "behind")
    for row in rows:
        figures = (f"{row.mean:.3f}", f"{row.spread:.3f}", str(row.pairs), f"{row.behind:+.3f}")
        table.add_row(row.family, *figures)
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
