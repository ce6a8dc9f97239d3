"""Takes messages from the outbox and has them carried, one at a time, for as long as it runs.

Any number of couriers may work on one database, in any number of processes: a lease gives each
message to one of them, and to another when that one dies. Carrying is `dialog.carriers`.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from dialog import outbox
from dialog.carriers import Carrier, Mqtt, Undelivered, Webhooks
from dialog.outbox import Channel, Message
from dialog.store import Store

LEASE = dt.timedelta(seconds=60)  # longer than any carrier may take
_PAUSE_SECONDS = 0.5
_LOG = logging.getLogger(__name__)


def carriers(mqtt: str | None) -> dict[Channel, Carrier]:
    """Webhooks always, MQTT where a broker's address is given. Raises DataError for a bad one."""
    found: dict[Channel, Carrier] = {"webhook": Webhooks()}
    if mqtt:
        found["mqtt"] = Mqtt(mqtt)
    return found


@contextmanager
def delivering(store: Store, mqtt: str | None, clock: Callable[[], dt.datetime]) -> Iterator[None]:
    """A courier at work in a thread beside a face that talks. Raises DataError as `carriers`."""
    store.create_tables()  # an assistant that sends nothing knows of no outbox
    courier, over = Courier(store, carriers(mqtt), clock), threading.Event()
    thread = threading.Thread(target=courier.run, args=(over,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        courier.close()


@dataclass(frozen=True)
class Courier:
    """Delivers what waits. `clock` gives the moment."""

    store: Store
    carriers: Mapping[Channel, Carrier]
    clock: Callable[[], dt.datetime]
    lease: dt.timedelta = LEASE
    name: str = field(default_factory=lambda: uuid.uuid4().hex)

    def deliver(self) -> int:
        """Tries everything that is due now; gives how many messages arrived."""
        with self.store.writing() as session:
            outbox.drop_overdue(session, self.clock())
        arrived = 0
        while (message := self._taken()) is not None:
            arrived += self._carried(message)
        return arrived

    def run(self, over: threading.Event) -> None:
        """Delivers until it is over; a database that is away is tried again."""
        while not over.wait(_PAUSE_SECONDS):
            try:
                if self._is_anything_due():
                    self.deliver()
            except SQLAlchemyError as fault:
                _LOG.error("the outbox cannot be read: %s", type(fault).__name__)

    def close(self) -> None:
        for carrier in self.carriers.values():
            carrier.close()

    def _is_anything_due(self) -> bool:
        """A look that takes no lock."""
        with self.store.reading() as session:
            return outbox.is_due(session, self.clock(), tuple(self.carriers))

    def _taken(self) -> Message | None:
        with self.store.writing() as session:
            now = self.clock()
            return outbox.take(session, self.name, now, self.lease, tuple(self.carriers))

    def _carried(self, message: Message) -> bool:
        carrier = self.carriers[message.channel]
        try:
            carrier.carry(message)
        except Undelivered as fault:
            _LOG.warning("message %s: %s", message.key, fault)
            with self.store.writing() as session:
                now = self.clock()
                outbox.failed(session, message, self.name, str(fault), now, fault.final)
            return False
        with self.store.writing() as session:
            outbox.sent(session, message, self.name)
        return True
