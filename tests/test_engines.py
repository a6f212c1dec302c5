"""Work in several processes gives what work in one gives, in order; an item that ends or stalls its worker is found."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence

import pytest

from extractor import engines
from tests.tasks import ENDS, STALLS, lost, patience, squares

JOB = engines.Job(task=squares, lost=lost, patience=patience)


def batches(numbers: Sequence[int], size: int = 3) -> list[list[int]]:
    return [list(numbers[start : start + size]) for start in range(0, len(numbers), size)]


@pytest.mark.parametrize(
    "numbers",
    [list(range(10)), [5], [], [1, 2, ENDS, 3, 4, 5, 6], [7, STALLS, 8], [1, ENDS]],
    ids=["sound", "one", "none", "one ends its worker", "one stalls", "the last ends its worker"],
)
def test_results_come_in_order_and_only_the_item_at_fault_is_lost(numbers: list[int]) -> None:
    found = list(engines.processes(JOB, iter(batches(numbers)), 2))
    assert found == [[-n if n in (ENDS, STALLS) else n * n for n in batch] for batch in batches(numbers)]


def test_in_this_process_it_is_the_same() -> None:
    assert list(engines.here(JOB, iter(batches(range(5))))) == [[0, 1, 4], [9, 16]]


def test_closing_early_leaves_no_process_behind() -> None:
    results = engines.processes(JOB, iter(batches(range(300), 1)), 2)
    assert next(results) == [0]
    results.close()
    for process in multiprocessing.active_children():
        process.join(20)
    assert multiprocessing.active_children() == []
