"""A task and batches of items -> each item with its result, in order, from this process, several, or many machines.

All engines run the same function; they differ in where. An item that ends or stalls its worker costs itself alone: it
is handed to `lost`, and everything else goes on.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
Done = list[tuple[T, R]]
"""A batch that is done: its items, each with its result."""
AHEAD = 4
"""Batches in flight for each worker: none waits for work, and memory stays bounded."""


@dataclass(frozen=True)
class Job(Generic[T, R]):
    """What a worker does, and what stands in for an item that ended or stalled its worker.

    All must be importable by name in a new process.
    """

    task: Callable[[T], R]
    lost: Callable[[T, str], R]
    patience: Callable[[T], float]
    """The seconds that an item may take."""
    warm: Callable[[], object]
    """What a worker does once before its first item."""
    identity: Callable[[], str]
    """Version of the code and of all data behind it: the same in every worker, or the results would differ."""
    ready: str
    """Name of a module whose import does what `warm` does, for workers that are made as copies of one process."""


def default_workers() -> int:
    """Processes for `auto`: the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def here(job: Job[T, R], batches: Iterator[list[T]]) -> Iterator[Done[T, R]]:
    """The results of all batches, worked out in this process."""
    for batch in batches:
        yield [(item, job.task(item)) for item in batch]
