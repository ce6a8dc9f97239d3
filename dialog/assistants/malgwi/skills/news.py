"""The latest headlines of an RSS feed, where the domain names one.

`settings: {news: https://www.yna.co.kr/rss/news.xml}` connects it (연합뉴스); any RSS 2.0 will do.
Only titles are told; the articles stay with their paper.
"""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET

from dialog.assistants.malgwi.skills.fetched import fetch
from dialog.assistants.malgwi.skills.services import need_service
from dialog.assistants.malgwi.skills.speak import local
from dialog.assistants.malgwi.skills.words import plain_slot
from dialog.saying import say_time
from dialog.skill import Outcome, Request, time_limit

_FRESH = dt.timedelta(minutes=10)
_MOST = 3
_ANY = re.compile(r"오늘|최신|최근|새로운|주요|속보|뉴스|소식|헤드라인|\s")


@time_limit(10)
def headlines(request: Request) -> Outcome:
    """Three titles, those about the topic asked for if there is one."""
    feed = request.settings.get("news")
    if not feed:
        return need_service(request)
    answer = fetch(request, feed, _FRESH)
    found = None if answer is None else _read(answer.body)
    if answer is None or found is None:
        return Outcome("utter_service_silent", {"service": "뉴스 서비스"})
    source, titles = found
    topic = _ANY.sub("", plain_slot(request, "news_topic") or "")
    chosen = [title for title in titles if topic in title.replace(" ", "")][:_MOST]
    if not chosen:
        return Outcome("utter_news_none", {"source": source, "topic": topic})
    at = local(answer.at, request.context)
    age = f" {say_time(at.time())}에 받은 소식이에요." if answer.stale else ""
    told = " ".join(f"{number}, {title}." for number, title in enumerate(chosen, start=1))
    return Outcome("utter_news", {"source": source, "titles": told, "age": age})


def _read(body: str) -> tuple[str, list[str]] | None:
    """The feed's name and its titles; None for what is no RSS. Expat itself refuses entities that
    grow beyond measure."""
    try:
        channel = ET.fromstring(body.encode()).find("channel")
    except ET.ParseError:
        return None
    if channel is None:
        return None
    titles = [_plain(item.findtext("title", "")) for item in channel.iter("item")]
    return _plain(channel.findtext("title", "")) or "뉴스", [title for title in titles if title]


def _plain(text: str) -> str:
    """One line without markup and without a full stop of its own."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", text)).strip().rstrip(".")
