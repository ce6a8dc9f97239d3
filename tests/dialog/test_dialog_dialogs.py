"""Conversations in files: what is read, what is refused, and those of the shipped assistant."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from conversation_kit import Scripted, slot, write_assistant

from dialog.dialogs.reading import read_file, read_folder
from dialog.dialogs.runner import Result, Runner
from dialog.dialogs.script import Expected, Manner, StateIs, Turn, Wait
from dialog.voice import MALGWI
from slu.errors import DataError
from slu.paths import DEFAULT_MODEL
from slu.understanding.understander import Understander
from slu.values import TimeValue

WHOLE = """\
# 시험
지금: 2026-03-02 월 09:00

대화: 아침 알람
나: 내일 아침 7시에 깨워 줘
봇: ~알람
봇: !타이머
상태: alarm.time=07:00; alarm.day=내일

지남: 1시간 30분
지금: 2026-03-03 (화) 07:00
울림: /7시|알람/
대화：[아직] 둘째
지금: 2026-05-01 12:00
나: 안녕
봇: 안녕하세요.
상태: 　list.할 일 = 없음
"""


def write(folder: Path, text: str, name: str = "a.txt") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    path = write(tmp_path, WHOLE)
    first, second = read_file(path)
    assert (first.title, first.not_yet, first.line) == ("아침 알람", False, 4)
    assert (second.title, second.not_yet) == ("둘째", True)
    assert first.start == dt.datetime(2026, 3, 2, 9)
    assert second.start == dt.datetime(2026, 5, 1, 12)
    said, *waits = first.steps
    assert said == Turn(
        5,
        "내일 아침 7시에 깨워 줘",
        (Expected(6, "~알람", "holds", "알람"), Expected(7, "!타이머", "lacks", "타이머")),
        (StateIs(8, "alarm.time", ("07:00",)), StateIs(8, "alarm.day", ("내일",))),
    )
    assert waits == [
        Wait(10, dt.datetime(2026, 3, 2, 10, 30)),
        Wait(
            11,
            dt.datetime(2026, 3, 3, 7),
            (Expected(12, "/7시|알람/", "pattern", "7시|알람"),),
        ),
    ]
    assert second.steps[0].states == (StateIs(17, "list.할 일", ()),)


GOOD = "대화: 가\n나: 안녕\n봇: ~안녕\n"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("나: 안녕\n", 1, "먼저 '대화: 제목'"),
        ("대화: 가\n안녕하세요\n", 2, "쌍점"),
        ("대화: 가\n봇: ~안녕\n", 2, "'나:' 줄이 있어야"),
        (GOOD + "복: ~안녕\n", 4, "모르는 말머리 '복'"),
        (GOOD + "상태: alarm.time\n", 4, "이름=값"),
        (GOOD + "상태: alarm.time=\n", 4, "=없음"),
        (GOOD + "봇: /(열림/\n", 4, "정규식"),
        (GOOD + "봇: ~\n", 4, "낱말을 적어"),
        (GOOD + "나:\n", 4, "비어 있습니다"),
        (GOOD + "지남: 조금\n", 4, "30분, 2시간"),
        (GOOD + "지남: 5분\n봇: ~안녕\n", 5, "'울림:'으로"),
        (GOOD + "울림: ~안녕\n", 4, "'지남:'이나 '지금:'"),
        (GOOD + "지금: 2026-03-01 일 09:00\n", 4, "앞으로만"),
        ("지금: 2026-03-02 화 09:00\n" + GOOD, 1, "월요일입니다"),
        ("지금: 2026-02-30 09:00\n" + GOOD, 1, "없는 날"),
        ("지금: 2026-03-02 25:00\n" + GOOD, 1, "없는 시각"),
        ("지금: 내일\n" + GOOD, 1, "2026-03-02 월 09:00"),
        (GOOD + "대화: 나\n나: 안녕\n", 4, "바라는 것이 없습니다"),
        (GOOD + "대화: 나\n", 4, "'나:' 줄이 없습니다"),
        (GOOD + "대화: [아직]\n", 4, "제목이 비어"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(DataError) as fault:
        read_file(path)
    assert str(fault.value).startswith(f"{path}:{line}: ")
    assert words in str(fault.value)


def test_two_of_the_same_title_are_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "b.txt")
    with pytest.raises(DataError, match=r"a\.txt의 1번째 줄"):
        read_folder(tmp_path)


def test_what_holds_no_conversation_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="파일"):
        read_folder(tmp_path)
    with pytest.raises(DataError, match="하나도 없습니다"):
        read_file(write(tmp_path, "# 비었음\n"))
    path = tmp_path / "c.txt"
    path.write_bytes(GOOD.encode("cp949"))
    with pytest.raises(DataError, match="UTF-8"):
        read_file(path)


@pytest.mark.parametrize(
    ("manner", "text", "fits"),
    [
        ("holds", "오전 7시", True),
        ("lacks", "오전 7시", False),
        ("pattern", "^내일.*요\\.$", True),
        ("exact", "내일 오전 7시에 알람을 맞췄어요.", True),
        ("exact", "내일 오전 7시", False),
    ],
)
def test_a_reply_is_compared_in_four_manners(manner: Manner, text: str, fits: bool) -> None:
    said = "내일  오전 7시에\n알람을 맞췄어요."
    assert Expected(1, text, manner, text).fits(said) is fits


def played(folder: Path, text: str) -> Result:
    """The first conversation of the text with the small assistant, which knows two sentences."""
    script = Scripted()
    morning = "일곱 시 알람"
    script.tell(morning, "alarm_set", slot("time", "일곱 시", morning, TimeValue(dt.time(7))))
    script.tell("안녕", "greet")
    runner = Runner(write_assistant(folder / "kit"), script)
    conversations = read_file(write(folder, text))
    runner.check(conversations)
    return runner.run(conversations[0])


def test_what_is_stored_and_what_rings_is_seen(tmp_path: Path) -> None:
    result = played(
        tmp_path,
        "대화: 가\n나: 일곱 시 알람\n상태: alarm.time=10:00; alarm.day=오늘; open=없음\n"
        "지남: 2시간\n울림: ~알람\n상태: alarm.count=0\n",
    )
    assert (result.faults, result.status) == ((), "passed")
    assert [line.who for line in result.played] == ["나", "봇", "지금", "울림"]


def test_a_fault_ends_the_conversation_and_says_what_came(tmp_path: Path) -> None:
    result = played(
        tmp_path,
        "대화: 가\n나: 일곱 시 알람\n봇: ~우유\n상태: alarm.count=2\n나: 안녕\n봇: ~안녕\n",
    )
    assert result.status == "failed"
    assert [(fault.line, fault.expected) for fault in result.faults] == [
        (3, "봇: ~우유"),
        (4, "상태: alarm.count=2"),
    ]
    assert result.faults[1].came == "alarm.count=1"
    said = [line.text for line in result.played]
    assert (said[0], "안녕" in said) == ("일곱 시 알람", False)


@pytest.mark.parametrize(
    ("rings", "faults"),
    [("", 1), ("울림: ~알람\n", 0), ("울림: ~알람\n울림: ~알람\n", 1), ("울림: ~우유\n", 1)],
)
def test_rings_are_told_in_full(tmp_path: Path, rings: str, faults: int) -> None:
    text = f"대화: 가\n나: 일곱 시 알람\n봇: /./\n지남: 2시간\n{rings}"
    assert len(played(tmp_path, text).faults) == faults


def test_what_is_known_to_fail_is_no_failure(tmp_path: Path) -> None:
    assert played(tmp_path, "대화: [아직] 가\n나: 안녕\n봇: ~우유\n").status == "not_yet"
    assert played(tmp_path, "대화: [아직] 가\n나: 안녕\n봇: /./\n").status == "now_passing"


def test_an_unknown_name_of_the_state_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"a\.txt:3: 모르는 상태 이름 'alarm.tme'.*alarm\.time"):
        played(tmp_path, "대화: 가\n나: 안녕\n상태: alarm.tme=07:00\n")


@pytest.mark.timeout(1200)  # four hundred conversations, on a machine that may have much to do
def test_the_conversations_of_the_shipped_assistant_pass() -> None:
    conversations = read_folder(MALGWI / "dialogs")
    runner = Runner(MALGWI, Understander.load(DEFAULT_MODEL))
    runner.check(conversations)
    results = [runner.run(one) for one in conversations]
    failed = {one.conversation.title: one.faults for one in results if one.status == "failed"}
    assert failed == {}
    assert sum(one.status == "passed" for one in results) >= 80
    assert [one.conversation.title for one in results if one.status == "now_passing"] == []
