"""Files as people write them, each worked by hand; and their faults, named by file and line."""

import pytest

from slu.core import Slot, Utterance
from slu.data import read
from slu.data.formats import load
from slu.errors import DataError
from slu.values import TextValue

RASA = """\
version: "3.1"
nlu:
- intent: book_train   # 표 예매
  examples: |
    - [서울]{"entity": "city", "role": "from", "group": "1"}에서 [부산](city) 가는 표

    - [인천](city:ICN)으로
    - [대괄호]는 그대로
- intent: chitchat/name
  examples:
  - text: |
      이름이 뭐야
    metadata:
      id: 17
- synonym: ICN
  examples: |
    - 인천
- regex: number
  examples: |
    - [0-9]+
- lookup: city
  examples: |
    - 대전
stories: []
"""


def file(tmp_path, name, text):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_rasa_by_hand(tmp_path):
    path = file(tmp_path, "nlu.yml", RASA)
    table = load(path)
    assert [row.line for row in table.rows] == [5, 7, 8, 11]
    assert [(part.line, part.name) for part in table.left_out] == [
        (24, "stories"),
        (15, "synonym"),
        (18, "regex"),
        (21, "lookup"),
    ]
    assert read(path) == [
        Utterance(
            "서울에서 부산 가는 표",
            "book_train",
            (Slot("city", 0, 2, "서울", role="from", group="1"), Slot("city", 5, 7, "부산")),
        ),
        Utterance("인천으로", "book_train", (Slot("city", 0, 2, "인천", TextValue("ICN")),)),
        Utterance("[대괄호]는 그대로", "book_train"),
        Utterance("이름이 뭐야", "chitchat/name", id="17"),
    ]


def test_massive_by_hand(tmp_path):
    line = (
        '{"id": "3", "locale": "ko-KR", "partition": "dev", "scenario": "alarm", "intent": '
        '"alarm_set", "utt": "내일 일곱 시에: 깨워", "annot_utt": "[date : 내일] '
        '[time : 일곱 시]에: 깨워"}\r\n'
    )
    slots = (Slot("date", 0, 2, "내일"), Slot("time", 3, 7, "일곱 시"))
    expected = Utterance("내일 일곱 시에: 깨워", "alarm_set", slots, "3")
    assert read(file(tmp_path, "a.jsonl", "\ufeff" + line)) == [expected]


def test_jsonl_by_hand_fills_in_what_may_be_missing_and_orders_slots(tmp_path):
    line = (
        '{"text": "내일 일곱 시", "slots": [{"name": "time", "start": 3, "end": 7}, '
        '{"name": "date", "start": 0, "end": 2, "text": "내일"}]}'
    )
    slots = (Slot("date", 0, 2, "내일"), Slot("time", 3, 7, "일곱 시"))
    assert read(file(tmp_path, "a.jsonl", line)) == [Utterance("내일 일곱 시", None, slots)]


def test_conll_by_hand(tmp_path):
    text = (
        "# id = 7\n# intent = weather_query\n# translit = seoul\n# text = 서울은  비 와?\n"
        "서울\tB-place_name\tSpaceAfter=No\n은\tO\t_\n비\tO\t_\n와?\tO\t_\n"
    )
    expected = Utterance(
        "서울은  비 와?", "weather_query", (Slot("place_name", 0, 2, "서울"),), "7"
    )
    assert read(file(tmp_path, "a.conll", text)) == [expected]


def test_csv_by_hand(tmp_path):
    text = '\ufeff의도,문장\r\nweather,"[서울](city), 비 와?"\r\n\r\n,불 꺼\r\n'
    assert read(file(tmp_path, "a.csv", text)) == [
        Utterance("서울, 비 와?", "weather", (Slot("city", 0, 2, "서울"),)),
        Utterance("불 꺼"),
    ]


def test_conll_2003_and_two_columns(tmp_path):
    text = "김 NNP B-NP B-PER\n철수 NNP I-NP I-PER\n왔다 VV O O\n\n불\tB-x\n꺼\tB-x\n"
    assert read(file(tmp_path, "a.bio", text)) == [
        Utterance("김 철수 왔다", None, (Slot("PER", 0, 4, "김 철수"),)),
        Utterance("불 꺼", None, (Slot("x", 0, 1, "불"), Slot("x", 2, 3, "꺼"))),
    ]


OWN = '{"text": "불 꺼"}\n'
MASSIVE = '{"intent": "a", "utt": "불 꺼", "annot_utt": "불 꺼"}\n'


@pytest.mark.parametrize(
    ("name", "text", "line", "fault"),
    [
        ("a.jsonl", OWN + "{", 2, "JSON이 잘못"),
        ("a.jsonl", OWN + '["불"]', 2, "JSON 객체"),
        ("a.jsonl", OWN + '{"intent": "a"}', 2, "'text' 항목이 없습니다"),
        ("a.jsonl", OWN + '{"text": 3}', 2, "'text' 항목은 문자열"),
        ("a.jsonl", OWN + '{"text": "\\ud800"}', 2, "서로게이트"),
        ("a.jsonl", OWN + '{"text": " "}', 2, "문장이 비어"),
        ("a.jsonl", OWN + '{"text": "불", "intnet": "a"}', 2, "모르는 항목.*intnet"),
        ("a.jsonl", OWN + '{"text": "불", "slots": {}}', 2, "목록이어야"),
        ("a.jsonl", OWN + '{"text": "불", "slots": ["x"]}', 2, "슬롯은 JSON 객체"),
        (
            "a.jsonl",
            '{"text": "불", "slots": [{"name": "x", "start": true, "end": 1}]}',
            1,
            "'start' 항목은 정수",
        ),
        ("a.jsonl", '{"text": "불", "slots": [{"start": 0, "end": 1}]}', 1, "'name' 항목이 없"),
        (
            "a.jsonl",
            '{"text": "불", "slots": [{"name": "x", "start": 0, "end": 1, "confidence": "1"}]}',
            1,
            "'confidence' 항목은 수",
        ),
        (
            "a.jsonl",
            '{"text": "불", "slots": [{"name": "x", "start": 0, "end": 1, "value": 3}]}',
            1,
            "'value' 항목을 알 수 없습니다",
        ),
        ("a.jsonl", '{"text": "불", "slots": [{"name": "x", "start": 0, "end": 2}]}', 1, "범위"),
        ("a.jsonl", '{"text": "불", "slots": [{"name": "x", "start": 1, "end": 0}]}', 1, "범위"),
        ("a.jsonl", '{"text": "불", "slots": [{"name": "x", "start": 1, "end": 1}]}', 1, "비어"),
        (
            "a.jsonl",
            '{"text": "불 꺼", "slots": [{"name": "x", "start": 0, "end": 3}, '
            '{"name": "y", "start": 2, "end": 3}]}',
            1,
            "'y' .*겹칩니다",
        ),
        ("a.jsonl", "[" * 100_000, 1, "JSON이 잘못"),
        ("a.jsonl", MASSIVE + '{"utt": "불"}', 2, "'annot_utt' 항목이 없습니다"),
        ("a.jsonl", MASSIVE + '{"utt": "불", "annot_utt": "[x : 물]"}', 2, "'utt'와 다릅니다"),
        ("a.jsonl", MASSIVE + '{"utt": "불", "annot_utt": "[x : 불"}', 2, "대괄호"),
        ("a.jsonl", MASSIVE + '{"utt": "불", "annot_utt": "[x:불]"}', 2, "대괄호"),
        ("a.jsonl", MASSIVE + '{"utt": "불", "annot_utt": "[ : 불]"}', 2, "이름이 비어"),
        ("a.jsonl", MASSIVE + '{"utt": "불 ", "annot_utt": "불 [x : ]"}', 2, "비어"),
        ("a.jsonl", OWN.encode() + b"\xff", 2, "UTF-8"),
        ("a.csv", "불 꺼,light_off\n", 1, "첫 줄에 열의 이름"),
        ("a.csv", "text,intent\n불 꺼, 줘,off\n", 2, "쉼표가 든 문장"),
        ("a.csv", 'text,intent\n불,off\n\n"불 꺼,off\n', 4, "따옴표의 짝"),
        ("a.csv", "text,intent\n[불(x),off\n", 2, "괄호가 맞지"),
        ("a.csv", "text,intent\n,off\n", 2, "예문이 비어"),
        ("a.conll", "불\tB-x\n꺼\n", 2, "토큰과 태그"),
        ("a.conll", "불\tO\n꺼\tI-x\n", 2, "앞에 B-x"),
        ("a.conll", "불\tB-y\n꺼\tI-x\n", 2, "앞에 B-x"),
        ("a.conll", "불\tO\n꺼\tX\n", 2, "태그는"),
        ("a.conll", "# text = 불 꺼\n불\tO\n켜\tO\n", 3, "맞지 않습니다"),
        ("a.conll", "불\tO\n\n# text = 불 꺼\n불\tO\n", 3, "토큰보다 깁니다"),
        ("a.conll", '# text = "불\n불\tO\n', 1, "JSON 문자열"),
        ("a.conll", "불\tO\n\n# text = 불\n", 3, "토큰이 없는"),
        ("a.yml", "nlu:\n- intent: a\n  examples: |\n    - [불(x)\n", 4, "괄호가 맞지"),
        ("a.yml", "nlu:\n- intent: a\n  examples: |\n    - 불](x)\n", 4, "괄호가 맞지"),
        ("a.yml", "nlu:\n- intent: a\n  examples: |\n    - [불](x\n", 4, "괄호가 맞지"),
        ("a.yml", "nlu:\n- intent: a\n  examples: |\n    - [[불](x)\n", 4, "괄호가 맞지"),
        ("a.yml", "nlu:\n- intent: a\n  examples: |\n    - [불]{'entity': x}\n", 4, "JSON이 잘못"),
        (
            "a.yml",
            'nlu:\n- intent: a\n  examples: |\n    - [불]{"role": "x"}\n',
            4,
            "'entity' 항목",
        ),
        (
            "a.yml",
            'nlu:\n- intent: a\n  examples: |\n    - [불]{"entity": "x", "valeu": "y"}\n',
            4,
            "모르는 항목.*valeu",
        ),
        (
            "a.yml",
            'nlu:\n- intent: a\n  examples: |\n    - [불][{"entity": "x"}, {"entity": "y"}]\n',
            4,
            "겹칩니다",
        ),
        ("a.yml", "nlu:\n- intent: a\n  examples: |\n    - 불\n    꺼\n", 5, "'- '로 시작"),
        ("a.yml", "nlu:\n- intent: a\n  examples: |\n    -\n", 4, "예문이 비어"),
        ("a.yml", "nlu:\n- intent: a\n", 2, "'examples' 항목이 없습니다"),
        ("a.yml", "nlu:\n- intent:\n  examples: ''\n", 2, "의도의 이름이 비어"),
        (
            "a.yml",
            "nlu:\n- intent: a\n  examples:\n  - metadata: {}\n",
            4,
            "'text' 항목이 없습니다",
        ),
        ("a.yml", "nlu:\n- 불\n", 2, "'이름: 값'"),
        ("a.yml", "nlu:\n  intent: a\n", 2, "목록이어야"),
        ("a.yml", "nlu: []\nnlu: []\n", 2, "두 번"),
        ("a.yml", "nlu:\n- intent: [a]\n  examples: ''\n", 2, "글이 있어야"),
        ("a.yml", 'nlu:\n- intent: "a\n', 3, "YAML이 잘못"),
        ("a.yml", "nlu:\n- intent: \x07\n", 2, "제어 문자"),
        ("a.yml", "nlu: " + "[" * 100_000, None, "깊이"),
        ("a.yml", "version: '3.1'\n", None, "'nlu' 항목이 없습니다"),
        ("a.yml", "# 말뿐\n", None, "빈 파일"),
        ("a.yml", "nlu: []\n", None, "예문이 하나도 없습니다"),
        ("a.jsonl", "", None, "빈 파일"),
        ("a.jsonl", " \n\n", None, "빈 파일"),
        ("a.data", "아무 글\n", None, "형식을 알 수 없습니다.*massive"),
    ],
)
def test_a_fault_is_named_with_its_file_and_line(tmp_path, name, text, line, fault):
    path = file(tmp_path, name, text)
    with pytest.raises(DataError, match=fault) as caught:
        read(path)
    place = f"{path}:{line}: " if line else f"{path}: "
    assert str(caught.value).startswith(place)
    assert str(caught.value).count(str(path)) == 1
    assert (caught.value.path, caught.value.line) == (path, line)


def test_a_missing_file_and_a_folder_are_named(tmp_path):
    with pytest.raises(DataError, match=r"none\.jsonl: 파일이 없습니다"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(DataError, match="폴더입니다"):
        read(tmp_path)


def test_white_space_at_the_ends_of_a_slot_is_no_reason_to_refuse(tmp_path):
    line = '{"intent": "a", "utt": "불 꺼", "annot_utt": "[x : 불 ]꺼"}'
    assert read(file(tmp_path, "a.jsonl", line))[0].slots == (Slot("x", 0, 2, "불 "),)
