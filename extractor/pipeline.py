"""Paths and a database -> the whole river: read, extract (on several processes), store, check. One process writes.

What a worker does and what the single process does is one function, `extract`; engines only differ in where it runs.
"""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures import FIRST_COMPLETED
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from extractor import __version__, catalog, check, cite, clean, nlp, rules, state
from extractor.ids import claim_id
from extractor.models import Article, Claim, Entity, Extraction, Issue, Mention, Skip
from extractor.store import Fingerprint, Store

BATCH = 60_000
"""Characters of text that go to a worker at once: about a second of work."""
PATIENCE = 120.0
"""Seconds that nothing may come back before the articles in work are given up."""
LANGUAGES = frozenset({"en"})
"""Languages that a pack of rules exists for."""


@dataclass(slots=True)
class Summary:
    """What a run did."""

    read: int = 0
    skipped: int = 0
    claims: int = 0
    numbers_left: int = 0
    issues: list[Issue] = field(default_factory=list)
    checks: Counter[str] = field(default_factory=Counter)
    pruned: int = 0
    seen: int = 0


Progress = Callable[[str, int], None]
"""Called with what happened (`found`, `done`, `checking`) and how many."""


@functools.cache
def language() -> Language:
    """The pipeline of this process."""
    return nlp.load()


def extract(article: Article) -> Extraction:
    """All that the stages find in one article."""
    if article.language is not None and article.language not in LANGUAGES:
        message = f"language {article.language!r} has no rules yet; stored without claims"
        issue = Issue(path=article.path, stage="language", error="unsupported language", message=message)
        return Extraction(article=article, issues=(issue,))
    pipe = language()
    with pipe.memory_zone():
        doc = pipe(prepared(pipe, article))
        return _collected(article, doc)


def prepared(pipe: Language, article: Article) -> Doc:
    """A Doc that carries what reading the article has found: blocks, links, date."""
    doc = pipe.make_doc(article.text)
    state.put(doc, "blocks", article.blocks)
    state.put(doc, "links", article.links)
    doc.user_data[state.KEY]["published"] = article.published
    return doc


def _collected(article: Article, doc: Doc) -> Extraction:
    claims = _numbered(article, state.get(doc, "claims", Claim))
    return Extraction(
        article=article,
        claims=tuple(claims),
        entities=tuple(state.get(doc, "entities", Entity)),
        mentions=tuple(state.get(doc, "mentions", Mention)),
        sources=tuple(cite.sources(article, claims)),
        skipped=tuple(state.get(doc, "skipped", Skip)),
    )


def _numbered(article: Article, claims: Sequence[Claim]) -> list[Claim]:
    """Claims with their article and their ids, which derive from text, place and measure, never from the rule."""
    counts: Counter[tuple[int, int, str]] = Counter()
    numbered = []
    for claim in claims:
        place = (claim.start, claim.end, claim.measure)
        name = claim_id(article.id, article.sha256, *place, counts[place])
        counts[place] += 1
        numbered.append(claim.model_copy(update={"id": name, "article_id": article.id}))
    return numbered


def safely(article: Article) -> Extraction:
    """`extract`, with a fault of ours in one article recorded as its issue instead of ending the batch."""
    try:
        return extract(article)
    except Exception as error:  # one article must never take the others with it
        message = f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
        issue = Issue(path=article.path, stage="extract", error="extraction failed", message=message)
        return Extraction(article=article, issues=(issue,))


def extract_batch(articles: Sequence[Article]) -> list[Extraction]:
    """What a worker does."""
    return [safely(article) for article in articles]


def extractions(paths: Sequence[Path], published: str | None = None) -> Iterator[Extraction | Issue]:
    """Read paths and extract in this process, one article after another."""
    for item in clean.articles(paths, published=published):
        yield item if isinstance(item, Issue) else safely(item)


def fingerprint(article: Article) -> Fingerprint:
    """What an article would be read with now."""
    return Fingerprint(sha256=article.sha256, rules_sha256=rules.digest(), catalog_version=catalog.version(), version=__version__)


def run(paths: Sequence[Path], store: Store, workers: int = 1, published: str | None = None, prune: bool = False, progress: Progress | None = None) -> Summary:
    """Read paths into a store and check it. Interrupted, it leaves a valid store that the next run completes."""
    tell = progress or (lambda what, count: None)
    summary = Summary()
    number = store.start_run(__version__, rules.digest(), catalog.version())
    tried: list[str] = []
    fresh = _fresh(paths, store, summary, tried, published, tell)
    for done in _extracted(fresh, workers):
        store.write(done, number)
        summary.claims += sum(len(e.claims) for e in done)
        summary.numbers_left += sum(len(e.skipped) for e in done)
        summary.issues += [issue for e in done for issue in e.issues]
        summary.read += len(done)
        tell("done", len(done))
    unread = [issue for issue in summary.issues if issue.stage not in ("extract", "language")]
    store.write_issues(unread, tried)
    if prune:
        summary.pruned = store.prune(tried)
    tell("checking", 0)
    summary.checks = recheck(store)
    store.finish_run(number)
    return summary


def recheck(store: Store) -> Counter[str]:
    """Check all that a store holds, again; how many checks came to each verdict."""
    store.write_listings(catalog.listings())
    corpus = store.corpus()
    checks = check.run(corpus)
    store.write_checks(checks, check.origins(corpus.articles, corpus.sources, corpus.claims))
    return Counter(c.verdict for c in checks)


def _fresh(paths: Sequence[Path], store: Store, summary: Summary, tried: list[str], published: str | None, tell: Progress) -> Iterator[Article]:
    """Articles that are new or would be read differently now; issues and skips go to the summary."""
    for item in clean.articles(paths, published=published):
        tried.append(item.path)
        summary.seen += 1
        tell("found", 1)
        if isinstance(item, Issue):
            summary.issues.append(item)
            tell("done", 1)
        elif store.known(item.id) == fingerprint(item):
            summary.skipped += 1
            tell("done", 1)
        else:
            yield item


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    batch: list[Article] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _extracted(articles: Iterable[Article], workers: int) -> Iterator[list[Extraction]]:
    """Batches of results, in order. A batch that kills or stalls its worker is taken apart to find the one article."""
    batches = _batches(articles)
    if workers <= 1:
        yield from map(extract_batch, batches)
        return
    first = next(batches, None)
    if first is None:
        return
    second = next(batches, None)
    if second is None:
        yield extract_batch(first)
        return
    yield from _Pool(workers).map(_chain(first, second, batches))


def _chain(first: list[Article], second: list[Article], rest: Iterator[list[Article]]) -> Iterator[list[Article]]:
    yield first
    yield second
    yield from rest


class _Pool:
    """Processes that extract; two batches a worker are in flight, results come back in order."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"))

    def map(self, batches: Iterator[list[Article]]) -> Iterator[list[Extraction]]:
        """Results of all batches, in their order."""
        flying: list[tuple[list[Article], Future[list[Extraction]]]] = []
        try:
            for batch in batches:
                flying.append((batch, self.pool.submit(extract_batch, batch)))
                if len(flying) >= 2 * self.workers:
                    yield self._result(flying)
            while flying:
                yield self._result(flying)
        finally:
            self._stop()

    def _result(self, flying: list[tuple[list[Article], Future[list[Extraction]]]]) -> list[Extraction]:
        batch, future = flying[0]
        done, _ = wait([future], timeout=PATIENCE, return_when=FIRST_COMPLETED)
        try:
            if not done:
                raise BrokenProcessPool("no answer")
            result = future.result()
            flying.pop(0)
            return result
        except BrokenProcessPool:
            self._stop()
            self.pool = self._start()
            rest = [b for b, _ in flying[1:]]
            flying.clear()
            found = [e for article in batch for e in self._alone(article)]
            flying += [(b, self.pool.submit(extract_batch, b)) for b in rest]
            return found

    def _alone(self, article: Article) -> list[Extraction]:
        """One article in a process of its own."""
        try:
            future = self.pool.submit(extract_batch, [article])
            done, _ = wait([future], timeout=PATIENCE)
            if done:
                return future.result()
            error = f"gave no answer within {PATIENCE:.0f} s"
        except BrokenProcessPool:
            error = "ended its worker process"
        self._stop()
        self.pool = self._start()
        issue = Issue(path=article.path, stage="extract", error="extraction failed", message=f"{error}; the article is stored without claims")
        return [Extraction(article=article, issues=(issue,))]

    def _stop(self) -> None:
        processes = list((self.pool._processes or {}).values())
        self.pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()


def default_workers() -> int:
    """Processes for `--workers auto`: the cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
