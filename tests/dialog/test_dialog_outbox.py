"""The outbox: messages are there if their turn is, arrive with their key, in order, once leased."""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conversation_kit import NOW, Scripted, write_assistant
from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion
from servers_kit import Hook, Mosquitto, until
from typer.testing import CliRunner

from dialog import outbox
from dialog.assistant import Assistant
from dialog.carriers import Mqtt, Undelivered, Webhooks
from dialog.delivery import Courier, carriers, delivering
from dialog.outbox import Channel, Message
from dialog.store import Store
from slu.errors import DataError
from ui.cli import app

DOMAIN = """\
intents: [send, spoil]
responses: {utter_sent: [{text: 보냈어요.}]}
actions: {action_send: sends:send, action_spoil: sends:spoil}
rules:
  - {rule: 보내기, steps: [{intent: send}, {action: action_send}]}
  - {rule: 망치기, steps: [{intent: spoil}, {action: action_spoil}]}
"""
SKILLS = """\
import datetime as dt
from dialog import outbox
from dialog.skill import Outcome, Request

def send(request: Request) -> Outcome:
    channel, target, *words = request.text.split()
    minute = dt.timedelta(minutes=1) if "soon" in words else None
    for word in words:
        outbox.post(request, channel, target, {"word": word}, minute)
    return Outcome("utter_sent")

def spoil(request: Request) -> Outcome:
    outbox.post(request, "webhook", "http://127.0.0.1/", {})
    raise RuntimeError("spoilt")
"""


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def pass_(self, **length: float) -> None:
        self.now += dt.timedelta(**length)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bot(tmp_path: Path, address: str) -> Iterator[Assistant]:
    write_assistant(tmp_path, DOMAIN)
    (tmp_path / "skills" / "sends.py").write_text(SKILLS, encoding="utf-8")

    class Sender(Scripted):
        def understand(self, text: str, context: Any) -> Any:
            self.tell(text, "spoil" if text == "spoil" else "send")
            return self.known[text]

    bot = Assistant.load(tmp_path, Sender(), Store.open(address))
    yield bot
    bot.store.close()


def say(bot: Assistant, text: str, conversation: str = "a") -> str:
    return bot.turn(conversation, text, NOW).reply.text


def states(bot: Assistant) -> list[tuple[str, str]]:
    with bot.store.reading() as session:
        rows = [
            row for state in ("waiting", "sent", "dead") for row in outbox.listed(session, state)
        ]
        return [(row.state, row.body) for row in sorted(rows, key=lambda row: row.id)]


def courier(bot: Assistant, clock: Clock, **given: Any) -> Courier:
    return Courier(bot.store, {"webhook": Webhooks(2)}, clock, **given)


def words(hook: Hook) -> list[str]:
    return [body["word"] for _, body in hook.got if isinstance(body, dict)]


def test_a_message_stands_and_falls_with_its_action(bot: Assistant, hook: Hook) -> None:
    assert say(bot, f"webhook {hook.address} one two") == "보냈어요."
    assert say(bot, "spoil").startswith("죄송해요.")
    assert say(bot, "webhook not-an-address one").startswith("죄송해요.")
    assert say(bot, "mqtt with/+/wildcard one").startswith("죄송해요.")
    assert [state for state, _ in states(bot)] == ["waiting"] * 2


def test_messages_arrive_in_order_with_keys_and_leave_no_body(
    bot: Assistant, hook: Hook, clock: Clock
) -> None:
    say(bot, f"webhook {hook.address} one two")
    say(bot, f"webhook {hook.address} three")
    assert courier(bot, clock).deliver() == 3
    assert words(hook) == ["one", "two", "three"]
    assert len({key for key, _ in hook.got}) == 3
    assert states(bot) == [("sent", "")] * 3
    assert courier(bot, clock).deliver() == 0


def test_a_failure_waits_twice_as_long_and_holds_its_lane_only(
    bot: Assistant, hook: Hook, clock: Clock
) -> None:
    say(bot, f"webhook {hook.address} one two")
    say(bot, f"webhook {hook.address} other", "b")
    hook.answers += [503]
    carrying = courier(bot, clock)
    assert carrying.deliver() == 1
    assert words(hook) == ["other"]
    clock.pass_(seconds=1)
    hook.answers += [503]
    assert carrying.deliver() == 0
    clock.pass_(seconds=1.9)
    assert carrying.deliver() == 0
    clock.pass_(seconds=0.1)
    assert carrying.deliver() == 2
    assert words(hook) == ["other", "one", "two"]


def test_dead_letters_are_shown_and_tried_again(
    bot: Assistant, hook: Hook, clock: Clock, address: str
) -> None:
    say(bot, f"webhook {hook.address} one two")
    hook.answers += [404]
    assert courier(bot, clock).deliver() == 1
    assert words(hook) == ["two"]
    shown = CliRunner().invoke(app, ["outbox", "list", "--json", "--database", address])
    (dead,) = json.loads(shown.stdout)
    assert (dead["error"], dead["attempts"], dead["target"]) == ("HTTP 404", 1, hook.address)
    again = CliRunner().invoke(app, ["outbox", "retry", "--database", address])
    assert "1개가 다시 기다립니다" in again.stdout
    sent = CliRunner().invoke(app, ["outbox", "deliver", "--once", "--database", address])
    assert "1개를 보냈습니다" in sent.stdout
    assert words(hook) == ["two", "one"]


def test_the_last_attempt_is_the_end(bot: Assistant, hook: Hook, clock: Clock) -> None:
    say(bot, f"webhook {hook.address} one")
    carrying = courier(bot, clock)
    for _ in range(outbox.MOST_ATTEMPTS):
        hook.answers += [500]
        carrying.deliver()
        clock.pass_(minutes=10)
    assert [state for state, _ in states(bot)] == ["dead"]


def test_what_is_overdue_is_not_delivered(bot: Assistant, hook: Hook, clock: Clock) -> None:
    say(bot, f"webhook {hook.address} soon")
    clock.pass_(minutes=2)
    assert courier(bot, clock).deliver() == 0
    assert [state for state, _ in states(bot)] == ["dead"]


def test_a_lease_is_one_courier_s_until_it_ends(bot: Assistant, hook: Hook, clock: Clock) -> None:
    """One dies after it has delivered: the next delivers again, with the same key."""
    say(bot, f"webhook {hook.address} one two")
    lease = dt.timedelta(seconds=60)
    with bot.store.writing() as session:
        taken = outbox.take(session, "dead one", clock(), lease, ("webhook",))
    assert taken is not None
    Webhooks(2).carry(taken)
    assert courier(bot, clock).deliver() == 0
    clock.pass_(seconds=61)
    assert courier(bot, clock).deliver() == 2
    with bot.store.writing() as session:  # it wakes, and changes nothing any more
        outbox.failed(session, taken, "dead one", "late", clock(), final=True)
    assert words(hook) == ["one", "one", "two"]
    assert [body["word"] for body in hook.once() if isinstance(body, dict)] == ["one", "two"]
    assert states(bot) == [("sent", "")] * 2


def test_a_courier_runs_until_it_is_over(bot: Assistant, hook: Hook, clock: Clock) -> None:
    over = threading.Event()
    thread = threading.Thread(target=courier(bot, clock).run, args=(over,))
    thread.start()
    say(bot, f"webhook {hook.address} one")
    until(lambda: words(hook) == ["one"])
    over.set()
    thread.join(20)
    assert not thread.is_alive()


def test_beside_a_face_messages_leave_until_it_ends(
    bot: Assistant, hook: Hook, clock: Clock
) -> None:
    with delivering(bot.store, None, clock):
        say(bot, f"webhook {hook.address} one")
        until(lambda: words(hook) == ["one"])
    say(bot, f"webhook {hook.address} two")
    assert [state for state, _ in states(bot)] == ["sent", "waiting"]


class Listener:
    """A subscriber of everything, with what it was sent."""

    def __init__(self, broker: Mosquitto):
        self.got: list[tuple[str, Any, int, str]] = []
        self._client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTv5)
        self._client.on_message = self._hear
        subscribed = threading.Event()
        self._client.on_subscribe = lambda *_: subscribed.set()
        self._client.on_connect = lambda client, *_: client.subscribe("#", qos=1)
        self._client.connect("127.0.0.1", broker.port)
        self._client.loop_start()
        assert subscribed.wait(20)

    def _hear(self, client: Client, data: Any, message: Any) -> None:
        keys = dict(message.properties.UserProperty)
        body = json.loads(message.payload)
        self.got.append((message.topic, body["word"], message.qos, keys["idempotency-key"]))

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


def test_messages_reach_a_broker_also_after_it_was_away(
    bot: Assistant, broker: Mosquitto, clock: Clock
) -> None:
    carrying = Courier(bot.store, {"mqtt": Mqtt(broker.address, 5)}, clock)
    listener = Listener(broker)
    say(bot, "mqtt malgwi/거실/light one two")
    assert carrying.deliver() == 2
    until(lambda: len(listener.got) == 2)
    assert [heard[:3] for heard in listener.got] == [
        ("malgwi/거실/light", "one", 1),
        ("malgwi/거실/light", "two", 1),
    ]
    assert len({heard[3] for heard in listener.got}) == 2
    listener.close()
    broker.stop()
    say(bot, "mqtt malgwi/거실/light three")
    assert carrying.deliver() == 0
    broker.start()
    listener = Listener(broker)
    clock.pass_(seconds=5)
    assert carrying.deliver() == 1
    until(lambda: [heard[1] for heard in listener.got] == ["three"])
    listener.close()
    carrying.close()


@pytest.mark.parametrize(
    "address", ["localhost", "http://localhost", "mqtt://", "mqtt://host:port"], ids=str
)
def test_a_wrong_broker_address_is_told(address: str) -> None:
    with pytest.raises(DataError, match="MQTT 주소"):
        carriers(address)


@pytest.mark.parametrize("channel", ["webhook", "mqtt"])
def test_nobody_there_is_no_receipt(channel: Channel) -> None:
    message = Message(1, "k", channel, "http://127.0.0.1:9/", "{}", 1)
    carrier = Webhooks(2) if channel == "webhook" else Mqtt("mqtt://127.0.0.1:9", 2)
    with pytest.raises(Undelivered) as caught:
        carrier.carry(message)
    assert not caught.value.final
