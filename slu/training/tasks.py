"""Fine-tunes one encoder on labelled sets of sentences, on one alone or on several together.

What a run is worth is measured on each set's dev part with the weights as saved (int8).
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
import transformers

from models.multitask import MultitaskModel
from models.weights import rounded
from slu.data.tasks import TaskData, read_task
from slu.evaluation.metrics import Figure
from slu.evaluation.scores import ClassFigures, GradeFigures
from slu.training.encoders import open_encoder
from slu.training.precision import chosen_precision
from slu.training.sentence_task import SentenceTask, labels_of, limit
from slu.training.task_loop import Plan, Progress, train
from slu.training.task_options import TaskOptions
from slu.understanding.sentence_folder import save_sentence_folder
from slu.understanding.sentence_predictor import SentencePredictor, make_head


@dataclass(frozen=True, slots=True)
class TaskResult:
    """What a task measured on its dev part."""

    task: str
    figures: ClassFigures | GradeFigures


def finetune_tasks(
    options: TaskOptions, report: Callable[[Progress], None]
) -> tuple[TaskResult, ...]:
    """Trains, writes the folder `options.out` and returns the measures of each task.

    Raises DataError for an unknown task or a file at fault, ModelError for an unknown encoder.
    """
    torch.manual_seed(options.learning.seed)
    data = [limit(read_task(name), options) for name in options.tasks]
    encoder, subwords = open_encoder(options.encoder, shape=options.words)
    labels = tuple(map(labels_of, data))
    heads = {task.name: make_head(task, encoder, options.learning.dropout) for task in labels}
    model = MultitaskModel(encoder, heads)
    predictor = SentencePredictor(model, subwords, labels)
    tasks = [SentenceTask.of(each, predictor, options) for each in data]
    out = Path(options.out)
    checkpoint = out.parent / f".{out.name}.checkpoint"
    started = time.monotonic()
    plan = Plan(options.learning, options.sampling)
    history = train(model, tasks, plan, report, checkpoint, _fingerprint(options, data))
    model.load_state_dict({name: rounded(each) for name, each in model.state_dict().items()})
    results = tuple(TaskResult(task.name, task.evaluate()) for task in tasks)
    training = {
        "options": asdict(options),
        "data": {each.name: _sha256(each) for each in data},
        "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
        "precision": chosen_precision(predictor.device, options.learning.precision),
        "seconds": round(time.monotonic() - started),
        "history": [asdict(epoch) for epoch in history],
        "dev": {result.task: result.figures.to_json() for result in results},
    }
    save_sentence_folder(predictor, out, training, _card(options, data, results))
    shutil.rmtree(checkpoint, ignore_errors=True)
    return results


def figure_rows(result: TaskResult) -> list[tuple[str, Figure]]:
    """The figures with their Korean names, the main one first."""
    match result.figures:
        case ClassFigures(accuracy=accuracy, macro_f1=macro_f1):
            return [("정확도", accuracy), ("매크로 F1", macro_f1)]
        case GradeFigures(spearman=spearman, pearson=pearson):
            return [("스피어먼 상관", spearman), ("피어슨 상관", pearson)]


_CARD = """\
# 말귀 문장 과제 모델

인코더 `{encoder}`에 과제마다 머리 하나를 얹어 `malgwi finetune-tasks`로 학습했습니다
({how}, 시드 {seed}, {epochs}에폭).

| 과제 | 학습 예문 | 개발 예문 | 지표 | 값 (int8) | 95 % 구간 |
|---|---|---|---|---|---|
{rows}

## 쓰는 법

```
malgwi classify 폴더 "문장"
```

자료와 인코더의 출처와 사용 조건은 `malgwi data download`의 목록과 인코더의 설명을 따릅니다.
"""


def _card(options: TaskOptions, data: list[TaskData], results: tuple[TaskResult, ...]) -> str:
    rows = [
        f"| {each.name} | {len(each.train):,} | {len(each.dev):,} | {name} "
        f"| {figure.value:.1%} | {figure.low:.1%} – {figure.high:.1%} |"
        for each, result in zip(data, results, strict=True)
        for name, figure in figure_rows(result)
    ]
    return _CARD.format(
        encoder=options.encoder,
        how="머리만 학습" if options.learning.frozen else "인코더까지 학습",
        seed=options.learning.seed,
        epochs=options.learning.epochs,
        rows="\n".join(rows),
    )


def _fingerprint(options: TaskOptions, data: list[TaskData]) -> str:
    """What must be equal for a run to go on: the options and the data."""
    return json.dumps([asdict(options), *map(_sha256, data)], sort_keys=True)


def _sha256(data: TaskData) -> str:
    """Of the examples themselves, as they were chosen."""
    return hashlib.sha256(json.dumps(asdict(data), ensure_ascii=False).encode()).hexdigest()
