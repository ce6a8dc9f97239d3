"""Work that blocks, done in a thread and waited for no longer than a request may take."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import anyio
from anyio import to_thread

from ui.server.faults import Fault
from ui.server.options import ServerOptions

T = TypeVar("T")


async def within(options: ServerOptions, work: Callable[[], T]) -> T:
    """The work's result. Raises Fault when it takes too long, and what the work raises; what was
    begun goes on after that, or after a cancelling, but nobody waits for it."""
    try:
        with anyio.fail_after(options.answer_seconds):
            return await to_thread.run_sync(work, abandon_on_cancel=True)
    except TimeoutError:
        message = "제때 답하지 못했습니다. 처리는 되었을 수 있으니 확인한 뒤 다시 보내 주세요."
        raise Fault(504, "Timeout", message) from None
