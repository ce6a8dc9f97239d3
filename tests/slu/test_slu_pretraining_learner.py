"""What an update of pretraining does: rates and weight decay by hand, clipped gradients, masking
and its units as the recipe names them, bf16 and compiled encoders beside plain ones."""

import math
from collections import defaultdict
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
import torch
from accelerate import Accelerator
from corpus_kit import options_for, shard, talk
from pretraining_kit import tiny_options
from safetensors.torch import load_file
from torch._dynamo.utils import counters

from models.pretraining import mlm
from slu.data.corpus import packing
from slu.data.corpus.options import Source
from slu.data.corpus.packing import pack
from slu.data.packed import PackedCorpus
from slu.korean.subwords import Subwords
from slu.training.pretraining.batches import Batches, Share
from slu.training.pretraining.layout import Marks
from slu.training.pretraining.learner import Learner
from slu.training.pretraining.loop import pretrain, sampler_of
from slu.training.pretraining.optimiser import parameter_groups
from slu.training.pretraining.options import PretrainOptions
from slu.training.pretraining.progress import Step
from slu.training.pretraining.sampler import RowSampler
from slu.training.pretraining.samples import fill_all
from slu.training.pretraining.start import make_objective

ENCODER = "encoder.encoder.layer"


def by_two(text: str) -> frozenset[int]:
    """Every second character of each word, counted without spaces."""
    words = text.split()
    starts = accumulate(map(len, words), initial=0)
    return frozenset(at for start, word in zip(starts, words, strict=False)
                     for at in range(start, start + len(word), 2))  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A pack in which every second character of a word begins a morpheme."""
    folder = tmp_path_factory.mktemp("learner")
    text = shard(folder / "talk.txt", talk(30))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(packing, "kiwi_morphemes", lambda: lambda texts: list(map(by_two, texts)))
        pack(options_for(folder, Source("talk", (str(text),)), morphemes=True), lambda news: None)
    return folder


def learner(options: PretrainOptions) -> tuple[Learner, Batches]:
    opened = PackedCorpus.open(options.pack)
    accelerator = Accelerator(cpu=True, mixed_precision="no")
    batches = Batches(sampler_of(options, opened), options.learning.batch_rows, Share(0, 1, 1))
    return Learner(make_objective(options, opened), options, accelerator), batches


def tiny(place: Path, out: str = "encoder", **sections) -> PretrainOptions:
    return tiny_options(place, place / "pack", out, **sections)


# Ten steps: three to rise (1/3, 2/3, 1), then from the whole down by sevenths to one seventh.
BY_HAND = [1 / 3, 2 / 3, 1, 1, 6 / 7, 5 / 7, 4 / 7, 3 / 7, 2 / 7, 1 / 7]


def test_the_rate_rises_and_falls_as_worked_by_hand(place) -> None:
    learning = {"steps": 10, "warmup": 0.3, "rate": 2e-3, "layer_decay": 0.5}
    subject, batches = learner(tiny(place, learning=learning))
    for step, share in enumerate(BY_HAND):
        subject.update(batches.parts(step), step, 10)
        rates = {group["lr"] for group in subject.optimiser.param_groups}
        assert sorted(rates) == pytest.approx([each * share for each in (5e-4, 1e-3, 2e-3)])


def test_the_loop_reports_the_rate_it_learned_with(place) -> None:
    news = []
    assert pretrain(tiny(place, "rates", learning={"steps": 10, "warmup": 0.3}), news.append)
    rates = [each.rate for each in news if isinstance(each, Step)]
    assert rates == pytest.approx([1e-3 * share for share in BY_HAND])


def test_without_a_warmup_the_first_step_has_the_whole_rate(place) -> None:
    subject, _ = learner(tiny(place, learning={"steps": 4, "warmup": 0.0}))
    assert [subject.rate(step, 4) for step in range(4)] == pytest.approx(
        [1e-3, 1e-3, 1e-3 * 2 / 3, 1e-3 / 3]
    )


LOWER_RATES = {
    "mlm": {
        "encoder.embeddings.word_embeddings.weight": (0.25, 0.1),
        "encoder.embeddings.LayerNorm.weight": (0.25, 0.0),
        f"{ENCODER}.0.attention.self.query.weight": (0.5, 0.1),
        f"{ENCODER}.0.attention.self.query.bias": (0.5, 0.0),
        f"{ENCODER}.0.output.LayerNorm.weight": (0.5, 0.0),
        f"{ENCODER}.1.intermediate.dense.weight": (1.0, 0.1),
        f"{ENCODER}.1.intermediate.dense.bias": (1.0, 0.0),
    },
    "electra": {
        "encoder.embeddings.position_embeddings.weight": (0.25, 0.1),
        "generator.encoder.layer.0.output.dense.weight": (0.5, 0.1),
        "generator.encoder.layer.1.output.dense.bias": (1.0, 0.0),
        f"{ENCODER}.0.output.dense.weight": (0.5, 0.1),
    },
}


@pytest.mark.parametrize("objective", LOWER_RATES)
def test_lower_layers_learn_more_slowly_and_biases_and_norms_do_not_decay(place, objective) -> None:
    learning = {"rate": 1.0, "layer_decay": 0.5, "weight_decay": 0.1}
    chosen = tiny(place, task={"objective": objective}, learning=learning)
    subject = make_objective(chosen, PackedCorpus.open(chosen.pack))
    names = {id(parameter): name for name, parameter in subject.named_parameters()}
    found = {
        names[id(parameter)]: (group["lr"], group["weight_decay"])
        for group in parameter_groups(subject, chosen)
        for parameter in group["params"]
    }
    assert found.keys() == set(names.values()), "every parameter, each once"
    assert LOWER_RATES[objective].items() <= found.items()
    heads = {name: pair for name, pair in found.items() if "_head." in name}
    assert {rate for rate, _ in heads.values()} == {1.0}
    for name, parameter in subject.named_parameters():
        assert (found[name][1] > 0) is (parameter.ndim == 2), name
        assert (found[name][1] > 0) is not ("bias" in name or "norm" in name.lower()), name


def test_without_layer_decay_there_is_one_rate(place) -> None:
    subject, _ = learner(tiny(place, learning={"weight_decay": 0.1}))
    groups = [(each["lr"], each["weight_decay"]) for each in subject.optimiser.param_groups]
    assert sorted(groups) == [(1e-3, 0.0), (1e-3, 0.1)]


def first_moment(place: Path, weight: float, clip: float) -> float:
    """The norm of the gradient with which the first update was made, where the loss counts
    `weight` times: AdamW's first moment is a tenth of it."""
    subject, batches = learner(tiny(place, learning={"clip": clip}))
    subject.objective.weights["mlm"] = weight
    subject.update(batches.parts(0), 0, 20)
    moments = [state["exp_avg"].flatten() for state in subject.optimiser.state.values()]
    return float(torch.cat(moments).norm()) * 10


def test_a_huge_gradient_is_cut_to_the_norm_of_clip(place) -> None:
    whole = first_moment(place, 1.0, 1e9)
    assert first_moment(place, 1e6, 1e9) == pytest.approx(1e6 * whole, rel=1e-3)
    for clip in (0.25, 1.0):
        assert first_moment(place, 1e6, clip) == pytest.approx(clip, rel=1e-3)
    assert first_moment(place, 1e-3, 1.0) == pytest.approx(1e-3 * whole, rel=1e-3), "not raised"


@pytest.fixture
def hidden(monkeypatch):
    """What a run hides: of every row (by its key) the choices made in its readings."""
    found = defaultdict(list)
    mask_rows = mlm.mask_rows

    def watched(rows, masking, draw):
        masked = mask_rows(rows, masking, draw)
        for key, chosen, ids in zip(rows.keys, masked.chosen, masked.ids, strict=True):
            found[int(key)].append((draw, tuple(chosen.tolist()), tuple(ids.tolist())))
        return masked

    monkeypatch.setattr(mlm, "mask_rows", watched)
    return found


def test_static_masking_hides_a_row_alike_in_every_reading_dynamic_does_not(place, hidden) -> None:
    alike = {}
    for masking in ("static", "dynamic"):
        hidden.clear()
        learning = {"steps": 10, "batch_rows": 32}
        chosen = tiny(place, masking, task={"masking": masking}, learning=learning)
        assert pretrain(chosen, lambda news: None)
        readings = [{draw: pattern for draw, *pattern in each} for each in hidden.values()]
        assert min(len(each) for each in readings) >= 2, "every row is read again"
        alike[masking] = [
            len({tuple(pattern) for pattern in each.values()}) == 1 for each in readings
        ]
    assert all(alike["static"])
    assert sum(alike["dynamic"]) < 0.1 * len(alike["dynamic"])


@pytest.mark.parametrize("unit", ["piece", "morpheme", "word"])
def test_what_is_hidden_together_is_what_the_recipe_names(place, hidden, unit) -> None:
    """Half-hidden units of each kind: none of the named kind and of smaller ones, some of larger
    ones."""
    chosen = tiny(place, unit, task={"unit": unit})
    assert pretrain(chosen, lambda news: None)
    units = ("piece", "morpheme", "word")
    for kind in units:
        halves = half_hidden(PackedCorpus.open(chosen.pack), kind, hidden)
        assert (halves == 0) is (units.index(kind) <= units.index(unit)), kind


def half_hidden(corpus: PackedCorpus, unit: str, hidden) -> int:
    special = corpus.config.special
    marks = Marks(special["cls"], special["sep"], special["pad"])
    sampler = RowSampler(corpus, 32, marks, unit)
    rows = sampler.batch(0, range(sampler.rows))
    numbers = dict(zip(rows.keys.tolist(), rows.units.numpy(), strict=True))
    count = 0
    for key, readings in hidden.items():
        for _, chosen, _ in readings:
            of_units = numbers[key]
            assert not np.array(chosen)[of_units == 0].any(), "no mark is hidden"
            share = np.bincount(of_units, np.array(chosen)) / np.maximum(np.bincount(of_units), 1)
            count += int(((share > 0) & (share < 1)).sum())
    return count


def curve(place: Path, out: str, **sections) -> list[float]:
    news = []
    assert pretrain(tiny(place, out, **sections), news.append)
    return [each.losses["mlm"] for each in news if isinstance(each, Step)]


def test_bf16_on_a_cpu_learns_nearly_what_fp32_learns(place) -> None:
    plain = curve(place, "fp32", learning={"steps": 8, "rate": 1e-2})
    half = curve(place, "bf16", learning={"steps": 8, "rate": 1e-2, "precision": "bf16"})
    assert all(map(math.isfinite, half))
    assert half == pytest.approx(plain, rel=0.02)
    assert half != plain, "it is another arithmetic"
    for tensor in load_file(place / "bf16" / "model.safetensors").values():
        assert tensor.dtype == torch.float32
        assert tensor.isfinite().all()


def test_a_compiled_encoder_learns_and_is_saved_like_a_plain_one(place) -> None:
    chosen = {"learning": {"steps": 2}, "shape": {"layers": 1}}
    plain = curve(place, "plain", **chosen)
    counters.clear()
    compiled = curve(place, "compiled", running={"compile": True}, **chosen)
    assert counters["stats"]["unique_graphs"] > 0, "something was compiled"
    assert compiled[0] == pytest.approx(plain[0], abs=1e-4)
    for name in ("model.safetensors", "head.safetensors"):
        one, two = (load_file(place / out / name) for out in ("plain", "compiled"))
        assert {n: t.shape for n, t in one.items()} == {n: t.shape for n, t in two.items()}
        for key in one:
            assert torch.allclose(one[key], two[key], atol=1e-3), key


def test_what_only_looks_compiles_nothing(place) -> None:
    """Filling blanks in rows of other lengths; and the state on disk has no names of its own."""
    plain, _ = learner(tiny(place))
    subject, _ = learner(tiny(place, running={"compile": True}))
    assert subject.objective.state_dict().keys() == plain.objective.state_dict().keys()
    opened = PackedCorpus.open(place / "pack")
    subwords = Subwords.load(opened.folder / "tokenizer.json")
    counters.clear()
    with subject.uncompiled():
        (filled,) = fill_all(
            subject.objective, subwords, opened.config.special, ["거실 [MASK] 좀 꺼 줘"]
        )
    assert len(filled.guesses) == 3
    assert counters["stats"]["unique_graphs"] == 0
