"""The model card (README.md) of a folder of word vectors: what it is, from what, how to load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice

from slu.korean.jamo import is_syllable
from slu.training.vectors.folder import Vectors

_CARD = """\
# 낱말 벡터: {family}

낱말마다 벡터 하나가 있습니다. 말귀가 `malgwi vectors`로 만들었습니다.

| 항목 | 값 |
|---|---|
| 낱말 | {words:,} |
| 차원 | {dimension:,} |
| 모르는 낱말 | {unknown} |
| 학습 글 | `{text}` |
| 걸린 시간 | {seconds:,.0f}초 |

## 옵션

| 이름 | 값 |
|---|---|
{options}

## 가까운 낱말

| 낱말 | 가까운 순서 |
|---|---|
{nearest}

## 쓰는 법

```
malgwi vectors nearest 폴더 낱말
malgwi finetune --encoder gru:폴더 --train 학습자료 --dev 개발자료 --out 모델폴더
```

학습 글의 출처와 사용 조건은 만든 사람이 여기에 적어야 합니다.
"""
_SHOWN = 5  # words whose neighbours are shown
_UNITS = {"syllables": "음절", "jamo": "자모"}


def vectors_card(vectors: Vectors, text: str, options: Mapping[str, object], seconds: float) -> str:
    """The card as Markdown. `text`: the name of what was learned from; `options` by their names;
    `seconds` of learning."""
    return _CARD.format(
        family=vectors.family,
        words=len(vectors),
        dimension=vectors.dimension,
        unknown=_unknown(vectors),
        text=text.replace("\\", "/").rstrip("/").split("/")[-1],
        seconds=seconds,
        options="\n".join(f"| {name} | {value} |" for name, value in options.items()),
        nearest="\n".join(_nearest(vectors)),
    )


def _unknown(vectors: Vectors) -> str:
    """What becomes of a word outside of the vocabulary."""
    table = vectors.subwords
    if table is None:
        return "벡터 없음"
    unit = _UNITS[vectors.spelling]
    return f"{unit} {table.shortest}~{table.longest}개의 조각으로 만듦 ({len(table.buckets):,}칸)"


def _nearest(vectors: Vectors) -> Iterator[str]:
    """Table rows for some frequent words of more than one syllable."""
    if vectors.one_hot:
        yield "| (모두) | 어느 두 낱말도 닮지 않음(유사도 0) |"
        return
    long = (word for word in vectors.words if len(word) > 1 and all(map(is_syllable, word)))
    for word in islice(long, _SHOWN):
        found = ", ".join(each.word.replace("|", "\\|") for each in vectors.nearest(word, 5))
        yield f"| {word} | {found} |"
