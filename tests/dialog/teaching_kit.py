"""For the tests of teaching: a small assistant of one's own that is learned in seconds, from a tiny
encoder with random weights."""

from __future__ import annotations

from pathlib import Path

from dialog.assistant_folder import AssistantFolder
from slu.paths import DEFAULT_MODEL
from slu.training.random_encoder import make_random_encoder

DOMAIN = """\
version: "3.1"
intents: [weather, ticket]
entities: [city]
responses:
  utter_weather: [{text: 맑아요.}]
  utter_ticket: [{text: 예매했어요.}]
rules:
  - {rule: 날씨, steps: [{intent: weather}, {action: utter_weather}]}
  - {rule: 표, steps: [{intent: ticket}, {action: utter_ticket}]}
"""
OPTIONS = """\
encoder: {encoder}
spacing: given
learning: {{epochs: {epochs}, batch_size: 8, encoder_rate: 1e-3, head_rate: 3e-3, average: 0}}
noise: {{written: 0}}
"""
CITIES = ("서울", "부산", "대구", "광주", "제주", "인천")


def nlu() -> str:
    weather = [f"[{city}](city) 날씨 {end}" for city in CITIES for end in ("알려 줘", "어때")]
    ticket = [f"[{city}](city)에 가는 {end}" for city in CITIES for end in ("기차", "표 예매해")]
    lines = ['version: "3.1"', "# 내가 적은 말", "nlu:"]
    for intent, examples in (("weather", weather), ("ticket", ticket)):
        lines += [f"- intent: {intent}", "  examples: |", *(f"    - {one}" for one in examples)]
    return "\n".join(lines) + "\n"


def written(place: Path) -> AssistantFolder:
    """The assistant without what it is learned from."""
    (place / "skills").mkdir(parents=True)
    (place / "domain.yml").write_text(DOMAIN, "utf-8")
    (place / "nlu.yml").write_text(nlu(), "utf-8")
    return AssistantFolder(place)


def assistant_folder(place: Path, epochs: int = 8) -> AssistantFolder:
    """The assistant, with options that begin at its own `encoder/`."""
    folder = written(place)
    encoder = make_random_encoder(
        place / "encoder", DEFAULT_MODEL / "tokenizer.json", layers=1, width=32
    )
    options = OPTIONS.format(encoder=encoder, epochs=epochs)
    (place / "training.yml").write_text(options, "utf-8")
    return folder
