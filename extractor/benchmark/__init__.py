"""Articles -> words per second and peak memory of each step, and its ratio to a bare tokenizer measured beside it.

Every row is measured in a process of its own, in one pass over the same sample, cold but for what is loaded before the
clock starts; the median of some rounds is taken. The clock counts the time of the processor, not that on the wall, so
that others at work on the machine disturb little; the ratios depend on the machine least. A word is what stands between
blanks.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any

from extractor import __version__
from extractor.benchmark import rows
from extractor.benchmark.rows import Measured, Sample
from extractor.errors import ExtractorError

WORDS = 300_000
"""Words of the sample."""
PUBLISHED = 4_900
"""Words per second of en_core_web_sm 3.8 with all its parts, measured once on newsletters, one core of a server."""


@dataclass(frozen=True)
class Speed:
    """One row: words per second, the ratio to the bare tokenizer, and the peak memory of its process in megabytes."""

    row: str
    words_per_second: float
    ratio: float
    peak: float | None
    """None for a stage, which shares the process of the others."""


@dataclass(frozen=True)
class Speeds:
    """What was measured, on how much, when and with what."""

    date: str
    version: str
    python: str
    cores: int
    sample: str
    articles: int
    words: int
    rounds: int
    speeds: tuple[Speed, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)

    def of(self, row: str) -> Speed | None:
        """The row of that name."""
        return next((speed for speed in self.speeds if speed.row == row), None)


def measure(paths: Sequence[Path], *, words: int = WORDS, rounds: int = 3) -> Speeds:
    """Measure every row on a sample of so many words. Raises ExtractorError where there is no article."""
    sample = Sample(tuple(paths), words)
    taken: dict[str, list[Measured]] = {}
    for name in rows.present():
        for _ in range(rounds):
            for each in _alone(name, sample):
                taken.setdefault(each.row, []).append(each)
    if not taken[rows.BASE][0].words:
        raise ExtractorError(f"{', '.join(map(str, paths))}: no article in it to measure")
    base = _speed(taken[rows.BASE])
    speeds = tuple(
        Speed(row, _speed(each), _speed(each) / base, max(m.peak for m in each) if each[0].alone else None)
        for row, each in taken.items()
    )
    first = taken[rows.BASE][0]
    return Speeds(
        datetime.now(UTC).date().isoformat(), __version__, platform.python_version(), os.cpu_count() or 1,
        ", ".join(path.name for path in paths), first.articles, first.words, rounds, speeds,
    )  # fmt: skip


def _alone(name: str, sample: Sample) -> list[Measured]:
    """One row in a process that has done nothing else."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        return fresh.submit(rows.measure, name, sample).result()


def _speed(rounds: Sequence[Measured]) -> float:
    return median(each.words / max(each.seconds, 1e-9) for each in rounds)


def lines(found: Speeds, before: Speeds | None = None) -> Iterator[str]:
    """A table of the speeds, beside those measured before on the same sample."""
    yield f"{found.articles:,} articles, {found.words:,} words of {found.sample}; median of {found.rounds} rounds"
    yield f"{'':<24}{'words/s':>12}{'ratio':>9}{'peak MB':>10}" + (f"{'before':>12}" if before else "")
    for each in found.speeds:
        peak = f"{each.peak:>10,.0f}" if each.peak is not None else f"{'':>10}"
        earlier = before.of(each.row) if before else None
        changed = f"{earlier.words_per_second:>12,.0f}" if earlier else ""
        yield f"{each.row:<24}{each.words_per_second:>12,.0f}{each.ratio:>9.3f}{peak}{changed}"
    if found.of(rows.MODEL) is None:
        yield f"en_core_web_sm is not installed, so it has no row; published: {PUBLISHED:,} words/s, one core"


def last(history: Path, like: Speeds) -> Speeds | None:
    """The last of a history that was measured on the same sample."""
    if not history.exists():
        return None
    told = [json.loads(line) for line in history.read_text(encoding="utf-8").splitlines() if line.strip()]
    same = [each for each in told if (each["sample"], each["words"]) == (like.sample, like.words)]
    return Speeds(**{**same[-1], "speeds": tuple(Speed(**row) for row in same[-1]["speeds"])}) if same else None


def keep(history: Path, found: Speeds) -> None:
    """Add a line to a history."""
    with history.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(found.plain()) + "\n")
