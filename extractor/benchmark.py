"""Articles -> the speed of each stage in words per second, and its ratio to a bare tokenizer measured in the same run.

Speeds depend on the machine and on what else it does; the ratios much less. A word is what stands between blanks.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import spacy

from extractor import clean, pipeline
from extractor.errors import ExtractorError
from extractor.models import Article
from extractor.store import Store

BASE = "blank tokenizer"


@dataclass(frozen=True)
class Speed:
    """A stage: the best seconds that it took for all words, words per second, and their ratio to the bare tokenizer."""

    stage: str
    seconds: float
    words_per_second: float
    ratio: float


@dataclass(frozen=True)
class Speeds:
    """What was measured on so many articles and words; `overall` is reading and extraction together."""

    articles: int
    words: int
    stages: tuple[Speed, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def measure(paths: Sequence[Path], rounds: int = 3) -> Speeds:
    """Time every stage over all articles in this process. Raises ExtractorError where there is no article."""
    articles = _read(paths)
    words = sum(len(article.text.split()) for article in articles)
    if not words:
        raise ExtractorError(f"{', '.join(map(str, paths))}: no article in it to measure")
    best: dict[str, float] = {}
    for _ in range(rounds + 1):  # one more: the first builds indexes and fills caches, and is never the best
        for stage, seconds in _round(paths, articles).items():
            best[stage] = min(seconds, best.get(stage, seconds))
    best["overall"] = best["clean"] + best["extract"]
    stages = (Speed(name, took, words / took, best[BASE] / took) for name, took in best.items())
    return Speeds(len(articles), words, tuple(stages))


def lines(found: Speeds) -> list[str]:
    """A table of the speeds."""
    rows = [f"{found.articles} articles, {found.words:,} words", f"{'':<18}{'words/s':>12}{'ratio':>10}"]
    return rows + [f"{each.stage:<18}{each.words_per_second:>12,.0f}{each.ratio:>10.3f}" for each in found.stages]


def _read(paths: Sequence[Path]) -> list[Article]:
    return [item for item in clean.articles(paths) if isinstance(item, Article)]


def _round(paths: Sequence[Path], articles: Sequence[Article]) -> dict[str, float]:
    blank = spacy.blank("en")
    taken = {
        BASE: _seconds(lambda: [blank.make_doc(article.text) for article in articles]),
        "clean": _seconds(lambda: _read(paths)),
    }
    for stage, seconds in _stages(articles):
        taken[stage] = taken.get(stage, 0.0) + seconds
    taken["extract"] = _seconds(lambda: pipeline.extract_batch(articles))
    taken["store and check"] = _checking(articles)
    return taken


def _stages(articles: Sequence[Article]) -> Iterator[tuple[str, float]]:
    """Each component of the pipeline on each article."""
    pipe = pipeline.language()
    for article in articles:
        with pipe.memory_zone():
            start = perf_counter()
            doc = pipeline.prepared(pipe, article)
            yield "tokenizer", perf_counter() - start
            for name, component in pipe.pipeline:
                start = perf_counter()
                doc = component(doc)
                yield name.removeprefix("extractor_"), perf_counter() - start


def _checking(articles: Sequence[Article]) -> float:
    """Writing what was extracted and checking it, in memory."""
    found = pipeline.extract_batch(articles)
    with Store(":memory:") as store:
        return _seconds(lambda: pipeline.settle(found, store))


def _seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start
