"""Replies at each level of speech: those that ship can all be said, blanks and quotes stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conversation_kit import DOMAIN, NOW, Scripted, slot, write_assistant

from dialog import blanks
from dialog.assistant import Assistant
from dialog.assistant_folder import TEMPLATE
from dialog.domain import Domain, read_domain
from dialog.speech import levelled
from dialog.store import Store
from dialog.voice import MALGWI
from slu.errors import DomainError
from slu.korean.speech_level import Level, said, unknown_endings

_BLANK = re.compile(r"(?<!\{)\{[^{}]*\}")
_QUOTED = re.compile(r"'[^']*'|\([^()]*\)")
FORMAL_END = re.compile(r"(?:니다|니까|십시오|까요|네|보|\ue000)$")
PLAIN_END = re.compile(r"[아어야해돼게까래네지줘봐둬마커써와때녕라나워려러응보\ue000]$")


def shipped() -> list[tuple[str, str]]:
    domains = [read_domain(folder / "domain.yml") for folder in (MALGWI, TEMPLATE)]
    return [
        (name, one.text)
        for domain in domains
        for name, several in domain.responses.items()
        for one in several
    ]


def bare(text: str) -> str:
    """Without quotes and remarks in brackets, a mark for each blank."""
    return _BLANK.sub("\ue000", _QUOTED.sub("", text))


def ends(text: str) -> list[str]:
    """How each sentence ends."""
    return [one.strip() for one in re.split(r"[.!?:](?=\s|$|\ue000)", bare(text)) if one.strip()]


@pytest.mark.parametrize(("name", "text"), shipped())
def test_every_reply_ends_in_a_known_way(name: str, text: str) -> None:
    assert unknown_endings(bare(text)) == []
    assert all(FORMAL_END.search(end) for end in ends(levelled(text, Level.FORMAL)))
    plain = ends(levelled(text, Level.PLAIN))
    assert all(PLAIN_END.search(end) for end in plain), plain
    humble = re.compile(r"(?<![가-힣])제가|저는|말씀|드리|드릴|시면")
    assert not humble.search(bare(levelled(text, Level.PLAIN)))


def told(data: Any) -> Iterator[str]:
    """Every sentence in a table of the assistant's, and no words that people say."""
    match data:
        case str() if re.search(r"[가-힣][.!?]$", data):
            yield data
        case dict():
            for value in data.values():
                yield from told(value)
        case list():
            for value in data:
                yield from told(value)


@pytest.mark.parametrize("table", ["jokes.yml", "talk.yml"])
def test_what_skills_say_of_themselves_can_be_said_at_every_level(table: str) -> None:
    sentences = list(told(yaml.safe_load((MALGWI / "tables" / table).read_text("utf-8"))))
    assert len(sentences) > 10
    for sentence in sentences:
        assert unknown_endings(sentence) == []
        assert not re.search(r"[요죠][.!?]|니다[.!?]", said(sentence, Level.PLAIN))
        assert not re.search(r"(?<!까)[요죠][.!?]", said(sentence, Level.FORMAL))


@pytest.mark.parametrize(("name", "text"), shipped())
def test_every_blank_and_quote_stays(name: str, text: str) -> None:
    for level in Level:
        changed = levelled(text, level)
        assert blanks.names(changed) == blanks.names(text)
        assert re.findall(r"'[^']*'", changed) == re.findall(r"'[^']*'", text)


@pytest.mark.parametrize(
    ("text", "formally", "plainly"),
    [
        ("{time:이에요}!", "{time:입니다}!", "{time:이야}!"),
        ("{a}인가요, {b}인가요?", "{a:입니까}, {b:입니까}?", "{a:이야}, {b:이야}?"),
        ("{day:이었어요}.", "{day:이었습니다}.", "{day:이었어}."),
        ("{what:을} {{ {n}개예요}}.", "{what:을} {{ {n}개예요}}.", "{what:을} {{ {n}개예요}}."),
        ("{level}%예요.", "{level}%입니다.", "{level}%야."),
        ("{joke:말}", "{joke:말}", "{joke:말}"),
    ],
)
def test_a_copula_on_a_blank_changes_with_it(text: str, formally: str, plainly: str) -> None:
    assert levelled(text, Level.FORMAL) == formally
    assert levelled(text, Level.PLAIN) == plainly


def test_a_value_is_untouched_but_a_sentence_of_ours() -> None:
    values = {"word": "제가 했어요", "joke": "제가 했어요."}
    assert blanks.fill("{word} {joke:말}", values, Level.PLAIN) == "제가 했어요 내가 했어."
    assert blanks.fill("{word} {joke:말}", values) == "제가 했어요 제가 했어요."
    assert blanks.fill("{word:이야}", {"word": "부산"}) == "부산이야"
    assert blanks.fill("{word:이야}", {"word": "제주"}) == "제주야"


def domain_of(folder: Path, speech: str) -> Domain:
    return read_domain(write_assistant(folder, f"speech: {speech}\n{DOMAIN}") / "domain.yml")


def test_an_assistant_keeps_to_its_level(tmp_path: Path) -> None:
    told = Scripted()
    told.tell("메모해 줘", "note_add")
    told.tell("부산 날씨 알려 줘", "weather", slot("place_name", "부산", "부산 날씨 알려 줘"))
    for speech, asked, weather in (
        ("하십시오체", "무엇을 적을까요?", "부산은 맑습니다."),
        ("반말", "무엇을 적을까?", "부산은 맑아."),
    ):
        domain_of(tmp_path, speech)
        bot = Assistant.load(tmp_path, told, Store.open(tmp_path / f"{speech}.sqlite"))
        assert bot.turn("a", "부산 날씨 알려 줘", NOW).reply.text == weather
        assert bot.turn("a", "메모해 줘", NOW).reply.text == asked
        noted = bot.turn("a", "제가 할 일이에요", NOW).reply.text
        assert noted.startswith("제가 할 일")


def test_an_unknown_level_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DomainError, match=r"domain\.yml:1: .*혹시 '해요체'인가요\?"):
        domain_of(tmp_path, "해요채")
