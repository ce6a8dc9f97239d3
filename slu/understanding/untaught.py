"""Labels that are asked of a model which no example teaches it."""

from __future__ import annotations

from collections.abc import Sequence

from slu.core import Utterance
from slu.understanding.labels import LabelSet

_MOST_NAMES = 10


def untaught(train: Sequence[Utterance], dev: Sequence[Utterance]) -> list[str]:
    """A sentence on the intents and one on the slots of `dev` that no example of `train` has, where
    there are any."""
    lacking = LabelSet.of(dev).without(LabelSet.of(train))
    return [
        f"잴 자료의 {kind} {_listed(names)}은(는) 학습 자료에 없습니다. 배울 수 없어 늘 틀린 "
        "것으로 셉니다. 이름이 맞는지 보고, 맞으면 학습 자료에 예문을 더하세요."
        for kind, names in (("의도", lacking.intents), ("슬롯", lacking.slots))
        if names
    ]


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMES
    return ", ".join(names[:_MOST_NAMES]) + (f" 외 {more}개" if more > 0 else "")
