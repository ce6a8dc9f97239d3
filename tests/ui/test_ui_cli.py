"""The command line: what it prints, how it ends, and that faults are Korean sentences."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import page_kit
import pytest
from typer.testing import CliRunner, Result

from ui import cli
from ui.commands import load

RASA = """\
version: "3.1"
nlu:
  - intent: alarm_set
    examples: |
      - [일곱 시](time)에 깨워 줘
      - [여덟 시](time)에 깨워 줘
  - intent: general_greet
    examples: |
      - 안녕
"""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "understander", lambda model: page_kit.Told())


def run(*args: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli.app, list(args), input=typed)


def malgwi(*args: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from ui.cli import main; main()", *args]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def test_understand_shows_a_readable_view(told: None) -> None:
    shown = run("understand", page_kit.WAKE, "--now", "2026-03-02T21:00").output
    for words in (
        page_kit.WAKE,
        "알람 맞추기",
        "alarm_set",
        "97.0%",
        "시각",
        "3월 3일 화요일 오전 7시",
    ):
        assert words in shown


def test_understand_prints_the_json_of_rasa(told: None) -> None:
    data = json.loads(run("understand", page_kit.WAKE, "--json", "--now", "2026-03-02").stdout)
    assert data["intent"] == {"name": "alarm_set", "confidence": 0.97}
    (entity,) = data["entities"]
    assert (entity["entity"], entity["start"], entity["end"]) == ("time", 0, 10)
    assert entity["value"] == "2026-03-03T07:00:00+09:00"
    assert entity["additional_info"] == {
        "at": "2026-03-03T07:00:00+09:00",
        "ambiguous": False,
        "type": "moment",
    }


def test_understand_reads_and_writes_many(told: None, tmp_path: Path) -> None:
    rows = [page_kit.WAKE, page_kit.LIGHT] * 50
    given, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given.write_text("\n".join(json.dumps({"text": row}) for row in rows) + "\n\n", "utf-8")
    assert run("understand", "--file", str(given), "--out", str(out)).exit_code == 0
    found = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [one["text"] for one in found] == rows
    assert found[1]["intent"]["name"] == "iot_hue_lighton"


@pytest.mark.parametrize("line", ["깨워 줘", '{"words": "깨워 줘"}', '{"text": ""}', "[1]", '"a"'])
def test_a_faulty_line_is_named(told: None, tmp_path: Path, line: str) -> None:
    given = tmp_path / "in.jsonl"
    given.write_text('{"text": "안녕"}\n' + line + "\n", "utf-8")
    ended = run("understand", "--file", str(given), "--out", str(tmp_path / "out.jsonl"))
    assert ended.exit_code == 2
    assert f"{given}:2:" in ended.stderr


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["understand"], "문장 하나를 주시거나"),
        (["understand", "안녕", "--now", "어제"], "어제"),
        (["understand", "안녕", "--now"], "--now 옵션에는 값이 있어야 합니다."),
        (["understand", "안녕", "--jsn"], "없는 옵션입니다: --jsn"),
        (["understand", "안녕", "하세요"], "남는 인자가 있습니다: 하세요"),
        (["understnd"], "없는 명령입니다: understnd. 혹시 'understand'?"),
        (["evaluate"], "'파일' 자리에 아무것도 주지 않았습니다."),
        (["web", "--port", "문"], "--port"),
        (["web", "--port", "70000"], "--port"),
        (["data", "check", "없는.jsonl"], "없는.jsonl: 파일이 없습니다."),
        (["data", "download", "없는것"], "massive-ko"),
        (["listen", "없는.wav"], "없는.wav"),
        (["understand", "안녕", "--model", "없는폴더"], "없는폴더"),
        (["finetune"], "train"),
    ],
)
def test_what_a_person_gets_wrong_is_said_in_korean(args: list[str], words: str) -> None:
    ended = run(*args)
    assert ended.exit_code == 2
    assert words in ended.stderr
    assert "Traceback" not in ended.output
    assert not re.search(r"Usage|Error|Missing|No such|Invalid", ended.output)


@pytest.mark.parametrize("command", [[], ["understand"], ["data"], ["data", "check"], ["finetune"]])
def test_help_is_korean(command: list[str]) -> None:
    shown = run(*command, "--help")
    assert shown.exit_code == 0
    assert "사용법: " in shown.output
    assert not re.search(r"Usage|Options|Arguments|Commands|Show this|default", shown.output)


def test_check_passes_sound_data_and_fails_faulty(tmp_path: Path) -> None:
    sound, faulty = tmp_path / "nlu.yml", tmp_path / "rows.jsonl"
    sound.write_text(RASA, "utf-8")
    faulty.write_text('{"text": "안녕", "intent": "greet"}\n{"tex\n', "utf-8")
    passed, failed = run("data", "check", str(sound)), run("data", "check", str(faulty))
    assert (passed.exit_code, failed.exit_code) == (0, 1)
    assert "읽는 데 문제가 없습니다." in passed.output
    assert "읽을 수 없는 줄 1건" in failed.output
    report = run("data", "check", str(faulty), "--json")
    assert (report.exit_code, json.loads(report.stdout)["broken"]) == (1, True)


def test_a_yaml_file_and_the_flags_fill_the_same_options(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from slu.core import Slot, Utterance
    from slu.evaluation.metrics import Evaluation, evaluate
    from slu.training import finetune
    from slu.training.learning import Learning
    from slu.training.options import FinetuneOptions
    from slu.training.task_loop import Progress

    given: list[FinetuneOptions] = []

    def train(options: FinetuneOptions, report: Callable[[Progress], None]) -> Evaluation:
        row = [Utterance("깨워 줘", "alarm_set", (Slot("time", 0, 2, "깨워"),))]
        measured = evaluate(row, row)
        given.append(options)
        report(Progress(0, 2, 1, 1, 0.5, (measured,)))
        return measured

    monkeypatch.setattr(finetune, "finetune", train)
    config = tmp_path / "options.yml"
    text = "train: a.jsonl\ndev: b.jsonl\nout: c\nlearning: {epochs: 3, seed: 1}\n"
    config.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("a.jsonl", "b.jsonl"):
        Path(name).write_text('{"text": "안녕", "intent": "greet"}\n', "utf-8")
    ended = run("finetune", "--config", str(config), "--epochs", "2", "--head-rate", "0.01")
    assert ended.exit_code == 0
    assert given == [
        FinetuneOptions(
            "a.jsonl", "b.jsonl", "c", learning=Learning(epochs=2, head_rate=0.01, seed=1)
        )
    ]
    assert re.search(r"슬롯 F1 +100\.00% +100\.00% ~ 100\.00%", ended.output)
    assert "모델을 c에 썼습니다." in ended.output


def test_evaluate_prints_and_writes_the_measures(tmp_path: Path) -> None:
    rows, out = tmp_path / "nlu.yml", tmp_path / "out.json"
    rows.write_text(RASA, "utf-8")
    ended = run("evaluate", str(rows), "--json", str(out))
    assert ended.exit_code == 0
    measured = json.loads(out.read_text("utf-8"))
    assert f"{measured['intent_accuracy']:.2%}" in ended.output
    assert {"slot_f1", "exact_match"} <= set(measured)


def test_chat_answers_until_a_farewell(
    told: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MALGWI_STATE", str(tmp_path))
    monkeypatch.setattr(load, "clock", page_kit.Clock())
    shown = run("chat", typed=f"{page_kit.WAKE}\n끝\n{page_kit.LIGHT}\n")
    assert shown.exit_code == 0
    assert "오전 7시" in shown.output
    assert "거실" not in shown.output
    assert (tmp_path / "malgwi.db").exists()


def test_a_port_in_use_is_told_before_anything_is_loaded() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run("web", "--port", str(port))
    assert ended.exit_code == 2
    assert f"포트 {port}는 다른 프로그램이 쓰고 있습니다." in ended.stderr


def test_the_process_ends_with_the_same_codes() -> None:
    assert malgwi("--help").returncode == 0
    ended = malgwi("data", "check", "없는.jsonl")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "없는.jsonl: 파일이 없습니다. 경로를 확인해 주세요.\n"


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from ui.cli import app\n"
        "try: app(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'transformers', 'gradio', 'faster_whisper', 'sqlalchemy'}\n"
        "print(heavy & {*sys.modules})"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.splitlines()[-1] == "set()"


def test_a_broken_pipe_is_quiet(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    lines = (f'{{"text": "안녕 {n}", "intent": "greet"' for n in range(5000))
    rows.write_text("\n".join(lines), "utf-8")
    code = "from ui.cli import main; main()"
    command = [sys.executable, "-c", code, "data", "check", "--json", str(rows)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


def test_ctrl_c_is_quiet(tmp_path: Path) -> None:
    code = (
        "import os, signal\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"  # jobs may inherit it ignored
        "from ui.commands import talk\n"
        "talk.load.understander = lambda model: os.kill(os.getpid(), signal.SIGINT)\n"
        "from ui.cli import main; main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "chat"],
        env={"MALGWI_STATE": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 128 + signal.SIGINT
    assert "Traceback" not in ended.stderr
