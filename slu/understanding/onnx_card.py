"""The texts that an exported model carries: its README and its description for Triton."""

from __future__ import annotations

_README = """\
# 말귀 의도·슬롯 결합 모델 (ONNX)

`malgwi export onnx`가 만든 폴더입니다. 가중치는 {weights}. 내보낸 뒤 ONNX Runtime으로 문장 몇 개를
돌려, 원래 모델의 점수와 가장 많이 다른 것이 {difference:.1e}임을 확인했습니다.

| 파일 | 담긴 것 |
|---|---|
| `model.onnx` | 인코더와 두 머리 |
| `crf.safetensors` | 표지 사슬의 점수: `first` (L,), `transitions` (2, L, L), `last` (L,) |
| `tokenizer.json` | 낱말 조각의 목록 (`tokenizers`) |
| `labels.json` | 의도와 슬롯의 이름, 출력의 순서대로 |
| `config.json` | 형식의 판, 인코더의 설정, 파일의 크기와 SHA-256 |
| `config.pbtxt` | Triton에 주는 설명 |

## 입력과 출력

| 이름 | 꼴 | 뜻 |
|---|---|---|
| `ids` (입력) | int64 (묶음, 길이) | `[CLS] 조각들 [SEP] 채움`, 길이는 {positions}까지 |
| `mask` (입력) | int64 (묶음, 길이) | 채움이 아닌 곳이 1 |
| `types` (입력, 있으면) | int64 (묶음, 길이) | 글쓴이와 다르게 띄어 쓴 조각이 1, 나머지는 0 |
| `intents` (출력) | float32 (묶음, 의도) | 의도의 로짓. softmax가 확률 |
| `slots` (출력) | float32 (묶음, 길이 - 2, L) | 조각마다 표지 O, B-x, I-x, B-y, I-y …의 점수 |
| `pooled` (출력) | float32 (묶음, W) | 문장 벡터. `calibration.safetensors`가 읽음 |

표지의 줄은 `slots`와 `crf.safetensors`의 합이 가장 큰 것입니다(비터비). `transitions[0]`은 낱말
안에서, `transitions[1]`은 새 낱말로 넘어갈 때의 점수이고, 있을 수 없는 걸음은 -10000입니다.

## 말귀로

```
malgwi understand "내일 아침 일곱 시에 깨워 줘" --model 이_폴더
```

## ONNX Runtime으로 (onnxruntime, tokenizers, safetensors, numpy)

```python
import json
import numpy as np
import onnxruntime
from safetensors.numpy import load_file
from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file("tokenizer.json")
session = onnxruntime.InferenceSession("model.onnx")
crf = load_file("crf.safetensors")
with open("labels.json", encoding="utf-8") as file:
    labels = json.load(file)
names = ["O", *(f"{{mark}}-{{slot}}" for slot in labels["slots"] for mark in "BI")]

text = "내일 아침 일곱 시에 깨워 줘"
pieces = tokenizer.encode(text)
ids = np.array([pieces.ids])
given = {{"ids": ids, "mask": np.ones_like(ids), "types": np.zeros_like(ids)}}
intents, slots, _ = session.run(None, {{one.name: given[one.name] for one in session.get_inputs()}})
spans = pieces.offsets[1:-1]
best, back = crf["first"] + slots[0, 0], []
for score, (start, _) in zip(slots[0, 1:], spans[1:]):
    new_word = int(" " in text[start - 1 : start + 1])
    ways = best[:, None] + crf["transitions"][new_word]
    back.append(ways.argmax(0))
    best = ways.max(0) + score
path = [int((best + crf["last"]).argmax())]
for step in reversed(back):
    path.append(int(step[path[-1]]))
intent = labels["intents"][int(intents[0].argmax())]
marked = [(text[a:b], names[label]) for (a, b), label in zip(spans, reversed(path))]
print(intent, marked)
```

말귀는 여기에 더해 글자를 고르게 하고(`slu.korean.normalise`), 띄어쓰기를 Kiwi로 바로잡고
(`slu.korean.spacing`, `config.json`의 `spacing`이 `kiwi`일 때), 조각이 조사의 경계를 넘지 않게
자릅니다(`slu.korean.subwords`). 말귀와 똑같은 답을 얻으려면 조각을 `Subwords.cut`으로 내고,
`types`에 `Pieces.respaced`를 넣으세요.

## Triton으로

```
mkdir -p models/malgwi/1
cp model.onnx models/malgwi/1/ && cp config.pbtxt models/malgwi/
tritonserver --model-repository=models
```

입력을 모두 보내고 `intents`, `slots`, `pooled`를 받습니다. 길이가 같은 요청은 묶여서
계산됩니다.
"""
_WEIGHTS = {False: "float32입니다", True: "8비트(32개씩 한 배율)입니다"}
_TRITON = """\
name: "malgwi"
backend: "onnxruntime"
max_batch_size: 64
input [
  {{ name: "ids", data_type: TYPE_INT64, dims: [ -1 ] }},
  {{ name: "mask", data_type: TYPE_INT64, dims: [ -1 ] }}{types}
]
output [
  {{ name: "intents", data_type: TYPE_FP32, dims: [ {intents} ] }},
  {{ name: "slots", data_type: TYPE_FP32, dims: [ -1, {labels} ] }},
  {{ name: "pooled", data_type: TYPE_FP32, dims: [ {width} ] }}
]
dynamic_batching {{ }}
"""
_TYPES = """,
  { name: "types", data_type: TYPE_INT64, dims: [ -1 ] }"""


def readme(int8: bool, positions: int, difference: float) -> str:
    """The folder's README.md."""
    return _README.format(weights=_WEIGHTS[int8], positions=positions, difference=difference)


def triton(intents: int, labels: int, width: int, typed: bool) -> str:
    """`config.pbtxt` for so many intents, BIO labels and numbers in a pooled state.
    `typed`: whether the graph has the input `types`."""
    types = _TYPES if typed else ""
    return _TRITON.format(intents=intents, labels=labels, width=width, types=types)
