"""The bench of turns: real turns on a real file, each sentence understood once."""

from __future__ import annotations

from bench.turns import NOW, SENTENCES, Remembering, commits, measure, opened
from dialog.assistant import Assistant
from dialog.voice import MALGWI
from slu.core import Context, Understanding


class Counting:
    """Knows no sentence; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def understand(self, text: str, context: Context) -> Understanding:
        self.asked += 1
        return Understanding(text, "general_greet", 0.9)


def test_every_kind_is_measured_on_a_database_that_goes() -> None:
    counting = Counting()
    with opened(None) as store:
        assistant = Assistant.load(MALGWI, Remembering(counting), store)
        kinds = measure(assistant, 2)
        bare = commits(store, 3)
        stored = assistant.history("bench 1")
        place = store.engine.url.database
    sentences = sum(len(one) for one in SENTENCES.values())
    assert [kind.name for kind in kinds] == [*SENTENCES, "all"]
    assert kinds[-1].turns == 2 * sentences
    assert all(0 < kind.least_ms <= kind.median_ms <= kind.p95_ms for kind in kinds)
    assert counting.asked <= sentences
    assert bare.calls == 3
    assert stored[0].at == NOW
    assert place is not None
