"""A task and batches of items -> the task's results in the same order, from this process or several of this machine.

A batch that kills or stalls its worker is taken apart to find the one item behind it, which is handed to `lost`.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
_AHEAD = 2
"""Batches in flight for each worker: none waits for work, and memory stays bounded."""


@dataclass(frozen=True)
class Job(Generic[T, R]):
    """What a worker does, and what stands in for an item that ended or stalled its worker.

    `task` must be importable by name in a new process; `patience` gives the seconds that a batch may take.
    """

    task: Callable[[Sequence[T]], list[R]]
    lost: Callable[[T, str], R]
    patience: Callable[[Sequence[T]], float]


def default_workers() -> int:
    """Processes for `auto`: the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def here(job: Job[T, R], batches: Iterator[list[T]]) -> Iterator[list[R]]:
    """The results of all batches, worked out in this process."""
    yield from map(job.task, batches)


def processes(job: Job[T, R], batches: Iterator[list[T]], workers: int) -> Generator[list[R]]:
    """The results of all batches, in their order, worked out by processes. Closing the iterator ends the processes."""
    pool = _Pool(job, workers)
    flying: deque[tuple[list[T], Future[list[R]]]] = deque()
    try:
        for batch in batches:
            flying.append((batch, pool.submit(batch)))
            if len(flying) >= _AHEAD * workers:
                yield _next(pool, flying)
        while flying:
            yield _next(pool, flying)
    finally:
        pool.stop()


def _next(pool: _Pool[T, R], flying: deque[tuple[list[T], Future[list[R]]]]) -> list[R]:
    batch, future = flying.popleft()
    try:
        return pool.result(batch, future)
    except _Lost:
        pool.restart()
        found = [each for item in batch for each in _alone(pool, item)]
        waiting = [other for other, _ in flying]
        flying.clear()
        flying.extend((other, pool.submit(other)) for other in waiting)
        return found


def _alone(pool: _Pool[T, R], item: T) -> list[R]:
    """One item with nothing else at work, so that what happens is its own doing."""
    try:
        return pool.result([item], pool.submit([item]))
    except _Lost as error:
        pool.restart()
        return [pool.job.lost(item, str(error))]


class _Lost(Exception):
    """No result came back; the message says why."""


class _Pool(Generic[T, R]):
    """Worker processes that can be ended at once and started anew."""

    def __init__(self, job: Job[T, R], workers: int) -> None:
        self.job = job
        self._workers = workers
        self._executor = self._start()

    def submit(self, batch: list[T]) -> Future[list[R]]:
        """Hand a batch to the next free worker; a pool that broke meanwhile tells so by the future."""
        try:
            return self._executor.submit(self.job.task, batch)
        except BrokenProcessPool as error:
            broken: Future[list[R]] = Future()
            broken.set_exception(error)
            return broken

    def result(self, batch: Sequence[T], future: Future[list[R]]) -> list[R]:
        """Wait for a result, as long as the batch may take. Raises _Lost."""
        limit = self.job.patience(batch)
        try:
            return future.result(timeout=limit)
        except TimeoutError as error:
            raise _Lost(f"gave no answer within {limit:.0f} s") from error
        except BrokenProcessPool as error:
            raise _Lost("ended its worker process") from error

    def restart(self) -> None:
        """End all workers, whatever they do, and start others."""
        self.stop()
        self._executor = self._start()

    def stop(self) -> None:
        """End all workers, whatever they do."""
        running = list((self._executor._processes or {}).values())
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in running:
            process.terminate()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self._workers, mp_context=get_context("spawn"), initializer=_begin)


def _begin() -> None:
    """In a new worker: Ctrl-C is the parent's to handle, and no worker outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_follow, args=(parent,), daemon=True).start()


def _follow(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
