"""Numbers of generated claims -> how long their checks take and in how much memory, each in a process of its own.

A database of the articles of `world` is written first, and is not counted; then it is checked as `extractor check`
does, from reading the claims to writing the checks. A power of 1 is in proportion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice, pairwise
from math import log
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, process_time
from typing import TypeVar

from extractor import pipeline
from extractor.benchmark import world
from extractor.benchmark.rows import peak
from extractor.errors import ExtractorError
from extractor.store import Store

R = TypeVar("R")
TOGETHER = 200
"""Articles that are written in one transaction."""


@dataclass(frozen=True)
class Checked:
    """What checking so many claims took: seconds of the processor and on the wall, megabytes at most."""

    claims: int
    articles: int
    checks: int
    seconds: float
    wall: float
    peak: float


def measure(sizes: Sequence[int], seed: int = 0, tell: Callable[[str], None] = print) -> list[Checked]:
    """Generate and check so many claims, each number alone. Raises ExtractorError where there is no room for them."""
    found = []
    for size in sorted(sizes):
        with TemporaryDirectory(prefix="extractor-") as folder:
            path = Path(folder) / "claims.db"
            tell(f"writing {size:,} claims")
            _alone(_fill, path, size, seed)
            tell(f"checking {size:,} claims")
            found.append(_alone(_check, path))
    return found


def _alone(task: Callable[..., R], *given: object) -> R:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(task, *given).result()


def _fill(path: Path, size: int, seed: int) -> None:
    try:
        with Store(path) as store:
            run = store.start_run("", "", "")
            made = world.extractions(size, seed)
            while batch := list(islice(made, TOGETHER)):
                store.write(batch, run)
            store.finish_run(run)
    except OSError as error:
        raise ExtractorError(f"{path}: {error.strerror}; set TMPDIR to a folder with more room") from error


def _check(path: Path) -> Checked:
    with Store(path, create=False) as store:
        start, clock = monotonic(), process_time()
        checks = pipeline.recheck(store).total()
        taken, wall = process_time() - clock, monotonic() - start
        run = store.run(1)
    return Checked(run["claims"], run["articles"], checks, taken, wall, peak())


def lines(found: Sequence[Checked]) -> Iterator[str]:
    """A table, and how the time grows."""
    yield f"{'claims':>12}{'articles':>10}{'checks':>10}{'processor s':>13}{'wall s':>9}{'peak MB':>9}{'per claim':>11}"
    for each in found:
        cost = f"{each.seconds / max(1, each.claims) * 1e6:,.0f} us"
        yield (
            f"{each.claims:>12,}{each.articles:>10,}{each.checks:>10,}{each.seconds:>13,.1f}{each.wall:>9,.1f}"
            f"{each.peak:>9,.0f}{cost:>11}"
        )
    yield from _ratios(found)


def _ratios(found: Iterable[Checked]) -> Iterator[str]:
    for less, more in pairwise(found):
        claims, taken = more.claims / less.claims, more.seconds / less.seconds
        power = f", as their number to the power of {log(taken) / log(claims):.2f}" if claims > 1 else ""
        checks = more.checks / max(1, less.checks)
        yield f"{claims:.2f} times the claims: {taken:.2f} times the time{power}; {checks:.2f} times the checks"
