"""Work in several processes gives what work in one gives, in order; an item that ends or stalls its worker is found."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from extractor import engines
from extractor.engines.copies import Copies
from extractor.engines.processes import processes
from extractor.errors import EngineError
from tests import tasks
from tests.tasks import ENDS, STALLS

JOB = engines.Job(
    task=tasks.square, lost=tasks.lost, patience=tasks.patience, warm=tasks.warm, identity=tasks.identity,
    ready="tests.tasks",
)  # fmt: skip


def batches(numbers: Sequence[int], size: int = 3) -> list[list[int]]:
    return [list(numbers[start : start + size]) for start in range(0, len(numbers), size)]


@pytest.mark.parametrize(
    "numbers",
    [list(range(40)), [5], [], [1, 2, ENDS, 3, 4, 5, 6], [7, STALLS, 8], [1, ENDS], [ENDS, ENDS, STALLS]],
    ids=["sound", "one", "none", "one ends its worker", "one stalls", "the last ends its worker", "none is sound"],
)
def test_results_come_in_order_and_only_the_item_at_fault_is_lost(numbers: list[int]) -> None:
    found = list(processes(JOB, iter(batches(numbers)), 2))
    assert found == [[(n, -n if n in (ENDS, STALLS) else n * n) for n in batch] for batch in batches(numbers)]


def test_in_this_process_it_is_the_same() -> None:
    assert list(engines.here(JOB, iter(batches(range(5))))) == [[(0, 0), (1, 1), (2, 4)], [(3, 9), (4, 16)]]


def test_an_item_whose_worker_somebody_else_ended_is_not_lost(tmp_path: Path) -> None:
    job = engines.Job(
        task=tasks.ends_once, lost=tasks.lost_path, patience=tasks.patience, warm=tasks.warm, identity=tasks.identity,
        ready="tests.tasks",
    )  # fmt: skip
    path = str(tmp_path / "seen")
    assert list(processes(job, iter([[path]]), 1)) == [[(path, path)]]


def test_only_so_many_batches_are_read_ahead() -> None:
    taken = []

    def endless() -> Iterator[list[int]]:
        for number in range(10_000):
            taken.append(number)
            yield [number]

    results = processes(JOB, endless(), 2)
    assert [next(results) for _ in range(5)] == [[(n, n * n)] for n in range(5)]
    results.close()
    assert len(taken) <= 5 + 2 * engines.AHEAD


def test_closing_early_leaves_no_process_behind() -> None:
    results = processes(JOB, iter(batches(range(300), 1)), 2)
    assert next(results) == [(0, 0)]
    results.close()
    assert multiprocessing.active_children() == []


def test_workers_that_cannot_start_end_the_run_with_a_message() -> None:
    with pytest.raises(EngineError, match="end as they start"):
        list(processes(replace(JOB, warm=tasks.stillborn), iter([[1]]), 2))
    assert multiprocessing.active_children() == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all is done in this process")
def test_parts_come_in_order_from_copies_and_those_of_a_copy_that_dies_are_done_here() -> None:
    here = os.getpid()

    def task(number: int, of: int) -> tuple[int, int, bool]:
        if number == 2 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 3 and os.getpid() != here:
            raise ValueError("not for long")
        return number, of, os.getpid() == here

    found = Copies(4)(task)
    assert [each[:2] for each in found] == [(number, 4) for number in range(4)]
    assert [each[2] for each in found] == [True, False, True, True]
    assert Copies(1)(task) == [(0, 1, True)]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all is done in this process")
def test_copies_end_with_the_part_that_fails_here() -> None:
    def task(number: int, of: int) -> int:
        if number:
            time.sleep(600)
        raise ValueError(f"part {number} of {of}")

    children = Path(f"/proc/self/task/{os.getpid()}/children")
    before = children.read_text(encoding="ascii")
    with pytest.raises(ValueError, match="part 0 of 3"):
        Copies(3)(task)
    assert children.read_text(encoding="ascii") == before
