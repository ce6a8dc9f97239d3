"""A small Rasa 3 project of our own, as a team that runs Rasa may have it: a bakery's bot."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "config.yml": "language: ko\npipeline: []\npolicies: []\n",
    "domain/talk.yml": """\
version: "3.1"
intents:
  - greet
  - faq
  - affirm:
      use_entities: []
  - deny
  - order_cake
  - inform
  - thank
  - ask_discount
responses:
  utter_greet:
    - text: 어서 오세요, 단골손님!
      condition: [{type: slot, name: regular, value: true}]
    - text: 어서 오세요.
    - text: Hi there
      channel: slack
  utter_welcome_back: [{text: "{name} 님, 또 오셨네요."}]
  utter_picture:
    - image: https://example.com/cake.png
      buttons: []
  utter_faq/hours: [{text: 아홉 시에 열어요.}]
  utter_faq/place: [{text: 시장 골목에 있어요.}]
  utter_thanks: [{text: 저희가 고맙습니다.}]
  utter_discount: [{text: 단골은 열에 하나를 덜 받아요.}]
  utter_default: [{text: 다시 말씀해 주세요.}]
session_config:
  session_expiration_time: 30
  carry_over_slots_to_new_session: true
""",
    "domain/cake.yml": """\
version: "3.1"
intents: [inform, order_cake]
entities:
  - cake
  - size:
      roles: [big, small]
slots:
  cake:
    type: text
    influence_conversation: true
    mappings:
      - {type: from_entity, entity: cake}
  candles:
    type: bool
    mappings:
      - type: from_intent
        intent: affirm
        value: true
        conditions: [{active_loop: cake_form, requested_slot: candles}]
      - {type: from_intent, intent: deny, value: false, conditions: [{active_loop: cake_form}]}
  kind:
    type: categorical
    values: [order, other]
    mappings: [{type: from_trigger_intent, intent: order_cake, value: order}]
  regular:
    type: bool
    initial_value: false
    mappings: [{type: custom, action: action_look_up}]
  name:
    type: text
    initial_value: 손님
    mappings: [{type: custom}]
forms:
  cake_form:
    ignored_intents: thank
    required_slots: [cake, candles]
responses:
  utter_ask_cake: [{text: "어떤 케이크로 할까요?"}]
  utter_ask_candles: [{text: "초도 드릴까요?"}]
  utter_ordered: [{text: "{cake:을} 준비할게요."}]
actions:
  - action_look_up
  - action_bake
""",
    "endpoints.yml": "action_endpoint: {url: 'http://127.0.0.1:1/webhook'}\n",
    "data/nlu.yml": """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 안녕하세요
- intent: thank
  examples: |
    - 고마워요
- intent: ask_discount
  examples: |
    - 할인되나요
- intent: faq/hours
  examples: |
    - 몇 시에 여나요
- intent: faq/place
  examples: |
    - 어디예요
- synonym: 딸기 케이크
  examples: |
    - 딸기케이크
""",
    "data/cake/nlu.yml": """\
nlu:
- intent: order_cake
  examples: |
    - [딸기 케이크](cake) 주문할게요
- intent: inform
  examples: |
    - [치즈 케이크]{"entity": "cake"}요
- intent: affirm
  examples: |
    - 네
- intent: deny
  examples: |
    - 아니요
""",
    "data/rules.yml": """\
version: "3.1"
rules:
- rule: 인사
  steps:
  - intent: greet
  - action: action_look_up
  - action: utter_greet
- rule: 자주 묻는 말
  steps: [{intent: faq}, {action: utter_faq}]
- rule: 감사
  steps: [{intent: thank}, {action: utter_thanks}]
- rule: 주문
  steps:
  - intent: order_cake
  - action: cake_form
  - active_loop: cake_form
- rule: 주문 끝
  condition:
  - active_loop: cake_form
  steps:
  - action: cake_form
  - active_loop: null
  - slot_was_set: [{requested_slot: null}]
  - action: utter_ordered
  - action: action_bake
  - action: utter_picture
- rule: 주문하다 할인을 물음
  condition: [{active_loop: cake_form}]
  steps:
  - intent: ask_discount
  - action: utter_discount
  - action: cake_form
  - active_loop: cake_form
- rule: 첫 인사
  conversation_start: true
  steps: [{intent: greet}, {action: utter_thanks}]
- rule: 모르는 말
  steps: [{intent: nlu_fallback}, {action: utter_default}]
""",
    "data/stories.yml": """\
version: "3.1"
stories:
- story: 주문
  steps:
  - intent: greet
  - action: action_look_up
  - slot_was_set: [{regular: true}]
  - action: utter_greet
  - intent: order_cake
    entities: [{cake: 딸기 케이크}]
  - action: cake_form
  - active_loop: cake_form
  - or:
    - intent: affirm
    - intent: deny
  - action: cake_form
  - active_loop: null
  - action: utter_ordered
  - action: action_bake
  - action: utter_picture
- story: 딴 데로 샜다가
  steps:
  - intent: order_cake
  - action: cake_form
  - intent: faq/hours
  - action: utter_faq
  - action: cake_form
  - intent: inform
    entities: [{cake: 치즈 케이크}]
  - action: cake_form
- story: 이어지는
  steps: [{checkpoint: a}, {intent: greet}, {action: utter_greet}]
""",
}


def write_project(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
