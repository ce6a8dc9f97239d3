"""The model card (README.md) of an encoder folder: what it is, from what, how it was learned."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.elmo.config import ElmoConfig
from slu.data.packed import PackedCorpus
from slu.training import e5_encoder
from slu.training.pretraining.learner import Learner
from slu.training.pretraining.options import Task
from slu.training.pretraining.progress import Step
from slu.training.pretraining.samples import Filled

_CARD = """\
# {title}

한국어 글로 사전학습한 인코더입니다. 말귀가 `malgwi pretrain`으로 만들었습니다.

| 항목 | 값 |
|---|---|
| 출발점 | {start} |
| 모양 | {shape} |
| 매개변수 | {parameters:,} |
| 어휘 | {vocabulary:,}조각 |
| 과제 | {task} |
| 고친 횟수 | {steps:,} (한 번에 {rows}줄, 한 줄에 {length}조각) |
| 걸린 시간 | {minutes:.0f}분 |
| 시드 | {seed} |

## 학습 끝의 값 (학습 자료에서, 마지막 {window}번)

| 항 | 손실 | 정답률 |
|---|---|---|
{losses}

## 빈칸 채우기

| 문장 | 추측 |
|---|---|
{filled}

## 쓰는 법

```
malgwi finetune --encoder 폴더 --train 학습자료 --dev 개발자료 --out 모델폴더
```

## 자료

| 출처 | 글 | 문장 | 조각 |
|---|---|---|---|
{sources}

자료의 사용 조건은 만든 사람이 여기에 적어야 합니다.
"""
_E5 = "multilingual-e5-small (Microsoft, MIT; Wang et al. 2024, arXiv 2402.05672)"


def encoder_card(
    learner: Learner, pack: PackedCorpus, history: Sequence[Step], filled: Sequence[Filled]
) -> str:
    """The card as Markdown."""
    options, encoder = learner.options, learner.objective.encoder
    last, task, learning = history[-1], options.task, options.learning
    start = {"none": "없음(처음부터)", e5_encoder.NAME: _E5}
    return _CARD.format(
        title=options.out.rstrip("/").split("/")[-1],
        start=start.get(options.shape.start, f"`{options.shape.start.split('/')[-1]}`"),
        shape=_shape(encoder.config),
        parameters=sum(parameter.numel() for parameter in encoder.parameters()),
        vocabulary=pack.config.vocabulary,
        task=_task(task),
        steps=last.step,
        rows=learning.batch_rows,
        length=learning.length,
        minutes=last.seconds / 60,
        seed=options.seed,
        window=last.step - (history[-2].step if len(history) > 1 else 0),
        losses=_rows((n, f"{last.losses[n]:.3f}", f"{last.accuracy[n]:.1%}") for n in last.losses),
        filled=_rows((each.sentence, each.shown()) for each in filled),
        sources=_rows(
            (name, f"{each.documents:,}", f"{each.sentences:,}", f"{each.pieces:,}")
            for name, each in pack.config.sources.items()
        ),
    )


def _shape(config: Any) -> str:
    shape = f"{config.num_hidden_layers}층, 너비 {config.hidden_size}"
    if config.model_type == ElmoConfig.model_type:
        filters = "+".join(map(str, config.filters))
        return f"글자 필터 {filters}개 위에 두 방향 LSTM {shape}, 셀 {config.cells}개"
    return f"{shape}, 머리 {config.num_attention_heads}개, 안쪽 너비 {config.intermediate_size}"


def _task(task: Task) -> str:
    if task.objective == "elmo":
        return "elmo(앞말로 다음 낱말, 뒷말로 앞 낱말 맞히기)"
    return f"{task.objective}, {task.masking}, {task.unit}, 쌍: {task.pairs}"


def _rows(rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
