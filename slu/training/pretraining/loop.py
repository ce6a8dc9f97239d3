"""The one pretraining loop, for every objective and any number of processes.

Deterministic for a seed: a run that is killed and started again ends with the same weights, bit
for bit on a CPU, and several processes end with those of one but for rounding.
"""

from __future__ import annotations

import math
import time
from pathlib import Path

import torch
from accelerate import Accelerator
from transformers.utils import logging

from slu.data.packed import PackedCorpus
from slu.errors import DataError, ModelError
from slu.paths import find_data
from slu.training.pretraining.batches import Batches, Share
from slu.training.pretraining.export import check_writable, export, finish, parts_folder
from slu.training.pretraining.layout import Marks
from slu.training.pretraining.learner import Learner
from slu.training.pretraining.meter import Meter
from slu.training.pretraining.options import PretrainOptions
from slu.training.pretraining.plan import planned_steps
from slu.training.pretraining.progress import News, Note, Report, Saved, write_curve
from slu.training.pretraining.sampler import RowSampler
from slu.training.pretraining.samples import Filled, check_sentences, fill_all, sample_cutter
from slu.training.pretraining.start import make_objective
from slu.training.pretraining.state import StateFile, state_folder

_POINTS = 500  # of the loss curve, about
_LONGEST = 50  # updates between two reports


def pretrain(options: PretrainOptions, report: Report) -> bool:
    """Trains and writes the encoder folder `options.out`; False when `max_minutes` ended first
    and the same call will go on.

    Raises DataError for options that do not fit the data, the machine or the run begun before,
    ModelError for an encoder that cannot be opened or a loss that is not a number.
    """
    started = time.monotonic()
    logging.set_verbosity_error()  # of a missing pooling layer, which we take off
    logging.disable_progress_bar()
    check_sentences(options.running.samples)
    for folder in (Path(options.out).parent, state_folder(Path(options.out))):
        check_writable(folder)
    written = _written(options)
    accelerator = Accelerator(cpu=not torch.cuda.is_available(), mixed_precision="no")
    heard = report if accelerator.is_main_process else _silent
    if written is None:
        return _Run(options, accelerator, heard).go(started)
    if accelerator.is_main_process:
        heard(Note("인코더는 지난번에 다 썼습니다. 남은 일만 마칩니다."))
        finish(options, written)
    accelerator.wait_for_everyone()
    return True


def _written(options: PretrainOptions) -> Path | None:
    """The state of this very run where it was broken off after it had written its encoder.

    Raises DataError when something else stands where the encoder or its parts will be.
    """
    out = Path(options.out)
    standing = [folder for folder in (out, parts_folder(out)) if folder.exists()]
    if not standing:
        return None
    file = StateFile(options, PackedCorpus.open(find_data(options.pack)))
    if not (out.exists() and file.path.exists()):
        raise DataError("이미 있는 폴더입니다. 지우거나 out을 바꾸세요.", standing[0])
    file.check()
    return file.folder


class _Run:
    """What one sitting works with."""

    def __init__(self, options: PretrainOptions, accelerator: Accelerator, report: Report):
        self.options, self.accelerator, self.report = options, accelerator, report
        self.pack = PackedCorpus.open(find_data(options.pack))
        self.subwords = sample_cutter(self.pack.folder, options.running.samples)
        self.learner = Learner(make_objective(options, self.pack), options, accelerator)
        share = Share(
            accelerator.process_index, accelerator.num_processes, options.running.accumulate
        )
        sampler = sampler_of(options, self.pack)
        self.batches = Batches(sampler, options.learning.batch_rows, share)
        self.file = StateFile(options, self.pack)
        self.state = self.file.load(self.learner)

    def go(self, started: float) -> bool:
        """Learns to the end or to the end of the sitting's minutes."""
        self._decide_steps(started)
        if not self._learn(started):
            return False
        filled = self._filled()
        if self.accelerator.is_main_process:
            export(self.learner, self.pack, self.state.history, filled)
            finish(self.options, self.file.folder)
        self.accelerator.wait_for_everyone()
        return True

    def _decide_steps(self, started: float) -> None:
        state, learning = self.state, self.options.learning
        if state.step:
            self.report(Note(f"{state.step}번째 고침부터 이어서 학습합니다."))
        elif learning.steps:
            state.steps = learning.steps
        else:
            minutes = learning.plan_minutes
            state.steps = planned_steps(self.learner, self.batches, minutes, started)
            self.report(Note(f"{minutes:g}분 안에 끝나도록 {state.steps:,}번 고칩니다."))

    def _learn(self, started: float) -> bool:
        """Runs the updates; False when the minutes ended before them."""
        state, running = self.state, self.options.running
        window = min(_LONGEST, max(1, state.steps // _POINTS))
        meter = Meter(self.learner, started - state.seconds)
        begun, saved = state.seconds, state.seconds
        ahead = self.batches.ahead(state.step, state.steps, self.accelerator.device)
        for step, parts in enumerate(ahead, state.step + 1):
            meter.add(parts, self.learner.update(parts, step - 1, state.steps))
            if step % window and step < state.steps:
                continue
            now = meter.read(step, state.steps)
            _check_finite(now.losses)
            state.step = step
            state.history.append(now)
            self.report(now)
            last = step == state.steps
            over = 0 < running.max_minutes * 60 <= now.seconds - begun and not last
            if over or last or now.seconds - saved >= running.checkpoint_minutes * 60:
                self._save()
                saved = now.seconds
                meter.restart()
            if over:
                return False
        return True

    def _save(self) -> None:
        filled = self._filled()
        if self.accelerator.is_main_process:
            self.file.save(self.learner, self.state)
            note = write_curve(self.file.folder, self.state.history)
            self.report(Saved(self.state.step, filled))
            if note:
                self.report(Note(note))
        self.accelerator.wait_for_everyone()

    def _filled(self) -> tuple[Filled, ...]:
        special, sentences = self.pack.config.special, self.options.running.samples
        with self.learner.uncompiled():
            return fill_all(self.learner.objective, self.subwords, special, sentences)


def sampler_of(options: PretrainOptions, pack: PackedCorpus) -> RowSampler:
    """The rows that the options ask for."""
    special, task = pack.config.special, options.task
    marks = Marks(special["cls"], special["sep"], special["pad"])
    pairs = None if task.pairs == "none" else task.pairs
    return RowSampler(pack, options.learning.length, marks, task.unit, pairs, options.seed)


def _check_finite(losses: dict[str, float]) -> None:
    if not all(math.isfinite(loss) for loss in losses.values()):
        raise ModelError(
            "손실이 수가 아니게 되었습니다(NaN이나 무한대). rate를 줄이거나 warmup을 늘려 다시 "
            "학습하세요."
        )


def _silent(news: News) -> None:
    """What processes other than the first report."""
