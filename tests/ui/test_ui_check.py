"""`malgwi check`: what it shows of a project, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from dialog.assistant_folder import TEMPLATE
from dialog.voice import MALGWI
from ui.cli import app

DOMAIN = """\
intents: [{greet: {use_entities: false}}]
responses:
  utter_greet: [{text: 안녕하세요.}]
rules:
  - {rule: 인사, steps: [{intent: greet}, {action: utter_greet}]}
"""
STORIES = """\
stories:
- story: 인사
  steps: [{intent: greet}, {action: utter_bye}]
"""


def test_the_shipped_assistants_are_sound() -> None:
    for folder in (MALGWI, TEMPLATE):
        done = CliRunner().invoke(app, ["check", str(folder)])
        assert done.exit_code == 0, done.stdout
        assert "말귀가 쓸 수 있습니다." in done.stdout


def test_a_story_that_goes_otherwise_ends_with_one(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text(DOMAIN, encoding="utf-8")
    (tmp_path / "stories.yml").write_text(STORIES, encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(tmp_path)])
    assert done.exit_code == 1
    assert "'greet'의 use_entities" in done.stdout
    assert f"다르게 흐름 인사  {tmp_path / 'stories.yml'}:3" in done.stdout
    assert "이야기  utter_bye" in done.stdout
    assert "말귀    utter_greet" in done.stdout


def test_faults_as_json(tmp_path: Path) -> None:
    broken = DOMAIN.replace("{action: utter_greet}", "{action: utter_gret}")
    (tmp_path / "domain.yml").write_text(broken, encoding="utf-8")
    done = CliRunner().invoke(app, ["check", str(tmp_path), "--json"])
    assert done.exit_code == 1
    [fault] = json.loads(done.stdout)["faults"]
    assert "domain.yml:5: " in fault
    assert "혹시 'utter_greet'인가요?" in fault
