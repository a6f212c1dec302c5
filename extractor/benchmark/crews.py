"""A folder of articles -> whole runs by one process and by several: wall time, and memory of each as articles multiply.

Articles like those of the folder are written, once as many and then so many times as many, and read with `extractor
run` into a database of their own: start, writer and checks are part of it. Compare figures of a quiet machine only.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from extractor.benchmark.vary import sources, vary
from extractor.errors import ExtractorError

LOOK = 0.1
"""Seconds between two looks at what the processes hold."""
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Ran:
    """One run: seconds on the wall and of all processors, and the megabytes that its processes held at most.

    Processor and memory are 0 where the system does not tell of other processes as Linux does.
    """

    articles: int
    workers: int
    wall: float
    seconds: float
    main: float
    worker: float
    """Of the worker that held most; of the only process, where there is one."""
    copy: float = 0.0
    """Of the copies of the main process that check, with all that they share with it."""


def measure(folder: Path, workers: int, times: int, tell: Callable[[str], None] = print) -> list[Ran]:
    """Run over the articles and over `times` as many, in one process and in several. Raises ExtractorError."""
    count = len(sources(folder))
    if not count:
        raise ExtractorError(f"{folder}: holds no .txt, .md or .html; give a folder that does")
    found = []
    for articles in dict.fromkeys((count, count * times)):
        with TemporaryDirectory(prefix="extractor-") as place:
            vary(folder, Path(place, "articles"), articles)
            for processes in dict.fromkeys((1, workers)):
                tell(f"{articles:,} articles, {processes} at work")
                found.append(_ran(Path(place), articles, processes))
    return found


def _ran(place: Path, articles: int, workers: int) -> Ran:
    made, log = str(place / f"{workers}.db"), place / "log"
    command = [sys.executable, "-m", "extractor", "run", str(place / "articles"), "--db", made]
    start, seen = monotonic(), _Seen()
    with log.open("w") as told:
        process = subprocess.Popen([*command, "--workers", str(workers)], stdout=told, stderr=subprocess.STDOUT)
        while process.poll() is None:
            seen.look(process.pid)
            with suppress(subprocess.TimeoutExpired):
                process.wait(LOOK)
    wall = monotonic() - start
    if process.returncode not in (0, 3):
        raise ExtractorError(f"{' '.join(command)}: {log.read_text(errors='replace')[-300:]}")
    main = seen.highest(0)
    return Ran(articles, workers, wall, sum(seen.spent.values()), main, seen.highest(2) or main, seen.highest(1))


@dataclass
class _Seen:
    """What a process and all that came of it have held and spent, as far as it was looked at.

    Its copies that check are its children; workers are children of the process of which they all are copies.
    """

    peaks: dict[tuple[int, int], float] = field(default_factory=dict)
    """Megabytes by how far a process descends from the first, and its number."""
    spent: dict[int, float] = field(default_factory=dict)

    def highest(self, descent: int) -> float:
        """The most that any process of a descent held; 0 where there was none."""
        return max((held for (far, _), held in self.peaks.items() if far == descent), default=0.0)

    def look(self, process: int, descent: int = 0) -> None:
        """Note what they hold now."""
        try:
            status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
            times = (
                Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            )
            threads = [task.read_text(encoding="ascii") for task in Path(f"/proc/{process}/task").glob("*/children")]
        except OSError:
            return
        peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")), "0")
        key = min(descent, 2), process
        self.peaks[key] = max(self.peaks.get(key, 0.0), int(peak) / 1024)
        self.spent[process] = (int(times[11]) + int(times[12])) / _TICKS
        for child in " ".join(threads).split():
            self.look(int(child), descent + 1)


def lines(found: Sequence[Ran]) -> Iterator[str]:
    """A table, and what it comes to."""
    heads = ("articles", "workers", "wall s", "processor s", "articles/s", "main MB", "worker MB", "copy MB")
    yield "".join(f"{head:>12}" for head in heads)
    for each in found:
        sizes = f"{each.articles / each.wall:>12.1f}{each.main:>12,.0f}{each.worker:>12,.0f}{each.copy:>12,.0f}"
        yield f"{each.articles:>12,}{each.workers:>12}{each.wall:>12.1f}{each.seconds:>12.1f}{sizes}"
    alone = {each.articles: each for each in found if each.workers == 1}
    crews = [each for each in found if each.workers > 1]
    for each in crews:
        yield (
            f"{each.workers} workers are {alone[each.articles].wall / each.wall:.2f} times as quick as one"
            f" ({each.articles:,} articles)"
        )
    if len(crews) > 1 and crews[0].worker:
        few, many = crews[0], crews[-1]
        more, grown = many.articles / few.articles, (many.worker / few.worker, many.main / few.main)
        yield f"{more:.0f} times the articles: memory of a worker x{grown[0]:.2f}, of the main process x{grown[1]:.2f}"
