"""Examples with their slots marked, as tests of noise write them: `[time : 일곱 시] 에 깨워`."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

from hypothesis import strategies as st

from slu.core import Utterance
from slu.data.massive import dump, parse
from slu.data.rows import stop

_MARK = re.compile(r"\[[^:\]]* : ([^\]]*)\]")


def example(marked: str) -> Utterance:
    """The utterance that the marks describe."""
    row = {"utt": _MARK.sub(r"\1", marked), "annot_utt": marked, "intent": "x", "id": "1"}
    return parse(json.dumps(row), Path("case"), stop).rows[0].utterance


def marked(utterance: Utterance) -> str:
    """The utterance with its slots marked."""
    text: str = json.loads(dump([utterance]))["annot_utt"]
    return text


class Middle(random.Random):
    """Chance that always gives the middle, and of several the first."""

    def random(self) -> float:
        return 0.5

    def choice(self, seq):  # type: ignore[no-untyped-def]
        return seq[0]


@st.composite
def sentences(draw: st.DrawFn) -> Utterance:
    """Marked sentences as in MASSIVE: words, times, amounts, detached particles, any slots."""
    parts = [draw(_PARTS) for _ in range(draw(st.integers(1, 6)))]
    return example(" ".join(parts))


_WORDS = "거실 불 꺼 줘 노래 틀어 줘 깨워 이 일 알람 을 회의 에서 목록 좀 해줘 ok 그리고, 한 번"
_TIMES = (
    "일곱 시|오전 아홉 시 삼십 분|내일 오후 세시|이천이십육 년 삼월 이십일|열두시 반|한 시간"
    "|이십 분|십이일|이 주|구월 일일"
)
_NAMES = "서울|김 민수|파란색|케이 팝|우유|o. s. t.|세 번째 방"
_AMOUNTS = "[change_amount : 이십 퍼센트]|두 잔|삼만 오천 원|구십오 점 칠"
_PARTS = st.one_of(
    st.sampled_from(_WORDS.split(" ")),
    st.sampled_from(["에", "의", "으로", "를", "까지"]),
    st.sampled_from([f"[time : {words}]" for words in _TIMES.split("|")]),
    st.sampled_from([f"[person : {name}]" for name in _NAMES.split("|")]),
    st.sampled_from(_AMOUNTS.split("|")),
)
