"""A small address book: people's addresses, numbers and other facts, as the person said them.

No phone and no mail service is reached; the book only keeps and tells.
"""

from __future__ import annotations

import re

from sqlalchemy import select

from dialog.assistants.malgwi.skills.addresses import find_email, find_phone
from dialog.assistants.malgwi.skills.speak import say_all
from dialog.assistants.malgwi.skills.tables import Contact
from dialog.assistants.malgwi.skills.words import answered, is_answering, plain_slot
from dialog.skill import Outcome, Request
from slu.korean.alike import meant
from slu.korean.particles import strip

_CALLS = re.compile(r"전화\s?(?:해|걸)|통화|문자|메시지 보내")
# A name at the head of the sentence, when understanding marked none: 엄마 번호 010-1234-5678.
_NAMED = re.compile(
    r"(?!연락처|주소록|전화번호|이메일|새|내\s|이\s|그\s)([가-힣]{2,10})\s+"
    r"(?:(?:전화|휴대폰|핸드폰)?\s?번호|연락처|이메일|메일|전화|휴대폰|핸드폰|0\d{1,2}[-.\s\d])"
)
_KINDS = [
    (re.compile(r"이메일|메일"), "이메일"),
    (re.compile(r"전화|휴대폰|핸드폰|번호|연락"), "전화번호"),
    (re.compile(r"주소|살아|사는|거리|위치"), "주소"),
    (re.compile(r"생일"), "생일"),
    (re.compile(r"나이|몇 살"), "나이"),
    (re.compile(r"직업|직함|회사|일하"), "직장"),
]


def add_contact(request: Request) -> Outcome:
    """Keeps a person's address or number; asks for the person, then for what to keep."""
    name = _person(request)
    if name is None:
        return Outcome("utter_ask_person", ask="person")
    kind, value = _fact(request)
    if value is None:
        return Outcome("utter_ask_contact_info", {"person": name}, ask="contact_info")
    key = (request.conversation, name, kind)
    kept = request.session.get(Contact, key)
    if kept is None:
        kept = Contact(conversation=request.conversation, name=name, kind=kind, value=value)
        request.session.add(kept)
    kept.value = value
    request.session.flush()
    values = {"person": name, "kind": kind, "value": value}
    return Outcome("utter_contact_added", values, data=state(request))


def _person(request: Request) -> str | None:
    named = _NAMED.match(request.text)
    name = plain_slot(request, "person", "relation") or answered(request, "person")
    if name is None and named is not None:
        name = strip(named.group(1))
    return None if name is None else re.sub(r"^(?:내|나의|우리)\s+|(?<=[가-힣])의$", "", name)


def _fact(request: Request) -> tuple[str, str | None]:
    """What is to be kept: an address or a number of this sentence or of the one that asked."""
    answer = answered(request, "contact_info")
    slot = request.slot("email_address")
    for text in (answer or "", slot.text if slot else "", request.text):
        email = find_email(text)
        if email is not None:
            return "이메일", email
        phone = find_phone(text)
        if phone is not None:
            return "전화번호", phone
    if answer is not None and is_answering(request, "contact_info"):
        return "메모", answer
    return "이메일", None


def query_contact(request: Request) -> Outcome:
    """What is kept of a person; honest about calls and messages."""
    name, book = _person(request), _book(request)
    if name is None:
        if not book:
            return Outcome("utter_no_contacts")
        people = dict.fromkeys(contact.name for contact in book)
        return Outcome("utter_contacts", {"people": say_all(people)}, data=state(request))
    facts = _facts_of(name, book)
    if not facts:
        return Outcome("utter_no_contact", {"person": name})
    kind = _kind_asked(request)
    wanted = [contact for contact in facts if contact.kind == kind] if kind else facts
    if not wanted:
        return Outcome("utter_no_contact_info", {"person": facts[0].name, "kind": kind or ""})
    told = say_all(f"{contact.kind} {contact.value}" for contact in wanted)
    response = "utter_contact_no_call" if _CALLS.search(request.text) else "utter_contact"
    return Outcome(response, {"person": facts[0].name, "facts": told}, data=state(request))


def _facts_of(name: str, book: list[Contact]) -> list[Contact]:
    """What is kept under the name or a longer one, else under the name that sounds like it."""
    facts = [contact for contact in book if name in contact.name]
    alike = None if facts else meant(name, {contact.name: contact.name for contact in book})
    return facts or [contact for contact in book if contact.name == alike]


def _kind_asked(request: Request) -> str | None:
    info = plain_slot(request, "personal_info", "event_name") or ""
    if re.search(r"연락처|정보", info) or (not info and "연락처" in request.text):
        return None
    for text in (info, request.text):
        for pattern, kind in _KINDS:
            if pattern.search(text):
                return kind
    return None


def _book(request: Request) -> list[Contact]:
    wanted = select(Contact).where(Contact.conversation == request.conversation)
    return list(request.session.scalars(wanted.order_by(Contact.name, Contact.kind)))


def state(request: Request) -> dict[str, object]:
    """The book, for a face to show."""
    return {
        "contacts": [
            {"name": contact.name, "kind": contact.kind, "value": contact.value}
            for contact in _book(request)
        ]
    }
