"""A function of a part -> its results of all parts, worked out by copies of this process side by side.

For work over much data that is in memory already: a copy shares it, so that nothing is loaded twice or sent. Copies are
made by fork, which only Linux does safely for a process that has used other libraries; elsewhere all is done here. A
copy that dies loses nothing: its part is done here.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

R = TypeVar("R")
Task = Callable[[int, int], R]
"""Called with the number of a part, from 0, and the number of parts."""
LOOK = 1.0
"""Seconds after which a copy looks whether the process that it is a copy of still lives."""


@dataclass(frozen=True)
class Copies:
    """So many processes for the parts of a task, this one among them."""

    count: int = 1

    def __call__(self, task: Task[R]) -> list[R]:
        """The results of all parts, in order."""
        if self.count < 2 or sys.platform != "linux":
            return [task(0, 1)]
        gc.collect()
        gc.freeze()  # a collection in a copy would touch, and so double, all that is shared
        others = [_Copy(task, number, self.count) for number in range(1, self.count)]
        try:
            return [task(0, self.count), *(other.result() for other in others)]
        finally:
            for other in others:
                other.end()
            gc.unfreeze()


class _Copy(Generic[R]):
    """A copy of this process that works out one part."""

    def __init__(self, task: Task[R], number: int, of: int) -> None:
        self._task, self._number, self._of = task, number, of
        self._out, inside = os.pipe()
        parent = os.getpid()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of threads: the copy uses nothing that theirs hold
            self._id: int | None = os.fork()
        if not self._id:
            _work(task, number, of, inside, parent)
        os.close(inside)

    def result(self) -> R:
        """What it came to; worked out here where the copy did not end well."""
        with open(self._out, "rb", closefd=False) as stream:
            told = stream.read()
        return pickle.loads(told) if self._ended() else self._task(self._number, self._of)  # noqa: S301 (our own)

    def _ended(self) -> bool:
        if self._id is None:
            return False
        _, status = os.waitpid(self._id, 0)
        self._id = None
        return status == 0

    def end(self) -> None:
        """End the copy, whatever it does."""
        os.close(self._out)
        if self._id is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._id, signal.SIGKILL)
            self._ended()


def _work(task: Task[R], number: int, of: int, out: int, parent: int) -> NoReturn:
    """What a copy does. It leaves without cleaning up: what it shares is the other's to close."""
    try:
        gc.disable()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent's to handle
        signal.signal(signal.SIGALRM, lambda *_: None if os.getppid() == parent else os._exit(1))
        signal.setitimer(signal.ITIMER_REAL, LOOK, LOOK)
        told = pickle.dumps(task(number, of), pickle.HIGHEST_PROTOCOL)
        with open(out, "wb") as stream:
            stream.write(told)
    except BaseException:
        os._exit(1)
    os._exit(0)
