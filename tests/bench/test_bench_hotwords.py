"""The bench of hotwords: lists that are fixed before decoding, and rates by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import hotwords
from slu.core import Transcript
from slu.evaluation.speech import Clip
from slu.speech.recogniser import DEFAULT_OPTIONS

CLIPS = [
    Clip(Path("a"), "응접실 조명을 꺼 줘"),
    Clip(Path("b"), "낙지볶음과 떡볶이"),
    Clip(Path("c"), "수락산 등산로가 어디야"),
    Clip(Path("d"), "나는 그 사람을 봤다"),
]


@pytest.fixture(scope="module")
def lists() -> list[hotwords.List]:
    return hotwords.fixed_lists(CLIPS)


def test_lists_hold_the_clips_rare_nouns_and_others_words(lists: list[hotwords.List]) -> None:
    assert "응접실" in lists[0].own
    assert "낙지볶음" in lists[1].own or "떡볶이" in lists[1].own
    assert lists[3].own == frozenset()
    every = frozenset().union(*(each.own for each in lists))
    for each in lists:
        others = set(each.words) - each.own
        assert each.own <= set(each.words)
        assert others <= every - each.own
        assert not any(word in each.clip.text for word in others)
        assert len(others) == min(4 * len(each.own), len(every - each.own)) or not each.own
    assert lists[3].words
    assert lists == hotwords.fixed_lists(CLIPS)


def test_rates_by_hand() -> None:
    told = hotwords.List(CLIPS[0], frozenset({"응접실"}), ("떡볶이", "응접실", "수락산"))
    right = hotwords.count(told, "응접 실 조명을 꺼 줘")
    wrong = hotwords.count(told, "수락산 조명을 꺼 줘")
    assert (right.own, right.found, right.distractors, right.inserted) == (1, 1, 2, 0)
    assert (wrong.found, wrong.inserted, wrong.edits, wrong.characters) == (0, 1, 3, 8)
    found = hotwords.figures([right, wrong])
    assert found == {"recall": 1 / 2, "false_insertions": 1 / 4, "cer_no_spaces": 3 / 16}
    assert hotwords.figures([])["recall"] is None


def test_every_clip_is_decoded_told_and_untold(lists: list[hotwords.List], monkeypatch) -> None:
    """A recogniser that hears nothing but what it was told."""
    asked = []

    class Echo:
        count_tokens = staticmethod(len)

        def recognise(self, audio, options=DEFAULT_OPTIONS):
            asked.append(options.hotwords)
            return Transcript(" ".join(options.hotwords))

    monkeypatch.setattr(hotwords, "load_audio", lambda path: None)
    found = hotwords.measure(lists, Echo())
    assert asked[::2] == [()] * 4
    assert asked[1::2] == [each.words for each in lists]
    listed = found["with_listed_words"]
    assert (listed["told"]["recall"], listed["untold"]["recall"]) == (1, 0)
    assert listed["told"]["false_insertions"] == 1
    assert found["without_listed_words"]["clips"] == 1
    assert found["without_listed_words"]["untold"]["cer_no_spaces"] == 1
