"""The smart home with a broker: what is said reaches the topics of the devices."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

from conversation_kit import NOW, Scripted, slot
from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from servers_kit import Mosquitto, until

from dialog.assistant import Assistant
from dialog.carriers import Mqtt
from dialog.delivery import Courier
from dialog.store import Store
from dialog.voice import MALGWI

SAID = {
    "거실 불 켜 줘": ("iot_hue_lighton", "house_place", "거실"),
    "거실 불 50퍼센트로 해 줘": ("iot_hue_lightchange", "house_place", "거실"),
    "플러그 꺼 줘": ("iot_wemo_off", "device_type", "플러그"),
}


def assistant(folder: Path, topic: str | None) -> Assistant:
    domain = (MALGWI / "domain.yml").read_text("utf-8")
    if topic is not None:
        domain += f"\nsettings: {{home_topic: {topic}}}\n"
    (folder / "domain.yml").write_text(domain, "utf-8")
    told = Scripted()
    for text, (intent, name, words) in SAID.items():
        told.tell(text, intent, slot(name, words, text))
    return Assistant.load(folder, told, Store.open(folder / "db.sqlite"))


def test_changes_reach_the_broker(tmp_path: Path, broker: Mosquitto) -> None:
    got: list[tuple[str, Any]] = []
    ready = threading.Event()
    client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
    client.on_message = lambda _, __, m: got.append((m.topic, json.loads(m.payload)))
    client.on_subscribe = lambda *_: ready.set()
    client.connect("127.0.0.1", broker.port)
    client.subscribe("house/#", qos=1)
    client.loop_start()
    assert ready.wait(20)
    bot = assistant(tmp_path, "house/")
    replies = [bot.turn("a", text, NOW).reply.text for text in SAID]
    assert "연결되어 있지 않아서" not in replies[0]
    courier = Courier(bot.store, {"mqtt": Mqtt(broker.address, 5)}, lambda: NOW)
    assert courier.deliver() == 3
    until(lambda: len(got) == 3)
    client.disconnect()
    client.loop_stop()
    courier.close()
    assert got == [
        ("house/light/거실", {"on": True, "level": 100, "colour": "흰색"}),
        ("house/light/거실", {"on": True, "level": 50, "colour": "흰색"}),
        ("house/plug/플러그", {"on": False}),
    ]
    bot.store.close()


def test_without_a_topic_the_house_is_the_database(tmp_path: Path) -> None:
    bot = assistant(tmp_path, None)
    assert "연결되어 있지 않아서" in bot.turn("a", "거실 불 켜 줘", NOW).reply.text
    courier = Courier(bot.store, {}, lambda: NOW)
    assert courier.deliver() == 0
    bot.store.close()
