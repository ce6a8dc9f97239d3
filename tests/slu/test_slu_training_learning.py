"""What may be chosen of learning: every option within its bounds, and beyond them a sentence."""

import math
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slu.errors import DataError
from slu.training.learning import Learning
from slu.training.options import Noise, Teaching, read_options
from slu.training.reading import read_into
from slu.training.task_options import TaskOptions

NUMBERS = {
    "epochs": st.integers(1, 10**6),
    "batch_size": st.integers(1, 10**6),
    "encoder_rate": st.floats(0, 1, exclude_min=True),
    "head_rate": st.floats(0, 1, exclude_min=True),
    "layer_decay": st.floats(0, 1, exclude_min=True),
    "weight_decay": st.floats(0, allow_infinity=False),
    "warmup": st.floats(0, 1),
    "dropout": st.floats(0, 1, exclude_max=True),
    "average": st.floats(0, 1, exclude_max=True),
    "patience": st.integers(0, 10**6),
    "seed": st.integers(0, 2**32 - 1),
}
OUTSIDE = [
    *(("epochs", value) for value in (0, -1)),
    *(("batch_size", value) for value in (0, -4)),
    *(("encoder_rate", value) for value in (0.0, -1.0, 1.5, math.inf, math.nan)),
    *(("head_rate", value) for value in (0.0, -1e-3, 2.0, math.inf, math.nan)),
    *(("layer_decay", value) for value in (0.0, -0.5, 1.01, math.nan)),
    *(("weight_decay", value) for value in (-0.01, math.inf, math.nan)),
    *(("warmup", value) for value in (-0.1, 3.0, math.nan)),
    *(("dropout", value) for value in (-0.1, 1.0, 2.0, math.nan)),
    *(("average", value) for value in (-0.1, 1.0, math.nan)),
    *(("patience", value) for value in (-1,)),
    *(("seed", value) for value in (-1, 2**32)),
    *(("precision", value) for value in ("fp8", "")),
]


@given(st.fixed_dictionaries(NUMBERS, optional={"frozen": st.booleans()}))
def test_within_the_bounds_all_is_taken(chosen) -> None:
    learning = Learning(**chosen)
    assert {name: getattr(learning, name) for name in chosen} == chosen


@pytest.mark.parametrize(("name", "value"), OUTSIDE)
def test_beyond_them_a_sentence_names_the_option(name: str, value) -> None:
    with pytest.raises(DataError, match=rf"{name}.*[가-힣]"):
        Learning(**{name: value})


def test_no_option_is_without_bounds() -> None:
    free = {field.name for field in fields(Learning) if field.type == "bool"}
    assert {name for name, _ in OUTSIDE} | free == {field.name for field in fields(Learning)}


@pytest.mark.parametrize(
    ("name", "value"), [("dropout", 2.0), ("encoder_rate", -1.0), ("warmup", 3.0)]
)
def test_the_command_line_and_yaml_are_refused_alike(tmp_path: Path, name: str, value) -> None:
    files = {"train": "a", "dev": "b", "out": "c"}
    with pytest.raises(DataError, match=name):
        read_options(None, files | {name: value})
    config = tmp_path / "options.yml"
    config.write_text(f"tasks: [nsmc]\nout: c\nlearning: {{{name}: {value}}}\n", "utf-8")
    with pytest.raises(DataError, match=name):
        read_into(TaskOptions, config, {})


@pytest.mark.parametrize("name", ["written", "typos", "values", "misheard", "most_misheard"])
@pytest.mark.parametrize("value", [-0.1, 1.5, math.nan])
def test_the_shares_of_noise_are_shares(name: str, value: float) -> None:
    with pytest.raises(DataError, match=name):
        Noise(**{name: value})


def test_of_the_sentences_without_labels_at_least_one_is_learned_from() -> None:
    with pytest.raises(DataError, match="most_unlabelled"):
        Teaching(teachers=("x",), unlabelled=("nsmc",), most_unlabelled=-1)
