"""Work and seconds -> the work done, or TookTooLong: what strangers send may be made to take for ever."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TookTooLong(BaseException):
    """The work was given up, as its time was over. No `except Exception` on the way, ours or a library's, keeps it."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Give up what takes longer. Raises TookTooLong.

    Seconds of processor time, so that a busy machine gives up no more than an idle one. By a timer of the operating
    system, as nothing else stops a search in its midst: so only where there is one (not on Windows), and in the main
    thread of a process; elsewhere nothing is given up. Not to be used inside itself.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        raise TookTooLong(f"took more than {seconds:g} s of work")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
