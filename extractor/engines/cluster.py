"""A task and batches of items -> each item with its result, in order, worked out by the workers of a Dask cluster.

The package must be the same on every machine; files need not be there, as what they hold travels with the work.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from typing import Any, Generic

from extractor.engines import AHEAD, Done, Job, R, T
from extractor.errors import EngineError

ANSWER = 15.0
"""Seconds in which a scheduler must answer."""
LOOK = 1.0
"""Seconds after which a wait looks whether the scheduler is still there."""
_ONE_AT_A_TIME = threading.Lock()
"""Workers may have several threads; the work is Python's, and one at a time is as quick."""


def cluster(job: Job[T, R], batches: Iterator[list[T]], scheduler: str | None, workers: int) -> Generator[Done[T, R]]:
    """The results of all batches, in their order. Without a scheduler, a cluster of so many workers starts here.

    Raises EngineError where no scheduler answers, where it goes away, and where workers have another version.
    """
    with _client(scheduler, workers) as client:
        crew = _Crew(job, client, scheduler or "of this machine")
        flying: deque[tuple[list[T], Any]] = deque()
        try:
            crew.warm()
            for batch in batches:
                flying.append((batch, crew.submit(batch)))
                if len(flying) >= AHEAD * crew.size():
                    yield crew.done(*flying.popleft())
            while flying:
                yield crew.done(*flying.popleft())
        finally:
            for _, future in flying:
                with suppress(Exception):
                    future.cancel()


@contextmanager
def _client(scheduler: str | None, workers: int) -> Iterator[Any]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise EngineError("--engine dask needs dask: pip install 'ai-claims-extractor[dask]'") from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is said in one line of ours
    with ExitStack() as stack:
        try:
            if scheduler is None:
                local = distributed.LocalCluster(
                    n_workers=workers,
                    threads_per_worker=1,
                    dashboard_address="127.0.0.1:0",
                    silence_logs=logging.CRITICAL,
                )
                stack.enter_context(local)
            address = scheduler or local
            client = distributed.Client(address, timeout=ANSWER, set_as_default=False)
        except (OSError, ValueError) as error:
            raise EngineError(f"{scheduler}: no scheduler answers; start one with `dask scheduler`") from error
        stack.callback(_close, client)
        yield client


def _close(client: Any) -> None:
    with suppress(Exception):  # of a scheduler that is gone nothing can be closed
        client.close(timeout=5)


class _Crew(Generic[T, R]):
    """The workers of one cluster."""

    def __init__(self, job: Job[T, R], client: Any, name: str) -> None:
        self._job, self._client, self._name = job, client, name

    def warm(self) -> None:
        """Load what workers need, once in each, also in later ones. Raises EngineError for other versions."""
        try:
            self._client.wait_for_workers(1, timeout=ANSWER)
            self._client.register_plugin(_plugin(self._job.warm, self._job.identity, self._job.identity()))
        except TimeoutError as error:
            raise EngineError(f"scheduler {self._name}: no worker is there; start some with `dask worker`") from error
        except Exception as error:
            raise EngineError(
                f"scheduler {self._name}: {_told(error)}; install the same version on every worker"
            ) from error

    def size(self) -> int:
        """Workers that are there now."""
        return max(1, len(self._client.scheduler_info(n_workers=-1)["workers"]))

    def submit(self, items: Sequence[T]) -> Any:
        """A batch on its way. Raises EngineError where the scheduler is gone."""
        try:
            return self._client.submit(_batch, self._job.task, list(items), pure=False)
        except Exception as error:
            raise self._gone() from error

    def done(self, items: list[T], future: Any) -> Done[T, R]:
        """Wait for a batch; one that ended or stalled its worker is gone through item by item."""
        limit = max(map(self._job.patience, items))
        results = self._result(items, future, limit)
        if isinstance(results, str):
            results = [each for item in items for each in self._alone(item)]
        return list(zip(items, results, strict=True))

    def _alone(self, item: T) -> list[R]:
        results = self._result([item], self.submit([item]), self._job.patience(item))
        return [self._job.lost(item, results)] if isinstance(results, str) else results

    def _result(self, items: Sequence[T], future: Any, limit: float, again: bool = True) -> list[R] | str:
        """The results of a batch, or how it ended its worker."""
        told = threading.Event()
        future.add_done_callback(lambda _: told.set())
        ends = time.monotonic() + limit
        while not told.wait(LOOK):
            if self._client.status != "running":
                raise self._gone()
            if time.monotonic() > ends:
                self._stop(future)
                return f"gave no answer within {limit:.0f} s"
        if future.status == "error":
            return self._failed(future)
        if future.status != "cancelled":
            with suppress(OSError, CancelledError):  # the scheduler or the worker went away with what was done
                return list(future.result(timeout=limit))
        if again and self._client.status == "running":
            return self._result(items, self.submit(items), limit, again=False)
        raise self._gone()

    def _failed(self, future: Any) -> str:
        """How a batch ended its worker. Raises EngineError where it is the work that fails."""
        error = None
        with suppress(OSError, CancelledError):
            error = future.exception(timeout=ANSWER)
        if error is None:
            raise self._gone()
        if type(error).__name__ == "KilledWorker":
            return "ended its worker process"
        raise EngineError(f"workers of scheduler {self._name} fail: {_told(error)}") from error

    def _stop(self, future: Any) -> None:
        """End the process that a batch hangs in; its nanny starts another."""
        with suppress(Exception):
            busy = [worker for worker, keys in self._client.processing().items() if future.key in keys]
            future.cancel(force=True)
            self._client.restart_workers(busy, timeout=ANSWER)

    def _gone(self) -> EngineError:
        return EngineError(f"scheduler {self._name} is gone; what is stored stays, run the same command again to go on")


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


def _plugin(warm: Callable[[], object], identity: Callable[[], str], expected: str) -> Any:
    distributed: Any = import_module("distributed")

    class Warm(distributed.WorkerPlugin):  # type: ignore[misc]
        """Loads what the work needs as a worker starts."""

        name = f"extractor-{expected}"

        def setup(self, worker: Any) -> None:
            if (found := identity()) != expected:
                raise EngineError(f"a worker has {found}, this machine {expected}")
            warm()

    return Warm()


def _batch(task: Callable[[T], R], items: list[T]) -> list[R]:
    """What a worker does."""
    with _ONE_AT_A_TIME:
        return [task(item) for item in items]
