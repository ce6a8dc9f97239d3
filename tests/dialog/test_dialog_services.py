"""Weather and news from services of the tests' own: answers, the cache, and who does not answer."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from conversation_kit import Scripted, slot
from malgwi_bench import NOW

from dialog.assistant import Assistant
from dialog.store import Store
from dialog.voice import MALGWI
from slu.values import DateValue

TODAY = NOW.date()
FORECAST = {
    "current": {"temperature_2m": 7.4, "weather_code": 0},
    "daily": {
        "time": [str(TODAY + dt.timedelta(days=day)) for day in range(3)],
        "weather_code": [3, 61, 95],
        "temperature_2m_max": [11.2, 9.0, 8.1],
        "temperature_2m_min": [-1.6, 3.0, 2.2],
        "precipitation_probability_max": [10, 80, None],
    },
}
RSS = """<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>새벽일보</title>
<item><title><![CDATA[축구 대표팀 <b>승리</b>.]]></title></item>
<item><title>첫눈 내려</title></item>
<item><title>축구 경기장 새로 지어</title></item><item><title>버스 요금 그대로</title></item>
</channel></rss>"""


@dataclass
class Service:
    address: str = ""
    asked: list[str] = field(default_factory=list)
    status: int = 200
    news: str = RSS


@pytest.fixture
def service() -> Iterator[Service]:
    service = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
            service.asked.append(self.path)
            found = [{"latitude": 1, "longitude": 2}] if query.get("name") != ["없는곳"] else []
            body = {
                "/forecast": json.dumps(FORECAST),
                "/search": json.dumps({"results": found} if found else {}),
                "/news": service.news,
            }[path].encode()
            self.send_response(service.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield service
    server.shutdown()
    thread.join()
    server.server_close()


def told() -> Scripted:
    told = Scripted()
    told.tell("날씨 어때", "weather_query")
    for place in ("부산", "도쿄", "없는곳"):
        text = f"{place} 날씨"
        told.tell(text, "weather_query", slot("place_name", place, text))
    for word, days in (("내일", 1), ("모레", 2), ("글피", 3)):
        text = f"{word} 날씨"
        date = DateValue(TODAY + dt.timedelta(days=days))
        told.tell(text, "weather_query", slot("date", word, text, date))
    told.tell("뉴스 들려줘", "news_query")
    for topic in ("축구", "우주"):
        text = f"{topic} 뉴스 들려줘"
        told.tell(text, "news_query", slot("news_topic", topic, text))
    return told


@pytest.fixture
def bot(tmp_path: Path, service: Service) -> Iterator[Assistant]:
    at = service.address
    settings = (
        f"settings: {{weather: {at}/forecast, weather_places: {at}/search, news: {at}/news}}\n"
    )
    text = (MALGWI / "domain.yml").read_text("utf-8")
    (tmp_path / "domain.yml").write_text(f"{text}\n{settings}", "utf-8")
    bot = Assistant.load(tmp_path, told(), Store.open(tmp_path / "db.sqlite"))
    yield bot
    bot.store.close()


def say(bot: Assistant, text: str, minutes: float = 0) -> str:
    return bot.turn("a", text, NOW + dt.timedelta(minutes=minutes)).reply.text


@pytest.mark.parametrize(
    ("sentence", "reply"),
    [
        (
            "날씨 어때",
            "서울은 지금 7도, 맑아요. 오늘 기온은 -2도에서 11도예요. 비나 눈이 올 확률은 10%예요.",
        ),
        (
            "내일 날씨",
            "내일(11월 22일 일요일) 서울은 비가 내려요. 기온은 3도에서 9도예요. "
            "비나 눈이 올 확률은 80%예요.",
        ),
        ("모레 날씨", "모레(11월 23일 월요일) 서울은 천둥번개가 쳐요. 기온은 2도에서 8도예요."),
        ("글피 날씨", "11월 24일 화요일은 아직 예보가 없어요."),
        ("없는곳 날씨", "없는곳이라는 곳을 찾지 못했어요. 가까운 도시로 물어봐 주세요."),
    ],
)
def test_the_weather_is_told(bot: Assistant, sentence: str, reply: str) -> None:
    assert say(bot, sentence) == reply


def test_known_places_are_not_looked_up(bot: Assistant, service: Service) -> None:
    assert say(bot, "부산 날씨").startswith("부산은 지금")
    assert [urlsplit(path).path for path in service.asked] == ["/forecast"]
    assert say(bot, "도쿄 날씨").startswith("도쿄는 지금")
    assert [urlsplit(path).path for path in service.asked][1:] == ["/search", "/forecast"]


def test_an_answer_is_kept_for_a_while_and_its_age_is_told(
    bot: Assistant, service: Service
) -> None:
    say(bot, "부산 날씨")
    say(bot, "부산 날씨", 29)
    assert len(service.asked) == 1
    service.status = 500
    late = say(bot, "부산 날씨", 31)
    assert late.endswith("오전 10시에 받은 예보예요.")
    assert say(bot, "부산 날씨", 7 * 60) == (
        "날씨 서비스가 대답하지 않아서 지금은 알 수 없어요. 잠시 뒤에 다시 물어봐 주세요."
    )


def test_news_are_told_by_topic(bot: Assistant) -> None:
    assert say(bot, "뉴스 들려줘") == (
        "새벽일보가 전한 소식이에요. 1, 축구 대표팀 승리. 2, 첫눈 내려. 3, 축구 경기장 새로 지어."
    )
    assert say(bot, "축구 뉴스 들려줘") == (
        "새벽일보가 전한 소식이에요. 1, 축구 대표팀 승리. 2, 축구 경기장 새로 지어."
    )
    assert say(bot, "우주 뉴스 들려줘") == "새벽일보에 우주 소식은 지금 없어요."


@pytest.mark.parametrize(
    "news", ["no xml", "<rss></rss>", "<!DOCTYPE x [<!ENTITY a 'b'>]><c>&a;</c>"]
)
def test_what_is_no_feed_is_silence(bot: Assistant, service: Service, news: str) -> None:
    service.news = news
    assert say(bot, "뉴스 들려줘").startswith("뉴스 서비스가 대답하지 않아서")


def test_without_settings_it_says_that_nothing_is_connected(tmp_path: Path) -> None:
    bot = Assistant.load(MALGWI, told(), Store.open(tmp_path / "db.sqlite"))
    assert "날씨 서비스" in say(bot, "부산 날씨")
    assert "뉴스 서비스" in say(bot, "뉴스 들려줘")
    bot.store.close()
