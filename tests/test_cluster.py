"""A Dask cluster gives the rows that one process gives, whoever dies; without a scheduler a run ends in one line."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("distributed")

from distributed import Client

from extractor import engines, pipeline
from extractor.engines.cluster import cluster
from extractor.errors import EngineError
from tests import tasks
from tests.tasks import ENDS, STALLS
from tests.test_pipeline import BRIEFINGS, rows, run, sound

ROOT = Path(__file__).parent.parent
JOB = engines.Job(
    task=tasks.square, lost=tasks.lost, patience=tasks.patience, warm=tasks.warm, identity=tasks.identity,
    ready="tests.tasks",
)  # fmt: skip


def dask(*words: str) -> subprocess.Popen[bytes]:
    """A command of Dask; a task that ends its worker is given up at once."""
    settings = {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0", "PYTHONPATH": str(ROOT)}
    command = [Path(sys.executable).with_name("dask"), *words, "--no-dashboard"]
    return subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


class Machines:
    """A scheduler and two workers, each a process of its own, as on machines of their own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
        self.scheduler = dask("scheduler", "--host", "127.0.0.1", "--port", self.address.rpartition(":")[2])
        self.workers = [
            dask("worker", self.address, "--nthreads", "1", "--local-directory", str(folder / str(number)))
            for number in range(2)
        ]

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()  # a nanny without a scheduler is slow to leave; its worker goes with it
            process.wait()


@pytest.fixture(scope="module")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    found = Machines(tmp_path_factory.mktemp("dask"))
    with Client(found.address, timeout=60, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    yield found
    found.end()


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The briefings, read in one process."""
    db = tmp_path_factory.mktemp("whole") / "claims.db"
    run(db, BRIEFINGS)
    return db


def test_items_at_fault_are_lost_and_no_others(machines: Machines) -> None:
    batches = [[1, 2], [3, ENDS, 4], [5, STALLS], [6, 7], [8]]
    found = list(cluster(JOB, iter(batches), machines.address, 2))
    assert found == [[(n, -n if n in (ENDS, STALLS) else n * n) for n in batch] for batch in batches]


def test_workers_of_another_version_are_refused(machines: Machines) -> None:
    with pytest.raises(EngineError, match="install the same version on every worker"):
        list(cluster(replace(JOB, identity=tasks.another), iter([[1]]), machines.address, 2))


def test_a_worker_killed_in_mid_run_loses_nothing(
    machines: Machines, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 2_000)
    killed: list[int] = []

    def kill(what: str, count: int) -> None:
        if what == "done" and not killed:
            with Client(machines.address, set_as_default=False) as client:
                killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    db = tmp_path / "cluster.db"
    done = run(db, BRIEFINGS, crew=pipeline.Crew(dask=True, scheduler=machines.address), progress=kill)
    assert killed
    assert done.issues == []
    assert rows(db) == rows(whole)


def test_a_cluster_of_this_machine_gives_the_same_rows(whole: Path, tmp_path: Path) -> None:
    db = tmp_path / "local.db"
    run(db, BRIEFINGS, crew=pipeline.Crew(workers=2, dask=True))
    assert rows(db) == rows(whole)


def test_a_scheduler_that_goes_away_ends_the_run_in_one_line_and_the_next_completes_it(
    machines: Machines, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "BATCH", 2_000)
    db = tmp_path / "claims.db"

    def kill(what: str, count: int) -> None:
        if what == "done":
            machines.scheduler.kill()

    crew: dict[str, Any] = {"crew": pipeline.Crew(dask=True, scheduler=machines.address)}
    with pytest.raises(EngineError, match="run the same command again to go on"):
        run(db, BRIEFINGS, progress=kill, **crew)
    assert sound(db)
    with pytest.raises(EngineError, match="no scheduler answers; start one with `dask scheduler`"):
        run(db, BRIEFINGS, **crew)
    assert run(db, BRIEFINGS).skipped > 0
    assert rows(db) == rows(whole)
