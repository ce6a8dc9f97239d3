"""The shape of `domain.yml`: keys are Rasa's where Rasa has them; ours are `skills`, `zone`,
`speech`, `gazetteer`, `references`, `patterns`, `follow_ups`, `fallback`, `privacy`, `settings` and
`action_seconds`, and that `actions` may name their Python function.

Reads data into frozen models. What Rasa has besides is taken out before (`dialog.project.rasa`);
whether names fit together is `dialog.domain_check`; rules are `dialog.rule_file`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from dialog.marked_yaml import Marked, Place
from dialog.personal import Kind
from dialog.rule_file import RuleSpec, RuleStep
from dialog.slot_file import MappingCondition, Names, SlotMapping, SlotSpec
from slu.errors import DomainError

M = TypeVar("M", bound=BaseModel)
Speech = Literal["해요체", "하십시오체", "반말"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FormSpec(_Part):
    """The slots that are asked for, in this order, until all are filled. A sentence of an intent
    of `ignored_intents` fills none of them."""

    required_slots: tuple[str, ...] = Field(min_length=1)
    ignored_intents: Names = ()


class Button(_Part):
    """`payload` is what is sent when it is pressed: a sentence, or `/intent`."""

    title: str
    payload: str


class SlotIs(_Part):
    """A slot has this value."""

    type: Literal["slot"]
    name: str
    value: Any = None


class Variation(_Part):
    """One way to say a response; `text` may hold blanks, `{city}` or `{city:은}`. With conditions
    it is taken only where all of them hold, and then before those without; one of a `channel` only
    there. `image`, `attachment` and `custom` go to the face as they are."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    condition: tuple[SlotIs, ...] = ()
    channel: str | None = None
    image: str | None = None
    attachment: Any = None
    custom: Any = None

    @property
    def rich(self) -> dict[str, Any]:
        """What is no text and no button."""
        kinds = ("image", "attachment", "custom")
        return {kind: given for kind in kinds if (given := getattr(self, kind)) is not None}


class PatternSpec(_Part):
    """A sentence in which the regular expression `pattern` is found has this intent for certain,
    whatever the model says."""

    intent: str
    pattern: re.Pattern[str]


class SessionConfig(_Part):
    """After this many minutes of silence open questions are dropped; 0 means never."""

    session_expiration_time: float = Field(default=60, ge=0)


class Fallback(_Part):
    """Below `threshold` a sentence counts as not understood; from `interrupt_threshold` on,
    another request may interrupt an open question. `action`, a response or an action, answers
    what was not understood."""

    threshold: float = Field(default=0.4, ge=0, le=1)
    interrupt_threshold: float = Field(default=0.6, ge=0, le=1)
    action: str = "utter_default"


class FollowUps(_Part):
    """The actions for sentences that go on from what was made last: changing it (아니 여덟 시로,
    삼십 분 미뤄 줘) and undoing it (그거 취소해 줘)."""

    change: str | None = None
    undo: str | None = None


class Privacy(_Part):
    """`mask`: the kinds of personal data that are hidden in stored events and in logs. `learning`:
    whether sentences may be shown to who looks after the assistant, to teach it by them; a face
    has to say so."""

    mask: tuple[Kind, ...] = ()
    learning: bool = False


class Endpoint(_Part):
    """A server of Rasa's kind, as in its endpoints.yml; ours are `timeout`, the seconds that one
    call may take, and `send_domain`, for action servers older than rasa-sdk 3.8: they cannot ask
    for the domain."""

    url: str
    params: dict[str, str] = {}
    headers: dict[str, str] = {}
    basic_auth: dict[Literal["username", "password"], str] = {}
    token: str | None = None
    token_name: str = "token"
    timeout: float = Field(default=8, gt=0)
    send_domain: bool = False


def _actions(given: Any) -> Any:
    """Rasa's list of names: their functions are elsewhere. Responses may stand among them."""
    if not isinstance(given, list):
        return given
    named = [next(iter(one)) if isinstance(one, dict) and one else one for one in given]
    if not all(isinstance(name, str) for name in named):
        return given
    return {name: None for name in named if not name.startswith("utter_")}


Actions = Annotated[dict[str, str | None], BeforeValidator(_actions)]


class DomainSpec(_Part):
    """The whole file; `gazetteer` holds names by entity, each with other words for it,
    `references` words by entity that stand for the name said last (거기). `actions` give each name
    its Python function, or none: then the server of `action_endpoint` is asked. A function may take
    `action_seconds`, 0 for as long as it likes, or have a limit of its own (`dialog.skill`).
    `speech` is how politely replies are said (`slu.korean.speech_level`). `settings` are the
    assistant's own, for its skills."""

    version: str | None = None
    zone: str = "Asia/Seoul"
    intents: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    gazetteer: dict[str, dict[str, tuple[str, ...]]] = {}
    slots: dict[str, SlotSpec] = {}
    forms: dict[str, FormSpec] = {}
    responses: dict[str, tuple[Variation, ...]] = {}
    skills: str | None = None
    actions: Actions = {}
    action_endpoint: Endpoint | None = None
    action_seconds: float = Field(default=10, ge=0)
    rules: tuple[RuleSpec, ...] = ()
    speech: Speech = "해요체"
    patterns: tuple[PatternSpec, ...] = ()
    session_config: SessionConfig = SessionConfig()
    fallback: Fallback = Fallback()
    references: dict[str, tuple[str, ...]] = {}
    follow_ups: FollowUps = FollowUps()
    privacy: Privacy = Privacy()
    settings: dict[str, str] = {}


_OWNERS: dict[str, type[BaseModel]] = {
    "slots": SlotSpec,
    "mappings": SlotMapping,
    "conditions": MappingCondition,
    "condition": SlotIs,
    "forms": FormSpec,
    "responses": Variation,
    "buttons": Button,
    "rules": RuleSpec,
    "steps": RuleStep,
    "patterns": PatternSpec,
    "session_config": SessionConfig,
    "fallback": Fallback,
    "action_endpoint": Endpoint,
    "follow_ups": FollowUps,
    "privacy": Privacy,
}


def suggest(name: str, known: Iterable[str]) -> str:
    """ " '...'을(를) 쓰려 했나요?" with the nearest known name, or nothing."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f" 혹시 '{near[0]}'인가요?" if near else ""


def validated(marked: Marked) -> DomainSpec:
    """The file's data in its shape. Raises DomainError for the first fault in the file."""
    if not isinstance(marked.data, dict):
        raise marked.error((), "도메인 파일은 'intents:'와 같은 항목으로 이루어져야 합니다.")
    return shaped(marked, DomainSpec)


def shaped(marked: Marked, shape: type[M]) -> M:
    """The file's data in this shape. Raises DomainError for the first fault in the file."""
    try:
        return shape.model_validate(marked.data)
    except ValidationError as error:
        raise _explained(marked, _in_order(marked, error)[0]) from None


def shape_faults(marked: Marked) -> list[DomainError]:
    """Every fault of the data's shape, in the file's order."""
    try:
        DomainSpec.model_validate(marked.data)
    except ValidationError as error:
        return [_explained(marked, fault) for fault in _in_order(marked, error)]
    return []


def _in_order(marked: Marked, error: ValidationError) -> list[ErrorDetails]:
    """A misspelt key is both unknown and missing; the unknown one can be seen in the file."""
    return sorted(
        error.errors(include_url=False),
        key=lambda one: (one["type"] == "missing", marked.line(_place(one))),
    )


def _place(fault: ErrorDetails) -> Place:
    return tuple(fault["loc"])


def _explained(marked: Marked, fault: ErrorDetails) -> DomainError:
    place, kind = _place(fault), fault["type"]
    key = str(place[-1]) if place else ""
    if kind == "extra_forbidden":
        message = f"모르는 항목 '{key}'입니다.{suggest(key, _known_keys(place))}"
    elif kind == "missing":
        message = f"'{key}' 항목이 없습니다. 적어 주세요."
    elif kind == "literal_error":
        given = str(fault["input"])
        words = fault["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        message = (
            f"'{key}'의 값 '{given}'을(를) 모릅니다.{suggest(given, words)} "
            f"쓸 수 있는 값: {', '.join(words)}."
        )
    else:
        message = f"'{key}'의 값이 맞지 않습니다 ({fault['msg']}). 문서의 예와 견주어 주세요."
    return marked.error(place, message)


def _known_keys(place: Place) -> list[str]:
    """The keys that may stand where an unknown one was found."""
    around = [_OWNERS[str(part)] for part in place[:-1] if str(part) in _OWNERS]
    return list((around[-1] if around else DomainSpec).model_fields)
