"""Compares families of embeddings by all probes, and remembers what was measured.

What is already measured of the same folder (by its SHA-256) with the same settings is kept. A probe
whose data is not there is passed over with the sentence that says so.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from slu.errors import DataError
from slu.evaluation.words.cost import cost_of
from slu.evaluation.words.embedder import Embedder
from slu.evaluation.words.finetuned import Finetuning, finetune_all, read_finetuned, summary
from slu.evaluation.words.opening import digest_of, format_of, open_embedder
from slu.evaluation.words.probes import PROBES, Column, Settings
from slu.evaluation.words.static import Cutter
from slu.training.task_loop import Progress
from slu.understanding.model_folder import FORMAT as MODEL_FORMAT

FORMAT: Final = 1
FINETUNED: Final = "finetuned"
_TUNED_COLUMNS = (("의도", "intent_accuracy"), ("슬롯 F1", "slot_f1"))


@dataclass(slots=True)
class Row:
    """A family: what was measured of it by the name of the probe, as JSON; `skipped` holds why
    others were not. `family` is empty, and `cost` too, of a fine-tuned model folder."""

    name: str
    digest: str
    settings: dict[str, Any]
    family: str = ""
    cost: dict[str, Any] = field(default_factory=dict)
    probes: dict[str, Any] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """`probes` of `PROBES` by name, in their order; `finetunings` beside them; `again`: whether
    what is known is measured once more. Raises DataError for a probe that there is not."""

    probes: tuple[str, ...] = tuple(PROBES)
    settings: Settings = field(default_factory=Settings)
    finetunings: tuple[Finetuning, ...] = ()
    again: bool = False

    def __post_init__(self) -> None:
        for name in self.probes:
            if name not in PROBES:
                known = ", ".join(PROBES)
                raise DataError(f"모르는 잣대 '{name}'. 고를 수 있는 것: {known}")


@dataclass(frozen=True, slots=True)
class Watching:
    """What is told on the way: `doing` (the row and the probe that is being measured), `skipped`
    (the same, and why), `learning` (progress of fine-tuning), `done` (all rows, after each)."""

    doing: Callable[[str, str], None]
    skipped: Callable[[str, str, str], None]
    learning: Callable[[Progress], None]
    done: Callable[[Sequence[Row]], None]


def compare(
    names: Sequence[str], options: CompareOptions, known: Sequence[Row], watching: Watching
) -> list[Row]:
    """The rows of `known` and of these folders or encoders; those measured before keep their place.

    Raises ModelError for a folder that cannot be opened, before anything is measured of it.
    """
    rows = {row.name: row for row in known}
    cutter = Cutter()
    for name in names:
        if format_of(Path(name)) == MODEL_FORMAT:
            rows[name] = _finetuned_row(name)
        else:
            rows[name] = _Measuring(name, options, cutter, watching).run(rows.get(name))
        watching.done(list(rows.values()))
    return list(rows.values())


class _Measuring:
    """One row."""

    def __init__(self, name: str, options: CompareOptions, cutter: Cutter, watching: Watching):
        self._name, self._options = name, options
        self._cutter, self._watching = cutter, watching
        self._embedder: Embedder | None = None

    def run(self, before: Row | None) -> Row:
        row = Row(self._name, digest_of(self._name), asdict(self._options.settings))
        if before is not None and (before.digest, before.settings) == (row.digest, row.settings):
            row.family, row.cost, row.probes = before.family, before.cost, dict(before.probes)
        if not row.cost or self._options.again:
            row.family, row.cost = self._open().family, asdict(cost_of(self._open()))
        for name in self._options.probes:
            if name not in row.probes or self._options.again:
                self._measure(row, name, partial(self._probe, name))
        for wanted in self._options.finetunings:  # knows by itself what is done
            self._measure(row, f"finetune-{wanted.kind}", partial(self._tune, wanted))
        return row

    def _measure(self, row: Row, name: str, measure: Callable[[], dict[str, Any]]) -> None:
        self._watching.doing(self._name, name)
        try:
            row.probes[name] = measure()
        except DataError as fault:
            row.skipped[name] = str(fault)
            self._watching.skipped(self._name, name, str(fault))

    def _probe(self, name: str) -> dict[str, Any]:
        probe = PROBES[name]
        embedder = self._open()
        started = time.monotonic()
        found = probe.measure(embedder, self._options.settings, self._cutter)
        seconds = round(time.monotonic() - started, 2)
        on = probe.data(self._options.settings)
        return {"on": on, "seconds": seconds} | _as_json(found)

    def _tune(self, wanted: Finetuning) -> dict[str, Any]:
        return asdict(finetune_all(self._name, wanted, self._watching.learning))

    def _open(self) -> Embedder:
        if self._embedder is None:
            layers = self._options.settings.layers
            self._embedder = open_embedder(self._name, self._cutter, layers)
        return self._embedder


def columns(rows: Sequence[Row]) -> list[tuple[str, Column]]:
    """The names of probes with the figures that a table of these rows shows, in their order; none
    of which every row lacks."""
    tuned = sorted({name for row in rows for name in row.probes if name not in PROBES})
    found = [(name, column) for name, probe in PROBES.items() for column in probe.columns]
    for name in tuned:
        kind = name.removeprefix("finetune-") if name != FINETUNED else "미세조정"
        found += [(name, Column(f"{kind} {title}", f"mean.{key}")) for title, key in _TUNED_COLUMNS]
    return [
        (name, column)
        for name, column in found
        if any(column.of(row.probes.get(name, {})) is not None for row in rows)
    ]


def read_rows(path: Path) -> list[Row]:
    """The rows that `write_rows` wrote; none where there is no file. Raises DataError for a file of
    another form."""
    if not path.exists():
        return []
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["format"] != FORMAT:
            raise ValueError(f"format {data['format']}")
        return [Row(**row) for row in data["rows"]]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        message = f"`malgwi compare`가 쓴 JSON이 아닙니다({fault}). 다른 이름을 주거나 지우세요."
        raise DataError(message, path) from fault


def rows_json(rows: Sequence[Row]) -> dict[str, Any]:
    """What the JSON file holds."""
    return {"format": FORMAT, "rows": [asdict(row) for row in rows]}


def _finetuned_row(name: str) -> Row:
    """A model folder that is fine-tuned already: what its training measured."""
    folder = Path(name)
    probes = {FINETUNED: asdict(summary([read_finetuned(folder)]))}
    return Row(name, digest_of(name), {}, probes=probes)


def _as_json(found: Any) -> dict[str, Any]:
    """A dataclass, or several by name."""
    if is_dataclass(found) and not isinstance(found, type):
        return asdict(found)
    return {name: _as_json(each) for name, each in found.items()}
