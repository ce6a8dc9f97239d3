"""Why an answer is what it is, as HTML to be unfolded: what was heard, what it means, what was
decided and stored, and how long each stage took. Pure functions; the words for events are
`ui.web.event_words`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from dialog.domain import Domain
from dialog.explaining import changes, ways
from dialog.names import Names
from slu.core import Alternative, Transcript, Understanding
from ui.web.entries import Entry, Spent
from ui.web.event_words import change_words, event_words, way_words
from ui.web.language import Language
from ui.web.render import escape, ranking, sentence, values


@dataclass(frozen=True, slots=True)
class Telling:
    """What it takes to tell a conversation: its assistant's domain and names, and the page's
    language."""

    domain: Domain
    names: Names
    say: Language = Language.KOREAN


def why(entry: Entry, telling: Telling, is_open: bool) -> str:
    """All that is known of an exchange; nothing where nothing was recorded of it."""
    say, found = telling.say, entry.understanding
    parts = (
        _part(say("들은 말", "Heard"), _heard(entry.transcript, say)),
        _part(say("뜻", "Meaning"), _meaning(found, telling)),
        _part(say("정한 것", "Decided"), _decided(entry, telling)),
        _part(say("적어 둔 것", "Stored"), _stored(entry, telling)),
        _part(say("걸린 시간", "Time"), _spent(entry.spent, say)),
    )
    if not entry.events and found is None:
        return ""
    return (
        f'<details class="mg-why"{" open" if is_open else ""}>'
        f"<summary>{_summary(found, telling)}</summary>{''.join(parts)}</details>"
    )


def _summary(found: Understanding | None, telling: Telling) -> str:
    say = telling.say
    if found is None:
        return f'<span class="mg-doubt">{say("알아듣지 못함", "Not understood")}</span>'
    doubt = say("확신이 낮아요", "not sure")
    return (
        f'<span class="mg-intent">{escape(telling.names.intent(found.intent))}</span>'
        f'<span class="mg-share">{found.confidence:.0%}</span>'
        + ("" if found.in_scope else f'<span class="mg-doubt">{doubt}</span>')
    )


def _part(title: str, body: str) -> str:
    return f'<section class="mg-step"><h3>{title}</h3><div>{body}</div></section>' if body else ""


def _heard(transcript: Transcript | None, say: Language) -> str:
    """The text that was answered, and beside it the readings to choose from with their scores."""
    if transcript is None:
        return ""
    sound = say(
        f"{transcript.seconds:.1f}초 소리, 확신 {transcript.confidence:.0%}",
        f"{transcript.seconds:.1f} s of sound, confidence {transcript.confidence:.0%}",
    )
    readings = _readings(transcript, say) if len(transcript.alternatives) > 1 else ""
    return (
        f'<p class="mg-heard"><q lang="ko">{escape(transcript.text)}</q> '
        f'<span class="mg-dim">{sound}</span></p>{readings}'
    )


def _readings(transcript: Transcript, say: Language) -> str:
    chosen = next((one for one in transcript.alternatives if one.text == transcript.text), None)
    rows = "".join(_reading(one, one is chosen, say) for one in transcript.alternatives)
    label = say("들린 글 후보와 소리의 점수", "Readings and the scores of their sound")
    return f'<ol class="mg-readings" aria-label="{label}">{rows}</ol>'


def _reading(one: Alternative, is_chosen: bool, say: Language) -> str:
    mark = f' <b class="mg-chosen">{say("고름", "chosen")}</b>' if is_chosen else ""
    return (
        f'<li><span lang="ko">{escape(one.text)}</span>{mark}'
        f'<span class="mg-dim">{one.score:.2f}</span></li>'
    )


def _meaning(found: Understanding | None, telling: Telling) -> str:
    if found is None:
        return ""
    names, say = telling.names, telling.say
    return "".join(
        f"{sentence(part, names)}{values(part, names, say)}{ranking(part, names, say)}"
        for part in (found, *found.parts)
    )


def _decided(entry: Entry, telling: Telling) -> str:
    taken = ways([one.event for one in entry.events], telling.domain)
    found = entry.understanding
    intents = [] if found is None else [part.intent for part in (found, *found.parts)]
    named = ", ".join(telling.names.intent(intent) for intent in intents)
    least = telling.domain.spec.fallback.threshold
    return _lines(way_words(way, named, least, telling.say) for way in taken)


def _stored(entry: Entry, telling: Telling) -> str:
    """The rows that changed, and folded beneath them the events of the turn."""
    if not entry.events:
        return ""
    say, zone = telling.say, ZoneInfo(telling.domain.spec.zone)
    at = entry.events[-1].at.astimezone(zone)
    rows = _lines(change_words(one, at, say) for one in changes(entry.before, entry.after))
    events = "".join(
        f'<li value="{one.number}">{escape(event_words(one.event, telling.names, say))}</li>'
        for one in entry.events
    )
    count = len(entry.events)
    title = say(f"대화 기록에 사건 {count}개", f"{count} events of the conversation")
    return f'{rows}<details><summary>{title}</summary><ol class="mg-events">{events}</ol></details>'


def _lines(lines: Iterable[str]) -> str:
    shown = "".join(f"<li>{escape(line)}</li>" for line in lines if line)
    return f'<ul class="mg-lines">{shown}</ul>' if shown else ""


def _spent(spent: Spent, say: Language) -> str:
    stages = (
        (say("듣기", "hearing"), spent.listening),
        (say("알아듣기", "understanding"), spent.understanding),
        (say("정하고 하고 적기", "deciding, acting, storing"), spent.acting),
    )
    shown = [f"{name} {1000 * seconds:,.0f} ms" for name, seconds in stages if seconds is not None]
    return f'<p class="mg-spent">{" · ".join(shown)}</p>' if shown else ""
