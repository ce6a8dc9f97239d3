"""`finetune-tasks` and `classify`: what they hand down and what they show."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from slu.evaluation.metrics import Figure
from slu.evaluation.scores import ClassFigures, GradeFigures
from slu.training import tasks as training
from slu.training.task_loop import Progress
from slu.training.task_options import TaskOptions
from slu.training.tasks import TaskResult
from slu.understanding import sentence_folder
from slu.understanding.sentence_predictor import Answer
from ui import cli


def run(*args: str) -> Result:
    return CliRunner().invoke(cli.app, list(args))


def test_finetune_tasks_fills_the_options_and_shows_the_figures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[TaskOptions] = []

    def finetune_tasks(options: TaskOptions, report) -> tuple[TaskResult, ...]:
        seen.append(options)
        figure, other = Figure(0.8125, 0.79, 0.83), Figure(0.6, 0.5, 0.7)
        reviews, pairs = ClassFigures(6000, figure, other), GradeFigures(1500, other, figure)
        report(Progress(0, 2, 3, 3, 0.5, (reviews, pairs)))
        return TaskResult("nsmc", reviews), TaskResult("korsts", pairs)

    monkeypatch.setattr(training, "finetune_tasks", finetune_tasks)
    config = tmp_path / "options.yml"
    config.write_text("tasks: [3i4k]\nout: a\nlearning:\n  encoder_rate: 2e-4\n", encoding="utf-8")
    words = "--task nsmc --task korsts --out b --frozen --max-train 7"
    result = run("finetune-tasks", "--config", str(config), *words.split())
    assert result.exit_code == 0, result.output
    (options,) = seen
    assert (options.tasks, options.out, options.max_train) == (("nsmc", "korsts"), "b", 7)
    assert (options.learning.frozen, options.learning.encoder_rate) == (True, 2e-4)
    for shown in ("6,000", "81.25%", "79.00% ~ 83.00%", "스피어먼 상관", "모델을 b에 썼습니다"):
        assert shown in result.output


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("--out x", "tasks"),
        ("--task nsmc", "out"),
        ("--task 없는것 --out x", "'없는것'"),
        ("--task nsmc --out x --sampling even", "sampling"),
    ],
)
def test_what_is_missing_or_wrong_is_named(words: str, says: str) -> None:
    result = run("finetune-tasks", *words.split())
    assert result.exit_code == 2
    assert says in result.output


class Told:
    """A predictor with set answers."""

    def answer(self, first: str, second: str | None) -> tuple[Answer, ...]:
        if second is not None:
            return (Answer("korsts", None, None, 3.456),)
        return (Answer("nsmc", "긍정", 0.9, None), Answer("3i4k", "질문", 0.25, None))


def test_classify_says_what_every_task_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sentence_folder, "load_sentence_folder", lambda folder: Told())
    assert run("classify", "m", "재미있다").output == "nsmc: 긍정 (90.0%)\n3i4k: 질문 (25.0%)\n"
    assert run("classify", "m", "가", "--with", "나").output == "korsts: 3.46\n"
    shown = json.loads(run("classify", "m", "가", "--with", "나", "--json").stdout)
    assert shown == [{"task": "korsts", "label": None, "confidence": None, "grade": 3.456}]


def test_classify_refuses_what_is_no_folder(tmp_path: Path) -> None:
    result = run("classify", str(tmp_path / "없음"), "가")
    assert result.exit_code == 2
    assert "모델 폴더가 없습니다" in result.output
