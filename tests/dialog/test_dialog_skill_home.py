"""The house and the sound: states that are really kept, and shown as data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from malgwi_bench import NOW, TOMORROW, Bench, at, clock, day, open_store
from sqlalchemy import select

from dialog import schedule
from dialog.assistants.malgwi.skills.amounts import Change, find_change
from dialog.assistants.malgwi.skills.home import clean, coffee, light, plug
from dialog.assistants.malgwi.skills.sound import change_volume, mute
from dialog.assistants.malgwi.skills.tables import Device
from slu.values import DurationValue


@pytest.fixture
def bench() -> Iterator[Bench]:
    store = open_store()
    with store.writing() as session:
        yield Bench(session)
    store.close()


def _device(bench: Bench, place: str, kind: str = "light", name: str = "") -> Device:
    row = bench.session.get(Device, (bench.conversation, kind, place, name))
    assert row is not None
    return row


def test_lights_go_on_and_off(bench: Bench) -> None:
    said = bench.run(light, "거실 불 켜 줘", ("house_place", "거실"), intent="iot_hue_lighton")
    assert _device(bench, "거실").on
    assert said.text.startswith("거실 조명을 켰어요.")
    said = bench.run(light, "거실 불 꺼 줘", ("house_place", "거실"), intent="iot_hue_lightoff")
    assert not _device(bench, "거실").on
    assert said.text == "거실 조명을 껐어요."


def test_only_the_first_change_says_that_nothing_is_connected(bench: Bench) -> None:
    first = bench.run(light, "불 켜 줘", intent="iot_hue_lighton")
    again = bench.run(light, "불 꺼 줘", intent="iot_hue_lightoff")
    assert "연결되어 있지 않아서" in first.text
    assert "연결" not in again.text


def test_without_a_place_all_known_lights_are_meant(bench: Bench) -> None:
    for place in ("거실", "침실"):
        bench.run(light, f"{place} 불 켜", ("house_place", place), intent="iot_hue_lighton")
    bench.run(light, "불 다 꺼", intent="iot_hue_lightoff")
    assert not _device(bench, "거실").on
    assert not _device(bench, "침실").on
    bench.run(light, "거실 빼고 모든 불 켜", ("house_place", "거실"), intent="iot_hue_lighton")
    assert (_device(bench, "거실").on, _device(bench, "침실").on) == (False, True)


@pytest.mark.parametrize(
    ("text", "intent", "level"),
    [
        ("거실 불 더 어둡게", "iot_hue_lightdim", 80),
        ("거실 조명 사십 퍼센트로 낮춰", "iot_hue_lightdim", 40),
        ("거실 조명 조금 어둡게", "iot_hue_lightdim", 90),
        ("거실 조명 너무 밝아", "iot_hue_lightdim", 80),
        ("거실 조명 절반으로 줄여", "iot_hue_lightdim", 50),
        ("거실 조명 최대로 올려", "iot_hue_lightup", 100),
        ("거실 조명 30만큼 줄여", "iot_hue_lightdim", 70),
        ("거실 조명 영 퍼센트로", "iot_hue_lightdim", 1),
        ("이 거실 조명 너무 밝다 낮춰 줘", "iot_hue_lightdim", 80),
    ],
)
def test_brightness(bench: Bench, text: str, intent: str, level: int) -> None:
    bench.run(light, text, ("house_place", "거실"), intent=intent)
    assert (_device(bench, "거실").level, _device(bench, "거실").on) == (level, True)


def test_colour(bench: Bench) -> None:
    said = bench.run(
        light,
        "침실 조명 하얀색에서 파랗게 바꿔",
        ("house_place", "침실"),
        intent="iot_hue_lightchange",
    )
    assert _device(bench, "침실").colour == "파란색"
    assert said.text.startswith("침실 조명을 파란색으로 바꿨어요.")
    assert bench.run(light, "조명 색 바꿔", intent="iot_hue_lightchange").outcome.ask == "colour"


def test_plugs(bench: Bench) -> None:
    bench.run(plug, "스마트 플러그 켜 줘", ("device_type", "스마트 플러그"), intent="iot_wemo_on")
    assert _device(bench, "", "plug", "스마트 플러그").on
    bench.run(plug, "스마트 플러그 꺼 줘", ("device_type", "스마트 플러그"), intent="iot_wemo_on")
    assert not _device(bench, "", "plug", "스마트 플러그").on


def test_cleaner_and_coffee(bench: Bench) -> None:
    bench.run(clean, "거실 청소기 돌려 줘", ("house_place", "거실"), intent="iot_cleaning")
    assert _device(bench, "거실", "cleaner").on
    bench.run(clean, "거실 청소기 멈춰", ("house_place", "거실"), intent="iot_cleaning")
    assert not _device(bench, "거실", "cleaner").on
    said = bench.run(coffee, "라떼 만들어 줘", ("coffee_type", "라떼"), intent="iot_coffee")
    assert "라떼를 내리기 시작했어요." in said.text
    assert _device(bench, "집", "coffee").on


def test_a_later_time_is_a_reminder_and_honest(bench: Bench) -> None:
    said = bench.run(
        coffee,
        "내일 오전 여섯 시에 커피 내려",
        ("date", "내일", day(TOMORROW)),
        ("time", "오전 여섯 시", clock(6)),
        intent="iot_coffee",
    )
    rows = schedule.upcoming(bench.session, bench.conversation, "reminder")
    assert [(row.label, row.at) for row in rows] == [("커피 내리기", at(6, day=TOMORROW))]
    assert "못 해" in said.text or "못해요" in said.text
    assert list(bench.session.scalars(select(Device))) == []


def test_the_house_is_shown_as_data(bench: Bench) -> None:
    said = bench.run(light, "거실 불 켜", ("house_place", "거실"), intent="iot_hue_lighton")
    assert said.outcome.data == {
        "devices": [
            {
                "kind": "light",
                "place": "거실",
                "name": "",
                "on": True,
                "level": 100,
                "colour": "흰색",
            }
        ]
    }


@pytest.mark.parametrize(
    ("text", "intent", "level"),
    [
        ("볼륨 높여 줘", "audio_volume_up", 60),
        ("더 조용히", "audio_volume_down", 40),
        ("볼륨 이십으로 낮춰", "audio_volume_down", 20),
        ("볼륨 이십 퍼센트 줄여 줘", "audio_volume_down", 30),
        ("스피커 볼륨 최대로 높여", "audio_volume_up", 100),
        ("볼륨 두 단계 올려", "audio_volume_up", 70),
        ("볼륨 십구로 바꿔 줘", "audio_volume_up", 19),
        ("볼륨 30으로", "audio_volume_other", 30),
    ],
)
def test_volume(bench: Bench, text: str, intent: str, level: int) -> None:
    said = bench.run(change_volume, text, intent=intent)
    assert said.outcome.data == {"volume": level, "muted": False}


def test_volume_stops_at_its_ends(bench: Bench) -> None:
    bench.run(change_volume, "볼륨 최대로", intent="audio_volume_up")
    assert (
        bench.run(change_volume, "더 크게", intent="audio_volume_up").response
        == "utter_volume_most"
    )


def test_volume_is_told_or_asked_for(bench: Bench) -> None:
    shown = bench.run(change_volume, "볼륨 설정 보여 줘", intent="audio_volume_other")
    assert shown.text == "지금 소리 크기는 50%예요."
    assert (
        bench.run(change_volume, "볼륨 바꿔 줘", intent="audio_volume_other").outcome.ask
        == "volume"
    )


def test_mute_until_told_otherwise_or_for_a_while(bench: Bench) -> None:
    assert bench.run(mute, "소리 꺼").outcome.data["muted"] is True
    assert bench.run(change_volume, "음소거 해제해").outcome.data["muted"] is False
    bench.run(mute, "한 시간 동안 무음 모드", ("time", "한 시간", DurationValue(3600)))
    bench.now = NOW + dt.timedelta(minutes=59)
    muted = bench.run(change_volume, "볼륨 설정 보여 줘", intent="audio_volume_other")
    assert muted.response == "utter_volume_muted"
    bench.now = NOW + dt.timedelta(minutes=61)
    over = bench.run(change_volume, "볼륨 설정 보여 줘", intent="audio_volume_other")
    assert over.response == "utter_volume_now"


def test_changes() -> None:
    assert find_change("이십 퍼센트로 줄여") == Change(to=20)
    assert find_change("이십 퍼센트 줄여") == Change(by=20)
    assert find_change("칠 단계로") == Change(to=70)
    assert find_change("낮춰") == Change()
    assert Change(by=30).applied(20, -1) == 0
