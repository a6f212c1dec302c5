"""A task and batches of items -> each item with its result, in order, worked out by processes of this machine.

A thread of its own hands batches to idle workers and takes results one by one, so that it knows at which item a worker
died or hangs. Workers never wait for the writer, and the writer never for one of them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing import Pipe, get_context, parent_process
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Generic

from extractor.engines import AHEAD, Done, Job, R, T
from extractor.errors import EngineError

ATTEMPTS = 2
"""Workers that an item may end before it is given up: the first may have been ended by somebody else."""
STARTING = 180.0
"""Seconds that a worker may take to start."""
STILLBORN = 3
"""Workers that may end as they start, one after the other, before the run is given up."""


def processes(job: Job[T, R], batches: Iterator[list[T]], workers: int) -> Generator[Done[T, R]]:
    """The results of all batches, in their order, worked out by processes. Closing the iterator ends the processes.

    Raises EngineError where workers cannot start.
    """
    crew = _Crew(job, workers)
    flying: deque[tuple[list[T], Future[list[R]]]] = deque()
    try:
        for batch in batches:
            flying.append((batch, crew.give(batch)))
            if len(flying) >= AHEAD * workers:
                yield _oldest(flying)
        while flying:
            yield _oldest(flying)
    finally:
        crew.end()


def _oldest(flying: deque[tuple[list[T], Future[list[R]]]]) -> Done[T, R]:
    batch, future = flying.popleft()
    return list(zip(batch, future.result(), strict=True))


@dataclass(eq=False)
class _Batch(Generic[T, R]):
    """A batch on its way: its items, and the results that are there so far."""

    items: list[T]
    future: Future[list[R]]
    results: list[R] = field(default_factory=list)
    attempts: int = 0
    """Workers that the item at hand has ended."""

    @property
    def item(self) -> T:
        return self.items[len(self.results)]

    @property
    def left(self) -> list[T]:
        return self.items[len(self.results) :]

    def add(self, result: R) -> None:
        self.results.append(result)
        self.attempts = 0


@dataclass(eq=False)
class _Worker(Generic[T, R]):
    """A process, the line to it, and what it is at."""

    process: BaseProcess
    line: Connection
    since: float
    """When it began what it is at."""
    ready: bool = False
    batch: _Batch[T, R] | None = None

    def end(self) -> None:
        """End the process, whatever it does, and wait until it is gone."""
        self.process.kill()
        self.process.join()
        self.line.close()


class _Crew(Generic[T, R]):
    """Workers, and the thread that keeps them at work; nobody else touches them."""

    def __init__(self, job: Job[T, R], workers: int) -> None:
        self._job = job
        self._size = workers
        self._crew: list[_Worker[T, R]] = []
        self._waiting: deque[_Batch[T, R]] = deque()
        self._given: deque[_Batch[T, R]] = deque()
        self._stillborn = 0
        self._ending = False
        self._bell, self._ring = Pipe(duplex=False)
        self._thread = threading.Thread(target=self._run, name="extractor-crew", daemon=True)
        self._thread.start()

    def give(self, batch: list[T]) -> Future[list[R]]:
        """Put a batch in line."""
        made: _Batch[T, R] = _Batch(batch, Future())
        self._given.append(made)
        self._ring.send_bytes(b"!")
        return made.future

    def end(self) -> None:
        """End all workers, whatever they do, and wait until they are gone."""
        self._ending = True
        with contextlib.suppress(OSError):
            self._ring.send_bytes(b"!")
        self._thread.join()
        self._bell.close()
        self._ring.close()

    # -- all below runs in the thread -------------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while not self._ending:
                self._hand_out()
                lines = [worker.line for worker in self._crew]
                for line in wait([self._bell, *lines], self._until_next_limit()):
                    self._hear(line)
                self._give_up_on_the_late()
        except EngineError as error:
            self._fail(error)
        finally:
            for worker in self._crew:
                worker.end()

    def _hand_out(self) -> None:
        """Batches to idle workers, and as many workers as there is work for."""
        while self._given:
            self._waiting.append(self._given.popleft())
        busy = sum(worker.batch is not None for worker in self._crew)
        for _ in range(len(self._crew), min(self._size, busy + len(self._waiting))):
            self._crew.append(self._start())
        for worker in list(self._crew):
            if worker.ready and worker.batch is None and self._waiting:
                self._send(worker, self._waiting.popleft())

    def _start(self) -> _Worker[T, R]:
        # One process loads what workers need, and they are its copies: quick to start, and what they share is in memory
        # once. It does nothing else, so that it can be copied safely. Only Linux does that without harm.
        context = get_context("forkserver") if sys.platform == "linux" else get_context("spawn")
        context.set_forkserver_preload([self._job.ready])
        line, far = context.Pipe()
        process = context.Process(target=_serve, args=(far, self._job), daemon=True)
        try:
            process.start()
        except (EOFError, OSError) as error:
            raise EngineError(f"worker processes cannot be started: {error}; try --workers 1") from error
        far.close()
        return _Worker(process, line, time.monotonic())

    def _send(self, worker: _Worker[T, R], batch: _Batch[T, R]) -> None:
        worker.batch, worker.since = batch, time.monotonic()
        try:
            worker.line.send(batch.left)
        except OSError:
            self._bury(worker, "ended its worker process")

    def _hear(self, line: object) -> None:
        if line is self._bell:
            self._bell.recv_bytes()
            return
        worker = next((each for each in self._crew if each.line is line), None)
        if worker is None:
            return
        try:
            result = worker.line.recv()
        except (EOFError, OSError):
            self._bury(worker, "ended its worker process")
            return
        worker.since = time.monotonic()
        if not worker.ready:
            worker.ready, self._stillborn = True, 0
        elif worker.batch is not None:
            worker.batch.add(result)
            self._close_if_done(worker.batch, worker)

    def _close_if_done(self, batch: _Batch[T, R], worker: _Worker[T, R] | None = None) -> bool:
        if batch.left:
            return False
        if worker is not None:
            worker.batch = None
        if not batch.future.done():
            batch.future.set_result(batch.results)
        return True

    def _bury(self, worker: _Worker[T, R], why: str, attempts: int = ATTEMPTS) -> None:
        """Take a worker out that is dead or will be, and put what is left of its batch in line again."""
        self._crew.remove(worker)
        worker.end()
        batch = worker.batch
        if batch is None:
            if not worker.ready:
                self._stillborn += 1
                if self._stillborn >= STILLBORN:
                    raise EngineError("worker processes end as they start; try --workers 1, which shows why")
            return
        batch.attempts += 1
        if batch.attempts >= attempts:
            batch.add(self._job.lost(batch.item, why))
        if not self._close_if_done(batch):
            self._waiting.appendleft(batch)

    def _limit(self, worker: _Worker[T, R]) -> float | None:
        """Seconds that a worker may take for what it is at; None where it has nothing to do."""
        if not worker.ready:
            return STARTING
        return None if worker.batch is None else self._job.patience(worker.batch.item)

    def _until_next_limit(self) -> float | None:
        now = time.monotonic()
        ends = [worker.since + limit for worker in self._crew if (limit := self._limit(worker)) is not None]
        return max(0.0, min(ends) - now) if ends else None

    def _give_up_on_the_late(self) -> None:
        now = time.monotonic()
        for worker in list(self._crew):
            limit = self._limit(worker)
            # an answer may have come while others were heard
            if limit is not None and now - worker.since > limit and not worker.line.poll():
                self._bury(worker, f"gave no answer within {limit:.0f} s", attempts=1)

    def _fail(self, error: EngineError) -> None:
        """Whoever waits for a batch is told why none will come."""
        self._ending = True
        batches = [*self._waiting, *self._given, *(worker.batch for worker in self._crew if worker.batch)]
        for batch in batches:
            if not batch.future.done():
                batch.future.set_exception(error)


def _serve(line: Connection, job: Job[T, R]) -> None:
    """A worker: results one by one, until nobody is there to hear them."""
    _follow_parent()
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        job.warm()
        line.send(None)
        while True:
            for item in line.recv():
                line.send(job.task(item))


def _follow_parent() -> None:
    """Ctrl-C is the parent's to handle, and no worker outlives its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()


def _leave_with(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
