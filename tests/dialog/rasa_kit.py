"""A rasa-sdk action server as a process of its own, and an assistant whose actions are there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from conversation_kit import Scripted
from process_kit import free_port, process

from dialog.assistant import Assistant
from dialog.store import Store

__all__ = ["DOMAIN", "action_server", "assistant", "free_port"]
HERE = Path(__file__).parent

DOMAIN = """\
version: "3.1"
intents: [greet, order, cart, look, empty, begin, odd, anew, refuse, break, sleep, gone, trip, both]
entities: [place_name, date]
slots:
  place: {mappings: [{type: from_entity, entity: place_name}]}
  day: {mappings: [{type: from_entity, entity: date}]}
forms:
  trip_form: {required_slots: [place, day]}
actions:
  - action_order
  - action_cart: {send_domain: true}
  - action_look
  - action_empty
  - action_begin
  - action_odd
  - action_anew
  - action_refuse
  - action_break
  - action_sleep
  - action_gone
  - utter_greet
responses:
  utter_greet: [{text: "안녕하세요."}]
  utter_ask_place: [{text: "어디로 보낼까요?"}]
  utter_ask_day: [{text: "{place:은} 언제 가세요?"}]
  utter_cart: [{text: "{foods:이} 담겼어요."}]
rules:
  - {rule: 인사, steps: [{intent: greet}, {action: utter_greet}]}
  - {rule: 주문, steps: [{intent: order}, {action: action_order}]}
  - {rule: 장바구니, steps: [{intent: cart}, {action: action_cart}]}
  - {rule: 보기, steps: [{intent: look}, {action: action_look}]}
  - {rule: 비우기, steps: [{intent: empty}, {action: action_empty}]}
  - {rule: 시작, steps: [{intent: begin}, {action: action_begin}]}
  - {rule: 이상, steps: [{intent: odd}, {action: action_odd}]}
  - {rule: 새로, steps: [{intent: anew}, {action: action_anew}]}
  - {rule: 거절, steps: [{intent: refuse}, {action: action_refuse}]}
  - {rule: 고장, steps: [{intent: break}, {action: action_break}]}
  - {rule: 잠, steps: [{intent: sleep}, {action: action_sleep}]}
  - {rule: 없음, steps: [{intent: gone}, {action: action_gone}]}
  - {rule: 여행, steps: [{intent: trip}, {action: trip_form}, {action: action_look}]}
"""


@contextmanager
def action_server(folder: Path, port: int, module: str = "rasa_actions") -> Iterator[str]:
    """A real rasa-sdk server of a module of actions; gives the address of its webhook."""
    command = [sys.executable, "-m", "rasa_sdk", "--actions", module, "-p", str(port)]
    with process(command, f"http://127.0.0.1:{port}/health", folder, HERE):
        yield f"http://127.0.0.1:{port}/webhook"


def assistant(
    folder: Path, url: str, more: str = "", domain: str = DOMAIN
) -> tuple[Assistant, Scripted]:
    """The assistant of a domain with this action server, which its endpoints.yml names."""
    (folder / "domain.yml").write_text(domain, encoding="utf-8")
    endpoints = f"action_endpoint:\n  url: {url}\n{more}nlg:\n  url: http://other\n"
    (folder / "endpoints.yml").write_text(endpoints, encoding="utf-8")
    told = Scripted()
    return Assistant.load(folder, told, Store.open(folder / "db.sqlite")), told
