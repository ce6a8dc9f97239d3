"""Which rows are out of scope, and the scores, on cases worked by hand."""

from pathlib import Path

import pytest
import torch

from bench.out_of_scope_rows import out_of_scope, read_words, without_repeats
from bench.scope_scores import Read, all_scores
from slu.training.calibrate import REQUESTS
from slu.training.scope_texts import read_sentences
from slu.understanding.confidence import UNCALIBRATED

OWN = Path(__file__).parents[2] / "bench" / "out_of_scope_own.txt"
TALK = ["그녀가 내 연락을 부담스러워할까?", "오늘도 힘내자"]


def test_repeats_and_rows_with_a_word_are_left_out() -> None:
    rows = ["오늘도 힘내자", "그림 그려 줘", "신나는 노래 좀", "그림 그려 줘"]
    assert out_of_scope(rows, TALK, ["노래"]) == ["그림 그려 줘"]


@pytest.mark.parametrize(
    ("row", "kept"),
    [
        ("그녀 내 연락 부담스러워할까", False),
        ("그녀가 내 연락을 부담스러워할까", False),
        ("연락 그녀", True),
        ("그녀 내 이름", True),
        ("그녀", True),  # too little of the sentence
        ("!!", False),
    ],
)
def test_small_talk_without_its_particles_is_known_again(row: str, kept: bool) -> None:
    assert without_repeats([row], TALK) == ([row] if kept else [])


def test_words_are_read_with_their_spaces() -> None:
    words = read_words()
    assert "몇 시" in words
    assert not any(word.startswith("#") for word in words)


def test_what_is_measured_was_not_learned() -> None:
    own = read_sentences(OWN)
    assert len(own) >= 150
    assert not set(own) & set(read_sentences(Path(REQUESTS)))


def test_each_score_is_higher_for_what_is_known() -> None:
    torch.manual_seed(0)
    centres = torch.eye(4) * 9
    kinds = torch.arange(4).repeat(25)
    known = Read(centres[kinds] + torch.randn(100, 4), torch.eye(4)[kinds] * 8)
    inside = Read(centres, torch.eye(4) * 8)
    outside = Read(centres - 9, torch.full((4, 4), 1.0))
    for name, score in all_scores(UNCALIBRATED, known).items():
        assert score(inside).min() > score(outside).max(), name
