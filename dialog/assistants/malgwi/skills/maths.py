"""Sums said in Korean or written in digits: 삼 곱하기 이는, 백이십의 이십 퍼센트, 사의 제곱근.

The sentence is rewritten into a plain expression, which `expression` works out. Word problems
and equations are not solved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from dialog.assistants.malgwi.skills import units
from dialog.assistants.malgwi.skills.addresses import find_phone
from dialog.assistants.malgwi.skills.expression import ExpressionError, Number, evaluate
from dialog.assistants.malgwi.skills.figures import find_figures
from dialog.assistants.malgwi.skills.speak import say_figure
from dialog.assistants.malgwi.skills.tables import read_setting, write_setting
from dialog.skill import Outcome, Request

# Operators by their names, set apart by spaces so that the numbers about them are found.
_NAMES = [
    (r"더하기|플러스", " + "),
    (r"빼기|마이너스", " - "),
    (r"곱하기|×|(?<=\d)\s*x\s*(?=\d)", " * "),
    (r"나누기|÷", " / "),
    (r"코사인", " cos "),
    (r"사인", " sin "),
    (r"탄젠트", " tan "),
    (r"루트|√|제곱근(?=\s*[\d일이삼사오육칠팔구십백천만])", " √ "),
]
_N = r"(«\d+»)"
_OBJECT = r"\s*(?:을|를)?\s*"
_AND = r"\s*(?:과|와|이랑|랑|하고)\s*"
_PERCENT = r"\s*(?:퍼센트|프로|%)"
# Each turns one way of saying it into an expression of the numbers «0», «1» ...
_PHRASES = [
    (rf"{_N}\s*의\s*몇{_PERCENT}\s*(?:이|가)?\s*{_N}", r"(\2 / \1 * 100)"),
    (rf"{_N}\s*(?:은|는|이|가)\s*{_N}\s*의\s*몇{_PERCENT}", r"(\1 / \2 * 100)"),
    (rf"{_N}\s*에서\s*{_N}{_PERCENT}{_OBJECT}(?:할인|빼|뺀|깎|내리)", r"(\1 - \1 * \2 / 100)"),
    (rf"{_N}\s*에서\s*{_N}{_PERCENT}{_OBJECT}(?:인상|더|올리)", r"(\1 + \1 * \2 / 100)"),
    (rf"{_N}\s*원?\s*의?\s*{_N}{_PERCENT}", r"(\1 * \2 / 100)"),
    (rf"{_N}{_PERCENT}", r"(\1 / 100)"),
    (rf"{_N}\s*분의\s*{_N}", r"(\2 / \1)"),
    (rf"{_N}\s*의?\s*세제곱근", r"(∛ \1)"),
    (rf"{_N}\s*의?\s*제곱근", r"(√ \1)"),
    (rf"{_N}\s*의?\s*세제곱", r"(\1 ^ 3)"),
    (rf"{_N}\s*의?\s*{_N}\s*(?:제곱|승)", r"(\1 ^ \2)"),
    (rf"{_N}\s*의?\s*제곱", r"(\1 ^ 2)"),
    (rf"{_N}\s*에서\s*{_N}{_OBJECT}(?:어떻게\s*)?(?:빼|뺀)", r"(\1 - \2)"),
    (rf"{_N}\s*에(?:다가|다)?\s*{_N}{_OBJECT}(?:더하|더한)", r"(\1 + \2)"),
    (rf"{_N}\s*에(?:다가|다)?\s*{_N}{_OBJECT}곱", r"(\1 * \2)"),
    (rf"{_N}{_OBJECT}{_N}\s*(?:으로|로)\s*나[누눈눠]", r"(\1 / \2)"),
    (rf"{_N}{_AND}{_N}[^«]*?(?:합|더하|더한)", r"(\1 + \2)"),
    (rf"{_N}{_AND}{_N}[^«]*?차(?![가-힣]{{2}})", r"(\1 - \2)"),
    (rf"{_N}{_AND}{_N}[^«]*?곱", r"(\1 * \2)"),
    (rf"{_N}{_AND}{_N}[^«]*?평균", r"((\1 + \2) / 2)"),
    (rf"{_N}\s*도(?![가-힣])", r"\1"),
    (rf"{_N}\s*(?:에다가|에다|에|은|는|을|를)?\s*(?=[-+*/^])", r"\1 "),
]
_EXPRESSION = re.compile(r"(?:«\d+»|\d+|sin|cos|tan|[-+*/^()√∛\s])+")
# 거기서 20을 빼면: what came out last.
_THAT = re.compile(
    r"^(?:(?:그럼|그러면|그리고|다시|또) )*(?:거기|여기|그거|그것|그 ?(?:값|수|결과|답|숫자))"
    r"(?:에다가|에다|다가|에서|서|에|를|을|의)?(?=[\s\d])\s*"
)
_RESULT = "last_result"
_ASKS_PERCENT = re.compile(rf"몇{_PERCENT}")


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum found in a sentence: as written, and its value."""

    written: str
    value: Number
    unit: str = ""


def find_sum(text: str) -> Sum | None:
    """The sum asked for, or None. Raises ExpressionError when it has no answer (1 나누기 0)."""
    if find_phone(text) is not None:
        return None
    for name, sign in _NAMES:
        text = re.sub(name, sign, text)
    numbers: list[Fraction] = []
    marked, at = "", 0
    for figure in find_figures(text):
        marked += f"{text[at : figure.start]}«{len(numbers)}»"
        numbers.append(figure.value)
        at = figure.end
    marked += text[at:]
    for phrase, rewritten in _PHRASES:
        marked = re.sub(phrase, rewritten, marked)
    source = _longest(marked)
    if source is None:
        return None
    value = evaluate(_with_numbers(source, [f"({number})" for number in numbers]))
    written = _with_numbers(_unwrapped(source), [say_figure(number) for number in numbers])
    unit = "%" if _ASKS_PERCENT.search(text) else ""
    return Sum(_readable(written), value, unit)


def _longest(marked: str) -> str | None:
    """The longest stretch that holds an operation, without loose signs at its ends."""
    found = [match.group().strip(" +*/^") for match in _EXPRESSION.finditer(marked)]
    sums = [part for part in found if "«" in part and re.search(r"[+*/^√∛]|sin|cos|tan|-", part)]
    return max(sums, key=len, default=None)


def _with_numbers(source: str, numbers: list[str]) -> str:
    return re.sub(r"«(\d+)»", lambda match: numbers[int(match.group(1))], source)


def _unwrapped(source: str) -> str:
    """Without brackets about the whole."""
    inner = source.strip()
    if inner.startswith("(") and inner.endswith(")") and inner.count("(") == 1:
        return inner[1:-1]
    return inner


def _readable(written: str) -> str:
    signs = {"*": "×", "/": "÷", "-": "−"}
    plain = "".join(signs.get(letter, letter) for letter in written)
    spaced = re.sub(r"\s*([×÷+−])\s*", r" \1 ", plain)
    return re.sub(r"\s*(\^)\s*|([√∛])\s+", r"\1\2", spaced).strip()


def calculate(request: Request) -> Outcome:
    """Units first (삼 마일은 몇 킬로미터), then sums."""
    return work_out(request) or Outcome("utter_maths_unclear")


def work_out(request: Request) -> Outcome | None:
    """The answer when the sentence holds a conversion or a sum; None when it holds neither."""
    converted = units.answer(request.text)
    if converted is not None:
        return converted
    try:
        found = find_sum(_going_on(request))
    except ExpressionError as error:
        return Outcome("utter_maths_impossible", {"reason": str(error)})
    if found is None:
        return None
    result = say_figure(found.value) + found.unit
    kept = str(found.value) if isinstance(found.value, Fraction) else None
    write_setting(request.session, request.conversation, _RESULT, kept)
    return Outcome(
        "utter_maths", {"expression": found.written, "result": result}, data={"result": result}
    )


def _going_on(request: Request) -> str:
    """The text with the last result for 거기서, 거기에 or 그 값."""
    that = _THAT.match(request.text)
    last = read_setting(request.session, request.conversation, _RESULT)
    if that is None or last is None:
        return request.text
    particle = "에서 " if re.search(r"서\s*$", that[0]) else "의 " if "의" in that[0] else "에 "
    value = Fraction(last)
    said = str(value) if value.denominator == 1 else f"{float(value):.6f}"
    return f"{said}{particle}{request.text[that.end() :]}"
